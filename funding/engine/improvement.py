"""Capacity and access improvement in a month: a part of the rate for each part that is due.

Adjusted population × the year's rate × the part's share ÷ 12, rounded once for each part and
month; an area that is judged at year end is paid once, as the percentage judged. The shares are
exact (two thirds, not £0.917): the parts' own rates were not seen in print.
"""

from datetime import date
from decimal import Decimal

from funding.engine.facts import ImprovementFact, NetworkFacts
from funding.engine.lines import Note
from funding.engine.plan import BASIS_TITLES, Part, StreamPlan, figure_day
from funding.engine.rate import Rate, RateMissing
from funding.engine.rates import RateBook
from funding.engine.streams import CONFIDENCE, IMPROVEMENT, STREAM_TITLES
from pcn_portal.units.periods import Month

TITLE = STREAM_TITLES[IMPROVEMENT]


def improvement_plan(
    network: NetworkFacts, month: Month, book: RateBook, known_on: date | None
) -> StreamPlan | None:
    """The parts that are due in a month, or what is missing for them; None where none is due."""
    due = [one for one in network.improvement if one.due]
    if not due:
        return None
    try:
        rates = book.in_force(IMPROVEMENT, month, known_on)
    except RateMissing as problem:
        return StreamPlan(IMPROVEMENT, False, missing=(str(problem),))
    missing = tuple(gap for one in due if (gap := _what_lacks(one, _rate_for(one, rates))))
    if missing:
        return StreamPlan(IMPROVEMENT, False, missing=missing)
    found = ((one, _rate_for(one, rates)) for one in due)
    return StreamPlan(
        IMPROVEMENT, False, tuple(_part(one, rate, month) for one, rate in found if rate)
    )


def improvement_notes(network: NetworkFacts) -> tuple[Note, ...]:
    """What is not due, and why: nobody declared it, or it was not met."""
    return tuple(
        Note(IMPROVEMENT, one.part, f"{one.title}: {one.why}")
        for one in network.improvement
        if not one.due
    )


def _rate_for(one: ImprovementFact, rates: tuple[Rate, ...]) -> Rate | None:
    """The rate of a part; where the year's rate has no parts, that of the whole payment."""
    found = {rate.component: rate for rate in rates}
    return found.get(one.component) or found.get("")


def _what_lacks(one: ImprovementFact, rate: Rate | None) -> str:
    if rate is None:
        return f"{TITLE}, {one.title}: its rate is not recorded"
    if _whole(rate) is None:
        return f"{TITLE}, {one.title}: the rate is unknown; no source read gives it ({rate.row})"
    if one.share is None:
        return f"{TITLE}, {one.title}: which share of the rate it is, is not known"
    return ""


def _whole(rate: Rate) -> Decimal | None:
    """The year's rate of the whole payment."""
    return rate.total if rate.component else rate.value


def _part(one: ImprovementFact, rate: Rate, month: Month) -> Part:
    whole, share = _whole(rate), one.share
    assert whole is not None and share is not None
    exact = share * one.percent / one.months
    judged = "" if one.percent == 1 else f" × {_percent(one)} ÷ 100"
    twelfth = f" ÷ {one.months}" if one.months > 1 else ""
    return Part(
        rate_id=rate.row,
        component=one.part,
        basis="adjusted",
        figure_label=f"{BASIS_TITLES['adjusted']} {figure_day(rate, month)}",
        rate=whole * exact.numerator,
        divisor=Decimal(exact.denominator),
        label=f"{one.title}: {_how(one)}; {one.why}",
        formula_end=f" × £{whole:f} × {share.numerator}/{share.denominator}{judged}{twelfth}",
        citation=f"{rate.citation} The part’s share: {CONFIDENCE[rate.confidence]}.",
        citations=rate.citations,
        status=rate.status,
    )


def _how(one: ImprovementFact) -> str:
    if one.months == 1:
        return "its share of the year’s rate, as judged"
    return "one twelfth of its share of the year’s rate"


def _percent(one: ImprovementFact) -> str:
    percent = one.percent * 100
    return f"{Decimal(percent.numerator) / percent.denominator:f}"
