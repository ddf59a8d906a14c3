"""The demo's months on their way: checked, sent and paid."""

from datetime import date, datetime

from funding.actions import Step, acknowledge, check, take_step
from funding.engine.life import Stage
from funding.models import Calculation
from funding.queries import approval_of, check_of, seen_in, stage_of
from pcn_portal.accounts.models import User


def check_as_published(calculation: Calculation, *, by: User, at: datetime) -> None:
    """Acknowledge all that is unusual in a month, and check it."""
    if check_of(calculation) is None:
        acknowledge(
            calculation_id=calculation.pk,
            keys=None,
            reason="As in the published files; what is missing was asked for.",
            by=by.actor,
            at=at,
        )
        check(calculation_id=calculation.pk, by=by.actor, at=at)


def begin_check(calculation: Calculation, *, by: User, at: datetime) -> None:
    """Acknowledge the largest unusual thing of a month, and leave the others open."""
    seen = [one for one in seen_in(calculation) if one.open]
    if seen:
        acknowledge(
            calculation_id=calculation.pk,
            keys=[seen[0].thing.key],
            reason="Seen in the published file.",
            by=by.actor,
            at=at,
        )


def pay(icb: str, month: date, *, by: User, at: datetime) -> None:
    """Send an approved month and have it paid, with the finance system's reference."""
    decision = approval_of(icb_code=icb, month=month)
    if decision is None or stage_of(decision) != Stage.APPROVED:
        return
    for to, reference in ((Stage.SENT, "MADE-UP-4711"), (Stage.PAID, "")):
        step = Step(to=to, on=at.date(), reference=reference)
        take_step(icb_code=icb, month=month, step=step, by=by.actor, at=at)
