"""Money, figures and dates are written one way on every page."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pcn_portal.units.periods import Month
from pcn_portal.web import formats


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1234.56", "£1,234.56"),
        ("0", "£0.00"),
        ("-12.5", "−£12.50"),
        ("63445855.1", "£63,445,855.10"),
        (None, "Not known"),
    ],
)
def test_money(value: str | None, written: str):
    assert formats.money(None if value is None else Decimal(value)) == written


def test_negative_money_takes_a_word():
    assert formats.money(Decimal("-3.00"), "recovered") == "−£3.00 recovered"
    assert formats.money(Decimal("3.00"), "recovered") == "£3.00"


@pytest.mark.parametrize(
    ("value", "said"),
    [("12", "£12.00 more"), ("-3.5", "£3.50 less"), ("0.00", "No change")],
)
def test_a_change_of_money_is_said_in_words(value: str, said: str):
    assert formats.money_change(Decimal(value)) == said


def test_a_missing_figure_is_never_written_as_zero():
    for write in (formats.money, formats.patients, formats.exact, formats.money_change):
        assert write(None) == "Not known"


@pytest.mark.parametrize(
    ("value", "whole", "every_digit"),
    [
        ("52083.50", "52,084", "52,083.5"),
        ("9876.54321", "9,877", "9,876.54321"),
        ("10000", "10,000", "10,000"),
        ("100.000", "100", "100"),
        ("0.5", "1", "0.5"),
    ],
)
def test_populations_for_reading_and_to_the_last_digit(value: str, whole: str, every_digit: str):
    assert formats.patients(Decimal(value)) == whole
    assert formats.exact(Decimal(value)) == every_digit


def test_dates_months_and_moments():
    assert formats.day(date(2025, 4, 1)) == "1 April 2025"
    assert formats.month(date(2025, 4, 30)) == "April 2025"
    assert formats.month(Month(2025, 4)) == formats.month("2025-04") == "April 2025"
    assert formats.moment(datetime(2025, 7, 1, 23, 5, tzinfo=UTC)) == "2 July 2025 at 12:05am"
    assert formats.moment(datetime(2025, 1, 1, 12, 0, tzinfo=UTC)) == "1 January 2025 at 12:00pm"


def test_a_half_open_period_is_written_by_its_first_and_last_day():
    first = date(2024, 4, 1)

    assert formats.period(first, date(2025, 4, 1)) == "1 April 2024 to 31 March 2025"
    assert formats.period(first, None) == "From 1 April 2024"
    assert formats.period(first, first) == "Recorded for 1 April 2024 and replaced from that day"


def test_numbers_with_nouns_and_lists():
    assert formats.counted(1, "network,networks") == "1 network"
    assert formats.counted(1284, "network,networks") == "1,284 networks"
    assert formats.joined(["a"]) == "a"
    assert formats.joined(["a", "b", "c"]) == "a, b and c"
    assert formats.joined([]) == ""
