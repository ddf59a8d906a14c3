"""Reads about proposals: those that wait, those of a network, and what became of one."""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db.models import QuerySet

from networks.models import Network, Proposal, ProposalState
from networks.proposals.applying import apply
from networks.proposals.details import Change
from networks.proposals.picture import read
from networks.proposals.reach import Reach, reach
from practices.models import Practice


@dataclass(frozen=True)
class Decision:
    """What became of a proposal, by whom (empty for the portal itself), when and why."""

    state: str
    label: str
    who: str
    at: datetime
    reason: str


def proposals() -> QuerySet[Proposal]:
    """All proposals with what a list shows of them, by day."""
    return (
        Proposal.objects.select_related("proposed_by", "decided_by", "source")
        .defer("source__content")
        .order_by("effective", "id")
    )


def open_proposals() -> QuerySet[Proposal]:
    """Proposals that need a decision, by day."""
    return proposals().filter(state=ProposalState.PROPOSED)


def proposals_of(network: Network) -> QuerySet[Proposal]:
    """Every proposal that touches a network, the latest day first."""
    return proposals().filter(networks=network).order_by("-effective", "-id")


def proposals_of_practice(practice: Practice) -> QuerySet[Proposal]:
    """Every proposal that touches a practice, the latest day first."""
    return proposals().filter(practices=practice).order_by("-effective", "-id")


def reach_of(change: Change) -> Reach:
    """What a change would touch if it were accepted now; raise ProposalRefused if it cannot be."""
    picture = read([change])
    apply(picture, change)
    return reach(picture, [change])


def decisions_of(proposal: Proposal) -> list[Decision]:
    """What became of a proposal, oldest first: an acceptance stays when it is called off."""
    earlier = apps.get_model("networks", "ProposalEvent").objects.filter(pgh_obj=proposal)
    columns = ("state", "decided_at", "decided_by__name", "decision_reason")
    rows = [
        *earlier.exclude(decided_at=None).order_by("pgh_id").values_list(*columns),
        *Proposal.objects.filter(pk=proposal.pk).exclude(decided_at=None).values_list(*columns),
    ]
    found: dict[tuple[str, datetime], Decision] = {}
    for state, at, who, reason in rows:
        found[state, at] = Decision(state, ProposalState(state).label, who or "", at, reason)
    return list(found.values())
