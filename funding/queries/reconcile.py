"""Due, paid and received side by side for an ICB's contract year, and a year's published cash."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet, Sum

from funding.engine.matching import (
    Found,
    Key,
    Matching,
    Money,
    OddYear,
    Outcome,
    Stray,
    YearFound,
    match,
    odd_years,
    year_found,
)
from funding.engine.payment_file import PAYCODES
from funding.engine.streams import PRACTICE_STREAMS
from funding.models import PaidKind, PaidLine, PaidSource, PaymentFile, PaymentLine, Posting
from funding.paid_files import YEARLY
from pcn_portal.units.periods import ContractYear, Month

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Side:
    """What one kind of file says against what was due."""

    kind: str
    lines: dict[int, PaidLine]
    matching: Matching

    @cached_property
    def by_key(self) -> dict[Key, Outcome]:
        return {outcome.key: outcome for outcome in self.matching.outcomes}

    @property
    def got(self) -> Decimal:
        return sum((line.amount for line in self.lines.values()), NOTHING)


@dataclass(frozen=True)
class DueRow:
    """A due sum with what was paid and received for it; `None` where no file of the kind is here.

    `networks` are those whose money it is; `age` is in days since the payment month ended.
    """

    key: Key
    networks: tuple[str, ...]
    due: Decimal
    paid: Outcome | None
    received: Outcome | None
    age: int

    @property
    def worst(self) -> Found:
        """The finding that needs most attention."""
        found = [one.found for one in (self.paid, self.received) if one is not None]
        return min(found, key=ORDER.index) if found else Found.NOT_PAID

    @property
    def settled(self) -> bool:
        return bool(self.paid or self.received) and self.worst == Found.EXACT


ORDER = [Found.DOUBLE, Found.OVER, Found.PART, Found.NOT_PAID, Found.EXACT]


@dataclass(frozen=True)
class Reconciliation:
    """An ICB's year: every due sum, every line that fits none, and odd numbers of instalments."""

    rows: tuple[DueRow, ...]
    sides: tuple[Side, ...]

    @property
    def due(self) -> Decimal:
        return sum((row.due for row in self.rows), NOTHING)

    @property
    def strays(self) -> list[tuple[PaidLine, Stray]]:
        """Lines that fit nothing due, with the likely reason."""
        return [
            (side.lines[money.ref], why)
            for side in self.sides
            for money, why in side.matching.strays
        ]

    @property
    def odd(self) -> list[tuple[str, OddYear]]:
        """Payments that came in another number than due, by kind of file."""
        return [(side.kind, one) for side in self.sides for one in odd_years(side.matching)]


def sources_of(icb_code: str) -> list[PaidSource]:
    """An ICB's sources as they are described now, by name."""
    latest = PaidSource.objects.filter(icb_code=icb_code).order_by("name", "-id").distinct("name")
    return list(latest.select_related("set_by"))


def reconcile(
    *, icb_code: str, year: ContractYear, today: date, network_code: str | None = None
) -> Reconciliation:
    """Everything paid by an ICB's payment files of a year against statements and bank files.

    With `network_code` only that network's due sums and the lines of its payees.
    """
    dues, networks = _dues(icb_code, year)
    sides = [
        _side(kind, lines, dues)
        for kind in (PaidKind.STATEMENT, PaidKind.BANK)
        if (lines := _lines(icb_code, year, kind))
    ]
    rows = [_row(key, dues[key], networks[key], sides, today) for key in sorted(dues)]
    whole = Reconciliation(tuple(rows), tuple(sides))
    return whole if network_code is None else _of_network(whole, network_code)


def _dues(
    icb_code: str, year: ContractYear
) -> tuple[dict[Key, Decimal], dict[Key, tuple[str, ...]]]:
    files = PaymentFile.objects.filter(
        icb_code=icb_code, month__gte=year.first, month__lt=year.after
    )
    rows = PaymentLine.objects.filter(file__in=files).values_list(
        "payee_code", "posting__stream", "file__month", "posting__amount", "posting__network_code"
    )
    dues: dict[Key, Decimal] = defaultdict(lambda: NOTHING)
    networks: dict[Key, set[str]] = defaultdict(set)
    for payee, stream, month, amount, network in rows:
        key = Key(payee, stream, month)
        dues[key] += amount
        networks[key].add(network)
    return dict(dues), {key: tuple(sorted(codes)) for key, codes in networks.items()}


def _lines(icb_code: str, year: ContractYear, kind: str) -> dict[int, PaidLine]:
    """The ICB's lines of a kind that are, or may be, of the year."""
    found = PaidLine.objects.filter(file__icb_code=icb_code, file__kind=kind)
    return {
        line.pk: line
        for line in found.select_related("file").defer("file__content").order_by("id")
        if _of_year(line, year)
    }


def _of_year(line: PaidLine, year: ContractYear) -> bool:
    """By its month; failing that by its day, up to three months after the year's end."""
    if line.month is not None:
        return year.first <= line.month < year.after
    if line.paid_on is not None:
        return year.first <= line.paid_on < year.after.replace(month=7)
    return True


def _side(kind: str, lines: dict[int, PaidLine], dues: dict[Key, Decimal]) -> Side:
    money = [
        Money(line.pk, line.payee, line.amount, line.stream, line.month, line.paid_on)
        for line in lines.values()
    ]
    return Side(kind, lines, match(dues, money, streams=PAYCODES))


def _row(
    key: Key, due: Decimal, networks: tuple[str, ...], sides: Iterable[Side], today: date
) -> DueRow:
    found = {side.kind: side.by_key[key] for side in sides}
    ended = Month.of(key.month).next.first
    return DueRow(
        key=key,
        networks=networks,
        due=due,
        paid=found.get(PaidKind.STATEMENT),
        received=found.get(PaidKind.BANK),
        age=max(0, (today - ended).days),
    )


def _of_network(whole: Reconciliation, code: str) -> Reconciliation:
    rows = tuple(row for row in whole.rows if code in row.networks)
    payees = {row.key.payee for row in rows} | {code}
    keys = {row.key for row in rows}
    return Reconciliation(rows, tuple(_part(side, keys, payees) for side in whole.sides))


def _part(side: Side, keys: set[Key], payees: set[str]) -> Side:
    outcomes = tuple(o for o in side.matching.outcomes if o.key in keys)
    strays = tuple((m, why) for m, why in side.matching.strays if m.payee in payees)
    used = {ref for o in outcomes for ref, _ in o.lines} | {m.ref for m, _ in strays}
    lines = {ref: line for ref, line in side.lines.items() if ref in used}
    return Side(side.kind, lines, Matching(outcomes, strays))


@dataclass(frozen=True)
class YearRow:
    """A sum of a published year against what was posted for it, and the likely reason."""

    line: PaidLine
    posted: Decimal | None
    found: YearFound
    why: str


def year_rows(lines: QuerySet[PaidLine], year: ContractYear) -> list[YearRow]:
    """Each line of a yearly file compared with the books, in the order of the file."""
    books = _posted(year)
    approved = any(books.values())
    rows = []
    for line in lines.order_by("row", "id"):
        posted = _posted_for(line, books)
        found = year_found(line.amount, posted)
        rows.append(YearRow(line, posted, found, _why(line, found, approved, year)))
    return rows


Books = dict[tuple[str, str], Decimal]


def _posted(year: ContractYear) -> Books:
    """What was posted for the year by payee or network, and stream."""
    found: Books = defaultdict(lambda: NOTHING)
    rows = (
        Posting.objects.filter(entitlement_month__gte=year.first, entitlement_month__lt=year.after)
        .order_by()
        .values("network_code", "payee", "stream")
        .annotate(sum=Sum("amount"))
        .values_list("network_code", "payee", "stream", "sum")
    )
    for network, payee, stream, amount in rows:
        found[payee if stream in PRACTICE_STREAMS else network, stream] += amount
    return dict(found)


def _posted_for(line: PaidLine, books: Books) -> Decimal | None:
    """A PCN's money stands on the row of its nominated payee; a practice's own on its row."""
    streams = YEARLY.get(line.label, ())
    whose = line.payee if line.stream in PRACTICE_STREAMS else line.network
    found = [books[whose, stream] for stream in streams if (whose, stream) in books]
    return sum(found, NOTHING) if found else None


def _why(line: PaidLine, found: YearFound, approved: bool, year: ContractYear) -> str:
    if found == YearFound.EXACT:
        return "To the penny what was posted."
    if found != YearFound.NOT_HERE:
        return (
            "The file is cash paid in the year and the books are what the year’s months were "
            "entitled to: a month paid late, or a list of another day."
        )
    if line.stream not in PAYCODES:
        return "The portal does not calculate this payment yet."
    if not approved:
        return f"No month of {year} is approved in the portal."
    if not Posting.objects.filter(network_code=line.network).exists():
        return f"The portal has no approved month of network {line.network or 'unknown'}."
    return "This payment could not be calculated for any approved month: an input is missing."
