"""Yearly workforce plans: read from lines, submitted, agreed or returned, and set beside claims."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import Max

from networks.models import Network
from pcn_portal.audit.models import Actor
from pcn_portal.units.periods import BadPeriod, ContractYear, Month
from workforce.comparing import claimed_wte
from workforce.engine.claims import FULL_TIME
from workforce.keeping_checks import StaffRefused, who
from workforce.models import PlanDecision, PlanLine, Post, WorkforcePlan
from workforce.register import note_staff
from workforce.register_parts import lock_network
from workforce.role_files import role_names
from workforce.staff_lists import engagements_of, terms_on

MOST = Decimal(200)
EXAMPLE = "CP 3.00 2025-04"
Plan = dict[tuple[str, Month], Decimal]
"""WTE by role and month."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A role's month: planned WTE, and what was claimed (None while nothing was)."""

    month: Month
    planned: Decimal
    claimed: Decimal | None


def read_plan(text: str, year: ContractYear) -> Plan:
    """Read lines like "CP 3.00 2025-04": so many WTE from a month on. Raises StaffRefused."""
    steps: dict[str, dict[Month, Decimal]] = defaultdict(dict)
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            role, wte, month = _line(number, line, year)
            if month in steps[role]:
                raise StaffRefused(f"Line {number}: {role} {month} stands there twice.", "lines")
            steps[role][month] = wte
    if not steps:
        raise StaffRefused(f"Write at least one line, for example {EXAMPLE}.", "lines")
    return {
        (role, month): wte
        for role, changes in steps.items()
        for month, wte in _months(changes, year).items()
    }


def plan_of_register(network: Network, year: ContractYear) -> Plan:
    """What the register has: everybody in post on a month's first day, and posts nobody is in."""
    found: Plan = defaultdict(Decimal)
    people = list(engagements_of(network).filter(covers__isnull=True))
    empty = list(Post.objects.filter(network=network, engagements__isnull=True))
    for month in year.months():
        day = month.first
        for one in people:
            terms = terms_on(one, day)
            if terms and one.starts <= day and (one.ends is None or one.ends > day):
                found[one.post.role, month] += terms.hours / FULL_TIME
        for post in empty:
            if post.starts <= day and (post.ends is None or post.ends > day):
                found[post.role, month] += post.wte
    return {key: round(wte, 2) for key, wte in found.items() if round(wte, 2)}


def plan_as_text(plan: Plan) -> str:
    """A plan as lines: one for each month in which a role's WTE changes."""
    lines: list[str] = []
    before: dict[str, Decimal] = {}
    for role, month in sorted(plan):
        if before.get(role) != plan[role, month]:
            lines.append(f"{role} {plan[role, month]:.2f} {month}")
        before[role] = plan[role, month]
    return "\n".join(lines)


@transaction.atomic
def submit_plan(
    *, network: Network, year: ContractYear, text: str, note: str, by: Actor, at: datetime
) -> WorkforcePlan:
    """Submit a year's plan; an earlier one is replaced by it. Raises StaffRefused."""
    lock_network(network.pk)
    read = read_plan(text, year)
    earlier = WorkforcePlan.objects.filter(network=network, year=year.start_year)
    plan = WorkforcePlan.objects.create(
        network=network,
        year=year.start_year,
        turn=(earlier.aggregate(most=Max("turn"))["most"] or 0) + 1,
        note=note.strip(),
        submitted_at=at,
        submitted_by_id=who(by),
    )
    PlanLine.objects.bulk_create(
        PlanLine(plan=plan, role=role, month=month.first, wte=wte)
        for (role, month), wte in sorted(read.items())
    )
    note_staff("plan.submitted", network, by, at, {"plan": plan.pk, "year": str(year)})
    return plan


@transaction.atomic
def decide_plan(*, plan_id: int, agree: bool, reason: str, by: Actor, at: datetime) -> PlanDecision:
    """Agree to a plan or return it, for the board. Raises StaffRefused."""
    plan = WorkforcePlan.objects.select_related("network").get(pk=plan_id)
    lock_network(plan.network_id)
    if plan.submitted_by_id == who(by):
        raise StaffRefused("You submitted this plan. Somebody else must decide it.")
    if PlanDecision.objects.filter(plan=plan).exists():
        raise StaffRefused("This plan is decided already.")
    later = WorkforcePlan.objects.filter(network=plan.network, year=plan.year, turn__gt=plan.turn)
    if later.exists():
        raise StaffRefused("A later plan was submitted. Decide that one.")
    if not agree and not reason.strip():
        raise StaffRefused("Say why it is returned. The network reads it.", "reason")
    made = PlanDecision.objects.create(
        plan=plan,
        agreed=agree,
        reason=reason.strip(),
        submitted_by_id=plan.submitted_by_id,
        decided_at=at,
        decided_by_id=who(by),
    )
    done = "agreed" if agree else "returned"
    note_staff(f"plan.{done}", plan.network, by, at, {"plan": plan.pk}, reason.strip())
    return made


def beside_claims(plan: WorkforcePlan) -> dict[str, list[Beside]]:
    """Each role of a plan or of the year's claims, month by month."""
    year = ContractYear(plan.year)
    planned = {(line.role, Month.of(line.month)): line.wte for line in plan.lines.all()}
    claimed = {
        month: claimed_wte(month.first, [plan.network_id]).get(plan.network_id)
        for month in year.months()
    }
    roles = {role for role, _ in planned} | {r for found in claimed.values() for r in found or ()}
    return {
        role: [
            Beside(
                month,
                planned.get((role, month), Decimal(0)),
                None if found is None else found.get(role, Decimal(0)),
            )
            for month, found in claimed.items()
        ]
        for role in sorted(roles)
    }


def _line(number: int, line: str, year: ContractYear) -> tuple[str, Decimal, Month]:
    words = line.split()
    if len(words) not in (2, 3):
        raise StaffRefused(f"Line {number}: write role, WTE and month: {EXAMPLE}.", "lines")
    role = words[0].upper()
    if role not in role_names():
        raise StaffRefused(f"Line {number}: there is no role “{role[:20]}”.", "lines")
    try:
        wte = Decimal(words[1])
        month = Month.parse(words[2]) if len(words) == 3 else Month.of(year.first)
    except (InvalidOperation, BadPeriod):
        raise StaffRefused(
            f"Line {number}: write role, WTE and month: {EXAMPLE}.", "lines"
        ) from None
    if not wte.is_finite() or not 0 <= wte <= MOST or wte != round(wte, 2):
        raise StaffRefused(f"Line {number}: WTE is from 0 to {MOST}, in hundredths.", "lines")
    if month.contract_year != year:
        raise StaffRefused(f"Line {number}: {month} is not in {year}.", "lines")
    return role, wte, month


def _months(changes: dict[Month, Decimal], year: ContractYear) -> dict[Month, Decimal]:
    """A role's months; before its first line there is none of it."""
    found: dict[Month, Decimal] = {}
    now = Decimal(0)
    for month in year.months():
        now = changes.get(month, now)
        if now:
            found[month] = now
    return found


def latest_plan(network: Network, year: ContractYear) -> WorkforcePlan | None:
    """The plan that was submitted last for a year."""
    plans = WorkforcePlan.objects.filter(network=network, year=year.start_year)
    return plans.select_related("decision", "submitted_by").order_by("-turn").first()


def plans_by_network(network_ids: list[int], year: ContractYear) -> dict[int, WorkforcePlan]:
    """The last plan of each network for a year; who has none is not there."""
    plans = WorkforcePlan.objects.filter(network__in=network_ids, year=year.start_year)
    found = plans.select_related("decision").order_by("network_id", "-turn")
    return {plan.network_id: plan for plan in found.distinct("network_id")}
