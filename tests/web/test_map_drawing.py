"""A map is drawn true to scale, with every practice on it, numbered and readable."""

import math

import pytest

from pcn_portal.web.map_drawing import (
    HEIGHT,
    KM_PER_DEGREE,
    RADIUS,
    WIDTH,
    Map,
    Place,
    Projection,
    draw_map,
    fitting,
    path_of,
    scale_bar,
)

SQUARE = [[[-3.0, 51.0], [-2.0, 51.0], [-2.0, 51.5], [-3.0, 51.5], [-3.0, 51.0]]]
COAST = [Place("west", 51.2, -2.9), Place("east", 51.3, -2.6), Place("south", 51.1, -2.7)]


def drawn(*places: Place, **more: object) -> Map:
    found = draw_map(places, **more)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_north_is_up_and_east_is_right():
    west, east, south = drawn(*COAST).markers

    assert west.x < south.x < east.x
    assert east.y < west.y < south.y


def test_a_kilometre_is_as_long_to_the_north_as_to_the_east():
    projection = Projection(latitude=54, longitude=-2, unit=10)
    north = projection.point(54 + 1 / KM_PER_DEGREE, -2)
    east = projection.point(54, -2 + 1 / KM_PER_DEGREE / math.cos(math.radians(54)))

    assert (WIDTH / 2 - north[0], HEIGHT / 2 - north[1]) == pytest.approx((0, 10))
    assert (east[0] - WIDTH / 2, east[1] - HEIGHT / 2) == pytest.approx((10, 0))


def test_the_scale_bar_measures_the_distance_between_two_places():
    """Taunton's and Bridgwater's made-up neighbours stand 0.1 degrees of latitude apart."""
    north, south = drawn(Place("n", 51.15, -3), Place("s", 51.05, -3)).markers
    bar = drawn(Place("n", 51.15, -3), Place("s", 51.05, -3)).scale
    kilometres = (south.y - north.y) / bar.length * float(bar.words.split()[0])

    assert kilometres == pytest.approx(11.1195, rel=0.005)


@pytest.mark.parametrize("places", [COAST, COAST[:1], [Place(str(n), 52, -1) for n in range(30)]])
def test_every_place_is_in_the_drawing_and_no_number_covers_another(places: list[Place]):
    markers = drawn(*places).markers
    labels = [(m.label_x, m.label_y) for m in markers]

    assert [m.number for m in markers] == list(range(1, len(places) + 1))
    assert all(0 <= m.x <= WIDTH and 0 <= m.y <= HEIGHT for m in markers)
    assert all(RADIUS <= x <= WIDTH - RADIUS for x, _ in labels)
    assert all(RADIUS <= y <= HEIGHT - RADIUS for _, y in labels)
    apart = [math.dist(a, b) for n, a in enumerate(labels) for b in labels[:n]]
    assert not apart or min(apart) > 2 * RADIUS


def test_a_number_stands_at_its_place_unless_another_is_there():
    first, second = drawn(Place("a", 52, -1), Place("b", 52, -1)).markers

    assert not first.moved
    assert second.moved
    assert (second.x, second.y) == (first.x, first.y)


def test_one_practice_alone_is_shown_with_the_country_around_it():
    assert fitting([COAST[0]]).unit == HEIGHT / 4


def test_the_outline_is_a_closed_path_through_its_corners():
    projection = Projection(latitude=51.25, longitude=-2.5, unit=1)
    path = path_of([SQUARE], projection)

    assert path.startswith("M") and path.endswith("Z")
    assert path.count("L") == 4
    assert path_of([SQUARE, SQUARE], projection) == path * 2


def test_without_an_outline_or_places_nothing_is_made_up():
    assert drawn(*COAST).outline == ""
    assert draw_map([]) is None


def test_neighbours_beyond_the_edge_are_left_out():
    near, far = Place("near", 51.2, -2.75), Place("far", 54.0, -1.0)

    assert len(drawn(*COAST, others=[near, far]).others) == 1


@pytest.mark.parametrize(
    ("unit", "words"),
    [(1000, "0.5 km"), (100, "1 km"), (13, "10 km"), (2, "50 km"), (0.5, "100 km")],
)
def test_the_scale_is_a_round_length_that_fits(unit: float, words: str):
    bar = scale_bar(unit)

    assert bar.words == words
    assert bar.length <= WIDTH / 3 or words == "0.5 km"
