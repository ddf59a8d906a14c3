"""How the parts of capacity and access improvement stand, as the engine is told of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from funding.engine.facts import ImprovementFact, NetworkFacts
from funding.engine.rates import RateBook
from funding.engine.statement import improvement_amounts
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words, month_in_words
from services.engine.improvement import State, first_month
from services.improvement_files import ImprovementYear, improvement_years
from services.improvement_queries import PartStanding, improvement_standing, pays_month

NOT_DUE: dict[State, str] = {
    State.NOT_DECLARED: "not declared, so nothing is paid",
    State.NOT_MET: "the board’s check found it not met, so nothing is paid",
    State.WITHDRAWN: "the declaration was withdrawn, so nothing is paid",
    State.NOT_JUDGED: "not judged yet; it is judged at year end",
}


def improvement_facts(
    *, network_ids: Collection[int], icb_code: str, month: date, known_at: datetime
) -> dict[int, tuple[ImprovementFact, ...]]:
    """Each network's parts in a month, by its id; none in a year without the payment."""
    year = Month.of(month).contract_year
    of = improvement_years().get(year)
    if of is None or (of.judged and Month.of(month) != Month.of(year.after).previous):
        return {}
    found = improvement_standing(
        network_ids=network_ids, icb_code=icb_code, year=year, known_at=known_at
    )
    return {key: tuple(as_fact(of, one, month) for one in parts) for key, parts in found.items()}


@dataclass(frozen=True, slots=True)
class AtMost:
    """What a part pays in a month if its condition is met; None where an input is missing."""

    month: Month
    part: str
    title: str
    amount: Decimal | None
    condition: str


def improvement_at_most(
    network: NetworkFacts, month: Month, book: RateBook, known_on: date | None
) -> Iterator[AtMost]:
    """What each part of improvement pays in a month if it is met: of no statement, as people ask.

    The areas of a judged year stand together, since no source says how much each counts.
    """
    of = improvement_years().get(month.contract_year)
    if of is None or (of.judged and month != Month.of(of.year.after).previous):
        return
    last = day_in_words(of.last_day)
    condition = f"if the clinical director declares it for all practices by {last}"
    facts = [
        ImprovementFact(part.key, part.title, True, condition, of.rate, part.component, part.share)
        for part in of.parts.values()
    ]
    if of.judged:
        condition = f"if a plan was submitted by {last} and the board judges all areas at 100 %"
        whole = ("all-areas", "All areas", True, condition, of.rate, "", Fraction(1))
        facts = [ImprovementFact(*whole, months=1)]
    met = improvement_amounts(replace(network, improvement=tuple(facts)), month, book, known_on)
    for one in facts:
        yield AtMost(month, one.part, one.title, met.get(one.part), condition)


def as_fact(of: ImprovementYear, one: PartStanding, month: date) -> ImprovementFact:
    """A part in a month (its first day): whether it is due, and why."""
    due = pays_month(of, one, month)
    return ImprovementFact(
        part=one.part.key,
        title=one.part.title,
        due=due,
        why=_why_due(one) if due else _why_not(of, one),
        row=of.rate,
        component=one.part.component,
        share=one.share,
        percent=one.percent,
        months=1 if of.judged else 12,
        mark=f"{one.state} {one.number} {one.waits}" if one.number else "",
    )


def _why_due(one: PartStanding) -> str:
    on = day_in_words(one.on) if one.on else ""
    if one.state == State.JUDGED:
        return f"judged on {on}"
    checked = {
        State.DECLARED: "not checked yet",
        State.ACCEPTED: "accepted by the board",
        State.MORE_ASKED: "the board asks for more",
    }
    return f"declared on {on} (turn {one.turn}), {checked[one.state]}"


def _why_not(of: ImprovementYear, one: PartStanding) -> str:
    if one.state in NOT_DUE:
        return NOT_DUE[one.state]
    if one.state == State.JUDGED:
        return "judged at 0 %, so nothing is paid"
    if one.waits:
        return "declared; the board pays only once it has accepted it"
    first = first_month(of.paid, of.year, one.standing.met_on)
    return f"paid from {month_in_words(first)}" if first else "met too late in the year to be paid"
