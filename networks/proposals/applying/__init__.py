"""What a change of each kind does to the register, made to a picture of it in memory."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from networks.models import ProposalKind as Kind
from networks.proposals.applying.history import correct_history
from networks.proposals.applying.memberships import join, leave, move
from networks.proposals.applying.networks import end_network, form, merge, rename, split
from networks.proposals.applying.people import change_director, change_payee
from networks.proposals.applying.practices import (
    close_practice,
    merge_practices,
    split_practice,
)
from networks.proposals.details import Change, check_day
from networks.proposals.picture import Picture

__all__ = ["apply", "in_order"]
C = TypeVar("C", bound=Change)

_APPLY: dict[str, Callable[[Picture, Change], None]] = {
    Kind.HISTORY_CORRECTED: correct_history,
    Kind.NETWORK_FORMED: form,
    Kind.NETWORK_MERGER: merge,
    Kind.NETWORK_SPLIT: split,
    Kind.MOVE: move,
    Kind.LEAVE: leave,
    Kind.JOIN: join,
    Kind.PRACTICE_MERGER: merge_practices,
    Kind.PRACTICE_SPLIT: split_practice,
    Kind.PRACTICE_CLOSURE: close_practice,
    Kind.NETWORK_ENDED: end_network,
    Kind.NETWORK_RENAMED: rename,
    Kind.PAYEE_CHANGED: change_payee,
    Kind.DIRECTOR_CHANGED: change_director,
}
_RANK = {kind: rank for rank, kind in enumerate(_APPLY)}


def in_order(changes: Iterable[C]) -> list[C]:
    """By day; of one day, a network is formed before practices move, and ends after they left."""

    def place(change: C) -> tuple[date, int, int]:
        return change.effective, _RANK[change.kind], getattr(change, "pk", None) or 0

    return sorted(changes, key=place)


def apply(picture: Picture, change: Change) -> None:
    """Make one change to the picture; raise ProposalRefused if the register does not allow it."""
    check_day(change.effective)
    picture.because_of(change)
    _APPLY[change.kind](picture, change)
