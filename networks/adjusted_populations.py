"""PCN adjusted populations: the yearly publication that the contract's core funding is paid on.

It gives each practice's raw list on 1 January (the registered list of the contract year), its
adjusted population and its network. Networks are compared with the register: what differs is
proposed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from networks.comparison.places import Comparison, Listing, Place, Standing, compare
from networks.comparison.planning import SNAPSHOT_KINDS, plan_findings, summarise_places
from networks.comparison.settle import Reach
from networks.comparison.standing import proposals, standing_on
from networks.core_partners import plan_new_practices
from practices.cells import MISSING, MONTHS, BadCell, normalised, read_day, say
from practices.columns import Column, Layout, RowReader, Unique, has_columns, rows_of
from practices.dated_links import Publication
from practices.figure_plans import ADJUSTED_VINTAGE, Given, plan_figures
from practices.hierarchy import ICB, REGION, Hierarchy, plan_hierarchy
from practices.models import Basis
from practices.plans import ImportContext, Plan
from practices.register import practice_commissioners
from practices.tables import BadFile, Sheet, read_csv

FEW = 12
PRACTICE, NAME = "Practice Code", "Practice Name"
NETWORK, NETWORK_NAME = "PCN Code", "PCN Name"
ICB_CODE, ICB_NAME = "ICB Code", "ICB Name"
REGION_CODE, REGION_NAME = "Region code", "Region"
RAW, ADJUSTED, MEMBER = "Raw list size", "Adjusted Population", "PCN member"
_MEMBER = re.compile(r"pcn member(?: ([a-z]{3})[a-z]* (\d{4}|\d{2}))?")
TITLES = (PRACTICE, NAME, NETWORK, NETWORK_NAME, ICB_CODE, ICB_NAME, REGION_CODE, REGION_NAME)
YES_NO = {"yes": "yes", "no": "no"}


@dataclass
class File:
    """What the publication says."""

    seen: Hierarchy = field(default_factory=Hierarchy)
    names: dict[str, tuple[str, int]] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    networks: dict[str, tuple[str, int]] = field(default_factory=dict)
    registered: dict[str, tuple[Decimal, int]] = field(default_factory=dict)
    adjusted: dict[str, tuple[Decimal, int]] = field(default_factory=dict)
    grand_total: RowReader | None = None


class AdjustedPopulations:
    """Registered and adjusted figures of 1 January, and networks to compare."""

    key = "adjusted_populations"
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        return has_columns(sheet, _layout(sheet))

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan = Plan()
        sheet = read_csv(content, context.max_bytes)
        layout = _layout(sheet)
        file = _read(plan, sheet, layout)
        day = _reference_date(context, sheet)
        if plan.refused:
            return plan
        plan.dates["about"] = day.isoformat()
        _plan_file(plan, file, day, content)
        return plan


def _layout(sheet: Sheet) -> Layout:
    """The columns; the title of the last carries the date: “PCN member January 25”."""
    titles = sheet.rows[0].cells if sheet.rows else ()
    member = next((t for t in titles if _MEMBER.fullmatch(normalised(t))), MEMBER)
    return Layout((*(Column(t) for t in TITLES), Column(RAW), Column(ADJUSTED), Column(member)))


def _reference_date(context: ImportContext, sheet: Sheet) -> date:
    """The day of the figures: as given, else the first of the month in the last title."""
    if given := context.parameters.get("reference_date"):
        try:
            return read_day(given)
        except BadCell as error:
            raise BadFile(f"The reference date “{given}” is not a date.") from error
    for title in sheet.rows[0].cells:
        found = _MEMBER.fullmatch(normalised(title))
        if found and found[1] in MONTHS:
            year = int(found[2]) + (2000 if len(found[2]) == 2 else 0)
            return date(year, MONTHS[found[1]], 1)
    raise BadFile(
        "The title of the PCN member column does not say of which month the figures are. "
        "Give the reference date, for example 2025-01-01."
    )


def _read(plan: Plan, sheet: Sheet, layout: Layout) -> File:
    file, unique = File(), Unique("This practice")
    member = layout.columns[-1].title
    for reader in rows_of(sheet, layout, plan):
        if not reader.raw(PRACTICE) and reader.raw(RAW) and not reader.raw(NAME):
            file.grand_total = reader
            plan.rows_read -= 1
            continue
        code = reader.practice(PRACTICE)
        if code and unique.check(reader, PRACTICE, code):
            _read_practice(file, reader, code, member)
    return file


def _read_practice(file: File, reader: RowReader, code: str, member: str) -> None:
    file.names[code] = (reader.text(NAME, needed=True), reader.number)
    region = file.seen.read(reader, REGION, REGION_CODE, REGION_NAME)
    icb = file.seen.read(reader, ICB, ICB_CODE, ICB_NAME)
    file.seen.link(ICB, icb, region, reader.number)
    if (raw := reader.whole(RAW, needed=False)) is not None:
        file.registered[code] = (Decimal(raw), reader.number)
    if (adjusted := reader.figure(ADJUSTED, needed=False)) is not None:
        file.adjusted[code] = (adjusted, reader.number)
    if reader.choice(member, YES_NO) == "yes":
        network = reader.network(NETWORK)
        file.members[code] = network
        file.networks.setdefault(network, (reader.text(NETWORK_NAME), reader.number))
    elif reader.raw(NETWORK).lower() not in MISSING | {"u"}:
        reader.fail(member, "Is “No”, and the row names a network. Correct one of them.")


def first_of_contract_year(day: date) -> date:
    """1 April on or after the day of the figures: when the contract year they are for begins."""
    april = date(day.year, 4, 1)
    return april if day <= april else date(day.year + 1, 4, 1)


def _plan_file(plan: Plan, file: File, day: date, content: bytes) -> None:
    on = first_of_contract_year(day)
    known = proposals()
    standing = standing_on(on, known, placed_before=on)
    _check_networks(plan, file, standing)
    if plan.refused:
        return
    plan_hierarchy(plan, file.seen, publication=Publication(on, newest=False), rename=False)
    plan_new_practices(plan, file.names)
    year = f"{on.year}/{(on.year + 1) % 100:02d}"
    plan_figures(plan, _given(file, day), vintage=f"{ADJUSTED_VINTAGE} {year} ({say(day)})")
    _summarise(plan, file, on)
    comparison = compare(_listing(file, on), standing)
    _summarise_differences(plan, comparison, on)
    reach = Reach(
        on,
        AdjustedPopulations.key,
        SNAPSHOT_KINDS,
        comparison.practices,
        comparison.networks,
        only_own=True,
    )
    plan_findings(plan, comparison.findings, known, content=content, reach=reach)


def _listing(file: File, on: date) -> Listing:
    """Who is where at the start of the contract year; practices are placed by the register."""
    placed = {code: spells[-1].parent for code, spells in practice_commissioners().items()}
    places = {
        code: Place(file.members.get(code, ""), row, placed.get(code, ""))
        for code, (_, row) in file.names.items()
    }
    return Listing(on, on, places, {code: name for code, (name, _) in file.networks.items()})


def _given(file: File, day: date) -> list[Given]:
    bases = ((Basis.REGISTERED, file.registered), (Basis.ADJUSTED, file.adjusted))
    return [
        Given(code, basis.value, day, value, row)
        for basis, figures in bases
        for code, (value, row) in figures.items()
    ]


def _check_networks(plan: Plan, file: File, standing: Standing) -> None:
    """Refuse networks the register does not know unless it has their practices in others.

    Without any such practice the register simply lacks the ODS file.
    """
    moved = {network for code, network in file.members.items() if code in standing.held}
    for code, (_, row) in file.networks.items():
        if code not in standing.names and code not in moved:
            plan.error(
                "Is a network the register does not know. Import the ODS PCN workbook first.",
                row,
                NETWORK,
                code,
            )


def _summarise(plan: Plan, file: File, on: date) -> None:
    figures = file.registered, file.adjusted
    raw, adjusted = (sum(f[c][0] for c in file.members if c in f) for f in figures)
    plan.summary.append(
        f"{len(file.members):,} core member practices in {len(file.networks):,} networks on "
        f"{say(on)}, registered {raw:,}, adjusted {adjusted:,}."
    )
    if outside := len(file.names) - len(file.members):
        plan.summary.append(f"{outside:,} practices are in no network.")
    if file.grand_total:
        _check_grand_total(plan, file, file.grand_total)
    for title, known in ((RAW, file.registered), (ADJUSTED, file.adjusted)):
        for code in sorted(set(file.members) - set(known)):
            plan.warn("Has no figure. It stays missing.", file.names[code][1], title, code)


def _check_grand_total(plan: Plan, file: File, total: RowReader) -> None:
    sums = [sum(value for value, _ in f.values()) for f in (file.registered, file.adjusted)]
    agree = [total.raw(RAW), total.raw(ADJUSTED)] == [str(value) for value in sums]
    plan.summary.append(
        f"The grand-total row (row {total.number}, no practice code) was left out"
        + (", and agrees with the sum of the rows." if agree else ".")
    )
    if not agree:
        plan.warn(
            f"The grand-total row does not agree with the sum of the rows ({sums[0]:,} and "
            f"{sums[1]:,}). Check that the file is complete.",
            total.number,
            RAW,
            total.raw(RAW),
        )


def _summarise_differences(plan: Plan, comparison: Comparison, on: date) -> None:
    """Say how many differ, and that nothing has been overwritten."""
    groups = comparison.groups
    elsewhere = sorted((*groups.get("new", ()), *groups.get("moved", ())))
    if number := len(elsewhere):
        practices = "1 practice is" if number == 1 else f"{number:,} practices are"
        plan.summary.append(
            f"{practices} in another network in the register on {say(on)}{_named(elsewhere)}. "
            "The register stays as it is until you decide."
        )
    not_counted = sorted((*groups.get("left", ()), *groups.get("closed", ())))
    if number := len(not_counted):
        plan.summary.append(
            f"The register has {number:,} more core practices on {say(on)} that the file does not "
            f"count{_named(not_counted)}."
        )
    summarise_places(plan, comparison, on)


def _named(codes: Sequence[str]) -> str:
    return f": {', '.join(codes)}" if len(codes) <= FEW else ""
