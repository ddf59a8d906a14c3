"""A map as shapes: places in degrees become points of an SVG. No tiles, no script, no clock.

Equirectangular at the middle latitude of what is shown: see docs/adr/0089. Lengths are
in units of the drawing, WIDTH across.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 400.0, 320.0
KM_PER_DEGREE = 111.195
MARGIN = 1.3
LEAST_KM = 4.0
RADIUS = 10.0
STEPS = (0.5, 1, 2, 5, 10, 20, 50, 100)
EDGE = 14.0
Point = tuple[float, float]
Polygons = Iterable[Iterable[Iterable[Sequence[float]]]]


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in degrees; `key` is whatever the caller knows it by."""

    key: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Marker:
    """A numbered place: its point, and where its number stands, aside if others are too near."""

    key: str
    number: int
    x: float
    y: float
    label_x: float
    label_y: float

    @property
    def moved(self) -> bool:
        return (self.x, self.y) != (self.label_x, self.label_y)


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A line of a round length."""

    x: float
    y: float
    length: float
    words: str


@dataclass(frozen=True, slots=True)
class Map:
    """What a template draws. `outline` is the path of the ICB, empty if none is known."""

    width: float
    height: float
    outline: str
    markers: tuple[Marker, ...]
    others: tuple[Point, ...]
    scale: ScaleBar


@dataclass(frozen=True, slots=True)
class Projection:
    """Degrees to points: what is `middle` stands in the middle, `unit` points to a kilometre."""

    latitude: float
    longitude: float
    unit: float

    def point(self, latitude: float, longitude: float) -> Point:
        east = (longitude - self.longitude) * math.cos(math.radians(self.latitude))
        north = latitude - self.latitude
        x = WIDTH / 2 + east * KM_PER_DEGREE * self.unit
        y = HEIGHT / 2 - north * KM_PER_DEGREE * self.unit
        return round(x, 1), round(y, 1)


def fitting(places: Sequence[Place]) -> Projection:
    """The projection in which all places fit the drawing, with room around them."""
    south, north = _ends(place.latitude for place in places)
    west, east = _ends(place.longitude for place in places)
    latitude = (south + north) / 2
    across = (east - west) * KM_PER_DEGREE * math.cos(math.radians(latitude))
    up = (north - south) * KM_PER_DEGREE
    unit = min(WIDTH / max(across * MARGIN, LEAST_KM), HEIGHT / max(up * MARGIN, LEAST_KM))
    return Projection(latitude, (west + east) / 2, unit)


def _ends(figures: Iterable[float]) -> tuple[float, float]:
    found = list(figures)
    return min(found), max(found)


def draw_map(
    places: Sequence[Place], *, outline: Polygons = (), others: Iterable[Place] = ()
) -> Map | None:
    """Draw `places`, numbered from 1 in their order; None if there are none.

    `others` are faint points; those outside the drawing are left out.
    """
    if not places:
        return None
    projection = fitting(places)
    return Map(
        width=WIDTH,
        height=HEIGHT,
        outline=path_of(outline, projection),
        markers=_markers(places, projection),
        others=tuple(p for p in _points(others, projection) if _inside(p, 0)),
        scale=scale_bar(projection.unit),
    )


def _points(places: Iterable[Place], projection: Projection) -> Iterable[Point]:
    return (projection.point(place.latitude, place.longitude) for place in places)


def path_of(polygons: Polygons, projection: Projection) -> str:
    """The polygons as one SVG path; holes stay holes under the even-odd rule."""
    rings = (ring for polygon in polygons for ring in polygon)
    return "".join(_ring(ring, projection) for ring in rings)


def _ring(ring: Iterable[Sequence[float]], projection: Projection) -> str:
    points: list[Point] = []
    for longitude, latitude in ring:
        point = projection.point(latitude, longitude)
        if not points or point != points[-1]:
            points.append(point)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"


def scale_bar(unit: float) -> ScaleBar:
    """The longest round length that takes at most a third of the drawing."""
    fits = [step for step in STEPS if step * unit <= WIDTH / 3]
    step = fits[-1] if fits else STEPS[0]
    return ScaleBar(EDGE, HEIGHT - EDGE, round(step * unit, 1), f"{step:g} km")


def _markers(places: Sequence[Place], projection: Projection) -> tuple[Marker, ...]:
    """Number the places; a number that would cover another stands aside on a line."""
    labels: list[Point] = []
    markers = []
    for number, place in enumerate(places, 1):
        point = projection.point(place.latitude, place.longitude)
        label = next((spot for spot in _spots(point) if _free(spot, labels)), point)
        labels.append(label)
        markers.append(Marker(place.key, number, *point, *label))
    return tuple(markers)


def _spots(point: Point) -> Iterable[Point]:
    """Where a number may stand: at its place, then around it, further and further out."""
    yield point
    for ring in range(1, 40):
        away = ring * (2 * RADIUS + 3)
        for turn in range(8 * ring):
            angle = 2 * math.pi * turn / (8 * ring) - math.pi / 2
            yield (
                round(point[0] + away * math.cos(angle), 1),
                round(point[1] + away * math.sin(angle), 1),
            )


def _free(spot: Point, taken: list[Point]) -> bool:
    return _inside(spot, RADIUS) and all(math.dist(spot, t) >= 2 * RADIUS + 1 for t in taken)


def _inside(point: Point, edge: float) -> bool:
    return edge <= point[0] <= WIDTH - edge and edge <= point[1] <= HEIGHT - edge
