"""Fills each part of services for the demo."""

from pcn_portal.management import (
    demo_achievement,
    demo_care_homes,
    demo_deadlines,
    demo_improvement,
    demo_population,
    demo_requirements,
)
from pcn_portal.management.demo_services import Cast

FILLERS = (
    demo_requirements.fill,
    demo_deadlines.fill,
    demo_care_homes.fill,
    demo_achievement.fill,
    demo_improvement.fill,
    demo_population.fill,
)


def fill_services(cast: Cast) -> None:
    for fill in FILLERS:
        fill(cast)
