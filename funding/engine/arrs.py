"""The additional roles reimbursement sum of a network for a year: a ceiling on claims."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext

from funding.engine.facts import NetworkFacts
from funding.engine.rates import Rate, RateBook, RateMissing
from funding.engine.statement import EXACT
from pcn_portal.units.money import to_pennies
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words, month_in_words

FLAT_BELOW = 100_000
"""The flat sum of 2019/20 is for networks with fewer registered patients (unit of its rate)."""


@dataclass(frozen=True, slots=True)
class ArrsSum:
    """Pounds for the rate's whole period, or None; `note` says how, or what is missing."""

    amount: Decimal | None
    note: str


def arrs_sum(
    *, network: NetworkFacts, month: Month, book: RateBook, known_on: date | None
) -> ArrsSum:
    """The sum of the contract year of `month`, as published by `known_on` (None: by now).

    Since 2020/21 contractor weighted population × rate; flat in 2019/20. The ring-fence for newly
    qualified GPs of October 2024 to March 2025 is no part of it and is named in the note.
    """
    try:
        (rate,) = book.in_force("arrs_sum", month, known_on)
    except RateMissing as problem:
        return ArrsSum(None, f"{problem}.")
    found = _flat(rate, network) if rate.basis == "flat" else _by_weight(rate, network)
    if found.amount is None:
        return found
    return ArrsSum(found.amount, found.note + _ring_fence(network, month, book, known_on))


def _flat(rate: Rate, network: NetworkFacts) -> ArrsSum:
    if rate.value is None:
        return _no_rate(rate)
    lists = [practice.registered for practice in network.practices]
    known = [figure.value for figure in lists if figure is not None]
    if not lists or len(known) < len(lists):
        return ArrsSum(None, f"Not known whether it has fewer than {FLAT_BELOW:,} patients.")
    if sum(known) >= FLAT_BELOW:
        return ArrsSum(None, f"The sum for {FLAT_BELOW:,} patients and more is not known.")
    return ArrsSum(to_pennies(rate.value), f"The same for every network, {period_in_words(rate)}.")


def _by_weight(rate: Rate, network: NetworkFacts) -> ArrsSum:
    if rate.value is None:
        return _no_rate(rate)
    if not network.practices:
        return ArrsSum(None, "No core network practice is recorded.")
    lacking = [p.name or p.code for p in network.practices if p.weighted is None]
    if lacking:
        named = ", ".join(lacking)
        return ArrsSum(None, f"Contractor weighted population missing: {named}.")
    weighted = weighted_population(network)
    standing = "" if rate.status == "confirmed" else " The rate is provisional."
    with localcontext(EXACT):
        amount = to_pennies(weighted * rate.value)
    return ArrsSum(
        amount, f"£{rate.value:f} a weighted patient, {period_in_words(rate)}.{standing}"
    )


def weighted_population(network: NetworkFacts) -> Decimal:
    """The sum over the practices that have a figure, not rounded."""
    with localcontext(EXACT):
        return sum((p.weighted.value for p in network.practices if p.weighted), Decimal(0))


def _ring_fence(network: NetworkFacts, month: Month, book: RateBook, known_on: date | None) -> str:
    try:
        (rate,) = book.in_force("arrs_gp_ringfence", month, known_on)
    except RateMissing:
        return ""
    if rate.value is None:
        return f" {rate.title}: the rate is not known."
    with localcontext(EXACT):
        amount = to_pennies(weighted_population(network) * rate.value)
    return f" Besides it £{amount:,} ring-fenced for newly qualified GPs, {period_in_words(rate)}."


def _no_rate(rate: Rate) -> ArrsSum:
    return ArrsSum(None, f"{rate.title}: the rate is unknown; no source read gives it.")


def period_in_words(rate: Rate) -> str:
    """The months over which a sum runs."""
    if rate.ends is None:
        return f"from {day_in_words(rate.starts)}"
    last = Month.of(rate.ends - timedelta(days=1))
    return f"{month_in_words(Month.of(rate.starts))} to {month_in_words(last)}"
