"""What the files' dates, months, codes and numbers may look like."""

from datetime import date
from decimal import Decimal

import pytest

from practices import cells
from practices.cells import BadCell


@pytest.mark.parametrize(
    "text",
    ["2026-07-01", "20260701", "01Jul2026", "01-Jul-26", "01JUL2026", "1 July 2026", "01/07/2026",
     "2026-07-01T00:00:00"],
)  # fmt: skip
def test_every_form_of_date_that_publishers_use_is_read(text: str) -> None:
    assert cells.read_day(text) == date(2026, 7, 1)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "31Feb2026", "00010101", "07-2026", "2026-0701", "45000"]
)
def test_anything_else_is_not_a_date(text: str) -> None:
    with pytest.raises(BadCell, match="not a date"):
        cells.read_day(text)


@pytest.mark.parametrize("text", ["2025-04", "2025-04-01", "Apr-25", "April 2025", "01/04/2025"])
def test_a_month_is_read_as_its_first_day(text: str) -> None:
    assert cells.read_month(text) == date(2025, 4, 1)


@pytest.mark.parametrize("text", ["2025", "2025-04-02", "2025-13", "spring"])
def test_anything_else_is_not_a_month(text: str) -> None:
    with pytest.raises(BadCell, match="not a month"):
        cells.read_month(text)


def test_a_figure_is_kept_to_its_last_digit() -> None:
    text = "12083.123456789012345678901234"
    assert str(cells.read_number(text)) == text
    assert cells.read_number("0") == Decimal(0)


@pytest.mark.parametrize("text", ["1,000", "1e3", "NaN", "Infinity", "١٢", "12.", ".5", "£4", "- "])
def test_a_figure_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadCell, match="not a number"):
        cells.read_number(text)


def test_a_negative_figure_and_a_decimal_count_have_their_own_words() -> None:
    with pytest.raises(BadCell, match="negative"):
        cells.read_number("-1")
    with pytest.raises(BadCell, match="whole number"):
        cells.read_whole("1.5")
    assert cells.read_whole("12.0") == 12


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_text_that_a_spreadsheet_would_run_is_refused(text: str) -> None:
    with pytest.raises(BadCell, match="formula"):
        cells.read_text(text)
    with pytest.raises(BadCell, match="formula"):
        cells.read_code(text, cells.PRACTICE_CODE, "A81001")


def test_titles_are_compared_without_line_breaks_blanks_and_case() -> None:
    assert cells.normalised("Practice to PCN\nRelationship\nEnd Date ") == cells.normalised(
        "PRACTICE_TO_PCN_RELATIONSHIP_END_DATE"
    )
