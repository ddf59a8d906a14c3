"""Approving what a network achieved: into a month of the following year, or back to it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from funding.engine.facts import AchievedLine
from funding.models import Decision
from networks.models import Network
from networks.queries import icb_codes_of_networks
from pcn_portal.audit.models import Actor
from pcn_portal.units.money import to_pennies
from pcn_portal.units.periods import Month
from services.achievement import picture
from services.incentive_files import Scheme, schemes
from services.keeping import ServicesRefused, lock_services, note_service, who
from services.models import (
    AchievementDecision,
    AchievementDeclaration,
    AchievementPayment,
    DeclaredIndicator,
)

Recorded = Mapping[str, tuple[Decimal, str]]
"""Pounds and the reason, by indicator, for what could not be worked out."""
MOST = Decimal(10**9)


@transaction.atomic
def decide_achievement(
    *,
    declaration_id: int,
    approve: bool,
    reason: str,
    recorded: Recorded,
    by: Actor,
    at: datetime,
) -> AchievementDecision:
    """Approve a declaration for payment, or return it with a reason. Raises ServicesRefused."""
    made = AchievementDeclaration.objects.select_related("network").get(pk=declaration_id)
    lock_services(made.network_id)
    _check(made, by)
    scheme = schemes()[made.scheme]
    if not approve and not reason.strip():
        raise ServicesRefused("Say why it is returned. The network reads it.", "reason")
    if approve and stale(made, at):
        raise ServicesRefused("The figures or members have changed since. Return it.")
    decision = AchievementDecision.objects.create(
        declaration=made,
        approved=approve,
        reason=reason.strip(),
        pay_month=pay_month(made.network, scheme) if approve else None,
        submitted_by_id=made.submitted_by_id,
        decided_at=at,
        decided_by_id=who(by),
    )
    if approve:
        AchievementPayment.objects.bulk_create(
            _payment(decision, one, recorded) for one in made.indicators.all()
        )
    done = "approved" if approve else "returned"
    facts = {"declaration": made.pk, "pay_month": str(decision.pay_month or "")}
    note_service(f"achievement.{done}", made.network, by, at, facts, reason.strip())
    return decision


def stale(made: AchievementDeclaration, at: datetime) -> bool:
    """Whether figures, members or decisions differ from what was declared."""
    now = picture(scheme=schemes()[made.scheme], network_ids=[made.network_id], known_at=at)
    return now.fingerprints[made.network_id] != made.fingerprint


def pay_month(network: Network, scheme: Scheme) -> date:
    """The first month after the scheme that is not approved yet; a closed network's last."""
    board = icb_codes_of_networks(network_ids=[network.pk], on=scheme.ends).get(network.pk)
    approved = Decision.objects.filter(icb_code=board or "", outcome=Decision.Outcome.APPROVED)
    last = approved.aggregate(last=Max("month"))["last"]
    month = max(scheme.ends, Month.of(last).next.first) if last else scheme.ends
    if network.closed is not None and network.closed <= month:
        month = Month.of(date.fromordinal(network.closed.toordinal() - 1)).first
    return month


def achieved_to_pay(
    *, network_ids: Collection[int], month: date, known_at: datetime
) -> dict[int, tuple[AchievedLine, ...]]:
    """What was approved by `known_at` to be paid in a month, by network id; one query."""
    rows = AchievementPayment.objects.filter(
        decision__pay_month=month,
        decision__decided_at__lte=known_at,
        decision__declaration__network__in=list(network_ids),
    ).select_related("declared", "decision__declaration")
    found: dict[int, list[AchievedLine]] = defaultdict(list)
    for row in rows.order_by("id"):
        found[row.decision.declaration.network_id].append(_line(row))
    return {network: tuple(lines) for network, lines in found.items()}


def _check(made: AchievementDeclaration, by: Actor) -> None:
    if made.submitted_by_id == who(by):
        raise ServicesRefused("You declared this. Somebody else must decide it.")
    if AchievementDecision.objects.filter(declaration=made).exists():
        raise ServicesRefused("This declaration is decided already.")
    later = AchievementDeclaration.objects.filter(
        network=made.network, scheme=made.scheme, turn__gt=made.turn
    )
    if later.exists():
        raise ServicesRefused("A later declaration was made. Decide that one.")


def _payment(
    decision: AchievementDecision, one: DeclaredIndicator, recorded: Recorded
) -> AchievementPayment:
    if one.indicator not in recorded:
        if one.amount is None:
            raise ServicesRefused(
                f"{one.indicator} could not be valued. Record its pounds and why, or return it.",
                f"amount_{one.indicator}",
            )
        return AchievementPayment(
            decision=decision, declared=one, amount=one.amount, recorded=False
        )
    amount, reason = recorded[one.indicator]
    if not amount.is_finite() or not 0 <= amount < MOST or to_pennies(amount) != amount:
        raise ServicesRefused("Pounds are from 0 up, in whole pence.", f"amount_{one.indicator}")
    if not reason.strip():
        raise ServicesRefused("Say why it is this sum.", f"reason_{one.indicator}")
    return AchievementPayment(
        decision=decision, declared=one, amount=amount, recorded=True, reason=reason.strip()
    )


def _line(row: AchievementPayment) -> AchievedLine:
    declared, declaration = row.declared, row.decision.declaration
    steps = tuple((step["words"], step["value"]) for step in declared.steps)
    if row.recorded:
        steps = ((f"Recorded by the board: {row.reason}", str(row.amount)),)
    return AchievedLine(
        payment=row.pk,
        declaration=declaration.pk,
        scheme=declaration.scheme,
        indicator=declared.indicator,
        amount=row.amount,
        status="provisional" if row.recorded else declared.status,
        steps=steps,
        citations=tuple(declared.citations),
    )
