"""ODS membership rows to spells that do not overlap, with what people decided since.

Pure functions: no database. ODS prints the last day of a spell; ours are half-open, so a spell
ends on the day after. Where the next spell of a practice starts on or before that last day, the
earlier one ends where the later begins (docs/adr/0022).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from networks.register import Decision
from practices.cells import say
from practices.dated_links import Spell


@dataclass(frozen=True, slots=True)
class FileSpell:
    """A spell as a file gives it, [starts, ends), with its row; row 0 is a person's decision."""

    network: str
    starts: date
    ends: date | None
    row: int


class TwoNetworksAtOnce(Exception):
    """Two spells of one practice have no end, so nothing says which one holds."""

    def __init__(self, earlier: FileSpell, later: FileSpell) -> None:
        self.earlier, self.later = earlier, later


def in_order(spells: Iterable[FileSpell]) -> list[FileSpell]:
    """By start; of two that start together, the one that ends first."""
    return sorted(spells, key=lambda s: (s.starts, s.ends or date.max, s.row))


def half_open(last_day: date | None) -> date | None:
    """The first day after an inclusive last day."""
    return last_day + timedelta(days=1) if last_day else None


def without_overlaps(
    spells: Sequence[FileSpell],
) -> tuple[list[FileSpell], list[tuple[FileSpell, FileSpell]]]:
    """Cut each spell where the next begins; return them and the pairs that were cut."""
    ordered = in_order(spells)
    cut = []
    for i, (earlier, later) in enumerate(zip(ordered, ordered[1:], strict=False)):
        if earlier.ends is None:
            raise TwoNetworksAtOnce(earlier, later)
        if later.starts < earlier.ends:
            ordered[i] = replace(earlier, ends=later.starts)
            cut.append((earlier, later))
    return ordered, cut


def with_decisions(
    spells: Sequence[FileSpell], decisions: Sequence[Decision]
) -> tuple[list[FileSpell], list[Decision]]:
    """Keep the moves people accepted until ODS shows a spell from that day on, or the same move.

    Returns the spells and the decisions that still hold against the file.
    """
    result, holding = list(spells), []
    for decision in decisions:
        if _shown_by(spells, decision):
            continue
        holding.append(decision)
        result = [_ended_by(spell, decision.effective) for spell in result]
        if decision.network:
            result.append(FileSpell(decision.network, decision.effective, None, 0))
    return in_order(result), holding


def _shown_by(spells: Sequence[FileSpell], decision: Decision) -> bool:
    """Whether the file has caught up: a spell from the day on, or the network it decided on."""
    later = any(spell.starts >= decision.effective for spell in spells)
    current = spells[-1] if spells else None
    if current is None or current.ends is not None:
        return later or (decision.network is None)
    return later or current.network == decision.network


def _ended_by(spell: FileSpell, day: date) -> FileSpell:
    """End a spell by `day`; only an open one or one that reaches beyond it changes."""
    if spell.ends is not None and spell.ends <= day:
        return spell
    return replace(spell, ends=max(spell.starts, day))


def period(starts: date, ends: date | None) -> str:
    """A spell in words; the last day is shown as ODS prints it."""
    if ends is None:
        return f"from {say(starts)}"
    if ends == starts:
        return f"from {say(starts)}, replaced on that day"
    return f"from {say(starts)} until the end of {say(ends - timedelta(days=1))}"


@dataclass(frozen=True, slots=True)
class SpellChange:
    """One comparison: a spell of the file, of the register, or of both."""

    wanted: FileSpell | None
    known: Spell | None

    @property
    def same(self) -> bool:
        if self.wanted is None:
            # An empty spell that ODS no longer lists has nothing left to end.
            return self.known is not None and self.known.ends == self.known.starts
        return self.known is not None and self.known.ends == self.wanted.ends


def compare(known: Sequence[Spell], wanted: Sequence[FileSpell]) -> list[SpellChange]:
    """Pair the spells of one practice by network and start."""
    by_key = {(spell.parent, spell.starts): spell for spell in known}
    pairs = [SpellChange(w, by_key.pop((w.network, w.starts), None)) for w in wanted]
    return pairs + [SpellChange(None, spell) for spell in by_key.values()]
