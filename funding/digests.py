"""Digests: the same facts, rates and conventions are known again by them."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

import orjson

from funding.adjustments import DueAdjustment
from funding.corrections import CorrectedMonth
from funding.engine.facts import Figure, ImprovementFact, NetworkFacts, PracticeFacts
from funding.engine.rates import Rate, RateBook, RateMissing
from funding.engine.streams import IMPROVEMENT, MONTHLY_STREAMS
from funding.gather import IcbFacts
from networks.holds import KnownHold
from pcn_portal.units.periods import Month

METHOD = "1"
"""Raised when a formula or the wording of a step changes: then a run is not a repetition."""


def calculation_digest(
    facts: IcbFacts,
    rates: str,
    corrected: Sequence[CorrectedMonth] = (),
    adjusted: Sequence[DueAdjustment] = (),
) -> str:
    """sha256 over every fact and convention of an ICB's month, and the digest of its rates.

    `corrected` are the earlier months that it corrects, `adjusted` the instalments of adjustments
    it takes up; a month without either counts as it did before there were any.

    Free of order: networks and practices count by code. Names of practices and networks are
    left out; a new name is not a new entitlement. A payment hold counts with its network, so
    that placing or lifting one leads to a new calculation.
    """
    more: dict[str, Any] = {}
    if corrected:
        more["corrections"] = [_correction(one) for one in corrected]
    if adjusted:
        more["adjustments"] = [(one.adjustment.pk, one.instalment.number) for one in adjusted]
    return _sha256(
        {
            **more,
            "method": METHOD,
            "icb": facts.icb_code,
            "month": str(facts.month),
            "rates": rates,
            "rounding": sorted(facts.rounding.items()),
            "networks": [
                _network(n, facts.holds.get(n.code))
                for n in sorted(facts.networks, key=lambda n: n.code)
            ],
        }
    )


def rates_digest(facts: IcbFacts) -> str:
    """sha256 over the rates in force in the month, as published by the day they were known."""
    books = facts.books
    wide = _sorted_rates(books.wide, facts)
    own = {code: _sorted_rates(book, facts) for code, book in books.local.items()}
    if not own:
        return _rates_sha256(wide)
    digests = {code: _rates_sha256(rates) for code, rates in own.items()}
    return _sha256({"wide": _rates_sha256(wide), "networks": digests})


def _sorted_rates(book: RateBook, facts: IcbFacts) -> tuple[Rate, ...]:
    due = any(one.due for network in facts.networks for one in network.improvement)
    streams = (*MONTHLY_STREAMS, IMPROVEMENT) if due else MONTHLY_STREAMS
    rates = _rates_in_force(book, facts.month, facts.known_on, streams)
    return tuple(sorted(rates, key=lambda rate: rate.id))


def _rates_in_force(
    book: RateBook, month: Month, known_on: Any, streams: Sequence[str]
) -> list[Rate]:
    found: list[Rate] = []
    for stream in streams:
        try:
            found.extend(book.in_force(stream, month, known_on))
        except RateMissing:
            continue
    return found


@lru_cache(maxsize=64)
def _rates_sha256(rates: tuple[Rate, ...]) -> str:
    return sha256(repr(rates).encode()).hexdigest()


def _network(network: NetworkFacts, hold: KnownHold | None) -> list[Any]:
    """One without claims, improvement or a hold counts as it did before there were any."""
    practices = sorted(network.practices, key=lambda practice: practice.code)
    facts: list[Any] = [
        network.code,
        _figure(network.beds),
        [_practice(practice) for practice in practices],
    ]
    if network.claims:
        facts.append({"claims": [(one.line, str(one.amount)) for one in network.claims]})
    declared = [_improvement(one) for one in network.improvement if one.mark]
    if declared:
        facts.append({"improvement": declared})
    if network.achieved:
        facts.append({"achieved": [(one.payment, str(one.amount)) for one in network.achieved]})
    return facts if hold is None else [*facts, [hold.id, hold.from_month, hold.reason]]


def _correction(corrected: CorrectedMonth) -> list[Any]:
    return [
        corrected.network,
        corrected.month,
        [[*one.payment, str(one.known), str(one.posted)] for one in corrected.payments],
    ]


def _practice(practice: PracticeFacts) -> list[Any]:
    return [
        practice.code,
        _figure(practice.registered),
        _figure(practice.adjusted),
        _figure(practice.weighted),
    ]


def _improvement(one: ImprovementFact) -> list[Any]:
    return [one.part, one.due, str(one.share), str(one.percent), one.months, one.mark]


def _figure(figure: Figure | None) -> list[Any] | None:
    if figure is None:
        return None
    facts = [str(figure.value), figure.reference_date, figure.source, figure.row]
    return [*facts, figure.override] if figure.override else facts


def _sha256(document: dict[str, Any]) -> str:
    return sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()
