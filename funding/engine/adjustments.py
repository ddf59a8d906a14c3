"""Adjustments in the field's words, and when each of their instalments is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.engine.instalments import instalments
from pcn_portal.units.periods import Month

PREFIX = "adjustment_"
ADJUSTMENT_TITLES: dict[str, str] = {
    "adjustment_hours": "Adjustment: hours not delivered",
    "adjustment_goodwill": "Adjustment: goodwill",
    "adjustment_one_off": "Adjustment: one-off funding",
    "adjustment_development": "Adjustment: development funding",
    "adjustment_winter": "Adjustment: winter support",
    "adjustment_other": "Adjustment: other",
}
"""Plain English name of every stream that people enter by hand."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of an adjustment: its number from 1, the month it is due, and pounds."""

    number: int
    month: date
    amount: Decimal


def plan(amount: Decimal, first_month: date, number: int) -> list[Instalment]:
    """The instalments of an amount, one a month from the first on."""
    return list(_monthly(amount, first_month, number))


def _monthly(amount: Decimal, first_month: date, number: int) -> Iterator[Instalment]:
    month = Month.of(first_month)
    for count, part in enumerate(instalments(amount, number), start=1):
        yield Instalment(count, month.first, part)
        month = month.next


def mirrored(original: list[Instalment], first_month: date) -> list[Instalment]:
    """What takes back each instalment: with it, or from `first_month` on if that has passed."""
    return [Instalment(one.number, max(one.month, first_month), -one.amount) for one in original]
