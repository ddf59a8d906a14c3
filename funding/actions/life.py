"""An approved month on its way: sent, paid, closed, and returned a step with a reason."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from funding.engine.life import BACK, ONWARD, Stage
from funding.gather import known_on
from funding.locks import hold
from funding.models import ApprovalLimit, Decision, MonthStep, PaymentFile
from funding.queries.life import stage_of
from funding.queries.payables import approval_of
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words

LARGEST = Decimal("999999999.99")


class StepRefused(Exception):
    """A month cannot take this step, or a limit not be set; the message says why.

    `field` names the form's field it is about, or is empty.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Step:
    """A step to the stage `to`, on the day `on`; `reference` is the finance system's, if any.

    A step back needs a `reason`.
    """

    to: str
    on: date
    reference: str = ""
    reason: str = ""


@transaction.atomic
def take_step(*, icb_code: str, month: date, step: Step, by: Actor, at: datetime) -> MonthStep:
    """Move an approved month a step onward or back. Raises StepRefused."""
    if by.id is None:
        raise StepRefused("A month is moved by a person.")
    hold(icb_code, month)
    decision = approval_of(icb_code=icb_code, month=month)
    if decision is None:
        when = month_in_words(Month.of(month))
        raise StepRefused(f"{when} is not approved. Only an approved month is sent and paid.")
    stage = stage_of(decision)
    _check(decision, stage, step, at)
    made = MonthStep.objects.create(
        decision=decision,
        number=decision.life.count() + 1,
        before=stage,
        after=step.to,
        on=step.on,
        reference=step.reference.strip(),
        reason=step.reason.strip(),
        made_at=at,
        made_by_id=by.id,
    )
    _note(made, decision, by, at)
    return made


def _check(decision: Decision, stage: Stage, step: Step, at: datetime) -> None:
    back = BACK.get(stage)
    if step.to not in (ONWARD.get(stage), back):
        raise StepRefused(_cannot(decision, stage, step.to))
    if step.to == back and not step.reason.strip():
        raise StepRefused("Say why the month is returned.", "reason")
    if step.on > known_on(at):
        raise StepRefused("This day is still to come. Write the day it happened.", "on")
    if step.on < known_on(decision.decided_at):
        raise StepRefused("This day is before the month was approved.", "on")
    if step.to == Stage.SENT and stage == Stage.APPROVED and not _has_file(decision):
        raise StepRefused("Its payment file is not produced yet. Produce it, then send it.")


def _cannot(decision: Decision, stage: Stage, to: str) -> str:
    when = month_in_words(Month.of(decision.month))
    allowed = [str(s) for s in (ONWARD.get(stage), BACK.get(stage)) if s]
    return f"{when} is {stage}. It can become {' or '.join(allowed)}, not {to}."


def _has_file(decision: Decision) -> bool:
    return PaymentFile.objects.filter(decision=decision).exists()


@transaction.atomic
def set_approval_limit(
    *, icb_code: str, limit: Decimal | None, reason: str, by: Actor, at: datetime
) -> ApprovalLimit:
    """Set above how many pounds an ICB's month needs a second approval; None takes it away."""
    if by.id is None:
        raise StepRefused("A limit is set by a person.")
    if not reason.strip():
        raise StepRefused("Say why the limit is set.", "reason")
    if limit is not None and not 0 <= limit <= LARGEST:
        raise StepRefused(f"Write a limit from 0 to {LARGEST:,.2f}.", "limit")
    made = ApprovalLimit.objects.create(
        icb_code=icb_code, limit=limit, reason=reason.strip(), set_at=at, set_by_id=by.id
    )
    record(
        action="approval_limit.set",
        by=by,
        at=at,
        object_kind="approval_limit",
        object_key=icb_code,
        reason=made.reason,
        data={"limit": None if limit is None else str(limit)},
    )
    return made


def _note(made: MonthStep, decision: Decision, by: Actor, at: datetime) -> None:
    record(
        action=f"month.{made.after}",
        by=by,
        at=at,
        object_kind="month",
        object_key=f"{decision.icb_code} {Month.of(decision.month)}",
        reason=made.reason,
        data={"from": made.before, "on": made.on.isoformat(), "reference": made.reference},
    )
