"""Capacity and access improvement: how a part stands, and which months of the year it pays.

A part's turns are declarations and withdrawals, each with the board's checks of it, in order. What
is due follows from them alone, so that a later turn or check changes earlier months too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pcn_portal.units.periods import ContractYear, Month


class Paid(StrEnum):
    """How a year pays a part."""

    FULL_YEAR = "full_year_once_declared"
    FROM_MET = "months_from_when_it_is_met"
    JUDGED = "judged_at_year_end"


class Outcome(StrEnum):
    """What a board says of a declaration."""

    ACCEPTED = "accepted"
    MORE = "more"
    NOT_MET = "not_met"


class State(StrEnum):
    """How a part stands."""

    NOT_DECLARED = "not_declared"
    DECLARED = "declared"
    ACCEPTED = "accepted"
    MORE_ASKED = "more_asked"
    NOT_MET = "not_met"
    WITHDRAWN = "withdrawn"
    NOT_JUDGED = "not_judged"
    JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class Turn:
    """A declaration, or its withdrawal (`declared` False), with its checks in order.

    `met_on` is the day from which the part is in place in every practice, as declared.
    """

    declared: bool
    met_on: date | None = None
    checks: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a part stands; `accepted` says that an acceptance still holds, maybe of an earlier turn.

    A declaration that renews an accepted one keeps its acceptance until a check says otherwise.
    """

    state: State
    accepted: bool = False
    met_on: date | None = None

    @property
    def declared(self) -> bool:
        """Whether a declaration stands, checked or not."""
        return self.state in (State.DECLARED, State.ACCEPTED, State.MORE_ASKED)

    @property
    def to_check(self) -> bool:
        return self.state == State.DECLARED

    def pays(self, *, after_acceptance: bool) -> bool:
        """Whether it is paid, by a board that pays on declaration or only after acceptance."""
        return self.declared and (self.accepted or not after_acceptance)


_AFTER = {
    Outcome.ACCEPTED: State.ACCEPTED,
    Outcome.MORE: State.MORE_ASKED,
    Outcome.NOT_MET: State.NOT_MET,
}


def standing(turns: Sequence[Turn]) -> Standing:
    """How a part stands after its turns, the first one first."""
    now = Standing(State.NOT_DECLARED)
    for turn in turns:
        if not turn.declared:
            now = Standing(State.WITHDRAWN)
            continue
        accepted = now.declared and now.accepted
        now = Standing(State.DECLARED, accepted, turn.met_on)
        for outcome in turn.checks:
            kept = outcome == Outcome.ACCEPTED or (now.accepted and outcome == Outcome.MORE)
            now = Standing(_AFTER[outcome], kept, turn.met_on)
    return now


def first_month(paid: Paid, year: ContractYear, met_on: date | None) -> Month | None:
    """The first month of the year that a part pays once it stands; None where it pays none.

    From when it is met: months that begin on that day or later. A part month pays nothing.
    """
    if paid == Paid.JUDGED:
        return Month.of(year.after).previous
    if paid == Paid.FULL_YEAR:
        return Month.of(year.first)
    if met_on is None:
        return None
    begun = Month.of(met_on)
    month = max(begun if met_on.day == 1 else begun.next, Month.of(year.first))
    return month if month.contract_year == year else None


def pays_in(paid: Paid, month: Month, met_on: date | None) -> bool:
    """Whether a part that stands pays something in a month."""
    first = first_month(paid, month.contract_year, met_on)
    return first is not None and first <= month
