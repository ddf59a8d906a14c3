"""What the claims of a month are generated from: people in post, their terms and their leave."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest

from pcn_portal.units.money import exact_to_pennies
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words, month_in_words
from workforce.engine.claims import (
    BadClaim,
    Cost,
    DayCount,
    InPost,
    NotKnown,
    Spell,
    part_of_month,
)
from workforce.engine.roles import Area

Period = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class TermsFact:
    """Hours a week and a month's pounds from a day on."""

    from_day: date
    hours: Decimal
    cost: Cost


@dataclass(frozen=True, slots=True)
class Engaged:
    """An engagement as the engine is told of it; `key` and `covers` are keys of engagements.

    `terms` stand by day; `actual` is what the month really cost, if that was entered. `leave` are
    the periods away, [starts, ends).
    """

    key: int
    reference: str
    role: str
    area: Area
    starts: date
    ends: date | None
    terms: tuple[TermsFact, ...]
    later: bool = False
    before: str = "new"
    contracted_until: date | None = None
    covers: int | None = None
    actual: Cost | None = None
    leave: tuple[Period, ...] = ()


def in_post(engaged: Engaged, month: Month) -> InPost:
    """Somebody's month as a claim takes it. Raises NotKnown where no terms are recorded."""
    spells = _spells(engaged, month)
    if not spells:
        raise NotKnown(f"No hours and pay are recorded for {month_in_words(month)}.", "terms")
    hours = spells[-1][1].hours
    mixed = len({fact.hours for _, fact in spells}) > 1
    return InPost(
        month=month,
        hours=hours,
        area=engaged.area,
        starts=engaged.starts,
        ends=engaged.ends,
        first=not engaged.later,
        spells=tuple(Spell(days, fact.hours) for days, fact in spells) if mixed else (),
    )


def cost_of(engaged: Engaged, month: Month, count: DayCount) -> Cost:
    """What the month cost: as entered, else the terms' pounds by the days they held."""
    if engaged.actual is not None:
        return engaged.actual
    spells = _spells(engaged, month)
    if len(spells) == 1 and spells[0][0] == _length(month):
        return spells[0][1].cost
    names = ("salary", "employer_ni", "employer_pension", "fees")
    sums = dict.fromkeys(names, Fraction(0))
    for days, fact in spells:
        part = _part(month, days, count)
        for name in names:
            sums[name] += Fraction(getattr(fact.cost, name)) * part
    return Cost(**{name: exact_to_pennies(value) for name, value in sums.items()})


def days_in(period: Period, other: Period) -> int:
    """Days that two half-open periods share."""
    begins = max(period[0], other[0])
    ends = [end for end in (period[1], other[1]) if end is not None]
    return max((min(ends) - begins).days, 0) if ends else 0


def whole(month: Month) -> Period:
    """A month as a period."""
    return month.first, month.next.first


def check_there(engaged: Engaged, month: Month) -> None:
    """Raise BadClaim, saying when they started or left, unless they are in post in the month."""
    if engaged.ends == engaged.starts:
        raise BadClaim(f"{engaged.reference} was recorded by mistake: nothing can be claimed.")
    if engaged.starts >= month.next.first:
        day = day_in_words(engaged.starts)
        raise BadClaim(f"{engaged.reference} starts on {day}: nothing can be claimed yet.")
    if engaged.ends is not None and engaged.ends <= month.first:
        day = day_in_words(date.fromordinal(engaged.ends.toordinal() - 1))
        raise BadClaim(f"{engaged.reference} left on {day}: nothing can be claimed after that.")


def _spells(engaged: Engaged, month: Month) -> list[tuple[int, TermsFact]]:
    """Days of the month on each of the terms, those without a day left out."""
    found = []
    for fact, after in zip_longest(engaged.terms, engaged.terms[1:]):
        held = (max(fact.from_day, engaged.starts), after.from_day if after else None)
        within = (max(held[0], month.first), _sooner(held[1], engaged.ends))
        if days := days_in(within, whole(month)):
            found.append((days, fact))
    return found


def _sooner(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _length(month: Month) -> int:
    return monthrange(month.year, month.number)[1]


def _part(month: Month, days: int, count: DayCount) -> Fraction:
    if days == _length(month):
        return Fraction(1)
    ends = date.fromordinal(month.first.toordinal() + days)
    return part_of_month(InPost(month, Decimal(1), Area.NATIONAL, month.first, ends), count)
