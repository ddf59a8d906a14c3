"""The map of a network on a day: its practices over the outline of its ICB."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from networks.queries import memberships_on
from pcn_portal.web.map_drawing import Map, Place, draw_map
from practices.locations import locations_of, locations_within
from practices.models import IcbOutline, Practice, PracticeLocation
from practices.outlines import outline_of, polygons

AROUND = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A numbered point of the map: which practice it is."""

    number: int
    place: PracticeLocation

    @property
    def practice(self) -> Practice:
        return self.place.practice


@dataclass(frozen=True, slots=True)
class NetworkMap:
    """What the page shows: the drawing with its key, and which practices are not on it.

    `drawing` is None while no practice has a place.
    """

    drawing: Map | None
    key: tuple[KeyRow, ...]
    outline: IcbOutline | None
    unplaced: tuple[Practice, ...]
    icb: str


def network_map(practices: Sequence[Practice], icb: str, on: date) -> NetworkMap:
    """Draw the core network practices of a network; `icb` is the name of its ICB, or empty."""
    found = locations_of([practice.pk for practice in practices])
    placed = [found[practice.pk] for practice in practices if practice.pk in found]
    outline = outline_of(icb) if placed else None
    drawing = draw_map(
        [_place(place) for place in placed],
        outline=polygons(outline) if outline else (),
        others=_neighbours(placed, on),
    )
    return NetworkMap(
        drawing=drawing,
        key=tuple(KeyRow(number, place) for number, place in enumerate(placed, 1)),
        outline=outline,
        unplaced=tuple(practice for practice in practices if practice.pk not in found),
        icb=icb,
    )


def _place(location: PracticeLocation) -> Place:
    return Place(location.practice.code, float(location.latitude), float(location.longitude))


def _neighbours(placed: Sequence[PracticeLocation], on: date) -> list[Place]:
    """Core network practices of other networks around, without saying whose they are."""
    if not placed:
        return []
    latitudes = [place.latitude for place in placed]
    longitudes = [place.longitude for place in placed]
    around = locations_within(
        (min(latitudes) - AROUND, max(latitudes) + AROUND),
        (min(longitudes) - AROUND, max(longitudes) + AROUND),
    )
    others = around.exclude(practice__in=[place.practice_id for place in placed])
    members = memberships_on(on).values("practice")
    return [_place(place) for place in others.filter(practice__in=members)]
