"""Adjustments in words, and as parts of a statement and of a month."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from funding.models import Adjustment, AdjustmentDue, Calculation, Statement
from funding.queries import due_of
from pcn_portal.accounts.doors import PortalRequest
from pcn_portal.web.correction_words import signed
from pcn_portal.web.formats import counted
from pcn_portal.web.part import Part

TAGS = {
    None: {"text": "Waits for a decision", "colour": "blue"},
    True: {"text": "Agreed", "colour": "green"},
    False: {"text": "Refused", "colour": "grey"},
}


def waiting_sentence(waiting: Sequence[Adjustment]) -> str:
    """How many wait, and the pounds they are about."""
    if not waiting:
        return "No adjustment waits for a decision."
    total = sum((one.amount for one in waiting), Decimal("0.00"))
    number = counted(len(waiting), "adjustment waits,adjustments wait")
    return f"{number} for a decision, {signed(total)} together."


def adjustment_row(one: Adjustment) -> dict[str, Any]:
    """An adjustment as lists and pages show it."""
    decision = getattr(one, "decision", None)
    return {
        "id": one.pk,
        "network": one.network_code,
        "payee": one.payee,
        "kind": one.get_kind_display(),
        "amount": signed(one.amount),
        "first_month": one.first_month,
        "instalments": one.instalments,
        "reason": one.reason,
        "entered_by": one.entered_by,
        "entered_at": one.entered_at,
        "tag": TAGS[decision.agreed if decision else None],
        "decision": decision,
    }


def statement_adjustments(request: PortalRequest, statement: Statement) -> Part | None:
    """The instalments of adjustments on a network's statement."""
    found = due_of(statement.calculation).filter(adjustment__network_code=statement.network_code)
    return _part(list(found))


def month_adjustments(request: PortalRequest, calculation: Calculation) -> Part | None:
    """The instalments of adjustments that an ICB's month takes up."""
    return _part(list(due_of(calculation)))


def _part(found: list[AdjustmentDue]) -> Part | None:
    if not found:
        return None
    total = sum((one.amount for one in found), Decimal("0.00"))
    words = {"rows": [_due(one) for one in found], "total": signed(total)}
    return Part("pages/adjustments/_due.html", words)


def _due(one: AdjustmentDue) -> dict[str, Any]:
    adjustment = one.adjustment
    return {
        "network": adjustment.network_code,
        "payee": adjustment.payee,
        "kind": adjustment.get_kind_display(),
        "reason": adjustment.reason,
        "month": one.month,
        "part": f"{one.instalment} of {adjustment.instalments}",
        "agreed_by": adjustment.decision.decided_by,
        "agreed_at": adjustment.decision.decided_at,
        "amount": signed(one.amount),
    }
