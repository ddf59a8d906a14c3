"""Which board commissions a network when, also of networks that a change would make new."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from networks.models import NetworkCommissioner, ProposalKind
from networks.proposals.details import Change
from practices.models import OrganisationKind, OrganisationLink


class Board(NamedTuple):
    """An ICB."""

    code: str
    name: str


class _Commissioned(NamedTuple):
    """A board that commissions a network in [starts, ends)."""

    board: Board
    starts: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Boards:
    """Who commissions each network when. A new one has the board of what it comes from."""

    spells: dict[str, tuple[_Commissioned, ...]]

    def of(self, network: str, day: date) -> Board | None:
        """The network's board on a day, if one is recorded."""
        for board, starts, ends in self.spells.get(network, ()):
            if starts <= day and (ends is None or day < ends):
                return board
        return None

    def codes(self) -> set[str]:
        return {spell.board.code for spells in self.spells.values() for spell in spells}


def read_boards(drafts: Sequence[Change], networks: Collection[str]) -> Boards:
    """Read the boards of networks by code, and of those the drafts would make new."""
    placed = _placed(drafts)
    spells: dict[str, list[_Commissioned]] = {code: [] for code in networks}
    above = "sub_icb__parent_links__"
    rows = NetworkCommissioner.objects.filter(
        network__code__in=list(networks), **{f"{above}parent__kind": OrganisationKind.ICB}
    )
    columns = ("parent__code", "parent__name", "starts", "ends")
    for code, starts, ends, board, name, from_, to in rows.values_list(
        "network__code", "starts", "ends", *(f"{above}{column}" for column in columns)
    ):
        both = _Commissioned(Board(board, name), max(starts, from_), _earlier(ends, to))
        spells[code].append(both)
    links = _links(placed.values()) if placed else {}
    for code, sub_icb in placed.items():
        spells[code] = spells.get(code) or links.get(sub_icb, [])
    for code, parent in _children(drafts).items():
        spells[code] = spells.get(code) or spells.get(parent, [])
    return Boards({code: tuple(found) for code, found in spells.items()})


def _links(sub_icbs: Collection[str]) -> dict[str, list[_Commissioned]]:
    """The boards of sub-ICB locations, by the location's code."""
    found: dict[str, list[_Commissioned]] = defaultdict(list)
    rows = OrganisationLink.objects.filter(
        child__kind=OrganisationKind.SUB_ICB,
        child__code__in=list(sub_icbs),
        parent__kind=OrganisationKind.ICB,
    )
    for sub_icb, code, name, starts, ends in rows.values_list(
        "child__code", "parent__code", "parent__name", "starts", "ends"
    ):
        found[sub_icb].append(_Commissioned(Board(code, name), starts, ends))
    return found


def _placed(drafts: Sequence[Change]) -> dict[str, str]:
    """The sub-ICB location of each new network for which a draft names one."""
    codes = {ProposalKind.NETWORK_FORMED: "code", ProposalKind.NETWORK_MERGER: "into"}
    return {
        draft.details[codes[ProposalKind(draft.kind)]]: draft.details["sub_icb"]
        for draft in drafts
        if draft.kind in codes and draft.details["sub_icb"]
    }


def _children(drafts: Sequence[Change]) -> dict[str, str]:
    """The network that each new network of a merger or split comes from."""
    found: dict[str, str] = {}
    for draft in drafts:
        if draft.kind == ProposalKind.NETWORK_MERGER:
            found[draft.details["into"]] = draft.details["networks"][0]
        if draft.kind == ProposalKind.NETWORK_SPLIT:
            found |= {part["code"]: draft.details["network"] for part in draft.details["parts"]}
    return found


def _earlier(one: date | None, other: date | None) -> date | None:
    ends = [end for end in (one, other) if end is not None]
    return min(ends, default=None)
