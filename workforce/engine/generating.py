"""A network's claim of a month, generated from its register: a line each, or the rule against it.

In the order of references: what may be claimed for each person, less what earlier claims have of
it, up to what the network's sum leaves.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pcn_portal.units.money import exact_to_pennies, to_pennies
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import with_article
from workforce.engine.additional import why_not_additional
from workforce.engine.claims import (
    BadClaim,
    Claimable,
    DayCount,
    InPost,
    NotKnown,
    Step,
    ceiling_of,
    claimable,
    part_of_month,
)
from workforce.engine.engaged import Engaged, check_there, cost_of, days_in, in_post, whole
from workforce.engine.roles import LARGE_NETWORK, Role, RoleBook, RoleMissing, Standing

NOTHING = Decimal("0.00")
MAIN, RING_FENCE = "main", "gp"
RING_FENCED_ROLE = "GP"


@dataclass(frozen=True, slots=True)
class Room:
    """What the network's sums leave, in pounds by pot; None where a sum is not known.

    `notes` say why. `registered` are the network's patients, None where not known, and
    `vacancies` its baseline posts that are not filled, by role, and since when.
    """

    left: Mapping[str, Decimal | None]
    notes: Mapping[str, str] = field(default_factory=dict)
    registered: Decimal | None = None
    vacancies: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drafted:
    """One person's line: `amount` is `claimable` less `before`; `stopped` is the rule against it.

    `missing` is whether the rule is only that something is not known. `cut` are pounds that the
    network's sum does not leave.
    """

    engaged: Engaged
    role_name: str
    pot: str = MAIN
    wte: Decimal = NOTHING
    claimable: Decimal = NOTHING
    before: Decimal = NOTHING
    above: Decimal = NOTHING
    cut: Decimal = NOTHING
    status: str = "confirmed"
    steps: tuple[Step, ...] = ()
    citations: tuple[str, ...] = ()
    stopped: str = ""
    missing: bool = False

    @property
    def amount(self) -> Decimal:
        return self.claimable - self.before


@dataclass(frozen=True, slots=True)
class Rules:
    """What a claim of a month is worked out by."""

    month: Month
    book: RoleBook
    known_on: date
    count: DayCount = DayCount.OF_MONTH


def generate(
    people: Sequence[Engaged], rules: Rules, room: Room, before: Mapping[int, Decimal]
) -> list[Drafted]:
    """A line for everybody in post in the month, and for who was claimed for it before.

    `before` has the pounds of earlier claims by engagement. What a rule now forbids is taken back;
    what is not known is left as it was.
    """
    there = [one for one in people if one.key in before or _there(one, rules.month)]
    ordered = sorted(there, key=lambda one: (one.covers is not None, one.reference, one.key))
    left = dict(room.left)
    wte: dict[str, Fraction] = defaultdict(Fraction)
    absent: dict[int, _Absent | None] = {}
    found = []
    for one in ordered:
        drafted = _draft(one, rules, room, wte, absent)
        if drafted.missing:
            absent[one.key] = None
        found.append(_within(_after(drafted, before.get(one.key, NOTHING)), left, room.notes))
    return sorted(found, key=lambda drafted: (drafted.engaged.reference, drafted.engaged.key))


def _there(one: Engaged, month: Month) -> bool:
    return days_in((one.starts, one.ends), whole(month)) > 0


def _after(drafted: Drafted, before: Decimal) -> Drafted:
    """A line after earlier claims of the month had `before` of it."""
    if not before:
        return drafted
    if drafted.missing:
        return replace(drafted, before=before, claimable=before)
    if drafted.stopped:
        step = Step(f"Taken back: {drafted.stopped}", Fraction(0))
        return replace(drafted, before=before, steps=(step,))
    return replace(drafted, before=before)


@dataclass(frozen=True, slots=True)
class _Absent:
    """What covering somebody is measured by: their month, its cost and what may be claimed."""

    engaged: Engaged
    post: InPost
    found: Claimable


def _draft(
    one: Engaged,
    rules: Rules,
    room: Room,
    wte: dict[str, Fraction],
    absent: dict[int, _Absent | None],
) -> Drafted:
    try:
        check_there(one, rules.month)
        role = rules.book.role(one.role, rules.month.first, rules.known_on)
    except BadClaim as bad:
        return Drafted(one, one.role, stopped=str(bad))
    except RoleMissing as bad:
        return Drafted(one, one.role, stopped=str(bad), missing=True)
    try:
        return _worked(one, role, rules, room, wte, absent)
    except BadClaim as bad:
        unknown = isinstance(bad, NotKnown)
        return Drafted(one, role.name, stopped=str(bad), missing=unknown)


def _worked(
    one: Engaged,
    role: Role,
    rules: Rules,
    room: Room,
    wte: dict[str, Fraction],
    absent: dict[int, _Absent | None],
) -> Drafted:
    post = in_post(one, rules.month)
    if why := why_not_additional(one, role, rules.month, room.vacancies):
        raise BadClaim(why)
    found = claimable(role, post, cost_of(one, rules.month, rules.count), count=rules.count)
    if one.covers is not None:
        if one.covers in absent and absent[one.covers] is None:
            raise NotKnown("What may be claimed for the person covered is not known.")
        found = _covering(one, role, rules, found, absent.get(one.covers))
    else:
        _within_limit(role, post, room.registered, wte)
        absent[one.key] = _Absent(one, post, found)
    maximum = role.maximum(one.area)
    firm = maximum.standing in (Standing.CONFIRMED, Standing.ENTERED)
    return Drafted(
        engaged=one,
        role_name=role.name,
        pot=RING_FENCE if one.role == RING_FENCED_ROLE and RING_FENCE in room.left else MAIN,
        wte=_rounded(post.wte),
        claimable=found.amount,
        above=found.above,
        status="confirmed" if firm else "provisional",
        steps=found.steps,
        citations=maximum.sources,
    )


def _covering(
    one: Engaged, role: Role, rules: Rules, found: Claimable, absent: _Absent | None
) -> Claimable:
    """Cover up to what the absent person's own claim leaves of their maximum in those days.

    "Only the absent WTE can be claimed, not both" (NHS England FAQ of 2021/22, by Pulse).
    """
    if absent is None:
        raise BadClaim("Nothing can be claimed for the person covered, nor for the cover.")
    days = _days_covered(one, absent.engaged, rules.month)
    if not days:
        raise BadClaim("The person covered is not on leave on the days of the cover.")
    part = part_of_month(replace(absent.post, starts=rules.month.first, ends=days), rules.count)
    most = ceiling_of(role, replace(absent.post, area=one.area), part)
    theirs = absent.found.exact * part / part_of_month(absent.post, rules.count)
    leaves = max(most - theirs, Fraction(0))
    steps = (
        *found.steps,
        Step(f"Cover of {absent.engaged.reference}: their maximum for those days", most),
        Step(f"Of that, {absent.engaged.reference} has", theirs),
        Step("Left for the cover: only the absent WTE can be claimed, not both", leaves),
    )
    paid = min(found.exact, leaves)
    above = found.above + exact_to_pennies(found.exact - paid)
    return Claimable(exact_to_pennies(paid), above, steps, paid)


def _days_covered(one: Engaged, absent: Engaged, month: Month) -> date | None:
    """The first of the month and so many days as are covered; None where cover goes beyond."""
    mine = (max(one.starts, month.first), min(one.ends or month.next.first, month.next.first))
    days = (mine[1] - mine[0]).days
    if sum(days_in(mine, away) for away in absent.leave) < days:
        return None
    return date.fromordinal(month.first.toordinal() + days)


def _within_limit(
    role: Role, post: InPost, registered: Decimal | None, wte: dict[str, Fraction]
) -> None:
    """Count the role's WTE; raise BadClaim for who is beyond the network's limit."""
    if role.limit is None or role.limit.small is None:
        return
    if registered is None:
        raise NotKnown(
            f"The number of {with_article(role.name)} depends on the network’s registered list, "
            "which is not known. It must be brought in first."
        )
    most = role.limit.of(registered)
    with_them = wte[role.code] + post.wte
    if most is not None and with_them > most:
        size = "fewer than" if registered < LARGE_NETWORK else "at least"
        raise BadClaim(
            f"A network of {size} {LARGE_NETWORK:,} patients may claim {most} WTE of "
            f"{with_article(role.name)}; with this one there are {_rounded(with_them)}."
        )
    wte[role.code] = with_them


def _within(drafted: Drafted, left: dict[str, Decimal | None], notes: Mapping[str, str]) -> Drafted:
    """Cut a line to what its pot leaves, and take it from there."""
    if not drafted.amount:
        return drafted
    room = left.get(drafted.pot)
    if room is None:
        note = notes.get(drafted.pot, "")
        words = f"The network’s sum is not known, so not looked at. {note}".strip()
        step = Step(words, Fraction(drafted.amount))
        return replace(drafted, steps=(*drafted.steps, step))
    amount = min(drafted.amount, max(room, NOTHING)) if drafted.amount > 0 else drafted.amount
    cut = drafted.amount - amount
    left[drafted.pot] = room - amount
    if not cut:
        return drafted
    step = Step(f"The network’s sum leaves £{max(room, NOTHING):,.2f}", Fraction(amount))
    return replace(
        drafted, claimable=drafted.before + amount, cut=cut, steps=(*drafted.steps, step)
    )


def _rounded(wte: Fraction) -> Decimal:
    """WTE to four decimals, for showing."""
    return exact_to_pennies(wte * 100) / 100 if wte else to_pennies(NOTHING)
