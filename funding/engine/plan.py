"""What a month asks for, worked out once for all networks: rates, divisors and fixed words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from funding.engine.rate import Rate, RateMissing
from funding.engine.rates import RateBook
from funding.engine.streams import COMPONENT_TITLES, MONTHLY_STREAMS, PRACTICE_STREAMS
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words, month_in_words

ANNUAL_TWELFTH = "annual_twelfth"
PRINTED_MONTHLY = "printed_monthly"
CONVENTIONS = (ANNUAL_TWELFTH, PRINTED_MONTHLY)

BASIS_TITLES = {
    "registered": "Registered list",
    "adjusted": "Adjusted population",
    "weighted": "Contractor weighted population",
    "beds": "Beds in aligned care homes",
}

Rounding = tuple[tuple[str, str], ...]
"""Stream and convention pairs, sorted, so that equal settings share a plan."""


@dataclass(frozen=True, slots=True)
class Part:
    """One rate made ready: figure × `rate` ÷ `divisor` (None: no division), and the fixed words.

    `figure_label` is "Adjusted population on 1 January 2025"; `formula_end` is what follows the
    figure in the formula, " × £8.427 ÷ 12".
    """

    rate_id: str
    component: str
    basis: str
    figure_label: str
    rate: Decimal
    divisor: Decimal | None
    label: str
    formula_end: str
    citation: str
    citations: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """A stream in a month: its parts, or what is missing for everybody."""

    stream: str
    per_practice: bool
    parts: tuple[Part, ...] = ()
    missing: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def plan_for(
    book: RateBook, month: Month, known_on: date | None, rounding: Rounding
) -> tuple[StreamPlan, ...]:
    """The streams of `month` in the order of a statement; a stream not in force is not there."""
    try:
        streams = book.streams(month)
    except RateMissing as problem:
        return tuple(StreamPlan(s, False, missing=(str(problem),)) for s in MONTHLY_STREAMS)
    conventions = dict(rounding)
    return tuple(
        _stream_plan(book, stream, month, known_on, conventions.get(stream, ANNUAL_TWELFTH))
        for stream in streams
    )


def _stream_plan(
    book: RateBook, stream: str, month: Month, known_on: date | None, convention: str
) -> StreamPlan:
    per_practice = stream in PRACTICE_STREAMS
    try:
        rates = book.in_force(stream, month, known_on)
    except RateMissing as problem:
        return StreamPlan(stream, per_practice, missing=(str(problem),))
    missing = tuple(gap for rate in rates if (gap := _what_lacks(rate, convention)))
    if missing:
        return StreamPlan(stream, per_practice, missing=missing)
    return StreamPlan(stream, per_practice, tuple(_part(r, month, convention) for r in rates))


def _what_lacks(rate: Rate, convention: str) -> str:
    title = _title(rate)
    if rate.method == "timing_unknown":
        return f"{title}: when it was paid, at once or in instalments, is not known"
    if rate.value is None:
        return f"{title}: the rate is unknown; no source read gives it ({rate.id})"
    if convention == PRINTED_MONTHLY and rate.monthly_value is None:
        return f"{title}: no printed monthly rate is recorded ({rate.id})"
    return ""


def _title(rate: Rate) -> str:
    part = COMPONENT_TITLES.get(rate.component, rate.component)
    return f"{rate.title}, {part}" if part else rate.title


def _part(rate: Rate, month: Month, convention: str) -> Part:
    value, divisor, label = _arithmetic(rate, convention)
    unseen = convention == PRINTED_MONTHLY and not rate.monthly_published
    return Part(
        rate_id=rate.id,
        component=rate.component,
        basis=rate.basis,
        figure_label=f"{BASIS_TITLES[rate.basis]} {figure_day(rate, month)}",
        rate=value,
        divisor=divisor,
        label=label,
        formula_end=f" × £{value:f}" + (f" ÷ {divisor}" if divisor else ""),
        citation=rate.citation,
        citations=rate.citations,
        status="provisional" if unseen else rate.status,
    )


def _arithmetic(rate: Rate, convention: str) -> tuple[Decimal, Decimal | None, str]:
    if rate.value is None:
        raise RateMissing(f"{rate.id}: the rate is unknown")
    if convention == PRINTED_MONTHLY and rate.monthly_value is not None:
        label = "Printed monthly rate"
        if not rate.monthly_published:
            label = "Monthly rate as rounded from the annual rate; not seen in print"
        return rate.monthly_value, None, label
    if rate.per == "year":
        return rate.value, Decimal(12), "One twelfth of the annual rate"
    months = rate.divisor
    return rate.value, Decimal(months), f"One month of the rate for {months} months"


def figure_day(rate: Rate, month: Month) -> str:
    """When the figure is of: "on 1 January 2025", or "in April 2025" for beds."""
    if isinstance(rate.population_date, date):
        return f"on {day_in_words(rate.population_date)}"
    return f"in {month_in_words(month)}"
