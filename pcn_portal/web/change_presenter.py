"""The effect of changes as a page shows it: before, after and difference for each network."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from funding.effects import ApprovedMonth, Effect, NetworkEffect, Payment, Side, effect_of
from networks.models import Network
from networks.proposals.details import Draft, ProposalRefused
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.web.formats import (
    MISSING,
    counted,
    joined,
    money,
    money_change,
    month,
    patients,
)

NOT_THERE = "Does not exist"
NOT_PAID = "Not paid"
NO_CHANGE = "No change"
PROVISIONAL = "provisional"
# Above this many networks the first sentence speaks of all together, and details fold away.
FEW = 3
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
        return self.before if self.same else f"{self.before}, then {self.after}"


@dataclass(frozen=True)
class NetworkShown:
    """What becomes of one network. Only name and code where it is not the reader's."""

    code: str
    name: str
    hidden: bool = False
    in_register: bool = True
    answer: str = ""
    facts: tuple[Row, ...] = ()
    payments: tuple[Row, ...] = ()
    total: Row | None = None
    vacancies: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()

    @property
    def paid(self) -> list[Row]:
        """The payments with their sum."""
        return [*self.payments, self.total] if self.total else []


@dataclass(frozen=True)
class Shown:
    """The effect on all networks, and what a decision would touch besides."""

    month: str
    answer: str
    networks: tuple[NetworkShown, ...] = ()
    approved: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: str = ""

    @property
    def mine(self) -> list[NetworkShown]:
        return [network for network in self.networks if not network.hidden]

    @property
    def others(self) -> list[NetworkShown]:
        return [network for network in self.networks if network.hidden]

    @property
    def many(self) -> bool:
        return len(self.mine) > FEW


def shown_effect(user: User, drafts: Sequence[Draft], *, known_at: datetime, today: date) -> Shown:
    """The effect as this person may see it; raises ProposalRefused where it could not be done."""
    effect = effect_of(drafts, known_at=known_at)
    visible = _visible(user, effect, today)
    networks = tuple(_network(found, visible=found.code in visible) for found in effect.networks)
    return Shown(
        month=month(effect.month),
        answer=_answer(effect, visible),
        networks=networks,
        approved=tuple(_approved(effect.approved_months)),
        notes=effect.notes,
    )


def effect_or_refusal(
    user: User, drafts: Sequence[Draft], *, known_at: datetime, today: date
) -> Shown:
    """The same, with the sentence why it could not be done in the place of figures."""
    try:
        return shown_effect(user, drafts, known_at=known_at, today=today)
    except ProposalRefused as refusal:
        return Shown(month="", answer="", refusal=str(refusal))


def _visible(user: User, effect: Effect, today: date) -> set[str]:
    """Codes of the reader's networks; a new network is theirs if all that exist already are."""
    codes = {found.code for found in effect.networks}
    known = set(Network.objects.filter(code__in=codes).values_list("code", flat=True))
    scope = scope_of(user, Permission.SEE_NETWORKS)
    own = networks_in(scope, today).filter(code__in=codes).values_list("code", flat=True)
    seen = set(own)
    return codes if known and known <= seen else seen


def _network(found: NetworkEffect, *, visible: bool) -> NetworkShown:
    if not visible:
        return NetworkShown(found.code, found.name, hidden=True)
    before, after = found.before, found.after
    return NetworkShown(
        code=found.code,
        name=found.name,
        in_register=before is not None,
        answer=_network_answer(found),
        facts=tuple(_facts(before, after)),
        payments=tuple(_payments(before, after)),
        total=_total(before, after),
        vacancies=found.vacancies,
        unsigned=found.unsigned,
    )


def _facts(before: Side | None, after: Side | None) -> list[Row]:
    """Members, populations, band, ARRS sum, director and payee, each before and after."""
    sides = before, after
    return [
        _counted("Core network practices", *sides, lambda side: Decimal(side.members)),
        _counted("Registered patients", *sides, lambda side: side.registered),
        _counted("Contractor weighted population", *sides, lambda side: side.weighted),
        _counted("Adjusted population", *sides, lambda side: side.adjusted),
        _worded("Size", *sides, lambda side: side.band),
        _arrs(*sides),
        _worded("Clinical director", *sides, lambda side: joined(list(side.directors)) or "Nobody"),
        _worded("Nominated payee", *sides, lambda side: side.payee or "Not recorded"),
    ]


def _payments(before: Side | None, after: Side | None) -> list[Row]:
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
    notes = [f"Missing: {gap}" for gap in payment.gaps]
    return [*notes, "Provisional rate"] if payment.status == PROVISIONAL else notes


def _total(before: Side | None, after: Side | None) -> Row:
    row = _pounds("All payments of the month", before, after, lambda side: side.total)
    gaps = any(p.amount is None for side in (before, after) if side for p in side.payments)
    notes = ("Without the payments that are not known",) if gaps else ()
    return replace(row, notes=notes, sums_up=True)


def _arrs(before: Side | None, after: Side | None) -> Row:
    row = _pounds("ARRS sum a year", before, after, lambda side: side.arrs_sum)
    notes = [side.arrs_note for side in (before, after) if side and side.arrs_note]
    return replace(row, notes=tuple(dict.fromkeys(notes)))


def _counted(title: str, before: Side | None, after: Side | None, read: Read) -> Row:
    return _row(title, before, after, read, patients, _patients_change)


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


def _network_answer(found: NetworkEffect) -> str:
    """What the change means for one network: what is paid, and its size if that changes band."""
    before, after = found.before, found.after
    if after is None:
        return (
            f"It no longer exists. It was paid {money(before.total if before else None)} a month."
        )
    if before is None:
        return f"It begins, with {money(after.total)} a month."
    difference = after.total - before.total
    said = f"{money_change(difference)} a month." if difference else "It is paid the same."
    return (
        f"{said} Size: {after.band}, before {before.band}." if after.band != before.band else said
    )


def _answer(effect: Effect, visible: set[str]) -> str:
    """The first sentence: each network's difference a month, or all together if there are many."""
    mine = [found for found in effect.networks if found.code in visible]
    if not mine:
        return "The change is about networks that are not yours, so their figures are not shown."
    if len(mine) <= FEW:
        return " ".join(f"{found.name}: {_short_answer(found)}." for found in mine)
    total = sum((_change_of(found) for found in mine), Decimal(0))
    said = f"{money_change(total)} a month" if total else "the same as before"
    return f"{counted(len(mine), 'network,networks')} are touched. Together they are paid {said}."


def _short_answer(found: NetworkEffect) -> str:
    change = _change_of(found)
    return f"{money_change(change)} a month" if change else "paid the same"


def _change_of(found: NetworkEffect) -> Decimal:
    old = found.before.total if found.before else Decimal(0)
    return (found.after.total if found.after else Decimal(0)) - old


def _approved(months: Sequence[ApprovedMonth]) -> Iterator[str]:
    """A sentence for each board whose approved months the change touches."""
    ordered = sorted(months, key=lambda m: (m.icb_name, m.month))
    for icb, group in groupby(ordered, key=lambda m: m.icb_name):
        named = [month(m.month) for m in group]
        verb, whose = ("is", "its") if len(named) == 1 else ("are", "their")
        yield (
            f"{joined(named)} {verb} approved for {icb}. They stay as they are; {whose} "
            "difference is put right in a later month."
        )
