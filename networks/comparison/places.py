"""Who is where on a day, by a file and by the register.

Pure. A file that lists practices on one day says of each which network it is in, and by leaving one
out that it is gone. Differences are findings dated by the file; practices are counted so that the
numbers add up to the file's and to the register's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from networks.comparison import findings
from networks.comparison.findings import Finding


@dataclass(frozen=True, slots=True)
class Place:
    """A practice in a file: its network ("" for none), where the file has it, and its row."""

    network: str
    row: int
    sub_icb: str = ""


@dataclass(frozen=True)
class Listing:
    """What a file says of one day. `effective` is the first of the month its changes count from.

    `names` are the networks' names, by code.
    """

    day: date
    effective: date
    places: Mapping[str, Place]
    names: Mapping[str, str]

    @cached_property
    def networks(self) -> frozenset[str]:
        """The networks that practices of the file are in."""
        return frozenset(place.network for place in self.places.values() if place.network)


@dataclass(frozen=True, slots=True)
class Standing:
    """The register on the day of a file, and what is proposed beside it.

    `held` are core practices with their network; `sub_icbs` where each is commissioned; `gone` and
    `ended` the days from which practices and networks no longer exist; `names` the networks by
    code; `ahead` who is to be where by a change that is decided and not yet in force. `forming` are
    the details of networks whose forming is proposed, by code. `corrected` has, of practices whose
    past is proposed to be corrected, the network they would be in and that proposal's fingerprint.
    `with_patients` are practices that had any on a list that is held; None where no list is.
    """

    held: Mapping[str, str]
    sub_icbs: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, date] = field(default_factory=dict)
    ended: Mapping[str, date] = field(default_factory=dict)
    ahead: frozenset[tuple[str, str]] = frozenset()
    forming: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    corrected: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    with_patients: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Practices of a file and core practices of the register, each in one group.

    same, new, moved, left (in no network in the file), closed (not in the file), outside (in no
    network in both), uncovered (the file does not tell), ahead (as decided for a later day), and
    impossible (the practice, or the network the file has it in, has closed). `practices` and
    `networks` are those of which the file tells everything.
    """

    groups: Mapping[str, tuple[str, ...]]
    listed: frozenset[str]
    held: frozenset[str]
    findings: tuple[Finding, ...]
    practices: frozenset[str]
    networks: frozenset[str]

    def in_file(self) -> dict[str, int]:
        """Practices of the file by group; the sum is that of the file."""
        return self._count(self.listed)

    def in_register(self) -> dict[str, int]:
        """Core practices of the register by group; the sum is that of the register."""
        return self._count(self.held)

    def _count(self, among: frozenset[str]) -> dict[str, int]:
        numbers = {name: len(among.intersection(codes)) for name, codes in self.groups.items()}
        return {name: number for name, number in numbers.items() if number}


def covered(listing: Listing, standing: Standing) -> frozenset[str]:
    """The register's core practices of which the file tells, by being there or by leaving out.

    A file covers a sub-ICB location if at least half of the core practices there stand in it: one
    that ended is covered when its practices are listed elsewhere, and neither a stray row nor a
    file that was cut off makes a whole sub-ICB location close.
    """
    by_place: dict[str, list[str]] = defaultdict(list)
    for code in standing.held:
        by_place[standing.sub_icbs.get(code, "")].append(code)
    found = set(listing.places) & set(standing.held)
    for codes in by_place.values():
        if 2 * sum(code in listing.places for code in codes) >= len(codes):
            found.update(codes)
    return frozenset(found)


def compare(listing: Listing, standing: Standing) -> Comparison:
    """Compare a file's practices with the register's core practices on the file's day."""
    told = covered(listing, standing)
    groups: dict[str, list[str]] = defaultdict(list)
    for code in sorted({*listing.places, *standing.held}):
        groups[_group(code, listing, standing, told)].append(code)
    unknown = listing.networks - set(standing.names)
    forming = {code: said for code, said in standing.forming.items() if code in unknown}
    practices = frozenset(listing.places) | told
    differing = _practice_findings(listing, standing, forming, practices)
    found = (
        *_network_findings(listing, standing, forming, groups),
        *(_with_history(f, listing, standing) for f in differing),
        *_ended(listing, standing, told),
    )
    networks = listing.networks | {standing.held[code] for code in told}
    networks |= {c for c, said in standing.forming.items() if practices & set(said["practices"])}
    return Comparison(
        {group: tuple(codes) for group, codes in groups.items()},
        frozenset(listing.places),
        frozenset(standing.held),
        found,
        practices,
        networks,
    )


def _group(code: str, listing: Listing, standing: Standing, told: frozenset[str]) -> str:
    place, was = listing.places.get(code), standing.held.get(code, "")
    if place is None:
        return "closed" if code in told else "uncovered"
    if place.network == was:
        return "same" if was else "outside"
    if (code, place.network) in standing.ahead:
        return "ahead"
    if not place.network:
        return "left"
    if _impossible(code, place, listing, standing):
        return "impossible"
    return "moved" if was else "new"


def _impossible(code: str, place: Place, listing: Listing, standing: Standing) -> bool:
    """Whether the practice, or the network the file has it in, no longer exists on the day."""
    ends = (standing.gone.get(code), standing.ended.get(place.network))
    return any(end is not None and end <= listing.day for end in ends)


def _network_findings(
    listing: Listing,
    standing: Standing,
    forming: Mapping[str, Mapping[str, Any]],
    groups: Mapping[str, list[str]],
) -> Iterator[Finding]:
    """Networks that the register does not know: as proposed before, or with their practices."""
    day = listing.effective
    for said in forming.values():
        yield findings.formed(dict(said), day, None)
    fresh: dict[str, list[str]] = defaultdict(list)
    for code in (*groups["new"], *groups["moved"]):
        network = listing.places[code].network
        if network not in standing.names and network not in forming:
            fresh[network].append(code)
    for network, codes in sorted(fresh.items()):
        places = [listing.places[code] for code in codes]
        said = {
            "code": network,
            "name": findings.plain(listing.names.get(network, "")) or network,
            "sub_icb": _most(place.sub_icb for place in places),
            "practices": sorted(codes),
        }
        if said["sub_icb"]:
            yield findings.formed(said, day, places[0].row)


def _practice_findings(
    listing: Listing,
    standing: Standing,
    forming: Mapping[str, Mapping[str, Any]],
    practices: frozenset[str],
) -> Iterator[Finding]:
    """Each practice against its network in the register, or in a network that is forming."""
    base = dict(standing.held)
    for network, said in forming.items():
        base.update(dict.fromkeys(said["practices"], network))
    joinable = {*standing.names, *forming}
    for code in sorted(practices):
        place, was = listing.places.get(code), base.get(code, "")
        if place is None:
            yield findings.gone(code, was, listing.effective, closes=_closes(standing, code))
        elif place.network == was or _impossible(code, place, listing, standing):
            continue
        elif not place.network:
            yield findings.leave(code, was, listing.effective, place.row)
        elif place.network in joinable and (code, place.network) not in standing.ahead:
            yield _arrival(code, was, place, listing.effective)


def _arrival(code: str, was: str, place: Place, day: date) -> Finding:
    if was:
        return findings.move(code, was, place.network, day, place.row)
    return findings.join(code, place.network, day, place.row)


def _with_history(finding: Finding, listing: Listing, standing: Standing) -> Finding:
    """A correction of the past that ends in the same network says the same."""
    network, said = standing.corrected.get(finding.key, ("", ""))
    place = listing.places.get(finding.key)
    if said and network == (place.network if place else ""):
        return replace(finding, also=finding.also | {said})
    return finding


def _closes(standing: Standing, code: str) -> bool:
    """A practice that had patients closes; one without any on all lists held has none to close."""
    return standing.with_patients is None or code in standing.with_patients


def _ended(listing: Listing, standing: Standing, told: frozenset[str]) -> Iterator[Finding]:
    """Networks with core practices in the register, all of them covered, and none in the file."""
    members: dict[str, set[str]] = defaultdict(set)
    for code, network in standing.held.items():
        members[network].add(code)
    for network, codes in sorted(members.items()):
        if network not in listing.networks and codes <= told:
            yield findings.ended(network, standing.names.get(network, ""), listing.effective)


def _most(codes: Iterable[str]) -> str:
    """The code that most have; of equals the first in order."""
    tally = Counter(code for code in codes if code)
    return min(tally, key=lambda code: (-tally[code], code)) if tally else ""
