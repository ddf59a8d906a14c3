"""Proposing a change of the register, deciding it, and withdrawing it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from networks.models import NetworkMembership, Partner, Proposal, ProposalKind, ProposalState
from networks.name_actions import set_names
from networks.partners import partners_in_the_way
from networks.proposals.applying import apply, in_order
from networks.proposals.calling_off import call_off
from networks.proposals.details import check_details, fingerprint
from networks.proposals.picture import Picture, read
from networks.proposals.reach import note_reach
from networks.proposals.refusal import ProposalRefused
from networks.proposals.saving import save, written
from networks.proposals.states import LONGEST_REASON, check_reason, note, settle, take
from networks.proposals.wording import title
from pcn_portal.audit.models import Actor
from practices.cells import say
from practices.import_actions import lock_register
from practices.models import SourceFile

__all__ = ["LONGEST_REASON", "ProposalRefused", "call_off", "decide", "propose", "withdraw"]

State = ProposalState


@transaction.atomic
def propose(
    *,
    kind: str,
    effective: date,
    reason: str,
    details: dict[str, Any],
    by: Actor,
    at: datetime,
    source: SourceFile | None = None,
    source_row: int | None = None,
) -> Proposal:
    """Put a change up for decision; the register stays as it is.

    Raises ProposalRefused, naming the field, if the details are wrong, if the register as it
    stands does not allow the change, or if the same change is already proposed.
    """
    proposal = Proposal(
        kind=kind,
        effective=effective,
        reason=check_reason(reason),
        details=check_details(kind, details),
        proposed_at=at,
        proposed_by_id=by.id,
        source=source,
        source_row=source_row,
    )
    proposal.fingerprint = fingerprint(kind, proposal.details)
    _refuse_second(proposal.fingerprint)
    picture = read([proposal])
    apply(picture, proposal)
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError:
        # Somebody proposed the same in the meantime; anything else is a fault of ours.
        _refuse_second(proposal.fingerprint)
        raise
    note_reach(picture, [proposal])
    note("proposal.proposed", proposal, proposal.reason, by, at)
    return proposal


def _refuse_second(same: str) -> None:
    held = Proposal.objects.filter(fingerprint=same, state=State.PROPOSED)
    other = held.select_related("proposed_by").first()
    if other is not None:
        who = other.proposed_by or "a file"
        raise ProposalRefused(
            f"The same change is already proposed, by {who}, from {say(other.effective)} "
            f"(proposal {other.pk}). Have that one decided or withdrawn."
        )


@transaction.atomic
def decide(
    *,
    proposal_ids: Collection[int],
    accept: bool,
    reason: str,
    by: Actor,
    at: datetime,
    today: date,
    effective: date | None = None,
) -> list[Proposal]:
    """Accept or refuse some proposals, all of them or none.

    An accepted change is written at once, with its own day or with `effective`, future or past,
    whatever the day: what conflicts is refused now. Raises ProposalRefused with a sentence; for
    one already decided it says by whom.
    """
    reason = check_reason(reason)
    lock_register()
    proposals = take(proposal_ids)
    if accept:
        for proposal in proposals:
            proposal.effective = effective or proposal.effective
            _check_payee(proposal, by, today)
        _accept(proposals, by, at, today)
    settle(proposals, State.ACCEPTED if accept else State.REFUSED, reason, by, at)
    return proposals


def _check_payee(proposal: Proposal, by: Actor, today: date) -> None:
    if proposal.kind != ProposalKind.PAYEE_CHANGED:
        return
    if proposal.proposed_by_id is None or by.id is None or proposal.proposed_by_id == by.id:
        raise ProposalRefused(
            "A nominated payee takes two people: one proposes, another decides. Ask somebody "
            "else to decide."
        )
    first = today + timedelta(days=settings.PAYEE_WAITING_DAYS)
    if proposal.effective < first:
        raise ProposalRefused(
            f"A nominated payee changes {settings.PAYEE_WAITING_DAYS} days after the decision at "
            f"the earliest. Choose {say(first)} or a later day.",
            "effective",
        )


def _accept(proposals: Sequence[Proposal], by: Actor, at: datetime, today: date) -> None:
    """Write the changes, and note on each what it wrote."""
    picture = read(proposals)
    for proposal in in_order(proposals):
        try:
            apply(picture, proposal)
        except ProposalRefused as refusal:
            if len(proposals) == 1:
                raise
            named = f"{title(proposal.kind, proposal.details)}: {refusal}"
            raise ProposalRefused(f"{named} Nothing was changed.", refusal.field) from None
    _refuse_members(picture)
    save(picture)
    set_names(networks=picture.networks.values(), by=by, at=at, today=today)
    note_reach(picture, proposals)
    for proposal in proposals:
        proposal.written = written(picture, proposal)


def _refuse_members(picture: Picture) -> None:
    """Refuse what makes a practice core while it is a member by the network agreement only."""
    spells = [note.row for note in picture.notes if isinstance(note.row, NetworkMembership)]
    concerned = {spell.practice_id for spell in spells}
    members = set(
        Partner.objects.filter(practice__in=concerned).values_list("practice_id", flat=True)
    )
    for partner in partners_in_the_way(s for s in spells if s.practice_id in members)[:1]:
        until = f" until {say(partner.ends)}" if partner.ends else ""
        raise ProposalRefused(
            f"{partner.practice} is a member of {partner.network} by the network agreement only, "
            f"from {say(partner.starts)}{until}. End that membership first, by the day it becomes "
            "a core network practice."
        )


@transaction.atomic
def withdraw(*, proposal_id: int, reason: str, by: Actor, at: datetime) -> Proposal:
    """Take a proposal back before it is decided: by who proposed it, or by the system."""
    reason = check_reason(reason)
    (proposal,) = take([proposal_id])
    if by.id is not None and proposal.proposed_by_id not in (None, by.id):
        raise ProposalRefused(
            f"Only {proposal.proposed_by}, who proposed this, can withdraw it. Refuse it instead."
        )
    settle([proposal], State.WITHDRAWN, reason, by, at)
    return proposal
