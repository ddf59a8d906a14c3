"""All networks and practices that changes touch, by what they name and what they would write."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from networks.models import Network, NetworkMembership, Proposal
from networks.proposals.details import Change, touched
from networks.proposals.picture import Note, Picture
from practices.models import Practice


@dataclass(frozen=True)
class Reach:
    """Codes of networks and practices, before or after; only those the picture knows."""

    networks: frozenset[str]
    practices: frozenset[str]


def reach(picture: Picture, changes: Iterable[Change]) -> Reach:
    """Return what the changes, applied to the picture, touch."""
    found = reaches(picture, changes)
    return Reach(
        frozenset(code for one in found for code in one.networks),
        frozenset(code for one in found for code in one.practices),
    )


def reaches(picture: Picture, changes: Iterable[Change]) -> list[Reach]:
    """Return what each of the changes, applied to the picture, touches."""
    notes: dict[int, list[Note]] = defaultdict(list)
    for note in picture.notes:
        notes[id(note.cause)].append(note)
    return [_reach(picture, change, notes[id(change)]) for change in changes]


def _reach(picture: Picture, change: Change, notes: Iterable[Note]) -> Reach:
    networks, practices = touched(change.kind, change.details)
    for note in notes:
        if isinstance(note.row, NetworkMembership):
            networks.add(note.row.network.code)
            practices.add(note.row.practice.code)
        elif isinstance(note.row, Network):
            networks.add(note.row.code)
        elif isinstance(note.row, Practice):
            practices.add(note.row.code)
    return Reach(
        frozenset(networks & set(picture.networks)), frozenset(practices & set(picture.practices))
    )


def note_reach(picture: Picture, proposals: Sequence[Proposal]) -> None:
    """Add to proposals the networks and practices that they touch, in two queries."""
    found = list(zip(proposals, reaches(picture, proposals), strict=True))
    to_network, to_practice = Proposal.networks.through, Proposal.practices.through
    to_network._default_manager.bulk_create(
        (
            to_network(proposal_id=proposal.pk, network_id=picture.networks[code].pk)
            for proposal, one in found
            for code in sorted(one.networks)
            if picture.networks[code].pk
        ),
        ignore_conflicts=True,
    )
    to_practice._default_manager.bulk_create(
        (
            to_practice(proposal_id=proposal.pk, practice_id=picture.practices[code].pk)
            for proposal, one in found
            for code in sorted(one.practices)
            if picture.practices[code].pk
        ),
        ignore_conflicts=True,
    )
