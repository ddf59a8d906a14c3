"""Every part of services that keeps something to itself."""

from tests.strangers import (
    of_achievement,
    of_care_homes,
    of_deadlines,
    of_improvement,
    of_population,
    of_requirements,
)

OF_SERVICES = (
    of_requirements,
    of_deadlines,
    of_care_homes,
    of_achievement,
    of_improvement,
    of_population,
)
