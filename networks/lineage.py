"""What networks and practices came from and what became of them, through merger and split.

A succession that was called off before its day stays in its table and never counts.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from networks.models import (
    Network,
    NetworkSuccession,
    Proposal,
    ProposalKind,
    ProposalState,
)
from practices.models import Practice, PracticeSuccession


@dataclass(frozen=True, slots=True)
class Relative:
    """An organisation before or after another; `generation` 1 is a parent or a child.

    `on` is the day of the merger or split between it and `next_to`, the code of its neighbour
    in the generation before.
    """

    code: str
    name: str
    on: date
    generation: int
    next_to: str


def parents_of(network: Network, *, on: date) -> list[Relative]:
    """The networks a network came from, and theirs, as known on a day; the nearest first."""
    return _chain(network.pk, lambda ids: _network_links(on).filter(child__in=ids), "child")


def children_of(network: Network, *, on: date) -> list[Relative]:
    """The networks a network became, and theirs, until a day; the nearest first."""
    return _chain(network.pk, lambda ids: _network_links(on).filter(parent__in=ids), "parent")


def predecessors_of(practice: Practice, *, on: date) -> list[Relative]:
    """The practices a practice came from, and theirs, as known on a day; the nearest first."""
    links = _practice_links(on)
    return _chain(practice.pk, lambda ids: links.filter(successor__in=ids), "successor")


def successors_of(practice: Practice, *, on: date) -> list[Relative]:
    """The practices a practice became, and theirs, until a day; the nearest first."""
    links = _practice_links(on)
    return _chain(practice.pk, lambda ids: links.filter(predecessor__in=ids), "predecessor")


_OTHER = {
    "child": "parent",
    "parent": "child",
    "successor": "predecessor",
    "predecessor": "successor",
}


def _chain(
    start: int, links: Callable[[Collection[int]], QuerySet[Any]], here: str
) -> list[Relative]:
    """Walk from generation to generation, one query for each; nobody is met twice."""
    there, seen, now, found = _OTHER[here], {start}, {start}, []
    generation = 0
    while now:
        generation += 1
        following: set[int] = set()
        columns = (f"{there}_id", f"{there}__code", f"{there}__name", "on", f"{here}__code")
        for key, code, name, day, beside in links(now).values_list(*columns):
            if key not in seen:
                seen.add(key)
                following.add(key)
                found.append(Relative(code, name, day, generation, beside))
        now = following
    return found


def _network_links(on: date) -> QuerySet[NetworkSuccession]:
    held = NetworkSuccession.objects.filter(on__lte=on, proposal__state=ProposalState.ACCEPTED)
    return held.order_by("-on", "parent__code", "child__code")


def _practice_links(on: date) -> QuerySet[PracticeSuccession]:
    """Successions that no proposal was the cause of, or one that stands."""
    causes = Proposal.objects.filter(
        Exists(
            Practice.objects.filter(proposals=OuterRef("pk"), pk=OuterRef(OuterRef("successor")))
        ),
        kind__in=(ProposalKind.PRACTICE_MERGER, ProposalKind.PRACTICE_SPLIT),
        effective=OuterRef("on"),
        practices=OuterRef("predecessor"),
    )
    called_off = Exists(causes.filter(state=ProposalState.CALLED_OFF))
    stands = Exists(causes.filter(state=ProposalState.ACCEPTED))
    links = PracticeSuccession.objects.filter(~Q(called_off) | Q(stands), on__lte=on)
    return links.order_by("-on", "predecessor__code", "successor__code")
