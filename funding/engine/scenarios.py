"""What if: changes laid over the facts of a month, which themselves stay as they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from funding.engine.facts import Figure, NetworkFacts, PracticeFacts
from funding.engine.rates import RateBook
from pcn_portal.units.periods import ContractYear

WHAT_IF = "What if"
"""The source of a figure that a scenario puts in the place of another."""


class Kind(StrEnum):
    """What a scenario can change."""

    MOVE = "move"
    LIST = "list"
    BEDS = "beds"
    RATE = "rate"


class BadChange(ValueError):
    """A change that cannot be laid over the facts; the message says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change from the month `start` on.

    MOVE: `practice` to `network` ("" leaves). LIST: `practice`'s population of `basis` is `value`.
    BEDS: `network` has `value` beds. RATE: the rate `rate` is `value` pounds, of `network` only
    where one is given.
    """

    kind: Kind
    start: date
    practice: str = ""
    network: str = ""
    basis: str = ""
    rate: str = ""
    value: Decimal | None = None


def overlaid(
    networks: Sequence[NetworkFacts], changes: Iterable[Change], month: date
) -> tuple[NetworkFacts, ...]:
    """The networks of a month with what has begun by it laid over them. Raises BadChange."""
    found = {network.code: network for network in networks}
    for change in changes:
        if change.start > month:
            continue
        if change.kind == Kind.MOVE:
            _move(found, change)
        elif change.kind == Kind.LIST:
            _list(found, change)
        elif change.kind == Kind.BEDS:
            network = _network(found, change.network)
            found[network.code] = replace(network, beds=_figure(change, month))
    return tuple(found[network.code] for network in networks)


def _move(found: dict[str, NetworkFacts], change: Change) -> None:
    home, practice = _practice(found, change.practice)
    left = tuple(one for one in home.practices if one.code != practice.code)
    found[home.code] = replace(home, practices=left)
    if change.network:
        there = _network(found, change.network)
        found[there.code] = replace(there, practices=(*there.practices, practice))


def _list(found: dict[str, NetworkFacts], change: Change) -> None:
    home, practice = _practice(found, change.practice)
    old = practice.figure(change.basis)
    day = old.reference_date if old else None
    new = replace(practice, **{change.basis: _figure(change, day)})  # type: ignore[arg-type]
    practices = tuple(new if one.code == new.code else one for one in home.practices)
    found[home.code] = replace(home, practices=practices)


def _figure(change: Change, day: date | None) -> Figure:
    assert change.value is not None
    return Figure(change.value, day, WHAT_IF, None)


def _practice(found: dict[str, NetworkFacts], code: str) -> tuple[NetworkFacts, PracticeFacts]:
    for network in found.values():
        for practice in network.practices:
            if practice.code == code:
                return network, practice
    raise BadChange(f"{code} is a core network practice of no network of this board then.")


def _network(found: dict[str, NetworkFacts], code: str) -> NetworkFacts:
    if code not in found:
        raise BadChange(f"This board commissions no network {code} then.")
    return found[code]


def with_rates(
    book: RateBook, year: ContractYear, changes: Iterable[Change], network: str, month: date
) -> RateBook:
    """The rates that count for a network in a month with those of the changes in their place."""
    values = {
        change.rate: change.value
        for change in changes
        if change.kind == Kind.RATE and change.start <= month and change.network in ("", network)
    }
    if not values or year not in book.years:
        return book
    old = book.years[year]
    rates = tuple(
        replace(rate, value=values[rate.id], monthly_value=None, status="provisional")
        if rate.id in values
        else rate
        for rate in old.rates
    )
    return RateBook({**book.years, year: replace(old, rates=rates)}, f"{book.digest} {values}")
