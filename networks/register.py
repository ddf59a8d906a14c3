"""Networks and memberships as they stand, read in a few queries for a plan to compare with."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from networks.models import MembershipDifference, Network, NetworkCommissioner, NetworkMembership
from networks.queries import memberships_on
from practices.dated_links import Spell
from practices.register import spells_by_child

Outcome = MembershipDifference.Outcome


@dataclass(frozen=True, slots=True)
class Decision:
    """A practice's move that a person accepted: from `effective` in `network` (None: in none)."""

    network: str | None
    effective: date


def networks() -> dict[str, Network]:
    """Read every network, by code."""
    return {network.code: network for network in Network.objects.all()}


def network_commissioners() -> dict[str, list[Spell]]:
    """Read the sub-ICB locations of every network, by the network's code."""
    return spells_by_child(
        NetworkCommissioner.objects.order_by("starts", "ends").values_list(
            "network__code", "id", "sub_icb__code", "starts", "ends"
        )
    )


def membership_spells() -> dict[str, list[Spell]]:
    """Read every spell of every practice, by the practice's code; `parent` is the network's."""
    return spells_by_child(
        NetworkMembership.objects.order_by("starts", "ends").values_list(
            "practice__code", "id", "network__code", "starts", "ends"
        )
    )


def networks_of_practices(day: date) -> dict[str, str]:
    """Return the network of each core network practice on a day, by the practice's code."""
    return dict(memberships_on(day).values_list("practice__code", "network__code"))


def accepted_decisions() -> dict[str, list[Decision]]:
    """Read the moves that people accepted, by the practice's code, in order of day."""
    accepted = MembershipDifference.objects.filter(outcome=Outcome.ACCEPT).order_by("effective")
    found: dict[str, list[Decision]] = defaultdict(list)
    for code, network, effective in accepted.values_list(
        "practice__code", "file_network__code", "effective"
    ):
        if effective is not None:
            found[code].append(Decision(network, effective))
    return found
