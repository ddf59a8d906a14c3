"""Where made-up practices are, and the outlines of made-up ICBs, on England's rectangle."""

import json
import math
import random
from collections.abc import Iterator

from pcn_portal.fictional.england import England, Icb

HEADER = ("practice_code", "postcode", "lat", "lon")
CORNERS = 28
COLUMNS, SOUTH, WEST = 6, 50.6, -4.2
ROW_HEIGHT, COLUMN_WIDTH = 0.7, 1.0
RADIUS = 0.3
NETWORK_SPREAD, PRACTICE_SPREAD = 0.6, 0.12
# A practice in so many has no place, as some have none in the published file.
LEFT_OUT = 40
Point = tuple[float, float]


def coordinates(england: England) -> Iterator[tuple[str, ...]]:
    """Practices near the middle of their network; some are left out."""
    rng = random.Random(f"places {england.seed}")  # noqa: S311
    centres = {icb: _centre(n) for n, icb in enumerate(england.icbs)}
    networks = {
        code: _near(rng, centres[network.sub_icb.icb], NETWORK_SPREAD)
        for code, network in england.networks.items()
    }
    first = {spell.practice: spell.network for spell in reversed(england.spells)}
    for number, practice in enumerate(england.practices.values(), 1):
        home = networks.get(first.get(practice.code, ""), centres[practice.sub_icb.icb])
        latitude, longitude = _near(rng, home, PRACTICE_SPREAD)
        if number % LEFT_OUT:
            place = (f"{latitude:.5f}", f"{longitude:.5f}")
            yield (practice.code, practice.place.postcode, *place)


def outlines(england: England) -> bytes:
    """A GeoJSON collection with a rough circle for each ICB."""
    rng = random.Random(f"outlines {england.seed}")  # noqa: S311
    features = [_feature(rng, icb, _centre(n)) for n, icb in enumerate(england.icbs)]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _feature(rng: random.Random, icb: Icb, centre: Point) -> dict[str, object]:
    ring = [_corner(centre, n, RADIUS * rng.uniform(0.85, 1.15)) for n in range(CORNERS)]
    return {
        "type": "Feature",
        "properties": {"ICB23CD": icb.ons, "name": icb.name},
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }


def _centre(number: int) -> Point:
    row, column = divmod(number, COLUMNS)
    return SOUTH + row * ROW_HEIGHT, WEST + column * COLUMN_WIDTH


def _corner(centre: Point, number: int, radius: float) -> list[float]:
    turn = 2 * math.pi * number / CORNERS
    latitude = centre[0] + radius * math.sin(turn)
    longitude = centre[1] + radius * math.cos(turn) / math.cos(math.radians(centre[0]))
    return [round(longitude, 4), round(latitude, 4)]


def _near(rng: random.Random, point: Point, spread: float) -> Point:
    reach = RADIUS * spread
    return point[0] + rng.uniform(-reach, reach), point[1] + rng.uniform(-reach, reach)
