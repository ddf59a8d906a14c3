"""Patients by age and deprivation come from the published files, checked and with their rows."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from practices.models import Practice
from services.models import AgeCount, DeprivationScore
from tests.intake.files import (
    AGE_TITLES,
    IMD_TITLES,
    age_rows,
    as_csv,
    errors,
    small_register,
    stage,
    take_in,
    warnings,
)

pytestmark = pytest.mark.django_db
LATER = datetime(2025, 6, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def register() -> None:
    small_register()


def ages(*practices: list[list[object]]) -> bytes:
    return as_csv(AGE_TITLES, *(row for rows in practices for row in rows))


def test_each_band_is_kept_with_its_row_and_sums_are_not_counted_twice() -> None:
    batch = take_in("age_bands", ages(age_rows("Z00001"), age_rows("Z00002", 5, over_85=7)))
    assert batch.summary == ["2 practices on 1 March 2025, 607 patients."]
    first, second = AgeCount.objects.order_by("practice__code")
    assert (first.patients, first.female, first.source_row) == (400, [10] * 20, 2)
    assert (second.male[17], second.patients, second.source_row) == (12, 207, 45)
    lines = ages(age_rows("Z00001")).decode().splitlines()
    for rows, sex in ((first.female_rows, "FEMALE"), (first.male_rows, "MALE")):
        assert ",".join((sex, "0_4", "10")) in lines[rows[0] - 1]
        assert ",".join((sex, "95+", "10")) in lines[rows[19] - 1]
    assert stage("age_bands", ages(age_rows("Z00001"))).state == "unchanged"


def test_a_month_published_again_is_a_new_version() -> None:
    take_in("age_bands", ages(age_rows("Z00001"), age_rows("Z00002")))
    batch = take_in("age_bands", ages(age_rows("Z00001", 11), age_rows("Z00002")), at=LATER)
    assert (batch.counts["changed"], batch.counts["untouched"]) == (1, 1)
    counts = AgeCount.objects.filter(practice__code="Z00001")
    assert list(counts.values_list("version", "patients")) == [(1, 400), (2, 440)]


def test_rows_of_boards_and_england_are_left_out() -> None:
    board = [[*row[:2], "ICB", "QZ1", *row[4:]] for row in age_rows("Z00001", 500)]
    batch = take_in("age_bands", ages(age_rows("Z00001"), board))
    assert batch.summary[0] == "Rows left out because they are of no practice: 43."
    assert AgeCount.objects.get().patients == 400


def spoiled(row: int, column: int, value: object) -> bytes:
    rows = age_rows("Z00001")
    rows[row][column] = value
    return ages(rows)


@pytest.mark.parametrize(
    ("content", "row", "says"),
    [
        (lambda: ages(age_rows("Z00001")[:-1]), 43, "has 42 of 43 rows; MALE ALL is missing"),
        (lambda: spoiled(1, 8, 11), 2, "come to 401, and the file prints 400"),
        (lambda: spoiled(1, 8, -10), 3, "below zero|negative|whole"),
        (lambda: spoiled(1, 8, ""), 3, "Is blank"),
        (lambda: spoiled(1, 7, "0_9"), 3, "Is not a sex and five-year band"),
        (lambda: spoiled(1, 6, "UNKNOWN"), 3, "Is not a sex and five-year band"),
        (lambda: ages(age_rows("Z00001"), age_rows("Z00001")[:1]), 45, "already in row 2"),
        (lambda: ages(age_rows("Z99999")), 2, "the register does not know"),
        (lambda: spoiled(1, 1, "2025-04-01"), None, "different extract dates"),
    ],
)
def test_a_file_that_does_not_add_up_is_refused(content: object, row: int, says: str) -> None:
    batch = stage("age_bands", content())  # type: ignore[operator]
    assert batch.state == "refused"
    found = batch.problems.filter(severity="error", message__iregex=says)
    assert [p.row for p in found] == [row], errors(batch)
    assert not AgeCount.objects.exists()


def test_a_file_in_windows_1252_or_zipped_is_read() -> None:
    rows = age_rows("Z00001")
    for row in rows:
        row[5] = "CAFÉ 1ZZ"
    content = as_csv(AGE_TITLES, *rows, encoding="cp1252")
    assert stage("age_bands", content).state == "staged"


def test_the_database_refuses_bands_that_do_not_add_up() -> None:
    take_in("age_bands", ages(age_rows("Z00001")))
    count = AgeCount.objects.get()
    for name, value in (
        ("patients", 401),
        ("female", [10] * 19),
        ("male", [-10, 30, *[10] * 18]),
        ("version", 1),
    ):
        wrong = AgeCount.objects.get()
        wrong.pk, wrong.version, wrong._state.adding = None, 2, True
        setattr(wrong, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        AgeCount.objects.filter(pk=count.pk).update(version=9)


def imd(*rows: tuple[object, ...], titles: tuple[str, ...] = IMD_TITLES) -> bytes:
    return as_csv(titles, *rows)


def test_scores_are_kept_with_their_year_as_the_file_gives_them() -> None:
    batch = take_in("deprivation", imd(("Z00001", "A", 2025, "33.519"), ("Z99999", "B", 2025, 1)))
    assert "the register does not know; its row is left out" in warnings(batch)[0]
    score = DeprivationScore.objects.get()
    assert (score.year, score.score, score.rank, score.decile) == (
        2025, Decimal("33.5190"), None, None,
    )  # fmt: skip
    assert score.source_row == 2
    with_more = imd(
        ("Z00001", "A", 2025, "33.519", 400, 2),
        titles=(*IMD_TITLES, "IMD_RANK", "IMD_DECILE"),
    )
    take_in("deprivation", with_more, at=LATER)
    newest = DeprivationScore.objects.latest("version")
    assert (newest.version, newest.rank, newest.decile) == (2, 400, 2)
    take_in("deprivation", imd(("Z00001", "A", 2019, "30")), at=LATER)
    assert DeprivationScore.objects.count() == 3


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (("Z00001", "A", 2025, "-1"), "IMD_SCORE", "below zero|negative|not a number"),
        (("Z00001", "A", 2025, "100.1"), "IMD_SCORE", "from 0 to 100"),
        (("Z00001", "A", 2025, ""), "IMD_SCORE", "blank"),
        (("Z00001", "A", 25, "1"), "IMD_YEAR", "not a year"),
        (("ZZ", "A", 2025, "1"), "PRACTICE_CODE", "code"),
        (("Z00002", "A", 2025, "2"), "PRACTICE_CODE", "already in row 2"),
    ],
)
def test_a_wrong_score_is_refused(row: tuple[object, ...], column: str, says: str) -> None:
    batch = stage("deprivation", imd(("Z00002", "B", 2025, "10"), row))
    assert batch.state == "refused"
    found = batch.problems.filter(severity="error", column=column, message__iregex=says)
    assert [p.row for p in found] == [3], errors(batch)


def test_one_practice_has_one_score_a_version() -> None:
    practice = Practice.objects.get(code="Z00001")
    facts = {"practice": practice, "year": 2025, "version": 1, "received_at": LATER}
    DeprivationScore.objects.create(score=1, **facts)
    for wrong in (
        {"score": 2},
        {"score": 101, "version": 2},
        {"score": 1, "version": 2, "decile": 11},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            DeprivationScore.objects.create(**facts | wrong)
