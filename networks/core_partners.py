"""ODS PCN core partner details: every spell of every core network practice."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from networks import register
from networks.comparison.histories import NamedNetwork
from networks.import_actions import NewSpell, save_spells
from networks.ods_changes import LaterFile, plan_later
from networks.ods_file import PARTNERS_KIND, WORKBOOK_KIND, publication_of
from networks.spells import FileSpell, TwoNetworksAtOnce, half_open, period, without_overlaps
from practices import cells
from practices.actions import save_practices
from practices.cells import say
from practices.columns import Layout, RowReader, Unique, has_columns, rows_of
from practices.models import Practice
from practices.plans import NEW, ImportContext, Plan
from practices.register import practice_names
from practices.tables import Sheet, read_csv

PRACTICE, PRACTICE_NAME, NETWORK = "Partner Organisation Code", "Partner Name", "PCN Code"
START = "Practice to PCN Relationship Start Date"
END = "Practice to PCN Relationship End Date"
NETWORK_NAME, NETWORK_SUB_ICB = "PCN Name", "PCN Parent Sub ICB Loc Code"
TEXTS = (
    "Practice Parent Sub ICB Loc Code",
    "Practice Parent Sub ICB Loc Name",
    NETWORK_NAME,
    NETWORK_SUB_ICB,
    "PCN Parent Sub ICB Loc Name",
)
MATCH = "Practice Sub ICB Loc and PCN Sub ICB Loc Match"
LAYOUT = Layout.of(
    PRACTICE, PRACTICE_NAME, *TEXTS[:2], NETWORK, *TEXTS[2:], START, END, MATCH, header=False
)
ENTITY = "Core membership"


class CorePartners:
    """The report `epcncorepartnerdetails`: header-less, zipped or not; a header is accepted."""

    key = PARTNERS_KIND
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        first = sheet.rows[0].cells
        known = len(first) == 11 and bool(cells.NETWORK_CODE.fullmatch(first[4].upper()))
        return known or has_columns(sheet, LAYOUT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan, later = Plan(), register.has_memberships()
        sheet = read_csv(content, context.max_bytes)
        partners = read_partners(plan, sheet, set(register.networks()), described=later)
        if plan.refused:
            return plan
        publication = publication_of(plan, context, PARTNERS_KIND, WORKBOOK_KIND)
        plan_new_practices(plan, partners.practices)
        if later:
            summarise_partners(plan, partners)
            file = LaterFile(self.key, publication, content, (), partners.spells, partners.networks)
            plan_later(plan, file)
        else:
            plan_first_partners(plan, partners)
        return plan


@dataclass(frozen=True, slots=True)
class Partners:
    """The spells of each practice, and practices and networks as the rows name them."""

    spells: dict[str, list[FileSpell]]
    practices: dict[str, tuple[str, int]]
    networks: dict[str, NamedNetwork]


def read_partners(
    plan: Plan, sheet: Sheet, known: set[str], *, described: bool = False
) -> Partners:
    """Read the spells; rows may name the `known` networks, or any that they describe."""
    unique = Unique("This practice's spell in this network from this day")
    spells: dict[str, list[FileSpell]] = defaultdict(list)
    partners = Partners({}, {}, {})
    for reader in rows_of(sheet, LAYOUT, plan):
        if not described or not (reader.raw(NETWORK_NAME) and reader.raw(NETWORK_SUB_ICB)):
            _check_known(reader, known)
        code, spell = _read(reader, partners.networks)
        if spell and unique.check(reader, START, (code, spell.network, spell.starts)):
            spells[code].append(spell)
            partners.practices.setdefault(code, (reader.raw(PRACTICE_NAME), reader.number))
    partners.spells.update((code, _settle(plan, code, rows)) for code, rows in spells.items())
    return partners


def _check_known(reader: RowReader, known: set[str]) -> None:
    network = reader.raw(NETWORK).upper()
    if cells.NETWORK_CODE.fullmatch(network) and network not in known:
        reader.fail(NETWORK, "Is a network the register does not know. Import PCN details first.")


def _read(reader: RowReader, named: dict[str, NamedNetwork]) -> tuple[str, FileSpell | None]:
    code, network = reader.practice(PRACTICE), reader.network(NETWORK)
    starts, last_day = reader.day(START, needed=True), reader.day(END)
    reader.text(PRACTICE_NAME, needed=True)
    for title in TEXTS:
        reader.text(title)
    if starts and last_day and last_day < starts:
        reader.fail(END, f"Is before the start on {say(starts)}. Check both dates.")
    sub_icb = reader.organisation(NETWORK_SUB_ICB, needed=False)
    if not reader.good or starts is None:
        return code, None
    named.setdefault(network, NamedNetwork(reader.raw(NETWORK_NAME), sub_icb, reader.number))
    return code, FileSpell(network, starts, half_open(last_day), reader.number)


def _settle(plan: Plan, code: str, rows: Sequence[FileSpell]) -> list[FileSpell]:
    try:
        spells, cut = without_overlaps(rows)
    except TwoNetworksAtOnce as both:
        plan.error(
            f"{code} has no end date in {both.earlier.network} (row {both.earlier.row}) and starts "
            f"in {both.later.network} on {say(both.later.starts)}. Give the earlier spell an end.",
            both.earlier.row,
            END,
        )
        return list(rows)
    for earlier, later in cut:
        plan.warn(
            f"{code} is in {earlier.network} until after it starts in {later.network} on "
            f"{say(later.starts)} (row {later.row}). The earlier spell ends on that day.",
            earlier.row,
            END,
        )
    return spells


def plan_first_partners(plan: Plan, partners: Partners) -> None:
    """Plan every spell as it is printed, while the register holds no membership."""
    added = []
    for code, rows in partners.spells.items():
        for spell in rows:
            added.append(NewSpell(code, spell.network, spell.starts, spell.ends, spell.row))
            said = period(spell.starts, spell.ends)
            plan.change(NEW, ENTITY, f"{code} in {spell.network}", spell.row, "", said)
    plan.then(save_spells, spells=added)
    summarise_partners(plan, partners)


def plan_new_practices(plan: Plan, names: Mapping[str, tuple[str, int]]) -> None:
    """Plan practices the register does not know; a known practice keeps its name."""
    known = practice_names()
    new = {code: named for code, named in names.items() if code not in known}
    for code, (name, row) in new.items():
        plan.change(NEW, "Practice", code, row, "", f"name {name}")
    plan.same("Practice", len(names) - len(new))
    plan.then(
        save_practices,
        added=[Practice(code=code, name=name) for code, (name, _) in new.items()],
        changed=[],
    )


def summarise_partners(plan: Plan, partners: Partners) -> None:
    """Say how many spells a file has, of how many practices, and how many have no end."""
    spells = [spell for rows in partners.spells.values() for spell in rows]
    current = sum(1 for spell in spells if spell.ends is None)
    plan.summary.append(
        f"{len(spells):,} membership spells of {len(partners.spells):,} practices, "
        f"{current:,} with no end date."
    )
