"""Reads about capacity and access improvement: how each part stands, for many networks at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Prefetch, QuerySet

from networks.models import Network
from networks.queries import Member, members_by_network
from pcn_portal.units.periods import ContractYear, Month
from services.engine.improvement import Outcome, Standing, State, Turn, pays_in, standing
from services.improvement_files import ImprovementPart, ImprovementYear, improvement_years
from services.keeping import day_of
from services.models import (
    ImprovementCheck,
    ImprovementDeclaration,
    ImprovementJudgement,
    ImprovementPay,
    ImprovementPlan,
    ImprovementPractice,
    ImprovementSetting,
)

Turns = dict[tuple[int, str], list[ImprovementDeclaration]]
"""Turns by network (its id) and part, the first one first."""


@dataclass(frozen=True, slots=True)
class PartStanding:
    """How a part of a network stands.

    `paying` says whether the facts make it due, `share` which part of the year's rate it then is
    (None where the board has not said how much the area counts), `percent` what was judged.
    `number` and `turn` are those of the last declaration or judgement, `on` its day.
    """

    part: ImprovementPart
    standing: Standing
    paying: bool
    share: Fraction | None = None
    percent: Fraction = Fraction(1)
    number: int = 0
    turn: int = 0
    on: date | None = None
    director: str = ""
    waits: bool = False

    @property
    def state(self) -> State:
        return self.standing.state


@dataclass(frozen=True, slots=True)
class BoardRules:
    """What a board decided for a year, as known at a moment; nothing decided: on declaration."""

    after_acceptance: bool = False
    weights: Mapping[str, int] | None = None
    pay: ImprovementSetting | None = None
    weighed: ImprovementSetting | None = None

    def share(self, part: ImprovementPart) -> Fraction | None:
        """A part's share of the year's rate: of the file, else as the board weighed it."""
        if part.share is not None or not self.weights:
            return part.share
        return Fraction(self.weights.get(part.key, 0), sum(self.weights.values()))


def rules_of(icb_code: str, year: ContractYear, known_at: datetime) -> BoardRules:
    """What a board decided for a year, in one query."""
    made = ImprovementSetting.objects.filter(
        icb_code=icb_code, year=year.start_year, set_at__lte=known_at
    ).select_related("set_by")
    latest: dict[bool, ImprovementSetting] = {}
    for one in made.order_by("id"):
        latest[one.weights is None] = one
    pay, weighed = latest.get(True), latest.get(False)
    return BoardRules(
        after_acceptance=pay is not None and pay.pay == ImprovementPay.ACCEPTANCE,
        weights=weighed.weights if weighed else None,
        pay=pay,
        weighed=weighed,
    )


def improvement_standing(
    *, network_ids: Collection[int], icb_code: str, year: ContractYear, known_at: datetime
) -> dict[int, tuple[PartStanding, ...]]:
    """Every part of a year for each network as known at a moment; three queries at most.

    Empty in a year without the payment. A network that declared nothing has its parts all the same.
    """
    of = improvement_years().get(year)
    if of is None:
        return {}
    rules = rules_of(icb_code, year, known_at)
    if of.judged:
        judged = _judgements(network_ids, year, known_at)
        return {
            key: tuple(_judged(part, rules, judged.get((key, part.key))) for part in _parts(of))
            for key in network_ids
        }
    turns = turns_by_part(network_ids=network_ids, year=year, known_at=known_at)
    return {
        key: tuple(_declared(part, rules, turns.get((key, part.key), [])) for part in _parts(of))
        for key in network_ids
    }


def pays_month(of: ImprovementYear, one: PartStanding, month: date) -> bool:
    """Whether a part that stands pays something in a month (its first day)."""
    return one.paying and pays_in(of.paid, Month.of(month), one.standing.met_on)


def turns_by_part(*, network_ids: Collection[int], year: ContractYear, known_at: datetime) -> Turns:
    """The turns of networks' parts with their checks, as known at a moment; two queries."""
    checks = ImprovementCheck.objects.filter(checked_at__lte=known_at).order_by("id")
    rows = ImprovementDeclaration.objects.filter(
        network__in=list(network_ids), year=year.start_year, declared_at__lte=known_at
    ).prefetch_related(Prefetch("checks", checks))
    found: Turns = defaultdict(list)
    for one in rows.order_by("turn"):
        found[one.network_id, one.part].append(one)
    return found


def history(
    network: Network, year: ContractYear, part: str
) -> QuerySet[ImprovementDeclaration, ImprovementDeclaration]:
    """The turns of a part with all that was said of them, the last one first."""
    checks = ImprovementCheck.objects.select_related("checked_by").order_by("id")
    return (
        ImprovementDeclaration.objects.filter(network=network, year=year.start_year, part=part)
        .select_related("declared_by")
        .prefetch_related(Prefetch("checks", checks), "practices__practice", "evidence")
        .order_by("-turn")
    )


def joined_since(
    *, network_ids: Collection[int], turns: Turns, on: date
) -> dict[tuple[int, str], tuple[Member, ...]]:
    """Core network practices on a day that the last declaration of a part did not confirm.

    Only of parts whose last turn is a declaration; nothing where every practice confirmed.
    """
    last = {key: rows[-1] for key, rows in turns.items() if rows and rows[-1].declared}
    confirmed: dict[int, set[int]] = defaultdict(set)
    rows = ImprovementPractice.objects.filter(declaration__in=[one.pk for one in last.values()])
    for declaration, practice in rows.values_list("declaration_id", "practice_id"):
        confirmed[declaration].add(practice)
    members = members_by_network(network_ids=network_ids, day=on)
    found = {
        key: tuple(m for m in members.get(key[0], ()) if m.practice_id not in confirmed[one.pk])
        for key, one in last.items()
    }
    return {key: missing for key, missing in found.items() if missing}


def plans_of_year(
    *, network_ids: Collection[int], year: ContractYear
) -> dict[int, ImprovementPlan]:
    """The last plan of each network for a year that is judged, with its judgements."""
    judgements = ImprovementJudgement.objects.select_related("judged_by").order_by("part", "-turn")
    rows = (
        ImprovementPlan.objects.filter(network__in=list(network_ids), year=year.start_year)
        .select_related("recorded_by")
        .prefetch_related(Prefetch("judgements", judgements))
    )
    return {one.network_id: one for one in rows.order_by("turn")}


def standing_of_turns(turns: Sequence[ImprovementDeclaration]) -> Standing:
    """How a part stands after its turns, whose checks are fetched."""
    return standing(
        [
            Turn(one.declared, one.met_on, tuple(Outcome(c.outcome) for c in one.checks.all()))
            for one in turns
        ]
    )


def _declared(
    part: ImprovementPart, rules: BoardRules, turns: Sequence[ImprovementDeclaration]
) -> PartStanding:
    now = standing_of_turns(turns)
    last = turns[-1] if turns else None
    paying = now.pays(after_acceptance=rules.after_acceptance)
    return PartStanding(
        part=part,
        standing=now,
        paying=paying,
        share=part.share,
        number=last.pk if last else 0,
        turn=last.turn if last else 0,
        on=day_of(last.declared_at) if last else None,
        director=last.director if last else "",
        waits=now.declared and not paying,
    )


def _judged(
    part: ImprovementPart, rules: BoardRules, found: ImprovementJudgement | None
) -> PartStanding:
    if found is None:
        return PartStanding(part, Standing(State.NOT_JUDGED), False, rules.share(part))
    return PartStanding(
        part=part,
        standing=Standing(State.JUDGED),
        paying=found.percent > 0,
        share=rules.share(part),
        percent=Fraction(found.percent) / 100,
        number=found.pk,
        turn=found.turn,
        on=day_of(found.judged_at),
    )


def _judgements(
    network_ids: Collection[int], year: ContractYear, known_at: datetime
) -> dict[tuple[int, str], ImprovementJudgement]:
    """The last judgement of each area, by network and area; one query."""
    rows = ImprovementJudgement.objects.filter(
        plan__network__in=list(network_ids),
        plan__year=year.start_year,
        judged_at__lte=known_at,
    ).select_related("plan")
    return {(one.plan.network_id, one.part): one for one in rows.order_by("plan__turn", "turn")}


def _parts(of: ImprovementYear) -> list[ImprovementPart]:
    return list(of.parts.values())
