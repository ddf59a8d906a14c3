"""What a person may do with a proposal, and in words why not."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from networks.models import Network, Proposal, ProposalKind, ProposalState
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import (
    can,
    networks_in,
    practices_in,
    proposals_in,
    scope_of,
    sub_icbs_in,
)

State = ProposalState


def seen_by(
    user: User, today: date, permission: Permission = Permission.SEE_NETWORKS
) -> QuerySet[Proposal]:
    """Proposals that touch the person's organisations, with who and which file."""
    found = proposals_in(scope_of(user, permission), today)
    people = found.select_related("proposed_by", "decided_by", "source")
    return people.defer("source__content")


def find_change(user: User, permission: Permission, change_id: int, today: date) -> Proposal:
    """One of them, or 404."""
    found = seen_by(user, today, permission).filter(pk=change_id).first()
    if found is None:
        raise Http404("No such change within your organisations.")
    return found


def decidable_by(user: User, changes: Collection[Proposal], today: date) -> set[int]:
    """Numbers of the open changes that this person may decide, in five queries at most."""
    waiting = [c for c in changes if c.state == State.PROPOSED and not _own_payee(user, c)]
    return {c.pk for c in waiting} & covered_by(user, waiting, today)


def covered_by(user: User, changes: Collection[Proposal], today: date) -> set[int]:
    """Numbers of the changes whose every network and location is the person's to decide.

    A change that touches no network is theirs if all its practices are.
    """
    scope = scope_of(user, Permission.DECIDE_CHANGES)
    if scope.empty or not changes:
        return set()
    numbers = [change.pk for change in changes]
    if scope.england:
        return set(numbers)
    networks = _missed(Proposal.networks.through, "network_id", numbers, networks_in(scope, today))
    practices = _missed(
        Proposal.practices.through, "practice_id", numbers, practices_in(scope, today)
    )
    locations = set(sub_icbs_in(scope, today).values_list("code", flat=True))
    return {
        change.pk
        for change in changes
        if not (networks[change.pk] if change.pk in networks else practices[change.pk])
        and (not change.details.get("sub_icb") or change.details["sub_icb"] in locations)
    }


def _missed(
    through: Any, column: str, numbers: list[int], mine: QuerySet[Any]
) -> dict[int, set[int]]:
    """For each proposal, the touched rows that are not the person's; only those touching any."""
    pairs = list(through.objects.filter(proposal__in=numbers).values_list("proposal_id", column))
    own = set(mine.filter(pk__in={pk for _, pk in pairs}).values_list("pk", flat=True))
    missed: dict[int, set[int]] = defaultdict(set)
    for number, pk in pairs:
        missed[number] |= {pk} - own
    return missed


def may_act(user: User, change: Proposal, today: date) -> dict[str, Any]:
    """What the person may do with one change, for its page."""
    covered = change.pk in covered_by(user, [change], today)
    waits = change.state == State.PROPOSED
    to_come = change.state == State.ACCEPTED and change.effective > today
    return {
        "may_decide": waits and covered and not _own_payee(user, change),
        "may_withdraw": waits and change.proposed_by_id == user.pk,
        "may_call_off": to_come and covered,
        "why_not": _why_not(user, change, covered=covered, today=today) if waits else "",
    }


def _own_payee(user: User, change: Proposal) -> bool:
    return change.kind == ProposalKind.PAYEE_CHANGED and change.proposed_by_id == user.pk


def _why_not(user: User, change: Proposal, *, covered: bool, today: date) -> str:
    if not can(user, Permission.DECIDE_CHANGES):
        return "A commissioner or approver of the ICB decides."
    if _own_payee(user, change):
        return "You proposed this payee. A second person must decide."
    if not covered:
        mine = networks_in(scope_of(user, Permission.DECIDE_CHANGES), today)
        others = Network.objects.filter(proposals=change).exclude(pk__in=mine.values("pk"))
        named = ", ".join(str(network) for network in others) or "a part of it"
        return f"{named} belongs to another ICB. A national administrator decides."
    return ""
