"""What something not yet confirmed would put right in approved months: tried, and taken back.

The change is really made, inside a savepoint that is always undone, and every approved month of
the boards is worked out before and after it. So the answer is what a run would find.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from funding.corrections import CorrectedMonth, approved_months, corrections_of
from pcn_portal.units.periods import Month

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class ImpactMonth:
    """A network's approved month that would be corrected, and by how many pounds."""

    icb_code: str
    network: str
    name: str
    month: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Impact:
    """Every network's month touched, largest sum first. Pounds."""

    months: tuple[ImpactMonth, ...]

    @property
    def arrears(self) -> Decimal:
        return sum((one.amount for one in self.months if one.amount > 0), NOTHING)

    @property
    def recovered(self) -> Decimal:
        """Zero or below."""
        return sum((one.amount for one in self.months if one.amount < 0), NOTHING)

    @property
    def networks(self) -> int:
        return len({one.network for one in self.months})


class _Undone(Exception):
    """Ends the savepoint of a trial."""


def impact_of(
    change: Callable[[], object], *, icb_codes: Collection[str], known_at: datetime
) -> Impact:
    """What `change` would correct in the boards' approved months, beside what is due anyway.

    `known_at` is the moment of the trial. What the change itself refuses goes through.
    """
    found: list[ImpactMonth] = []
    try:
        with transaction.atomic():
            before = {icb: _corrections(icb, known_at) for icb in icb_codes}
            change()
            for icb in icb_codes:
                found += _differing(icb, before[icb], _corrections(icb, known_at))
            raise _Undone
    except _Undone:
        pass
    return Impact(tuple(sorted(found, key=lambda one: (-abs(one.amount), one.network, one.month))))


def board_months(icb_codes: Collection[str]) -> int:
    """How many approved months the boards have together: what a trial works out twice."""
    return sum(
        len(approved_months(icb_code=icb, before=date.max.replace(day=1))) for icb in icb_codes
    )


def _corrections(icb_code: str, known_at: datetime) -> list[CorrectedMonth]:
    approved = approved_months(icb_code=icb_code, before=date.max.replace(day=1))
    if not approved:
        return []
    after = Month.of(approved[-1]).next.first
    return corrections_of(icb_code=icb_code, before=after, known_at=known_at)


def _differing(
    icb_code: str, before: list[CorrectedMonth], after: list[CorrectedMonth]
) -> list[ImpactMonth]:
    old = {(one.network, one.month): one.total for one in before}
    new = {(one.network, one.month): one.total for one in after}
    names = {one.network: one.name for one in (*before, *after)}
    return [
        ImpactMonth(icb_code, key[0], names[key[0]], key[1], amount)
        for key in old.keys() | new.keys()
        if (amount := new.get(key, NOTHING) - old.get(key, NOTHING))
    ]
