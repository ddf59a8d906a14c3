"""Population figures: each with its source, never overwritten, known as at a moment."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from practices.models import PopulationFigure, Practice
from practices.queries import figures_known
from tests.intake.files import (
    ADJUSTED_TITLES,
    LIST_TITLES,
    WEIGHTED_TITLES,
    adjusted_row,
    as_csv,
    list_row,
    small_register,
    stage,
    take_in,
    warnings,
)

pytestmark = pytest.mark.django_db
MARCH, JANUARY = date(2025, 3, 1), date(2025, 1, 1)
FIRST, SECOND = datetime(2025, 4, 2, tzinfo=UTC), datetime(2025, 6, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def register() -> None:
    small_register()


def lists(*figures: tuple[str, int], day: str = "2025-03-01") -> bytes:
    return as_csv(LIST_TITLES, *(list_row(code, patients, day) for code, patients in figures))


def known(day: date, at: datetime) -> dict[tuple[str, str], Decimal]:
    codes = dict(Practice.objects.values_list("id", "code"))
    found = figures_known(practice_ids=codes, reference_date=day, known_at=at)
    return {(codes[pk], basis): figure.value for (pk, basis), figure in found.items()}


def test_a_list_size_carries_its_day_file_row_and_time() -> None:
    batch = take_in("list_sizes", lists(("Z00001", 9000), ("Z00002", 8000)), at=FIRST)
    figure = PopulationFigure.objects.get(practice__code="Z00002")
    assert (figure.value, figure.reference_date, figure.source_row) == (8000, MARCH, 3)
    assert (figure.source, figure.received_at) == (batch.source, FIRST)
    assert figure.vintage == "Patients registered at a GP practice, 1 March 2025"


def test_a_restated_figure_is_a_new_version_and_the_old_one_stays() -> None:
    take_in("list_sizes", lists(("Z00001", 9000), ("Z00002", 8000)), at=FIRST)
    batch = take_in("list_sizes", lists(("Z00001", 9050), ("Z00002", 8000)), at=SECOND)
    assert batch.counts["changed"] == 1
    assert batch.counts["untouched"] == 1
    change = batch.changes.get()
    assert (change.before, change.after) == ("9,000", "9,050")
    assert known(MARCH, FIRST) == {
        ("Z00001", "registered"): 9000,
        ("Z00002", "registered"): 8000,
    }
    assert known(MARCH, SECOND)["Z00001", "registered"] == 9050


def test_before_it_was_received_a_figure_is_missing_and_not_zero() -> None:
    take_in("list_sizes", lists(("Z00001", 9000)), at=SECOND)
    assert known(MARCH, FIRST) == {}


def test_figures_of_many_practices_are_read_in_one_query(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    take_in("list_sizes", lists(("Z00001", 9000), ("Z00002", 8000)))
    ids = list(Practice.objects.values_list("id", flat=True))
    with django_assert_num_queries(1):  # type: ignore[operator]
        figures_known(practice_ids=ids, reference_date=MARCH, known_at=SECOND)


def test_the_database_refuses_to_change_or_delete_a_figure() -> None:
    take_in("list_sizes", lists(("Z00001", 9000)))
    for statement in (
        "UPDATE practices_populationfigure SET value = 1",
        "DELETE FROM practices_populationfigure",
    ):
        with (
            pytest.raises(IntegrityError, match="only grows"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_weighted_populations_keep_every_digit() -> None:
    text = "8123.456789012345"
    take_in("weighted_populations", as_csv(WEIGHTED_TITLES, ("Z00001", "2025-01-01", text)))
    figure = PopulationFigure.objects.get()
    assert (str(figure.value), figure.basis, figure.reference_date) == (text, "weighted", JANUARY)


def test_a_monthly_list_does_not_replace_the_list_the_contract_is_paid_on() -> None:
    row = adjusted_row("Z00001", "U90001", 9000, "9100.5")
    take_in("adjusted_populations", as_csv(ADJUSTED_TITLES, row), at=FIRST)
    batch = stage("list_sizes", lists(("Z00001", 9001), day="2025-01-01"), at=SECOND)
    assert batch.state == "unchanged"
    assert "on which the contract is paid" in warnings(batch)[0]


def test_the_publication_of_the_contract_year_replaces_a_monthly_list() -> None:
    take_in("list_sizes", lists(("Z00001", 9001), day="2025-01-01"), at=FIRST)
    row = adjusted_row("Z00001", "U90001", 9000, "9100.5")
    take_in("adjusted_populations", as_csv(ADJUSTED_TITLES, row), at=SECOND)
    assert known(JANUARY, SECOND) == {
        ("Z00001", "registered"): 9000,
        ("Z00001", "adjusted"): Decimal("9100.5"),
    }


@pytest.mark.parametrize(
    ("titles", "row"),
    [
        (LIST_TITLES, ["X", "2025-03-01", "GP", "Z1A", "E", "Z00001", "", "ALL", "ALL", 7]),
        (
            ["PUBLICATION", "EXTRACT_DATE", "TYPE", "CCG_CODE", "ONS_CCG_CODE", "CODE",
             "POSTCODE", "SEX", "AGE", "NUMBER_OF_PATIENTS"],
            ["X", "01MAR2025", "GP", "Z1A", "E", "Z00001", "", "ALL", "ALL", 7],
        ),
        (
            ["PUBLICATION", "EXTRACT_DATE", "ORG_TYPE", "ORG_CODE", "ONS_CODE", "POSTCODE",
             "SEX", "AGE_GROUP_5", "NUMBER_OF_PATIENTS"],
            ["X", "01-Mar-25", "GP", "Z00001", "", "ZZ1 1ZZ", "ALL", "ALL", 7],
        ),
    ],
    ids=["now", "with CCG columns", "gp-list-size"],
)  # fmt: skip
def test_list_sizes_are_read_under_all_their_titles(titles: list[str], row: list[object]) -> None:
    take_in("list_sizes", as_csv(titles, row))
    assert PopulationFigure.objects.get().value == 7


def test_rows_of_one_sex_or_age_band_are_left_out() -> None:
    band = list_row("Z00001", 400)
    band[7], band[8] = "FEMALE", "0_4"
    batch = take_in("list_sizes", as_csv(LIST_TITLES, list_row("Z00001", 9000), band))
    assert PopulationFigure.objects.get().value == 9000
    assert (
        "Rows left out because they are one sex, one age band or another kind of organisation: 1."
        in batch.summary
    )
