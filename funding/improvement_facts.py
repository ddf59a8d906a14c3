"""How the parts of capacity and access improvement stand, as the engine is told of them."""

from collections.abc import Collection
from datetime import date, datetime

from funding.engine.facts import ImprovementFact
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
        mark=f"{one.state} {one.number} {one.waits}",
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
