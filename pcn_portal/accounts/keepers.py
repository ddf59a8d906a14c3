"""Who keeps a network's people: its own managers, and those who commission it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from networks.models import Network
from networks.queries import icb_codes_of_networks
from pcn_portal.accounts.models import Membership, User
from pcn_portal.accounts.permissions import Permission, Role
from pcn_portal.accounts.scope import Scope, networks_in, scope_of


def may_keep_directors(user: User, network: Network, on: date) -> bool:
    """Whether the person may record a clinical director without a proposal.

    A PCN manager keeps every other role of their network; its clinical director changes by a
    proposal that the commissioner decides. Commissioners may record one directly.
    """
    held = scope_of(user, Permission.KEEP_REGISTER)
    commissioning = Scope(england=held.england, icbs=held.icbs)
    return networks_in(commissioning, on).filter(pk=network.pk).exists()


def keepers_of(networks: Collection[tuple[int, str]], on: date) -> dict[User, set[int]]:
    """Return the PCN managers and commissioners of networks, each with theirs.

    `networks` are pairs of number and code; so are the sets of the answer, by number. Closed
    accounts are left out. Two queries.
    """
    at: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for number, code in networks:
        at[Role.PCN_MANAGER, code].add(number)
    icbs = icb_codes_of_networks(network_ids=[number for number, _ in networks], on=on)
    for number, icb in icbs.items():
        at[Role.COMMISSIONER, icb].add(number)
    held = Membership.objects.filter(
        role__in=[Role.PCN_MANAGER, Role.COMMISSIONER], code__in={code for _, code in at}
    )
    found: defaultdict[User, set[int]] = defaultdict(set)
    for membership in held.filter(user__is_active=True).select_related("user").order_by("user_id"):
        if theirs := at.get((membership.role, membership.code)):
            found[membership.user] |= theirs
    return dict(found)
