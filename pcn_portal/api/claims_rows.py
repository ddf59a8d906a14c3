"""Claims and sums as the API writes them."""

from typing import Any

from rest_framework import serializers

from funding.claims.declaring import ClaimRefused
from funding.claims.queries import ClaimSummary, state_of, summaries, with_state
from networks.refusals import RegisterRefused
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import month_text
from pcn_portal.units.periods import ContractYear
from workforce.models import Claim

OF_DRAFT = ("claimable", "before", "amount", "above", "cut")
OF_LINE = ("wte", "claimable", "before", "amount", "above", "status", "steps", "citations")
OF_CLAIM = ("total", "waiting", "queried", "approved", "rejected")


def refused(refusal: RegisterRefused) -> Exception:
    """The domain's refusal: at its field, or of the whole."""
    if isinstance(refusal, ClaimRefused) and not refusal.field:
        return Refused(str(refusal))
    field = refusal.field or "claim"
    return serializers.ValidationError({field: [str(refusal)]})


def whole_claim(claim: Claim) -> dict[str, Any]:
    """A claim with its lines."""
    found = Claim.objects.filter(pk=claim.pk).select_related("network", "submitted_by", "uplift")
    (summary,) = summaries(found)
    return claim_row(summary) | {"lines": [_line(line) for line in with_state(claim.lines.all())]}


def claim_row(row: ClaimSummary) -> dict[str, Any]:
    """A claim with its pounds by state."""
    claim = row.claim
    return {
        "id": claim.pk,
        "network": claim.network.code,
        "month": month_text(claim.month),
        "turn": claim.turn,
        "kind": claim.kind,
        "evidence": claim.evidence,
        "submitted_at": claim.submitted_at,
        "submitted_by": str(claim.submitted_by),
    } | {name: getattr(row, name) for name in OF_CLAIM}


def _line(line: Any) -> dict[str, Any]:
    return {
        "id": line.pk,
        "staff": line.engagement_id,
        "reference": line.reference,
        "role": line.role,
        "pot": line.pot,
        "state": state_of(line),
        "reason": line.state_reason or "",
        "pay_month": month_text(line.paid_in) if line.paid_in else None,
    } | {name: getattr(line, name) for name in OF_LINE}


def draft_line(line: Any) -> dict[str, Any]:
    """A drafted line."""
    return {
        "staff": line.engaged.key,
        "reference": line.engaged.reference,
        "role": line.engaged.role,
        "pot": line.pot,
        "wte": line.wte,
        "status": line.status,
        "stopped": line.stopped,
        "steps": [{"words": step.words, "pounds": step.shown} for step in line.steps],
    } | {name: getattr(line, name) for name in OF_DRAFT}


def sum_row(network: str, year: ContractYear, pot: Any, found: Any) -> dict[str, Any]:
    """A network's sum of a year."""
    return {
        "network": network,
        "year": str(year),
        "pot": pot.key,
        "title": pot.title,
        "amount": pot.amount,
        "note": pot.note,
        "provisional": pot.provisional,
        "expected": found.expected,
        "lost": found.lost,
        "beyond": found.beyond,
        "unclear": sum(found.unclear.values()),
        "months": [_month(one) for one in found.months],
    }


def _month(one: Any) -> dict[str, Any]:
    names = ("claimed", "approved", "open", "to_come", "planned")
    shown = {name: getattr(one, name) for name in names}
    return {"month": str(one.month), "booked": one.paid} | shown
