"""What may be claimed for one person and month, and how the sum came about.

Actual cost up to maximum ÷ 12 × WTE × share of the month in post, then the share that is paid
(Network Contract DES, additional roles reimbursement scheme). How part months are counted is not
in any source read: the method is a setting and is shown.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from pcn_portal.units.money import exact_to_pennies
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words, month_in_words, shown_text, with_article
from workforce.engine.roles import AREA_WORDS, Area, Role

FULL_TIME = Decimal("37.5")
_FULL = Fraction(FULL_TIME)
LONGEST_WEEK = Decimal(40)
SUPPLIER_A_MONTH = Decimal(200)
"""A supplier's costs claimable for a full-time link worker, inside the maximum (HSJ, 2019)."""
LINK_WORKER = "SPLW"


class BadClaim(ValueError):
    """A claim that cannot be; the message is the rule. `field` names what is wrong."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotKnown(BadClaim):
    """What a claim rests on is not known yet: nothing is claimed, and nothing taken back."""


class DayCount(StrEnum):
    """How part of a month in post is counted."""

    OF_MONTH = "days_of_month"
    OF_YEAR = "days_of_year"


DAY_COUNT_WORDS: dict[DayCount, str] = {
    DayCount.OF_MONTH: "days in post ÷ days of the month",
    DayCount.OF_YEAR: "days in post × 12 ÷ days of the contract year",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one person cost the employer in a month, in pounds."""

    salary: Decimal
    employer_ni: Decimal = Decimal("0.00")
    employer_pension: Decimal = Decimal("0.00")
    fees: Decimal = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Spell:
    """Days of a month on the same hours a week."""

    days: int
    hours: Decimal


@dataclass(frozen=True, slots=True)
class InPost:
    """One person's month: hours a week, pay area and days in post, [starts, ends).

    `first` is whether they are the network's first in a role that pays later ones more. Where
    hours change within the month, `spells` has the days on each and `hours` are the last.
    """

    month: Month
    hours: Decimal
    area: Area
    starts: date
    ends: date | None = None
    first: bool = True
    spells: tuple[Spell, ...] = ()

    @property
    def wte(self) -> Fraction:
        """Whole-time equivalent, the mean of the days in post: 37.5 hours a week are 1."""
        if not self.spells:
            return Fraction(self.hours) / _FULL
        days = sum(spell.days for spell in self.spells)
        worked = sum((spell.days * Fraction(spell.hours) for spell in self.spells), Fraction(0))
        return worked / days / _FULL

    @property
    def hours_in_words(self) -> str:
        """ "37.5", or where hours change "(37.5 × 16 + 30 × 15) ÷ 31"."""
        if not self.spells:
            return f"{self.hours:f}"
        sums = " + ".join(f"{spell.hours:f} × {spell.days}" for spell in self.spells)
        return f"({sums}) ÷ {sum(spell.days for spell in self.spells)}"

    @property
    def days(self) -> int:
        """Days of the month in post."""
        begins = max(self.starts, self.month.first)
        stops = min(self.ends or self.month.next.first, self.month.next.first)
        return max((stops - begins).days, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a claim in words, with pounds that are not rounded."""

    words: str
    pounds: Fraction

    @property
    def shown(self) -> str:
        """The pounds as plain digits, with as many as are shown."""
        return shown_text(Decimal(self.pounds.numerator) / self.pounds.denominator)


@dataclass(frozen=True, slots=True)
class Claimable:
    """What may be claimed: pounds rounded once, and the steps to it.

    `above` is what the maximum leaves to the network, in pounds; `exact` is `amount` not rounded.
    """

    amount: Decimal
    above: Decimal
    steps: tuple[Step, ...]
    exact: Fraction = Fraction(0)


def claimable(
    role: Role, post: InPost, cost: Cost, *, count: DayCount = DayCount.OF_MONTH
) -> Claimable:
    """What may be claimed for a person's month. Raises BadClaim where a rule forbids it."""
    _check(role, post, cost)
    part = part_of_month(post, count)
    spent, steps = _spent(role, post, cost, part)
    most = _most(role, post, part, _part_words(post, count))
    steps.append(most)
    share = role.share if post.first else role.later_share
    paid = spent * Fraction(share)
    ceiling = _ceiling(role, post, most.pounds)
    if share != 1:
        steps.append(Step(f"{share * 100:.0f} % of the cost is paid", paid))
    if role.after_share:
        steps.append(Step("The maximum is of what is paid", ceiling))
    found = min(paid, ceiling)
    capped = "the maximum" if ceiling < paid else "the cost"
    steps.append(Step(f"May be claimed: {capped}, being the smaller", found))
    return Claimable(
        exact_to_pennies(found),
        exact_to_pennies(max(paid - ceiling, Fraction(0))),
        tuple(steps),
        found,
    )


def ceiling_of(role: Role, post: InPost, part: Fraction) -> Fraction:
    """The most paid for a part of the month, in pounds. Raises NotKnown without a maximum."""
    return _ceiling(role, post, _most(role, post, part, "").pounds)


def _ceiling(role: Role, post: InPost, most: Fraction) -> Fraction:
    share = role.share if post.first else role.later_share
    return most if role.after_share else most * Fraction(share)


def part_of_month(post: InPost, count: DayCount) -> Fraction:
    """The share of the month in post: 1 for a whole month by either method."""
    length = monthrange(post.month.year, post.month.number)[1]
    if post.days == length:
        return Fraction(1)
    if count == DayCount.OF_MONTH:
        return Fraction(post.days, length)
    year = post.month.contract_year
    return Fraction(post.days * 12, (year.after - year.first).days)


def _check(role: Role, post: InPost, cost: Cost) -> None:
    if post.ends is not None and post.ends <= post.starts:
        raise BadClaim("The end is not after the start. Check both days.", "ends")
    if not post.hours.is_finite() or not 0 < post.hours <= LONGEST_WEEK:
        wte = f"{LONGEST_WEEK / FULL_TIME:.2f}"
        raise BadClaim(
            f"Hours a week are above 0 and at most {LONGEST_WEEK} ({wte} WTE) for one person. "
            "Two people who share a post are entered as two.",
            "hours",
        )
    parts = (cost.salary, cost.employer_ni, cost.employer_pension, cost.fees)
    if any(not one.is_finite() or one < 0 for one in parts):
        raise BadClaim("Costs are pounds and pence, not below zero.", "salary")
    _check_days(role, post)
    if cost.fees and role.code != LINK_WORKER:
        raise BadClaim(f"Supplier’s fees cannot be claimed for {with_article(role.name)}.", "fees")


def _check_days(role: Role, post: InPost) -> None:
    when = month_in_words(post.month)
    if post.ends is not None and post.ends <= post.month.first:
        raise BadClaim(f"The person left before {when}: nothing can be claimed.", "ends")
    if post.starts >= post.month.next.first:
        raise BadClaim(f"The person starts after {when}: nothing can be claimed yet.", "starts")
    if post.month.next.first <= role.starts:
        raise BadClaim(f"{role.name} can be claimed from {day_in_words(role.starts)} on.", "role")


def _spent(role: Role, post: InPost, cost: Cost, part: Fraction) -> tuple[Fraction, list[Step]]:
    """The month's cost, supplier's fees no higher than allowed."""
    pay = Fraction(cost.salary + cost.employer_ni + cost.employer_pension)
    words = (
        f"Cost: salary £{cost.salary:,.2f}, employer’s National Insurance "
        f"£{cost.employer_ni:,.2f}, employer’s pension £{cost.employer_pension:,.2f}"
    )
    steps = [Step(words, pay)]
    if not cost.fees:
        return pay, steps
    allowed = min(Fraction(cost.fees), Fraction(SUPPLIER_A_MONTH) * post.wte * part)
    steps.append(
        Step(f"Supplier’s fees £{cost.fees:,.2f}, at most £{SUPPLIER_A_MONTH} a WTE", allowed)
    )
    return pay + allowed, steps


def _most(role: Role, post: InPost, part: Fraction, days: str) -> Step:
    """The maximum for the hours and days in post. Raises BadClaim where it is not known."""
    maximum = role.maximum(post.area)
    if maximum.pounds is None:
        raise NotKnown(
            f"The maximum for {with_article(role.name)}, {AREA_WORDS[post.area]}, is not known for "
            f"{month_in_words(post.month)}. It must be entered and checked before a claim.",
            "role",
        )
    found = Fraction(maximum.pounds) / 12 * post.wte * part
    hours = f"{post.hours_in_words} ÷ {FULL_TIME} hours"
    return Step(f"Maximum: £{maximum.pounds:,.2f} a year ÷ 12 × {hours}{days}", found)


def _part_words(post: InPost, count: DayCount) -> str:
    """How part of a month is counted, as the step says it; empty for a whole month."""
    length = monthrange(post.month.year, post.month.number)[1]
    if post.days == length:
        return ""
    if count == DayCount.OF_MONTH:
        return f" × {post.days} ÷ {length} days"
    year = post.month.contract_year
    return f" × {post.days} days × 12 ÷ {(year.after - year.first).days}"
