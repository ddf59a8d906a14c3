"""Where practices are: those asked for, and those in a rectangle. One query each."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import QuerySet

from practices.models import PracticeLocation

Range = tuple[Decimal, Decimal]


def locations_of(practice_ids: Collection[int]) -> dict[int, PracticeLocation]:
    """The places of practices by primary key; one whose place is not known has no key."""
    found = PracticeLocation.objects.filter(practice__in=list(practice_ids))
    sourced = found.select_related("practice", "source").defer("source__content")
    return {place.practice_id: place for place in sourced}


def locations_within(latitudes: Range, longitudes: Range) -> QuerySet[PracticeLocation]:
    """The places of practices between two latitudes and two longitudes, in degrees."""
    return PracticeLocation.objects.filter(
        latitude__range=latitudes, longitude__range=longitudes
    ).select_related("practice")
