"""The list-size map (gp-reg-pat-prac-map): practice to sub-ICB to ICB to region, on one day.

Its PCN column is compared with the register: what differs is proposed, never written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from networks import register
from networks.comparison.places import Listing, Place, compare
from networks.comparison.planning import SNAPSHOT_KINDS, plan_findings, summarise_places
from networks.comparison.settle import Reach
from networks.comparison.standing import proposals, standing_on
from networks.queries import sub_icbs_with_networks
from practices.actions import save_practice_commissioners, save_practices
from practices.cells import MISSING, say
from practices.columns import Column, Layout, RowReader, Unique, has_columns, rows_of
from practices.dated_links import FIRST_DAY, Publication, Sighting, plan_links
from practices.hierarchy import ICB, REGION, SUB_ICB, Hierarchy, plan_hierarchy
from practices.models import Practice
from practices.plans import NEW, ImportContext, Plan
from practices.register import is_newest, practice_commissioners
from practices.register import practices as all_practices
from practices.tables import Sheet, read_csv

DAY, CODE, NAME, POSTCODE = "EXTRACT_DATE", "PRACTICE_CODE", "PRACTICE_NAME", "PRACTICE_POSTCODE"
NETWORK = "PCN_CODE"
SUB_ICB_CODE, SUB_ICB_NAME = "SUB_ICB_LOCATION_CODE", "SUB_ICB_LOCATION_NAME"
ICB_CODE, ICB_NAME = "ICB_CODE", "ICB_NAME"
REGION_CODE, REGION_NAME = "COMM_REGION_CODE", "COMM_REGION_NAME"
TITLES = (
    DAY, CODE, NAME, POSTCODE, NETWORK, SUB_ICB_CODE, SUB_ICB_NAME,
    ICB_CODE, ICB_NAME, REGION_CODE, REGION_NAME,
)  # fmt: skip
NETWORK_NAME = "PCN_NAME"
LAYOUT = Layout((*(Column(title) for title in TITLES), Column(NETWORK_NAME, required=False)))
UNALLOCATED = "U"


@dataclass(frozen=True, slots=True)
class Row:
    """A practice as the map has it; `network` is blank if it is in none."""

    name: str
    postcode: str
    sub_icb: str
    network: str
    row: int


@dataclass
class File:
    """What the map says."""

    days: dict[date, int] = field(default_factory=dict)
    seen: Hierarchy = field(default_factory=Hierarchy)
    places: dict[str, Row] = field(default_factory=dict)
    networks: dict[str, str] = field(default_factory=dict)


class ListSizeMap:
    """Where practices belong, with dated links from the first of the extract's month."""

    key = "list_size_map"
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        return has_columns(sheet, LAYOUT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan = Plan()
        file = _read(plan, read_csv(content, context.max_bytes))
        if len(file.days) > 1:
            plan.error("The rows have different extract dates. Choose one month.", column=DAY)
        if not plan.refused:
            _plan_file(plan, file, next(iter(file.days)), context, content)
        return plan


def _read(plan: Plan, sheet: Sheet) -> File:
    file, unique = File(), Unique("This practice")
    for reader in rows_of(sheet, LAYOUT, plan):
        code, day = reader.practice(CODE), reader.day(DAY, needed=True)
        if day:
            file.days.setdefault(day, reader.number)
        if code and unique.check(reader, CODE, code):
            file.places[code] = row = _read_row(file.seen, reader)
            if row.network:
                file.networks.setdefault(row.network, reader.text(NETWORK_NAME))
    return file


def _read_row(seen: Hierarchy, reader: RowReader) -> Row:
    region = seen.read(reader, REGION, REGION_CODE, REGION_NAME)
    icb = seen.read(reader, ICB, ICB_CODE, ICB_NAME)
    sub_icb = seen.read(reader, SUB_ICB, SUB_ICB_CODE, SUB_ICB_NAME)
    seen.link(SUB_ICB, sub_icb, icb, reader.number)
    seen.link(ICB, icb, region, reader.number)
    outside = reader.raw(NETWORK).lower() in MISSING | {UNALLOCATED.lower()}
    return Row(
        name=reader.text(NAME, needed=True),
        postcode=reader.text(POSTCODE, longest=10),
        sub_icb=sub_icb,
        network="" if outside else reader.network(NETWORK),
        row=reader.number,
    )


def _plan_file(plan: Plan, file: File, day: date, context: ImportContext, content: bytes) -> None:
    plan.dates["about"] = day.isoformat()
    given = context.parameters.get("reference_date")
    on = date.fromisoformat(given) if given else day.replace(day=1)
    publication = Publication(on, is_newest("list_size_map", day))
    plan.summary.append(
        f"{len(file.places):,} practices on {say(day)}. "
        f"A changed link counts from {say(publication.on)}."
    )
    plan_hierarchy(plan, file.seen, publication=publication, rename=publication.newest)
    _warn_of_missing_sub_icbs(plan, {p.sub_icb for p in file.places.values()}, day)
    known = all_practices()
    _plan_practices(plan, file.places, known)
    _plan_commissioners(plan, file.places, known, publication)
    _plan_memberships(plan, file, day, publication, content)


def _warn_of_missing_sub_icbs(plan: Plan, named: set[str], day: date) -> None:
    """A national map without a sub-ICB location that commissions networks: it may have ended."""
    commissioning = sub_icbs_with_networks(day)
    missing = sorted(set(commissioning) - named)
    if len(missing) > len(commissioning) // 2:
        return
    for code in missing:
        plan.warn(
            f"{code} commissions {commissioning[code]} networks in the register and has no "
            "practice in this map. It may have ended: import a newer ODS PCN workbook.",
            column=SUB_ICB_CODE,
            value=code,
        )


def _plan_practices(plan: Plan, places: Mapping[str, Row], known: Mapping[str, Practice]) -> None:
    """Add practices the register does not know; the practice register alone changes the others."""
    added = []
    for code, place in places.items():
        if code in known:
            plan.same("Practice")
            continue
        added.append(Practice(code=code, name=place.name, postcode=place.postcode))
        after = f"name {place.name}; postcode {place.postcode or 'blank'}"
        plan.change(NEW, "Practice", code, place.row, "", after)
    plan.then(save_practices, added=added, changed=[])


def _plan_commissioners(
    plan: Plan,
    places: Mapping[str, Row],
    known: Mapping[str, Practice],
    publication: Publication,
) -> None:
    seen = {}
    for code, place in places.items():
        opened = known[code].opened if code in known else None
        if place.sub_icb:
            first = max(FIRST_DAY, opened or FIRST_DAY)
            seen[code] = Sighting(place.sub_icb, place.row, first)
    links = plan_links(
        plan,
        entity="Commissioner of a practice",
        known=practice_commissioners(),
        seen=seen,
        publication=publication,
    )
    plan.then(save_practice_commissioners, links=links)


def _plan_memberships(
    plan: Plan, file: File, day: date, publication: Publication, content: bytes
) -> None:
    """Compare who is core where; the map changes nothing itself."""
    if not register.has_memberships():
        plan.warn("The register has no core network practices yet. Import the ODS PCN workbook.")
        return
    if not publication.newest:
        plan.summary.append(
            f"A newer map than that of {say(day)} has been taken in. Networks are not compared."
        )
        return
    effective, known = day.replace(day=1), proposals()
    places = {c: Place(p.network, p.row, p.sub_icb) for c, p in file.places.items()}
    listing = Listing(day, effective, places, file.networks)
    comparison = compare(
        listing, standing_on(day, known, placed_before=min(effective, publication.on))
    )
    summarise_places(plan, comparison, day)
    reach = Reach(day, ListSizeMap.key, SNAPSHOT_KINDS, comparison.practices, comparison.networks)
    plan_findings(plan, comparison.findings, known, content=content, reach=reach)
