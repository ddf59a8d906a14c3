"""The list-size map (gp-reg-pat-prac-map): practice to sub-ICB to ICB to region, on one day.

Its PCN column is compared with the register and never written: ODS says who is core where.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from networks import register
from networks.queries import sub_icbs_with_networks
from practices.actions import save_practice_commissioners, save_practices
from practices.cells import MISSING, say
from practices.columns import Layout, RowReader, Unique, has_columns, rows_of
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
LAYOUT = Layout.of(
    DAY, CODE, NAME, POSTCODE, NETWORK, SUB_ICB_CODE, SUB_ICB_NAME,
    ICB_CODE, ICB_NAME, REGION_CODE, REGION_NAME,
)  # fmt: skip
UNALLOCATED = "U"
MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class Place:
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
    places: dict[str, Place] = field(default_factory=dict)


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
            _plan_file(plan, file, next(iter(file.days)), context)
        return plan


def _read(plan: Plan, sheet: Sheet) -> File:
    file, unique = File(), Unique("This practice")
    for reader in rows_of(sheet, LAYOUT, plan):
        code, day = reader.practice(CODE), reader.day(DAY, needed=True)
        if day:
            file.days.setdefault(day, reader.number)
        if code and unique.check(reader, CODE, code):
            file.places[code] = _read_place(file.seen, reader)
    return file


def _read_place(seen: Hierarchy, reader: RowReader) -> Place:
    region = seen.read(reader, REGION, REGION_CODE, REGION_NAME)
    icb = seen.read(reader, ICB, ICB_CODE, ICB_NAME)
    sub_icb = seen.read(reader, SUB_ICB, SUB_ICB_CODE, SUB_ICB_NAME)
    seen.link(SUB_ICB, sub_icb, icb, reader.number)
    seen.link(ICB, icb, region, reader.number)
    outside = reader.raw(NETWORK).lower() in MISSING | {UNALLOCATED.lower()}
    return Place(
        name=reader.text(NAME, needed=True),
        postcode=reader.text(POSTCODE, longest=10),
        sub_icb=sub_icb,
        network="" if outside else reader.network(NETWORK),
        row=reader.number,
    )


def _plan_file(plan: Plan, file: File, day: date, context: ImportContext) -> None:
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
    _warn_of_memberships(plan, file.places, known, day)


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


def _plan_practices(plan: Plan, places: Mapping[str, Place], known: Mapping[str, Practice]) -> None:
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
    places: Mapping[str, Place],
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


def _warn_of_memberships(
    plan: Plan, places: Mapping[str, Place], known: Mapping[str, Practice], day: date
) -> None:
    held = register.networks_of_practices(day)
    if not held:
        plan.warn("The register has no core network practices yet. Import the ODS PCN workbook.")
        return
    differing = [code for code in places if held.get(code, "") != places[code].network]
    plan.summary.append(
        f"{len(differing):,} practices are in another network in the register on {say(day)}, or "
        "in one of the two only. The map does not change who is core where."
    )
    for code in differing[:MOST_LISTED]:
        place = places[code]
        ours = held.get(code) or "no network"
        plan.warn(
            f"{code} is in {place.network or 'no network'} here and in {ours} in the register on "
            f"{say(day)}.{_closed(known, code)}",
            place.row,
            NETWORK,
            place.network or UNALLOCATED,
        )


def _closed(known: Mapping[str, Practice], code: str) -> str:
    closed = known[code].closed if code in known else None
    return f" It has closed: it is in none from {say(closed)}." if closed else ""
