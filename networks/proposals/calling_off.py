"""Calling off an accepted change before its day: precisely what it wrote is undone."""

from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F, Model, Q

from networks.models import Network, NetworkMembership, Proposal, ProposalKind, ProposalState
from networks.proposals.applying import in_order
from networks.proposals.applying.networks import ENDS_WITH_IT
from networks.proposals.refusal import ProposalRefused
from networks.proposals.saving import Written
from networks.proposals.states import check_reason, settle, take
from networks.proposals.wording import title
from pcn_portal.audit.dated import Dated
from pcn_portal.audit.models import Actor
from practices.cells import say
from practices.import_actions import lock_register
from practices.models import Practice

BUILT_ON = (
    "A later decision or entry builds on this change, so it cannot be called off. Call that off "
    "first, or propose another change."
)


@transaction.atomic
def call_off(*, proposal_id: int, reason: str, by: Actor, at: datetime, today: date) -> Proposal:
    """Undo an accepted change that does not hold yet.

    What it ended goes on as before; what it started becomes empty and stays readable. Raises
    ProposalRefused once it holds, or if something later builds on it.
    """
    reason = check_reason(reason)
    lock_register()
    (proposal,) = take([proposal_id], state=ProposalState.ACCEPTED)
    if proposal.kind == ProposalKind.HISTORY_CORRECTED:
        raise ProposalRefused("A corrected history is not called off. Propose another correction.")
    if proposal.effective <= today:
        raise ProposalRefused(
            f"“{title(proposal.kind, proposal.details)}” holds since {say(proposal.effective)}. "
            "Propose another change instead."
        )
    _refuse_if_built_on(proposal)
    _undo(proposal.written)
    settle([proposal], ProposalState.CALLED_OFF, reason, by, at)
    return proposal


def _refuse_if_built_on(proposal: Proposal) -> None:
    """Refuse if a change accepted after this one, for then or later, concerns its practices."""
    others = Proposal.objects.filter(
        state=ProposalState.ACCEPTED,
        practices__in=proposal.practices.all(),
        effective__gte=proposal.effective,
        decided_at__gte=proposal.decided_at,
    ).exclude(pk=proposal.pk)
    for other in others.distinct().order_by("-decided_at", "-effective", "-pk"):
        at_once = other.decided_at == proposal.decided_at
        if not at_once or in_order([other, proposal])[1] is other:
            raise ProposalRefused(
                f"“{title(other.kind, other.details)}” (proposal {other.pk}) was decided after "
                "it. Call that off first."
            )


def _undo(written: Written) -> None:
    """Put every row back, the last one written first; refuse if one is no longer as written."""
    rows: dict[tuple[str, int], Model] = {}
    try:
        with transaction.atomic():
            for entry in reversed(written):
                key = (entry["table"], entry["id"])
                if key not in rows:
                    rows[key] = apps.get_model(key[0])._default_manager.get(pk=key[1])
                _put_back(rows[key], entry["was"], entry["now"])
    except IntegrityError:
        raise ProposalRefused(BUILT_ON) from None
    _refuse_if_used(rows, written)


def _put_back(row: Model, was: dict[str, Any] | None, now: dict[str, Any]) -> None:
    if any(getattr(row, name) != _read(row, name, value) for name, value in now.items()):
        raise ProposalRefused(BUILT_ON)
    if was is not None:
        fields = {name: _read(row, name, value) for name, value in was.items()}
    elif isinstance(row, Dated):
        fields = {"ends": row.starts}
    else:
        fields = {"closed": getattr(row, "opened")}  # noqa: B009
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))


def _read(row: Model, name: str, value: Any) -> Any:
    return row._meta.get_field(name).to_python(value)  # type: ignore[union-attr]


def _refuse_if_used(rows: dict[tuple[str, int], Model], written: Written) -> None:
    """Refuse if a network or practice that never will be has anything of its own by now."""
    created = [rows[e["table"], e["id"]] for e in written if e["was"] is None]
    networks = [row for row in created if isinstance(row, Network)]
    practices = [row for row in created if isinstance(row, Practice)]
    not_empty = Q(ends__isnull=True) | Q(ends__gt=F("starts"))
    tables: tuple[Any, ...] = (NetworkMembership, *ENDS_WITH_IT)
    used = any(
        table._default_manager.filter(not_empty, network__in=networks).exists() for table in tables
    )
    if used or NetworkMembership.objects.filter(not_empty, practice__in=practices).exists():
        raise ProposalRefused(BUILT_ON)
