"""Networks and memberships as they stand, read in a few queries for a plan to compare with."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from networks.models import (
    Network,
    NetworkCommissioner,
    NetworkMembership,
    NetworkName,
    Proposal,
    ProposalKind,
    ProposalState,
)
from networks.queries import memberships_on
from practices.dated_links import Spell
from practices.register import spells_by_child


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


def has_memberships() -> bool:
    """Whether anybody has ever been core anywhere: before, an ODS file is loaded as it is."""
    return NetworkMembership.objects.exists()


def accepted_decisions() -> dict[str, list[Decision]]:
    """Read where people decided that practices are core, by code, in order of day.

    That is where an accepted proposal began or ended a spell. A corrected history is no such
    decision: it came from ODS, and ODS may correct it again.
    """
    by_people = Proposal.objects.filter(state=ProposalState.ACCEPTED).exclude(
        kind=ProposalKind.HISTORY_CORRECTED
    )
    decided = set(by_people.values_list("pk", flat=True))
    rows = NetworkMembership.objects.filter(
        ~Q(ends=F("starts")) | Q(ends=None), Q(started_by__in=decided) | Q(ended_by__in=decided)
    ).values_list("practice__code", "network__code", "starts", "ends", "started_by", "ended_by")
    found: dict[str, dict[date, Decision]] = defaultdict(dict)
    for code, network, starts, ends, started_by, ended_by in rows:
        if started_by in decided:
            found[code][starts] = Decision(network, starts)
        if ended_by in decided and ends is not None:
            # Where another spell begins on the day, that is what was decided.
            found[code].setdefault(ends, Decision(None, ends))
    return {code: [by_day[day] for day in sorted(by_day)] for code, by_day in found.items()}


def formed_by_decision() -> set[str]:
    """Codes of networks that an accepted proposal formed: their first day is that decision's."""
    formed = {said["code"] for said in _accepted(ProposalKind.NETWORK_FORMED)}
    formed |= {said["into"] for said in _accepted(ProposalKind.NETWORK_MERGER)}
    parts = (said["parts"] for said in _accepted(ProposalKind.NETWORK_SPLIT))
    return formed | {part["code"] for of_one in parts for part in of_one}


def ended_by_decision() -> set[str]:
    """Codes of networks that an accepted proposal ended, or merged or split away."""
    ended = {said["network"] for said in _accepted(ProposalKind.NETWORK_ENDED)}
    for said in _accepted(ProposalKind.NETWORK_MERGER):
        ended |= {*said["networks"]} - {said["into"]}
    for said in _accepted(ProposalKind.NETWORK_SPLIT):
        ended |= {said["network"]} - {part["code"] for part in said["parts"]}
    return ended


def closed_by_decision() -> set[str]:
    """Codes of practices that an accepted proposal closed, by itself or in a merger or split."""
    closed = {said["practice"] for said in _accepted(ProposalKind.PRACTICE_CLOSURE)}
    for said in _accepted(ProposalKind.PRACTICE_MERGER):
        closed |= {*said["practices"]}
    splits = _accepted(ProposalKind.PRACTICE_SPLIT)
    return closed | {said["practice"] for said in splits if said["closes"]}


def _accepted(kind: str) -> list[dict[str, Any]]:
    """The details of accepted proposals of a kind."""
    found = Proposal.objects.filter(kind=kind, state=ProposalState.ACCEPTED)
    return list(found.order_by("pk").values_list("details", flat=True))


def earlier_names() -> dict[str, set[str]]:
    """Every name that networks bore which were ever renamed, by code."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, name in NetworkName.objects.values_list("network__code", "name"):
        found[code].add(name)
    return found
