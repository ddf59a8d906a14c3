"""A pot's year: what is claimed, what the register leads to, and what is lost on 31 March.

Pure: sums by month in, the year's answer out. Money that is not claimed by the end of the year
is lost to the network; claims above the pot are its own cost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pcn_portal.units.periods import Month

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class MonthOfPot:
    """One month of a pot, in pounds.

    `claimed` is what claims that are not rejected have; `approved` and `paid` are parts of it.
    `open` is what the register has for a month that is over and no claim has yet; `to_come` for
    one that is not over. `planned` are posts nobody is in, at their maximum.
    """

    month: Month
    claimed: Decimal = NOTHING
    approved: Decimal = NOTHING
    paid: Decimal = NOTHING
    open: Decimal = NOTHING
    to_come: Decimal = NOTHING
    planned: Decimal = NOTHING

    @property
    def expected(self) -> Decimal:
        """All that the month comes to, planned posts left out."""
        return self.claimed + self.open + self.to_come


@dataclass(frozen=True, slots=True)
class Outlook:
    """A pot's year by month; `pot` is None where the sum is not known.

    `unclear` counts people for whom nothing can be worked out, by month.
    """

    pot: Decimal | None
    months: tuple[MonthOfPot, ...]
    unclear: Mapping[Month, int]

    @property
    def claimed(self) -> Decimal:
        return sum((one.claimed for one in self.months), NOTHING)

    @property
    def approved(self) -> Decimal:
        return sum((one.approved for one in self.months), NOTHING)

    @property
    def paid(self) -> Decimal:
        return sum((one.paid for one in self.months), NOTHING)

    @property
    def open(self) -> Decimal:
        """Pounds of months that are over which nobody has claimed yet."""
        return sum((one.open for one in self.months), NOTHING)

    @property
    def expected(self) -> Decimal:
        """What the year comes to by today's register."""
        return sum((one.expected for one in self.months), NOTHING)

    @property
    def planned(self) -> Decimal:
        return sum((one.planned for one in self.months), NOTHING)

    @property
    def lost(self) -> Decimal | None:
        """Pounds lost on 31 March if nothing changes; None where the pot is not known."""
        return None if self.pot is None else max(self.pot - self.expected, NOTHING)

    @property
    def beyond(self) -> Decimal | None:
        """Pounds that the network bears itself if nothing changes."""
        return None if self.pot is None else max(self.expected - self.pot, NOTHING)

    def burn_down(self) -> list[tuple[Month, Decimal]]:
        """What the pot still has after each month, below zero where it is overdrawn."""
        left, found = self.pot or NOTHING, []
        for one in self.months:
            left -= one.expected
            found.append((one.month, left))
        return found


def used_up_in(outlook: Outlook) -> Month | None:
    """The month in which the pot runs out, if it does."""
    if outlook.pot is None:
        return None
    return next((month for month, left in outlook.burn_down() if left < 0), None)


def late_months(months: Sequence[MonthOfPot], now: Month) -> list[Month]:
    """Months that are over and of which something is not claimed."""
    return [one.month for one in months if one.month < now and one.open > 0]
