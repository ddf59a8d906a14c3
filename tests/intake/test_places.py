"""Coordinates of practices and outlines of ICBs, as they are taken in."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.apps import apps

from practices.models import IcbOutline, PracticeLocation
from practices.outlines import outline_of, plain_name, polygons
from tests.intake import files
from tests.intake.files import as_csv, changes, errors, stage, take_in, warnings

pytestmark = [pytest.mark.usefixtures("standing_register"), pytest.mark.django_db]
LATER = datetime(2025, 5, 2, 9, tzinfo=UTC)


def places(*rows: tuple[object, ...]) -> bytes:
    return as_csv(files.PLACE_TITLES, *rows)


def test_practices_get_their_places_with_file_and_row() -> None:
    batch = take_in("practice_coordinates", places(("Z00001", "zz1 1zz", "51.50012", "-2.61")))
    found = PracticeLocation.objects.get()

    assert found.practice.code == "Z00001"
    assert (found.postcode, found.latitude, found.longitude) == (
        "ZZ1 1ZZ", Decimal("51.50012"), Decimal("-2.61"),
    )  # fmt: skip
    assert (found.source, found.source_row) == (batch.source, 2)


def test_a_practice_that_moved_is_shown_before_and_after_and_its_old_place_is_kept() -> None:
    take_in("practice_coordinates", places(("Z00001", "ZZ1 1ZZ", "51.5", "-2.6")))
    batch = take_in("practice_coordinates", places(("Z00001", "ZZ1 2ZZ", "51.6", "-2.6")), at=LATER)
    change = batch.changes.get()
    events = apps.get_model("practices", "PracticeLocationEvent")._default_manager
    earlier = list(events.values_list("postcode", "pgh_label"))

    assert change.before == "ZZ1 1ZZ at 51.500000, -2.600000"
    assert change.after == "ZZ1 2ZZ at 51.600000, -2.600000"
    assert PracticeLocation.objects.get().postcode == "ZZ1 2ZZ"
    assert earlier == [("ZZ1 1ZZ", "before_change")]


def test_practices_nobody_knows_are_a_warning_and_the_others_are_taken_in() -> None:
    strangers = [(f"Z0010{n}", "ZZ1 1ZZ", 52, -1) for n in range(7)]
    batch = stage("practice_coordinates", places(("Z00001", "ZZ1 1ZZ", 52, -1), *strangers))

    assert errors(batch) == []
    assert changes(batch) == [("new", "Place of a practice", "Z00001")]
    (warning,) = warnings(batch)
    assert warning.startswith(
        "The register does not know 7 of the practices, which are left out: "
        "Z00100, Z00101, Z00102, Z00103, Z00104 and 2 more."
    )


def test_outlines_are_kept_as_polygons_and_found_by_the_boards_name() -> None:
    batch = take_in("icb_outlines", files.outlines())
    found = outline_of("NHS Fictional Coast ICB")

    assert batch.summary == ["1 outlines, 1 of them of an ICB that the register has by name."]
    assert found is not None and found.source == batch.source
    assert polygons(found) == [[files.SQUARE]]
    assert outline_of("NHS Fictional Moor Integrated Care Board") is None
    assert outline_of("") is None


def test_an_outline_drawn_anew_replaces_the_old_one() -> None:
    take_in("icb_outlines", files.outlines())
    moved = [[longitude, latitude + 0.2] for longitude, latitude in files.SQUARE]
    batch = take_in("icb_outlines", files.outlines(files.outline(shape=[moved])), at=LATER)

    assert changes(batch) == [("changed", "Outline of an ICB", "E54990001")]
    assert IcbOutline.objects.get().geometry["coordinates"] == [[moved]]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"[1, 2]", "not a GeoJSON FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "no shape"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "NaN is not a number"),
        (b'{"type": "FeatureCollection", "features": [' + b"9" * 5000 + b"]}", "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (files.outlines(files.outline(), files.outline()), "already shape 1"),
        (files.outlines("x", None), "code of this kind|Is blank|Write it like"),
        (files.outlines(files.outline(shape=[files.SQUARE * 5000])), "too many for a page"),
        (files.outlines(files.outline(shape=[])), "no coordinates"),
        (files.outlines(files.outline(shape=[[[1]]])), "without longitude and latitude"),
        (files.outlines(files.outline(name="\ud800")), "not text"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_outline_says_what_it_is_instead(content: bytes, says: str) -> None:
    batch = stage("icb_outlines", content)
    found = batch.problems.filter(severity="error", message__iregex=says)

    assert batch.state == "refused"
    assert found.exists(), errors(batch)
    assert not IcbOutline.objects.exists()


@pytest.mark.parametrize(
    ("ons", "ods"),
    [
        ("Somewhere Integrated Care Board", "NHS SOMEWHERE INTEGRATED CARE BOARD"),
        ("Surrey Heath Integrated Care Board", "NHS Surrey Heath ICB"),
        ("Here, There and Nowhere Integrated Care Board", "NHS Here, There & Nowhere ICB"),
    ],
)
def test_the_names_of_ods_and_ons_are_matched(ons: str, ods: str) -> None:
    assert plain_name(ons) == plain_name(ods)


def test_a_shape_in_the_file_may_say_more_than_is_kept() -> None:
    feature = files.outline(shape=[[[*point, 12.5] for point in files.SQUARE]])
    content = json.loads(files.outlines(feature)) | {"crs": {"type": "name"}, "bbox": [1]}
    take_in("icb_outlines", json.dumps(content).encode())

    assert IcbOutline.objects.get().geometry == {
        "type": "MultiPolygon",
        "coordinates": [[files.SQUARE]],
    }
