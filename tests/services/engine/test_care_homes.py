"""Which homes count in a month: how each stands on the first day, and why."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcn_portal.units.periods import Month
from services.engine.care_homes import HomeFacts, is_stale, judge, total

MAY = Month.of(date(2025, 5, 1))
OPEN = HomeFacts(1, "Made-up House", 30, True, False, date(2024, 4, 1))


@pytest.mark.parametrize(
    ("changed", "counts", "why"),
    [
        ({}, True, "Aligned since 1 April 2024"),
        ({"starts": date(2025, 5, 1)}, True, "Aligned since 1 May 2025"),
        ({"starts": date(2025, 5, 2)}, False, "Aligned only from 2 May 2025"),
        ({"ends": date(2025, 5, 1)}, False, "No longer aligned from 1 May 2025"),
        ({"ends": date(2025, 5, 14)}, True, "Aligned until 14 May 2025, so for May 2025"),
        ({"closed": date(2025, 5, 14)}, True, "Closed on 14 May 2025, open on 1 May 2025"),
        ({"closed": date(2025, 5, 1)}, False, "Closed on 1 May 2025"),
        ({"closed": date(2025, 6, 1)}, True, "Aligned since 1 April 2024"),
        ({"dormant": True}, False, "Dormant in the newest directory"),
        ({"listed": False}, False, "No longer in the directory"),
        ({"primary": "Made-up Lodge"}, False, "Registered twice: its beds count at Made-up Lodge"),
    ],
)
def test_a_home_counts_by_how_it_stands_on_the_first_day(
    changed: dict[str, Any], counts: bool, why: str
) -> None:
    found = judge(replace(OPEN, **changed), MAY)

    assert (found.counts, found.why) == (counts, why)
    assert found.beds == (30 if counts else 0)


def test_a_home_that_closed_on_the_14th_counts_for_that_month_and_not_for_the_next() -> None:
    closed = replace(OPEN, closed=date(2025, 5, 14), listed=False)

    assert judge(closed, MAY).counts
    assert not judge(closed, MAY.next).counts


def test_beds_that_no_directory_gives_are_not_none() -> None:
    unknown = judge(replace(OPEN, beds=None), MAY)

    assert (unknown.counts, unknown.beds) == (True, None)
    assert total([unknown, judge(OPEN, MAY)]) is None
    assert total([judge(replace(OPEN, beds=None, dormant=True), MAY), judge(OPEN, MAY)]) == 30
    assert total([]) == 0


def test_a_directory_from_before_the_last_month_is_stale() -> None:
    assert not is_stale(date(2025, 4, 1), MAY)
    assert is_stale(date(2025, 3, 31), MAY)


@given(st.integers(-400, 400), st.integers(1, 800), st.integers(0, 90))
def test_a_home_aligned_over_a_period_counts_for_the_months_whose_first_day_is_in_it(
    offset: int, length: int, beds: int
) -> None:
    starts = date(2025, 5, 1) + timedelta(days=offset)
    ends = starts + timedelta(days=length)
    home = replace(OPEN, starts=starts, ends=ends, beds=beds)

    counted = {m for m in _months() if judge(home, m).counts}

    assert counted == {m for m in _months() if starts <= m.first < ends}
    assert all(judge(home, month).beds == beds for month in counted)


def _months() -> list[Month]:
    found, month = [], Month.of(date(2023, 1, 1))
    while month.first < date(2029, 1, 1):
        found.append(month)
        month = month.next
    return found
