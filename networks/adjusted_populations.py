"""PCN adjusted populations: the yearly publication that the contract's core funding is paid on.

It gives each practice's raw list on 1 January (the registered list of the contract year), its
adjusted population and its network. The network is compared with the register, never written.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from networks import register
from networks.core_partners import plan_new_practices
from networks.differences import Membership, compare, plan_differences, summarise
from networks.import_actions import save_network_commissioners, save_networks
from networks.models import Network
from networks.queries import icb_codes_of_networks
from practices.cells import MISSING, MONTHS, BadCell, normalised, read_day, say
from practices.columns import Column, Layout, RowReader, Unique, has_columns, rows_of
from practices.dated_links import LinkWrites, NewLink, Publication
from practices.figure_plans import ADJUSTED_VINTAGE, Given, plan_figures
from practices.hierarchy import ICB, REGION, Hierarchy, plan_hierarchy
from practices.models import Basis
from practices.plans import NEW, ImportContext, Plan
from practices.register import practice_commissioners
from practices.register import practices as all_practices
from practices.tables import BadFile, Sheet, read_csv

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
    members: dict[str, Membership] = field(default_factory=dict)
    networks: dict[str, tuple[str, int]] = field(default_factory=dict)
    icbs: set[str] = field(default_factory=set)
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
        _plan_file(plan, file, day)
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
    file.icbs.add(icb)
    if (raw := reader.whole(RAW, needed=False)) is not None:
        file.registered[code] = (Decimal(raw), reader.number)
    if (adjusted := reader.figure(ADJUSTED, needed=False)) is not None:
        file.adjusted[code] = (adjusted, reader.number)
    if reader.choice(member, YES_NO) == "yes":
        network = reader.network(NETWORK)
        file.members[code] = Membership(network, reader.number)
        file.networks.setdefault(network, (reader.text(NETWORK_NAME), reader.number))
    elif reader.raw(NETWORK).lower() not in MISSING | {"u"}:
        reader.fail(member, "Is “No”, and the row names a network. Correct one of them.")


def first_of_contract_year(day: date) -> date:
    """1 April on or after the day of the figures: when the contract year they are for begins."""
    april = date(day.year, 4, 1)
    return april if day <= april else date(day.year + 1, 4, 1)


def _plan_file(plan: Plan, file: File, day: date) -> None:
    on = first_of_contract_year(day)
    held = register.networks_of_practices(on)
    new = _new_networks(plan, file, held)
    if plan.refused:
        return
    plan_hierarchy(plan, file.seen, publication=Publication(on, newest=False), rename=False)
    plan_new_practices(plan, file.names)
    _plan_networks(plan, file, new, on)
    year = f"{on.year}/{(on.year + 1) % 100:02d}"
    plan_figures(plan, _given(file, day), vintage=f"{ADJUSTED_VINTAGE} {year} ({say(day)})")
    _summarise(plan, file, on)
    _plan_differences(plan, file, held, on)


def _given(file: File, day: date) -> list[Given]:
    bases = ((Basis.REGISTERED, file.registered), (Basis.ADJUSTED, file.adjusted))
    return [
        Given(code, basis.value, day, value, row)
        for basis, figures in bases
        for code, (value, row) in figures.items()
    ]


def _new_networks(plan: Plan, file: File, held: Mapping[str, str]) -> list[str]:
    """Networks the register does not know, whose practices it has in other networks.

    Without any such practice the register simply lacks the ODS file: that is an error.
    """
    known = set(register.networks())
    moved = {m.network for code, m in file.members.items() if code in held}
    new = [code for code in file.networks if code not in known]
    for code in new:
        if code not in moved:
            plan.error(
                "Is a network the register does not know. Import the ODS PCN workbook first.",
                file.networks[code][1],
                NETWORK,
                code,
            )
    return new


def _plan_networks(plan: Plan, file: File, new: Sequence[str], on: date) -> None:
    """Add networks that ODS does not have yet, open from the start of the contract year."""
    commissioners = practice_commissioners()
    links = LinkWrites()
    for code in new:
        name, row = file.networks[code]
        sub_icbs = Counter(
            spells[-1].parent
            for practice, membership in file.members.items()
            if membership.network == code and (spells := commissioners.get(practice))
        )
        sub_icb = next(iter(sub_icbs)) if len(sub_icbs) == 1 else ""
        if sub_icb:
            links.added.append(NewLink(code, sub_icb, on, row))
        after = f"name {name}; opened {on.isoformat()}; commissioner {sub_icb or 'not known'}"
        plan.change(NEW, "Network", code, row, "", after)
        plan.warn(
            f"{code} {name} is not in the ODS file that was imported. It is added with its name, "
            "open from the start of the contract year. Import a newer ODS PCN workbook.",
            row,
            NETWORK,
            code,
        )
    added = [Network(code=code, name=file.networks[code][0], opened=on) for code in new]
    plan.then(save_networks, added=added, changed=[])
    plan.then(save_network_commissioners, links=links)


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


def _plan_differences(plan: Plan, file: File, held: Mapping[str, str], on: date) -> None:
    networks = register.networks()
    icbs = icb_codes_of_networks(network_ids=[n.pk for n in networks.values()], on=on)
    by_icb: dict[str, set[str]] = defaultdict(set)
    for network in networks.values():
        by_icb[icbs.get(network.pk, "")].add(network.code)
    covered = set(file.networks).union(*(by_icb[icb] for icb in file.icbs if icb))
    gone = {code: p.closed for code, p in all_practices().items() if p.closed}
    comparison = compare(file.members, held, covered=frozenset(covered), gone=gone, on=on)
    plan_differences(plan, comparison, file.members, held, on)
    summarise(plan, comparison, on)
