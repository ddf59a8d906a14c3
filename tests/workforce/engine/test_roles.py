"""Roles as data: which table counts when, as published by a day."""

from datetime import date
from decimal import Decimal

import pytest

from workforce.engine.roles import (
    Area,
    Limit,
    Maximum,
    Overlay,
    RoleBook,
    RoleMissing,
    Standing,
)
from workforce.role_files import national_roles

BOOK = national_roles()
LATE = date(2026, 11, 26)


def test_the_tables_leave_no_month_without_roles() -> None:
    starts = sorted({table.starts for table in BOOK.tables})
    ends = sorted({table.ends for table in BOOK.tables})
    assert starts[0] == date(2019, 7, 1)
    assert starts[1:] == ends[:-1]


def test_a_backdated_table_counts_once_it_is_published() -> None:
    may = date(2025, 5, 1)
    assert BOOK.role("CP", may, date(2025, 7, 31)).maximum(Area.NATIONAL).pounds == 66972
    revised = BOOK.role("CP", may, date(2025, 8, 1)).maximum(Area.NATIONAL)
    assert (revised.pounds, revised.standing) == (None, Standing.UNKNOWN)


def test_entered_maxima_are_laid_over_the_table_and_leave_the_rest() -> None:
    entered = Maximum(Decimal("69383.00"), Standing.ENTERED, ("Letter",))
    overlay = Overlay(
        date(2025, 4, 1), date(2026, 4, 1), date(2025, 9, 1), {("CP", Area.NATIONAL): entered}
    )
    book = RoleBook(BOOK.tables, (overlay,))
    may = date(2025, 5, 1)
    assert book.role("CP", may, date(2025, 9, 1)).maximum(Area.NATIONAL) == entered
    assert book.role("CP", may, date(2025, 8, 31)).maximum(Area.NATIONAL).pounds is None
    assert book.role("CP", may, LATE).maximum(Area.INNER).pounds is None
    assert book.role("AP", may, LATE).maximum(Area.NATIONAL).pounds is None


def test_how_well_a_maximum_is_known_is_part_of_it() -> None:
    day = date(2024, 10, 1)
    assert BOOK.role("CP", day, day).maximum(Area.NATIONAL).standing == Standing.CONFIRMED
    assert BOOK.role("AP", day, day).maximum(Area.NATIONAL).standing == Standing.SINGLE
    gp = BOOK.role("GP", date(2026, 4, 1), LATE)
    assert gp.maximum(Area.NATIONAL).standing == Standing.PROVISIONAL
    assert gp.maximum(Area.INNER) == gp.maximum(Area.OUTER)
    first = BOOK.role("CP", date(2019, 7, 1), LATE)
    assert first.maximum(Area.INNER).standing == Standing.NONE


def test_limits_are_by_list_size() -> None:
    mhp = BOOK.role("MHP", date(2022, 5, 1), LATE)
    assert mhp.limit is not None
    assert (mhp.limit.of(Decimal(99_999)), mhp.limit.of(Decimal(100_000))) == (2, 4)
    assert BOOK.role("AP", date(2021, 5, 1), LATE).limit == Limit(None, None)
    assert BOOK.role("AP", date(2024, 5, 1), LATE).limit is None


@pytest.mark.parametrize(
    ("code", "day", "said"),
    [
        ("TEA", date(2025, 5, 1), "no role “TEA”"),
        ("GP", date(2024, 9, 1), "can be claimed from 1 October 2024"),
        ("ODPC", date(2026, 5, 1), "is not among the roles of 1 May 2026"),
        ("CP", date(2019, 6, 30), "No table of roles is known for 30 June 2019"),
    ],
)
def test_a_role_that_is_not_there_is_said_so(code: str, day: date, said: str) -> None:
    with pytest.raises(RoleMissing, match=said):
        BOOK.role(code, day, LATE)
