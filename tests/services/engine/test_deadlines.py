"""When something is due, and how one who owes it stands."""

from datetime import date

import pytest

from pcn_portal.units.periods import ContractYear, Month
from services.engine.deadlines import NOT_DONE, Rule, Standing, days_of, standing_of

YEAR = ContractYear(2025)
DAY = date(2025, 6, 30)


def test_something_due_once_has_one_day_or_none_that_is_known() -> None:
    assert days_of(Rule(False, DAY), YEAR) == [(None, DAY)]
    assert days_of(Rule(False), YEAR) == [(None, None)]


def test_a_monthly_day_falls_within_the_month_or_so_many_after_it() -> None:
    within = days_of(Rule(True, day_of_month=25), YEAR)
    after = days_of(Rule(True, day_of_month=10, months_after=1), YEAR)

    assert len(within) == len(after) == 12
    assert within[0] == (Month(2025, 4), date(2025, 4, 25))
    assert after[0] == (Month(2025, 4), date(2025, 5, 10))
    assert after[-1] == (Month(2026, 3), date(2026, 4, 10))
    assert days_of(Rule(True), YEAR)[0] == (Month(2025, 4), None)


def test_a_day_that_a_month_has_not_is_its_last_one() -> None:
    days = dict(days_of(Rule(True, day_of_month=31), ContractYear(2023)))

    assert days[Month(2023, 4)] == date(2023, 4, 30)
    assert days[Month(2024, 2)] == date(2024, 2, 29)


def test_months_before_the_first_one_are_not_due() -> None:
    rule = Rule(True, day_of_month=1, first=Month(2025, 8))

    assert [month for month, _ in days_of(rule, YEAR)][0] == Month(2025, 8)
    assert len(days_of(rule, YEAR)) == 8


@pytest.mark.parametrize(
    ("today", "standing", "late"),
    [
        (date(2025, 6, 15), Standing.OPEN, 0),
        (date(2025, 6, 16), Standing.SOON, 0),
        (DAY, Standing.SOON, 0),
        (date(2025, 7, 1), Standing.LATE, 1),
        (date(2025, 7, 31), Standing.LATE, 31),
    ],
)
def test_who_has_not_done_it_is_late_from_the_day_after(
    today: date, standing: Standing, late: int
) -> None:
    assert standing_of(DAY, None, today=today, remind_days=14) == (standing, late)
    assert standing in NOT_DONE


@pytest.mark.parametrize(
    ("done", "standing", "late"),
    [
        (date(2025, 1, 1), Standing.DONE, 0),
        (DAY, Standing.DONE, 0),
        (date(2025, 7, 1), Standing.DONE_LATE, 1),
    ],
)
def test_done_on_the_last_day_is_in_time(done: date, standing: Standing, late: int) -> None:
    found = standing_of(DAY, done, today=date(2026, 1, 1), remind_days=14)

    assert found == (standing, late)
    assert standing not in NOT_DONE


def test_nobody_is_late_with_a_day_that_is_not_known() -> None:
    assert standing_of(None, None, today=DAY, remind_days=14) == (Standing.NO_DAY, 0)
    assert standing_of(None, DAY, today=DAY, remind_days=14) == (Standing.DONE, 0)
