"""ODS PCN core partner details: every spell of every core network practice."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from networks import register
from networks.import_actions import NewSpell, SpellWrites, save_spells
from networks.spells import (
    FileSpell,
    SpellChange,
    TwoNetworksAtOnce,
    compare,
    half_open,
    with_decisions,
    without_overlaps,
)
from practices import cells
from practices.actions import save_practices
from practices.cells import say
from practices.columns import Layout, RowReader, Unique, has_columns, rows_of
from practices.models import Practice
from practices.plans import CHANGED, ENDED, NEW, ImportContext, Plan
from practices.register import practice_names
from practices.tables import Sheet, read_csv

PRACTICE, PRACTICE_NAME, NETWORK = "Partner Organisation Code", "Partner Name", "PCN Code"
START = "Practice to PCN Relationship Start Date"
END = "Practice to PCN Relationship End Date"
TEXTS = (
    "Practice Parent Sub ICB Loc Code",
    "Practice Parent Sub ICB Loc Name",
    "PCN Name",
    "PCN Parent Sub ICB Loc Code",
    "PCN Parent Sub ICB Loc Name",
)
MATCH = "Practice Sub ICB Loc and PCN Sub ICB Loc Match"
LAYOUT = Layout.of(
    PRACTICE, PRACTICE_NAME, *TEXTS[:2], NETWORK, *TEXTS[2:], START, END, MATCH, header=False
)
ENTITY = "Core membership"
Rows = dict[str, list[FileSpell]]


class CorePartners:
    """The report `epcncorepartnerdetails`: header-less, zipped or not; a header is accepted."""

    key = "ods_pcn_partners"
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        first = sheet.rows[0].cells
        known = len(first) == 11 and bool(cells.NETWORK_CODE.fullmatch(first[4].upper()))
        return known or has_columns(sheet, LAYOUT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan = Plan()
        networks = set(register.networks())
        spells, names = read_partners(plan, read_csv(content, context.max_bytes), networks)
        if not plan.refused:
            plan_partners(plan, spells, names)
        return plan


def read_partners(
    plan: Plan, sheet: Sheet, networks: set[str]
) -> tuple[Rows, dict[str, tuple[str, int]]]:
    """Read the spells by practice, and each practice's name and first row."""
    unique = Unique("This practice's spell in this network from this day")
    spells: Rows = defaultdict(list)
    names: dict[str, tuple[str, int]] = {}
    for reader in rows_of(sheet, LAYOUT, plan):
        code, spell = _read(reader, networks)
        if spell and unique.check(reader, START, (code, spell.network, spell.starts)):
            spells[code].append(spell)
            names.setdefault(code, (reader.raw(PRACTICE_NAME), reader.number))
    return {code: _settle(plan, code, rows) for code, rows in spells.items()}, names


def _read(reader: RowReader, networks: set[str]) -> tuple[str, FileSpell | None]:
    code, network = reader.practice(PRACTICE), reader.network(NETWORK)
    starts, last_day = reader.day(START, needed=True), reader.day(END)
    reader.text(PRACTICE_NAME, needed=True)
    for title in TEXTS:
        reader.text(title)
    if network and network not in networks:
        reader.fail(NETWORK, "Is a network the register does not know. Import PCN details first.")
    if starts and last_day and last_day < starts:
        reader.fail(END, f"Is before the start on {say(starts)}. Check both dates.")
    if not reader.good or starts is None:
        return code, None
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


def plan_partners(plan: Plan, spells: Rows, names: Mapping[str, tuple[str, int]]) -> None:
    """Plan new practices and the spells of every practice the file has."""
    plan_new_practices(plan, names)
    known, decisions = register.membership_spells(), register.accepted_decisions()
    writes = SpellWrites()
    for code, rows in spells.items():
        wanted, holding = with_decisions(rows, decisions.get(code, ()))
        for decision in holding:
            plan.warn(
                f"{code}: a person decided on {decision.network or 'no network'} from "
                f"{say(decision.effective)}, which ODS does not show yet. The decision stays.",
                rows[-1].row,
                NETWORK,
            )
        for change in compare(known.get(code, ()), wanted):
            _plan_spell(plan, writes, code, change)
    plan.then(save_spells, spells=writes)
    _summarise(plan, spells)


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


def _plan_spell(plan: Plan, writes: SpellWrites, code: str, change: SpellChange) -> None:
    wanted, known = change.wanted, change.known
    if change.same:
        plan.same(ENTITY)
    elif known is None and wanted is not None:
        key = f"{code} in {wanted.network}"
        writes.added.append(NewSpell(code, wanted.network, wanted.starts, wanted.ends, wanted.row))
        plan.change(NEW, ENTITY, key, wanted.row, "", period(wanted.starts, wanted.ends))
    elif known is not None:
        ends, row = (wanted.ends, wanted.row) if wanted else (known.starts, None)
        kind = CHANGED if wanted and (known.ends is not None or ends is None) else ENDED
        writes.ends[known.id] = (ends, row)
        before, after = period(known.starts, known.ends), period(known.starts, ends)
        plan.change(kind, ENTITY, f"{code} in {known.parent}", row, before, after)


def period(starts: date, ends: date | None) -> str:
    """A spell in words; the last day is shown as ODS prints it."""
    if ends is None:
        return f"from {say(starts)}"
    if ends == starts:
        return f"from {say(starts)}, replaced on that day"
    return f"from {say(starts)} until the end of {say(date.fromordinal(ends.toordinal() - 1))}"


def _summarise(plan: Plan, spells: Rows) -> None:
    number = sum(len(rows) for rows in spells.values())
    current = sum(1 for rows in spells.values() for spell in rows if spell.ends is None)
    plan.summary.append(
        f"{number:,} membership spells of {len(spells):,} practices, {current:,} with no end date."
    )
