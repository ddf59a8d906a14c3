"""A practice's spells in an ODS file against the register's: one clean step, or another history.

Pure. ODS prints days of its own, so these findings are exact. Spells that were replaced from their
first day never count and are not compared.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from networks.comparison import findings
from networks.comparison.findings import Finding, Kind
from networks.spells import FileSpell, period
from practices.dated_links import Spell

Facts = tuple[str, date, date | None]


@dataclass(frozen=True, slots=True)
class NamedNetwork:
    """A network as an ODS file names it, and in which row."""

    name: str
    sub_icb: str
    row: int


def finding_of(
    practice: str, known: Sequence[Spell], wanted: Sequence[FileSpell]
) -> Finding | None:
    """What would make the register's spells of a practice those of the file; None if they are."""
    counting = [spell for spell in wanted if spell.ends != spell.starts]
    held: list[Facts] = [(s.parent, s.starts, s.ends) for s in known if s.ends != s.starts]
    said: list[Facts] = [(s.network, s.starts, s.ends) for s in counting]
    if held == said:
        return None
    row = next((spell.row for spell in reversed(wanted) if spell.row), None)
    return _step(practice, held, said, row) or _history(practice, held, counting, row)


def _step(practice: str, held: list[Facts], said: list[Facts], row: int | None) -> Finding | None:
    """A join, leave or move from the first of a month, if the spells differ by no more."""
    current = held[-1] if held and held[-1][2] is None else None
    if not said:
        return None
    network, starts, ends = said[-1]
    if current is None:
        joins = ends is None and starts.day == 1 and said[:-1] == held
        return findings.join(practice, network, starts, row, exact=True) if joins else None
    was, since, _ = current
    if ends is not None:
        leaves = ends.day == 1 and said == [*held[:-1], (was, since, ends)]
        return findings.leave(practice, was, ends, row, exact=True) if leaves else None
    moves = starts.day == 1 and network != was and said[:-1] == [*held[:-1], (was, since, starts)]
    return findings.move(practice, was, network, starts, row, exact=True) if moves else None


def _history(
    practice: str, held: list[Facts], wanted: Sequence[FileSpell], row: int | None
) -> Finding:
    spells = [
        [s.network, s.starts.isoformat(), s.ends.isoformat() if s.ends else None, s.row or None]
        for s in wanted
    ]
    said: list[Facts] = [(s.network, s.starts, s.ends) for s in wanted]
    changed = {*held} ^ {*said}
    day = min((starts for _, starts, _ in changed), default=date.max)
    return findings.history(practice, spells, day, row, _in_words(held), _in_words(said))


def _in_words(spells: Iterable[Facts]) -> str:
    return "; ".join(f"{n} {period(starts, ends)}" for n, starts, ends in spells) or "none"


def with_networks(
    found: Sequence[Finding], unknown: Mapping[str, NamedNetwork]
) -> tuple[list[Finding], list[str]]:
    """Put the practices that open a network into its forming; return also networks without any.

    A network forms on the day of its first practices. Those that come later stay their own.
    """
    arrivals: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        arrivals[_target(finding)].append(finding)
    formed, without = [], []
    founders: set[int] = set()
    for code, network in unknown.items():
        if not arrivals[code]:
            without.append(code)
            continue
        first = min(finding.effective for finding in arrivals[code])
        coming = [f for f in arrivals[code] if f.effective == first]
        founders.update(id(finding) for finding in coming)
        details = {
            "code": code,
            "name": findings.plain(network.name),
            "sub_icb": network.sub_icb,
            "practices": sorted(f.details["practice"] for f in coming),
        }
        formed.append(findings.formed(details, first, network.row, exact=True))
    return [*formed, *(f for f in found if id(f) not in founders)], without


def _target(finding: Finding) -> str:
    keys = {Kind.JOIN: "network", Kind.MOVE: "to"}
    return str(finding.details[keys[Kind(finding.kind)]]) if finding.kind in keys else ""


def first_of_month(day: date) -> date:
    """The first of a month on or after a day: from when what ended that day no longer counts."""
    return day if day.day == 1 else (day.replace(day=1) + timedelta(days=32)).replace(day=1)


__all__ = ["NamedNetwork", "finding_of", "first_of_month", "with_networks"]
