"""What a board decides about capacity and access improvement, and the plan that it judges."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from networks.models import Network
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import ContractYear
from pcn_portal.units.wording import day_in_words
from services.improvement import year_of_payment
from services.improvement_files import ImprovementYear
from services.improvement_queries import rules_of
from services.keeping import (
    LONGEST_TEXT,
    ServicesRefused,
    day_of,
    lock_services,
    note_service,
    read_line,
    who,
)
from services.models import (
    ImprovementJudgement,
    ImprovementPay,
    ImprovementPlan,
    ImprovementSetting,
)

HEAVIEST = 1000


@dataclass(frozen=True, slots=True)
class AreaJudged:
    """What is paid of an area, in percent of what it counts for, and why."""

    percent: Decimal
    reason: str


@transaction.atomic
def set_paying(
    *, icb_code: str, year: ContractYear, pay: ImprovementPay, reason: str, by: Actor, at: datetime
) -> ImprovementSetting:
    """Decide whether a board pays on declaration or only after acceptance, for the whole year.

    Raises ServicesRefused. Months that are approved already are corrected by the next run.
    """
    if year_of_payment(year).judged:
        raise ServicesRefused(f"{year} is judged at year end: nothing is declared.", "pay")
    reason = read_line(reason, "reason", "Say why. The networks read it.", LONGEST_TEXT)
    return _set(icb_code, year, by, at, reason, pay=pay, weights=None)


@transaction.atomic
def set_weights(
    *,
    icb_code: str,
    year: ContractYear,
    weights: Mapping[str, int],
    reason: str,
    by: Actor,
    at: datetime,
) -> ImprovementSetting:
    """Decide how much each area of a judged year counts: whole numbers, of their sum.

    No source gives it, so nothing is judged before a board has said so. Raises ServicesRefused.
    """
    of = _judged_year(year)
    if set(weights) != set(of.parts):
        raise ServicesRefused(f"Give a number for each area: {', '.join(of.parts)}.", "weights")
    if any(not 0 <= one <= HEAVIEST for one in weights.values()) or not sum(weights.values()):
        raise ServicesRefused(f"Numbers are from 0 to {HEAVIEST}, and not all 0.", "weights")
    reason = read_line(reason, "reason", "Say why. The networks read it.", LONGEST_TEXT)
    return _set(icb_code, year, by, at, reason, pay="", weights=dict(weights))


@transaction.atomic
def submit_improvement_plan(
    *,
    network: Network,
    year: ContractYear,
    submitted_on: date,
    words: str,
    by: Actor,
    at: datetime,
) -> ImprovementPlan:
    """Record a network's plan and the day it was submitted; an earlier one is replaced.

    One that was late is kept with its day: what that means is the board's to judge.
    """
    _judged_year(year)
    lock_services(network.pk)
    if submitted_on > day_of(at):
        raise ServicesRefused("A plan is submitted today or before.", "submitted_on")
    words = read_line(words, "words", "Write what is planned, or where it is kept.", LONGEST_TEXT)
    earlier = ImprovementPlan.objects.filter(network=network, year=year.start_year)
    made = ImprovementPlan.objects.create(
        network=network,
        year=year.start_year,
        turn=(earlier.aggregate(most=Max("turn"))["most"] or 0) + 1,
        submitted_on=submitted_on,
        words=words,
        recorded_at=at,
        recorded_by_id=who(by),
    )
    note_service("improvement.planned", network, by, at, {"plan": made.pk, "year": str(year)})
    return made


@transaction.atomic
def judge_areas(
    *,
    network: Network,
    icb_code: str,
    year: ContractYear,
    areas: Mapping[str, AreaJudged],
    by: Actor,
    at: datetime,
) -> list[ImprovementJudgement]:
    """Judge every area of a network's year at year end; a later judgement replaces an earlier.

    Raises ServicesRefused before 31 March, without a plan or weights, and for who recorded the
    plan.
    """
    of = _judged_year(year)
    lock_services(network.pk)
    plan = _plan_to_judge(network, of, by, day_of(at))
    if rules_of(icb_code, year, at).weights is None:
        raise ServicesRefused(
            "No source says how much each area counts. Set for your board how much it does first."
        )
    if set(areas) != set(of.parts):
        raise ServicesRefused(f"Judge each area: {', '.join(of.parts)}.")
    read = {key: _read_area(key, one) for key, one in areas.items()}
    turn = (plan.judgements.aggregate(most=Max("turn"))["most"] or 0) + 1
    made = ImprovementJudgement.objects.bulk_create(
        ImprovementJudgement(
            plan=plan,
            part=key,
            turn=turn,
            percent=one.percent,
            reason=one.reason,
            recorded_by_id=plan.recorded_by_id,
            judged_at=at,
            judged_by_id=who(by),
        )
        for key, one in read.items()
    )
    noted = {"plan": plan.pk, "year": str(year)} | {k: str(v.percent) for k, v in read.items()}
    note_service("improvement.judged", network, by, at, noted)
    return made


def _plan_to_judge(network: Network, of: ImprovementYear, by: Actor, day: date) -> ImprovementPlan:
    last = of.year.after - timedelta(days=1)
    if day < last:
        raise ServicesRefused(f"It is judged at year end, from {day_in_words(last)}.")
    plans = ImprovementPlan.objects.filter(network=network, year=of.year.start_year)
    plan = plans.order_by("-turn").first()
    if plan is None:
        raise ServicesRefused("The network has recorded no plan. It records it first.")
    if plan.recorded_by_id == who(by):
        raise ServicesRefused("You recorded the plan. Somebody else must judge it.")
    return plan


def _read_area(key: str, one: AreaJudged) -> AreaJudged:
    percent = one.percent
    if not percent.is_finite() or not 0 <= percent <= 100 or percent != round(percent, 2):
        raise ServicesRefused("Percent are from 0 to 100, in hundredths.", f"percent_{key}")
    missing = "Say why. The network reads it."
    return AreaJudged(percent, read_line(one.reason, f"reason_{key}", missing, LONGEST_TEXT))


def _judged_year(year: ContractYear) -> ImprovementYear:
    of = year_of_payment(year)
    if not of.judged:
        raise ServicesRefused(f"{year} is declared part by part, not judged at year end.")
    return of


def _set(
    icb_code: str,
    year: ContractYear,
    by: Actor,
    at: datetime,
    reason: str,
    *,
    pay: str,
    weights: dict[str, int] | None,
) -> ImprovementSetting:
    made = ImprovementSetting.objects.create(
        icb_code=icb_code,
        year=year.start_year,
        pay=pay,
        weights=weights,
        reason=reason,
        set_at=at,
        set_by_id=who(by),
    )
    record(
        action="improvement.set",
        by=by,
        at=at,
        object_kind="icb",
        object_key=icb_code,
        reason=reason,
        data={"year": str(year), "pay": pay, "weights": weights},
    )
    return made
