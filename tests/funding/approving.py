"""Approving in tests that are about something else: the month is checked first, all of it."""

from contextlib import suppress
from datetime import datetime

from funding.actions import CheckRefused, acknowledge, check
from funding.actions import approve as approve_checked
from funding.models import Decision, MonthCheck
from pcn_portal.audit.models import Actor


def check_all(calculation_id: int, *, by: Actor, at: datetime) -> None:
    """Acknowledge what is unusual in a calculation and check it, unless that is done."""
    acknowledge(calculation_id=calculation_id, keys=None, reason="Looked at.", by=by, at=at)
    if not MonthCheck.objects.filter(calculation=calculation_id).exists():
        check(calculation_id=calculation_id, by=by, at=at)


def approve(*, calculation_id: int, by: Actor, at: datetime, reason: str = "") -> Decision:
    """Check a calculation as the approver, where it still can be, and approve it."""
    with suppress(CheckRefused):
        check_all(calculation_id, by=by, at=at)
    decision = approve_checked(calculation_id=calculation_id, by=by, at=at, reason=reason)
    assert isinstance(decision, Decision)
    return decision
