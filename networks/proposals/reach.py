"""All networks and practices that changes touch, by what they name and what they would write."""

from collections.abc import Iterable
from dataclasses import dataclass

from networks.models import Network, NetworkMembership
from networks.proposals.details import Change, touched
from networks.proposals.picture import Picture
from practices.models import Practice


@dataclass(frozen=True)
class Reach:
    """Codes of networks and practices, before or after; only those the picture knows."""

    networks: frozenset[str]
    practices: frozenset[str]


def reach(picture: Picture, changes: Iterable[Change]) -> Reach:
    """Return what the changes, applied to the picture, touch."""
    networks: set[str] = set()
    practices: set[str] = set()
    wanted = list(changes)
    for change in wanted:
        named = touched(change.kind, change.details)
        networks |= named[0]
        practices |= named[1]
    for note in picture.notes:
        if not any(note.cause is change for change in wanted):
            continue
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
