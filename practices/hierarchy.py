"""Regions, ICBs and sub-ICB locations as a file names them, and which belongs to which.

Some publications place a few practices by geography, so that one sub-ICB stands in two ICBs in
the same file. The parent that most rows give is taken; the other rows are shown as warnings.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from practices import register
from practices.actions import save_organisation_links, save_organisations
from practices.columns import RowReader
from practices.dated_links import LinkWrites, Publication, Sighting, plan_links
from practices.models import OrganisationKind
from practices.plans import CHANGED, NEW, Plan

REGION, ICB, SUB_ICB = OrganisationKind.REGION, OrganisationKind.ICB, OrganisationKind.SUB_ICB
ENTITIES = {
    REGION.value: "Region",
    ICB.value: "Integrated care board",
    SUB_ICB.value: "Sub-ICB location",
}
LINK_ENTITIES = {SUB_ICB.value: "Sub-ICB in an ICB", ICB.value: "ICB in a region"}


@dataclass
class Hierarchy:
    """What one file says about the organisations above practices and networks."""

    named: dict[tuple[str, str], tuple[str, int | None]] = field(default_factory=dict)
    votes: dict[str, dict[str, Counter[str]]] = field(
        default_factory=lambda: {SUB_ICB: defaultdict(Counter), ICB: defaultdict(Counter)}
    )
    rows: dict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    # Thousands of rows name a hundred organisations: what has been read once is not read again.
    known_cells: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def name(self, kind: str, code: str, name: str, row: int | None) -> None:
        """Note an organisation; its name may be blank if the file has only codes."""
        if code and not self.named.get((kind, code), ("", None))[0]:
            self.named[kind, code] = (name, row)

    def link(self, kind: str, child: str, parent: str, row: int) -> None:
        """Note that a row places a sub-ICB in an ICB, or an ICB in a region."""
        if child and parent:
            self.votes[kind][child][parent] += 1
            self.rows[kind, child, parent].append(row)

    def read(self, reader: RowReader, kind: str, code: str, name: str = "") -> str:
        """Read an organisation's code and name from the columns of these titles."""
        cells = (kind, reader.raw(code), reader.raw(name) if name else "")
        if cells in self.known_cells:
            return self.known_cells[cells]
        found = reader.organisation(code, needed=False)
        self.name(kind, found, reader.text(name) if name else "", reader.number)
        if reader.good:
            self.known_cells[cells] = found
        return found


def plan_organisations(plan: Plan, seen: Hierarchy, *, rename: bool) -> register.Organisations:
    """Plan new organisations and names. A name replaces a bare code, and another if `rename`."""
    known = register.organisations()
    added: dict[tuple[str, str], str] = {}
    renamed: dict[tuple[str, str], str] = {}
    for (kind, code), (name, row) in seen.named.items():
        entity, before = ENTITIES[kind], known.names.get((kind, code))
        if before is None:
            added[kind, code] = name or code
            plan.change(NEW, entity, code, row, "", name or code)
        elif name and name != before and (rename or before == code):
            renamed[kind, code] = name
            plan.change(CHANGED, entity, code, row, before, name)
        else:
            plan.same(entity)
    plan.then(save_organisations, added=added, renamed=renamed)
    return known


def plan_hierarchy(
    plan: Plan, seen: Hierarchy, *, publication: Publication, rename: bool
) -> register.Organisations:
    """Plan organisations, names and dated links from what a whole file says."""
    known = plan_organisations(plan, seen, rename=rename)
    for kind in (SUB_ICB, ICB):
        links = _plan_kind(plan, seen, kind.value, known, publication)
        plan.then(save_organisation_links, child_kind=kind.value, links=links)
    return known


def _plan_kind(
    plan: Plan,
    seen: Hierarchy,
    kind: str,
    known: register.Organisations,
    publication: Publication,
) -> LinkWrites:
    sightings = {}
    for child, votes in sorted(seen.votes[kind].items()):
        # Most rows first; equal votes in order of code, so that the answer is always the same.
        parent = min(votes, key=lambda code: (-votes[code], code))
        sightings[child] = Sighting(parent, seen.rows[kind, child, parent][0])
        _warn_of_others(plan, seen, kind, child, parent)
    return plan_links(
        plan,
        entity=LINK_ENTITIES[kind],
        known=known.links[kind],
        seen=sightings,
        publication=publication,
    )


def _warn_of_others(plan: Plan, seen: Hierarchy, kind: str, child: str, parent: str) -> None:
    for other in seen.votes[kind][child]:
        for row in seen.rows[kind, child, other] if other != parent else ():
            plan.warn(
                f"This row has {child} in {other}; most rows have it in {parent}, which is taken.",
                row,
                LINK_ENTITIES[kind],
                other,
            )
