"""The rows of one network's effect: a figure before, after, and the difference in words."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from funding.effects import Payment, Side
from pcn_portal.web.formats import MISSING, counted, joined, money, money_change, patients
from practices.models import Basis

NOT_THERE = "Does not exist"
NOT_PAID = "Not paid"
NO_CHANGE = "No change"
PROVISIONAL = "provisional"
Read = Callable[[Side], Decimal | None]
Write = Callable[[Decimal | None], str]
Sides = tuple[Side | None, Side | None]


@dataclass(frozen=True)
class Row:
    """One line of a network's effect, in words; `notes` say what is missing or provisional."""

    title: str
    before: str
    after: str
    change: str
    notes: tuple[str, ...] = ()
    sums_up: bool = False

    @property
    def same(self) -> bool:
        return self.change == NO_CHANGE

    @property
    def then(self) -> str:
        """Before and after in one cell: "3, then 2", or just "3"."""
        if self.before == NOT_THERE:
            return f"{self.after}, new"
        if self.after == NOT_THERE:
            return f"{self.before}, then none"
        return self.before if self.before == self.after else f"{self.before}, then {self.after}"


def facts_rows(before: Side | None, after: Side | None) -> list[Row]:
    """Members, populations, band, ARRS sum, director and payee, each before and after."""
    sides = before, after
    return [
        _counted("Core network practices", *sides, lambda side: Decimal(side.members)),
        _population("Registered patients", *sides, Basis.REGISTERED),
        _population("Contractor weighted population", *sides, Basis.WEIGHTED),
        _population("Adjusted population", *sides, Basis.ADJUSTED),
        _worded("Size", *sides, lambda side: side.band),
        _arrs(*sides),
        _worded("Clinical director", *sides, lambda side: joined(list(side.directors)) or "Nobody"),
        _worded("Nominated payee", *sides, lambda side: side.payee or "Not recorded"),
    ]


def payment_rows(before: Side | None, after: Side | None) -> list[Row]:
    """Every payment of a month that either side has, in the order of the contract."""
    held = [{p.stream: p for p in side.payments} if side else {} for side in (before, after)]
    streams = list(dict.fromkeys([*held[1], *held[0]]))
    return [
        _payment(*(paid.get(stream) for paid in held), exist=(before, after)) for stream in streams
    ]


def _payment(old: Payment | None, new: Payment | None, *, exist: Sides) -> Row:
    paid = [one for one in (old, new) if one]
    notes = [note for one in paid for note in _payment_notes(one)]
    return Row(
        title=paid[0].title,
        before=_paid(old, exist[0]),
        after=_paid(new, exist[1]),
        change=_difference(_amount(old), _amount(new), money_change),
        notes=tuple(dict.fromkeys(notes)),
    )


def _paid(payment: Payment | None, side: Side | None) -> str:
    if payment:
        return money(payment.amount)
    return NOT_PAID if side else NOT_THERE


def _amount(payment: Payment | None) -> Decimal | None:
    return payment.amount if payment else Decimal(0)


def _payment_notes(payment: Payment) -> list[str]:
    notes = ["A figure is missing"] if payment.gaps else []
    return [*notes, "Provisional rate"] if payment.status == PROVISIONAL else notes


def gaps_of(*sides: Side | None) -> tuple[str, ...]:
    """What is missing for the payments and the ARRS sum of either side, each once."""
    found = [gap for side in sides if side for payment in side.payments for gap in payment.gaps]
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Compared:
    """The payments known on both sides added up, and the titles of those that are not counted.

    A side is None where the network does not exist; `change` where no payment can be compared.
    """

    before: Decimal | None
    after: Decimal | None
    change: Decimal | None
    uncounted: tuple[str, ...]

    @property
    def words(self) -> str:
        """The payments that are not counted, in a sentence: "the care home premium"."""
        return joined([f"the {title[:1].lower()}{title[1:]}" for title in self.uncounted])


def compare(before: Side | None, after: Side | None) -> Compared:
    """Add up what is paid a month before and after, without payments that a side does not know."""
    paid = [(side.payments if side else ()) for side in (before, after)]
    gaps = {p.stream: p.title for payments in paid for p in payments if p.amount is None}
    sums = [
        sum((p.amount for p in payments if p.stream not in gaps and p.amount), Decimal(0))
        for payments in paid
    ]
    counts = any(p.stream not in gaps for payments in paid for p in payments) or not gaps
    return Compared(
        before=sums[0] if before and counts else None,
        after=sums[1] if after and counts else None,
        change=sums[1] - sums[0] if counts else None,
        uncounted=tuple(gaps.values()),
    )


def total_row(before: Side | None, after: Side | None) -> Row:
    """The payments added up, so that before and after can be compared."""
    compared = compare(before, after)
    but = f" but {compared.words}" if compared.uncounted and compared.change is not None else ""
    return Row(
        title=f"All payments of the month{but}",
        before=money(compared.before) if before else NOT_THERE,
        after=money(compared.after) if after else NOT_THERE,
        change=money_change(compared.change),
        sums_up=True,
    )


def _arrs(before: Side | None, after: Side | None) -> Row:
    row = _pounds("ARRS sum a year", before, after, lambda side: side.arrs_sum)
    missing = any(side.arrs_sum is None for side in (before, after) if side)
    notes = [side.arrs_note for side in (before, after) if side and side.arrs_note]
    return replace(row, notes=() if missing else tuple(dict.fromkeys(notes)))


def _counted(title: str, before: Side | None, after: Side | None, read: Read) -> Row:
    return _row(title, before, after, read, patients, _patients_change)


def _population(title: str, before: Side | None, after: Side | None, basis: Basis) -> Row:
    """A sum of patients, and for which practices the figure is missing."""
    row = _counted(title, before, after, lambda side: getattr(side, basis.value))
    lacking = [name for side in (before, after) if side for name in side.lacking[basis]]
    if not lacking:
        return row
    practices = counted(len(set(lacking)), "practice,practices")
    return replace(row, notes=(f"The figure of {practices} is missing",))


def _pounds(title: str, before: Side | None, after: Side | None, read: Read) -> Row:
    return _row(title, before, after, read, money, money_change)


def _row(
    title: str, before: Side | None, after: Side | None, read: Read, write: Write, change: Write
) -> Row:
    old, new = (write(read(side)) if side else NOT_THERE for side in (before, after))
    values = [read(side) if side else Decimal(0) for side in (before, after)]
    return Row(title, old, new, _difference(values[0], values[1], change))


def _worded(
    title: str, before: Side | None, after: Side | None, read: Callable[[Side], str]
) -> Row:
    old, new = (read(side) if side else NOT_THERE for side in (before, after))
    if NOT_THERE in (old, new):
        return Row(title, old, new, "Begins" if old == NOT_THERE else "Ends")
    return Row(title, old, new, NO_CHANGE if old == new else "Changes")


def _difference(old: Decimal | None, new: Decimal | None, write: Write) -> str:
    return MISSING if old is None or new is None else write(new - old)


def _patients_change(value: Decimal | None) -> str:
    """A difference of people or practices in words: "1,200 more", "1 fewer"."""
    if value is None:
        return MISSING
    if value == 0:
        return NO_CHANGE
    return f"{patients(abs(value))} {'more' if value > 0 else 'fewer'}"
