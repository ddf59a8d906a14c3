"""What was due against what was paid or received: by payee, payment and month.

A line that names no payment is one bank credit for several: it matches where it is the whole that
a payee was due in a month, or exactly one of its sums. Nothing is guessed: what fits nothing stays
apart, with the likely reason.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

NOTHING = Decimal("0.00")


class Key(NamedTuple):
    """To whom, which payment, paid with which month (its first day)."""

    payee: str
    stream: str
    month: date


@dataclass(frozen=True, slots=True)
class Money:
    """A line of a file of paid or received money, in pounds; "" and None are not said there."""

    ref: int
    payee: str
    amount: Decimal
    stream: str = ""
    month: date | None = None
    on: date | None = None


class Found(StrEnum):
    """How a due sum compares with what came of it."""

    EXACT = "exact"
    PART = "part"
    OVER = "over"
    DOUBLE = "double"
    NOT_PAID = "not_paid"


class Stray(StrEnum):
    """Why a line fits nothing that was due."""

    PAYEE = "payee"
    STREAM = "stream"
    MONTH = "month"
    NOT_DUE = "not_due"
    SUM = "sum"


STRAY_WORDS: dict[Stray, str] = {
    Stray.PAYEE: "The portal pays nobody under this code.",
    Stray.STREAM: "The portal does not pay this payment.",
    Stray.MONTH: "No payment file of this month is produced.",
    Stray.NOT_DUE: "Nothing of this payment was due to this payee in that month.",
    Stray.SUM: "The sum is neither all that was due to this payee in a month nor one part of it.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one due sum: pounds due and got, and the lines with their share each."""

    key: Key
    found: Found
    due: Decimal
    got: Decimal
    lines: tuple[tuple[int, Decimal], ...]

    @property
    def difference(self) -> Decimal:
        """Pounds got more (or less) than due."""
        return self.got - self.due


@dataclass(frozen=True, slots=True)
class Matching:
    """Every due sum with its outcome, by key; and every line that fits none, with the reason."""

    outcomes: tuple[Outcome, ...]
    strays: tuple[tuple[Money, Stray], ...]


def match(
    dues: dict[Key, Decimal], lines: Iterable[Money], *, streams: Collection[str]
) -> Matching:
    """Match lines with what was due; the order of the lines makes no difference.

    `streams` are those the portal pays at all.
    """
    table = _Table(dues, streams)
    for line in sorted(lines, key=_order):
        table.place(line)
    outcomes = tuple(_outcome(key, dues[key], table.shares[key]) for key in sorted(dues))
    return Matching(outcomes, tuple(table.strays))


def _order(line: Money) -> tuple[bool, bool, date, str, str, Decimal, int]:
    """Lines that say more come first, so that vaguer ones take what is left."""
    day = line.on or line.month or date.max
    vague = (not line.stream, line.month is None)
    return (*vague, day, line.payee, line.stream, line.amount, line.ref)


class _Table:
    """Dues and what was placed on them so far."""

    def __init__(self, dues: dict[Key, Decimal], streams: Collection[str]) -> None:
        self.dues = dues
        self.streams = frozenset(streams)
        self.shares: dict[Key, list[tuple[int, Decimal]]] = defaultdict(list)
        self.strays: list[tuple[Money, Stray]] = []
        self.by_payee: dict[str, list[Key]] = defaultdict(list)
        for key in sorted(dues, key=lambda key: (key.month, key.stream)):
            self.by_payee[key.payee].append(key)
        self.months = {key.month for key in dues}

    def place(self, line: Money) -> None:
        """Put a line on what it pays, or apart."""
        if line.payee not in self.by_payee:
            self.strays.append((line, Stray.PAYEE))
        elif line.stream and line.stream not in self.streams:
            self.strays.append((line, Stray.STREAM))
        elif line.stream:
            self._place_named(line)
        else:
            self._place_sum(line)

    def _place_named(self, line: Money) -> None:
        if line.month is None:
            key = self._free_month(line)
        else:
            key = Key(line.payee, line.stream, line.month)
        if key is not None and key in self.dues:
            self.shares[key].append((line.ref, line.amount))
        elif line.month is not None and line.month not in self.months:
            self.strays.append((line, Stray.MONTH))
        else:
            self.strays.append((line, Stray.NOT_DUE))

    def _free_month(self, line: Money) -> Key | None:
        """The first month of this payment with the same sum that has nothing yet, else any such.

        A payment never comes before its month begins.
        """
        keys = [key for key in self.by_payee[line.payee] if key.stream == line.stream]
        free = [key for key in keys if not self.shares[key] and _not_before(line, key)]
        same = [key for key in free if self.dues[key] == line.amount]
        return next(iter(same or free), None)

    def _place_sum(self, line: Money) -> None:
        for keys in self._months_of(line):
            if sum((self.dues[key] for key in keys), NOTHING) == line.amount:
                for key in keys:
                    self.shares[key].append((line.ref, self.dues[key]))
                return
            same = [key for key in keys if self.dues[key] == line.amount]
            if len(same) == 1:
                self.shares[same[0]].append((line.ref, line.amount))
                return
        self.strays.append((line, Stray.SUM))

    def _months_of(self, line: Money) -> Iterable[list[Key]]:
        """What is still free in each of the payee's months, in their order."""
        months: dict[date, list[Key]] = defaultdict(list)
        for key in self.by_payee[line.payee]:
            fits = line.month in (None, key.month) and _not_before(line, key)
            if fits and not self.shares[key]:
                months[key.month].append(key)
        return months.values()


def _not_before(line: Money, key: Key) -> bool:
    return line.on is None or line.on >= key.month


def _outcome(key: Key, due: Decimal, shares: list[tuple[int, Decimal]]) -> Outcome:
    got = sum((amount for _, amount in shares), NOTHING)
    return Outcome(key, _found(due, got, [amount for _, amount in shares]), due, got, tuple(shares))


def _found(due: Decimal, got: Decimal, amounts: list[Decimal]) -> Found:
    if got == due:
        return Found.EXACT
    if not amounts:
        return Found.NOT_PAID
    if len(amounts) > 1 and set(amounts) == {due}:
        return Found.DOUBLE
    return Found.PART if abs(got) < abs(due) and got * due >= 0 else Found.OVER


@dataclass(frozen=True, slots=True)
class OddYear:
    """A payment that came in another number of instalments than it was due in a contract year."""

    payee: str
    stream: str
    due: int
    came: int


def odd_years(matching: Matching) -> list[OddYear]:
    """Payees and payments with 11 or 13 instalments where 12 were due, and the like."""
    due: Counter[tuple[str, str]] = Counter()
    came: Counter[tuple[str, str]] = Counter()
    for outcome in matching.outcomes:
        who = (outcome.key.payee, outcome.key.stream)
        due[who] += outcome.due != 0
        came[who] += len(outcome.lines)
    return [OddYear(*who, due[who], came[who]) for who in sorted(due) if came[who] != due[who]]


class YearFound(StrEnum):
    """How a year's sum in a published file compares with what the portal posted."""

    EXACT = "exact"
    LESS = "less"
    MORE = "more"
    NOT_HERE = "not_here"


def year_found(paid: Decimal, posted: Decimal | None) -> YearFound:
    """Compare a year's cash with what was posted for it; None: nothing was."""
    if posted is None:
        return YearFound.NOT_HERE
    if paid == posted:
        return YearFound.EXACT
    return YearFound.LESS if paid < posted else YearFound.MORE
