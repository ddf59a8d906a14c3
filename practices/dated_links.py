"""How a publication that says "on this day, A belongs to B" becomes dated links.

A link known for the first time holds from the start of the contract (or from when A opened),
because the publisher does not say since when, and past months must find it. A later publication
that says otherwise ends the link on its own day and starts another. An older publication never
rewrites what a newer one said: it is shown as disagreeing (see docs/adr/0021).
"""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from practices.cells import say
from practices.plans import CHANGED, NEW, Plan

# The first day of the first contract year (2019/20).
FIRST_DAY = date(2019, 4, 1)


@dataclass(frozen=True, slots=True)
class Spell:
    """One link of the register: its row, the parent's code and the period [starts, ends)."""

    id: int
    parent: str
    starts: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a file says of one child: its parent, in which row, and since when if it is new."""

    parent: str
    row: int | None
    first: date = FIRST_DAY


class Verdict(enum.Enum):
    """What a sighting means for the register."""

    SAME = enum.auto()
    FIRST = enum.auto()
    MOVED = enum.auto()
    CORRECTED = enum.auto()
    DISAGREES = enum.auto()


def judge(spells: Sequence[Spell], parent: str, on: date, newest: bool) -> Verdict:
    """Compare "child belongs to `parent` on `on`" with the child's links, in order of start."""
    if not spells:
        return Verdict.FIRST
    held = next((s for s in spells if s.starts <= on and (s.ends is None or on < s.ends)), None)
    if held is None:
        after_all = newest and all(s.ends is not None and s.ends <= on for s in spells)
        return Verdict.MOVED if after_all else Verdict.DISAGREES
    if held.parent == parent:
        return Verdict.SAME
    if not newest or held.ends is not None:
        return Verdict.DISAGREES
    return Verdict.CORRECTED if held.starts == on else Verdict.MOVED


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link to write, by the codes of child and parent."""

    child: str
    parent: str
    starts: date
    row: int | None


@dataclass
class LinkWrites:
    """The links to add, to end (id to day) and to point at another parent (id to code, row)."""

    added: list[NewLink] = field(default_factory=list)
    ended: dict[int, date] = field(default_factory=dict)
    corrected: dict[int, tuple[str, int | None]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.ended or self.corrected)


@dataclass(frozen=True, slots=True)
class Publication:
    """The day a file speaks of, and whether no newer one of its kind has been applied."""

    on: date
    newest: bool


def plan_links(
    plan: Plan,
    *,
    entity: str,
    known: Mapping[str, Sequence[Spell]],
    seen: Mapping[str, Sighting],
    publication: Publication,
) -> LinkWrites:
    """Plan the links of one kind; `known` and `seen` are by the child's code."""
    writes = LinkWrites()
    for child, sighting in seen.items():
        spells = known.get(child, ())
        verdict = judge(spells, sighting.parent, publication.on, publication.newest)
        _note(plan, writes, entity, child, sighting, spells, verdict, publication.on)
    return writes


def _note(
    plan: Plan,
    writes: LinkWrites,
    entity: str,
    child: str,
    sighting: Sighting,
    spells: Sequence[Spell],
    verdict: Verdict,
    on: date,
) -> None:
    parent, row = sighting.parent, sighting.row
    last = spells[-1] if spells else None
    before = f"{last.parent} from {say(last.starts)}" if last else ""
    if verdict is Verdict.SAME:
        plan.same(entity)
    elif verdict is Verdict.FIRST:
        starts = min(sighting.first, on)
        writes.added.append(NewLink(child, parent, starts, row))
        plan.change(NEW, entity, child, row, "", f"{parent} from {say(starts)}")
    elif verdict is Verdict.DISAGREES or last is None:
        plan.same(entity)
        plan.warn(
            f"{child} is in {parent} here, and the register has it in {before} from a source that "
            f"counts for more or is newer than {say(on)}. The register is kept.",
            row,
            entity,
            parent,
        )
    elif verdict is Verdict.CORRECTED:
        writes.corrected[last.id] = (parent, row)
        plan.change(CHANGED, entity, child, row, before, f"{parent} from {say(on)}")
    else:
        if last.ends is None:
            writes.ended[last.id] = on
        writes.added.append(NewLink(child, parent, on, row))
        plan.change(CHANGED, entity, child, row, before, f"{parent} from {say(on)}")
