"""When something is due, and how one who owes it stands. Days in, days out."""

import enum
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from pcn_portal.units.periods import ContractYear, Month


class Standing(enum.StrEnum):
    """How somebody stands with a deadline; NO_DAY is not done, and no day is known."""

    LATE = "late"
    SOON = "soon"
    OPEN = "open"
    NO_DAY = "no_day"
    DONE_LATE = "done_late"
    DONE = "done"


NOT_DONE = frozenset({Standing.LATE, Standing.SOON, Standing.OPEN, Standing.NO_DAY})


@dataclass(frozen=True, slots=True)
class Rule:
    """Once in a year by `day`, or each month by `day_of_month`; None is not known.

    A month's day is so many `months_after` the month it is about; a day that a month has not is
    its last one. `first` is the first month that is due at all.
    """

    monthly: bool
    day: date | None = None
    day_of_month: int | None = None
    months_after: int = 0
    first: Month | None = None


def days_of(rule: Rule, year: ContractYear) -> list[tuple[Month | None, date | None]]:
    """Each time it is due in a contract year: the month it is about, and its last day."""
    if not rule.monthly:
        return [(None, rule.day)]
    months = [month for month in year.months() if rule.first is None or month >= rule.first]
    return [(month, _day_in(month, rule)) for month in months]


def _day_in(month: Month, rule: Rule) -> date | None:
    if rule.day_of_month is None:
        return None
    due = month
    for _ in range(rule.months_after):
        due = due.next
    return date(due.year, due.number, min(rule.day_of_month, monthrange(due.year, due.number)[1]))


def standing_of(
    day: date | None, done: date | None, *, today: date, remind_days: int
) -> tuple[Standing, int]:
    """How one stands on `today`, and by how many days they are or were late.

    The last day itself is in time. Done on an unknown day's deadline is done.
    """
    if done is not None:
        late = max(0, (done - day).days) if day else 0
        return (Standing.DONE_LATE if late else Standing.DONE), late
    if day is None:
        return Standing.NO_DAY, 0
    if today > day:
        return Standing.LATE, (today - day).days
    soon = (day - today).days <= remind_days
    return (Standing.SOON if soon else Standing.OPEN), 0
