"""What a person may do with a proposal, and in words why not."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from networks.models import Network, Proposal, ProposalKind, ProposalState
from networks.proposals.queries import proposals
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import can, may_decide, networks_in, proposals_in, scope_of
from pcn_portal.web.formats import joined

State = ProposalState


def seen_by(
    user: User, today: date, permission: Permission = Permission.SEE_NETWORKS
) -> QuerySet[Proposal]:
    """Proposals that touch the person's organisations, with who and which file."""
    within = proposals_in(scope_of(user, permission), today)
    return proposals().filter(pk__in=within.values("pk"))


def find_change(user: User, permission: Permission, proposal_id: int, today: date) -> Proposal:
    """One of them, or 404."""
    found = seen_by(user, today, permission).filter(pk=proposal_id).first()
    if found is None:
        raise Http404("No such change within your organisations.")
    return found


def put_to(user: User, today: date) -> QuerySet[Proposal]:
    """Open changes of the organisations for which the person decides, but not their own payees.

    One that also touches another ICB is among them; `why_not` says that it is not theirs alone.
    """
    own = Q(kind=ProposalKind.PAYEE_CHANGED, proposed_by=user)
    waiting = seen_by(user, today, Permission.DECIDE_CHANGES).filter(state=State.PROPOSED)
    return waiting.exclude(own)


def why_not(user: User, change: Proposal, today: date) -> str:
    """Why the person may not decide this change; empty if they may."""
    if not can(user, Permission.DECIDE_CHANGES):
        return "A commissioner or approver of the ICB decides."
    if change.kind == ProposalKind.PAYEE_CHANGED and change.proposed_by_id == user.pk:
        return "You proposed this payee. A second person must decide."
    scope = scope_of(user, Permission.DECIDE_CHANGES)
    if may_decide(scope, change, today):
        return ""
    others = Network.objects.filter(proposals=change)
    others = others.exclude(pk__in=networks_in(scope, today).values("pk"))
    named = joined([str(network) for network in others]) or "Part of it"
    verb = "belong" if len(others) > 1 else "belongs"
    return f"{named} {verb} to another ICB. A national administrator decides."


def may_act(user: User, change: Proposal, today: date) -> dict[str, Any]:
    """What the person may do with one change, for its page."""
    refused = why_not(user, change, today)
    waits = change.state == State.PROPOSED
    to_come = change.state == State.ACCEPTED and change.effective > today
    return {
        "may_decide": waits and not refused,
        "may_withdraw": waits and change.proposed_by_id == user.pk,
        "may_call_off": to_come and not refused,
        "why_not": refused if waits else "",
    }
