"""The states of a proposal: taking it up while it is in one, and putting it in another."""

from collections.abc import Collection, Sequence
from datetime import datetime

from networks.models import Proposal, ProposalState
from networks.proposals.refusal import ProposalRefused
from networks.proposals.wording import title
from pcn_portal.audit.models import Actor, record

LONGEST_REASON = 2000
BATCH = 500
State = ProposalState
_DECIDED = {
    State.ACCEPTED: "accepted by",
    State.REFUSED: "refused by",
    State.WITHDRAWN: "withdrawn by",
    State.CALLED_OFF: "accepted and then called off by",
}


def check_reason(reason: str) -> str:
    """A reason without blanks around it; refuse none and one that is too long."""
    reason = reason.strip()
    if not reason or "\0" in reason:
        raise ProposalRefused("Give a reason. It is kept with the proposal.", "reason")
    if len(reason) > LONGEST_REASON:
        raise ProposalRefused(
            f"The reason is too long. The most is {LONGEST_REASON} characters.", "reason"
        )
    return reason


def take(proposal_ids: Collection[int], *, state: str = State.PROPOSED) -> list[Proposal]:
    """Lock proposals that are all in a state, in order of number; refuse others in words."""
    wanted = set(proposal_ids)
    found = list(
        Proposal.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted)
        .select_related("decided_by", "proposed_by", "source")
        .defer("source__content")
        .order_by("pk")
    )
    if not wanted or len(found) != len(wanted):
        raise ProposalRefused("Choose at least one proposal from the list.")
    for proposal in found:
        if proposal.state != state:
            raise ProposalRefused(f"{_what_became(proposal)} Nothing was changed.")
    return found


def _what_became(proposal: Proposal) -> str:
    what = title(proposal.kind, proposal.details)
    if proposal.state == State.PROPOSED:
        return f"“{what}” is not decided yet."
    who = proposal.decided_by or "the portal"
    return f"“{what}” was already {_DECIDED[State(proposal.state)]} {who}."


def settle(proposals: Sequence[Proposal], state: str, reason: str, by: Actor, at: datetime) -> None:
    """Put proposals in a state, by whom, when and why, and record it."""
    for proposal in proposals:
        proposal.state, proposal.decision_reason = state, reason
        proposal.decided_at, proposal.decided_by_id = at, by.id
    decision = ["state", "decided_at", "decided_by", "decision_reason"]
    Proposal.objects.bulk_update(proposals, [*decision, "effective", "written"], batch_size=BATCH)
    for proposal in proposals:
        note(f"proposal.{state}", proposal, reason, by, at)


def note(action: str, proposal: Proposal, reason: str, by: Actor, at: datetime) -> None:
    """Record what was done with a proposal, and what an acceptance wrote."""
    record(
        action=action,
        by=by,
        at=at,
        object_kind="proposal",
        object_key=str(proposal.pk),
        reason=reason,
        data={
            "kind": proposal.kind,
            "change": title(proposal.kind, proposal.details),
            "effective": proposal.effective.isoformat(),
            "details": proposal.details,
            "written": proposal.written,
        },
    )
