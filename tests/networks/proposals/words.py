"""Words to propose and decide with, and to say who belonged where."""

from datetime import UTC, date, datetime
from typing import Any

from networks.models import Network, NetworkMembership, Proposal
from networks.proposals.actions import decide, propose
from networks.queries import members_on
from pcn_portal.audit.models import Actor

AT = datetime(2026, 5, 4, 10, tzinfo=UTC)
TODAY = date(2026, 5, 4)
JULY, BEFORE_JULY = date(2026, 7, 1), date(2026, 6, 30)
SINCE = date(2023, 4, 1)


def put(by: Actor, kind: str, effective: date = JULY, **details: Any) -> Proposal:
    """Propose a change; `from_` stands for the key “from”."""
    said = {key.rstrip("_"): value for key, value in details.items()}
    return propose(
        kind=kind, effective=effective, reason="Agreed locally", details=said, by=by, at=AT
    )


def accept(by: Actor, *proposals: Proposal, **said: Any) -> list[Proposal]:
    return _decide(by, True, *proposals, **said)


def refuse(by: Actor, *proposals: Proposal, **said: Any) -> list[Proposal]:
    return _decide(by, False, *proposals, **said)


def _decide(by: Actor, accepted: bool, *proposals: Proposal, **said: Any) -> list[Proposal]:
    keys = [proposal.pk for proposal in proposals]
    asked = {"reason": "Weighed and found good", "today": TODAY, **said}
    return decide(proposal_ids=keys, accept=accepted, by=by, at=AT, **asked)


def members(network: str, day: date) -> list[str]:
    """The codes of the practices that are core in a network on a day."""
    found = members_on(Network.objects.get(code=network), day)
    return [spell.practice.code for spell in found]


def spells(practice: str) -> list[tuple[str, date, date | None]]:
    """Network, start and end of each spell of a practice, empty ones too."""
    found = NetworkMembership.objects.filter(practice__code=practice).order_by("starts", "ends")
    return list(found.values_list("network__code", "starts", "ends"))


def state(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).state
