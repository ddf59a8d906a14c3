"""ODS PCN details: each network with its address, its days and its sub-ICB location."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from networks import register
from networks.import_actions import NETWORK_FIELDS, save_network_commissioners, save_networks
from networks.models import Network
from practices import cells
from practices.cells import say
from practices.columns import Layout, RowReader, Unique, has_columns, rows_of
from practices.dated_links import FIRST_DAY, Publication, Sighting, plan_links
from practices.hierarchy import SUB_ICB, Hierarchy, plan_organisations
from practices.plans import CHANGED, ENDED, NEW, ImportContext, Plan
from practices.register import is_newest
from practices.tables import Sheet, read_csv

CODE, NAME = "PCN Code", "PCN Name"
SUB_ICB_CODE, SUB_ICB_NAME = "Current Sub ICB Loc Code", "Sub ICB Location"
OPEN, CLOSE, POSTCODE = "Open Date", "Close Date", "Postcode"
ADDRESS = tuple(f"Address Line {number}" for number in range(1, 6))
LAYOUT = Layout.of(
    CODE, NAME, SUB_ICB_CODE, SUB_ICB_NAME, OPEN, CLOSE, *ADDRESS, POSTCODE, header=False
)
ENTITY = "Network"
KIND = "ods_pcn_details"
WORKBOOK = "ods_pcn_workbook"


@dataclass(frozen=True, slots=True)
class Detail:
    """A network as ODS prints it, and the code of its sub-ICB location."""

    network: Network
    sub_icb: str
    row: int


class PcnDetails:
    """The report `epcn`: header-less, zipped or not; a header row is accepted."""

    key = KIND
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        first = sheet.rows[0].cells
        known = len(first) == 12 and bool(cells.NETWORK_CODE.fullmatch(first[0].upper()))
        return known or has_columns(sheet, LAYOUT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan = Plan()
        seen = Hierarchy()
        details = read_details(plan, seen, read_csv(content, context.max_bytes))
        if not plan.refused:
            plan_details(plan, details, seen, context)
        return plan


def read_details(plan: Plan, seen: Hierarchy, sheet: Sheet) -> list[Detail]:
    """Read every network of the sheet, noting errors in the plan."""
    unique, details = Unique("This network"), []
    for reader in rows_of(sheet, LAYOUT, plan):
        code = reader.network(CODE)
        if code and unique.check(reader, CODE, code):
            details.append(_read(reader, seen, code))
    return details


def _read(reader: RowReader, seen: Hierarchy, code: str) -> Detail:
    opened, last_day = reader.day(OPEN, needed=True), reader.day(CLOSE)
    if opened and last_day and last_day < opened:
        reader.fail(CLOSE, f"Is before the network opened on {say(opened)}. Check both dates.")
    sub_icb = seen.read(reader, SUB_ICB, SUB_ICB_CODE, SUB_ICB_NAME)
    network = Network(
        code=code,
        name=reader.text(NAME, needed=True),
        address=", ".join(part for title in ADDRESS if (part := reader.text(title)))[:400],
        postcode=reader.text(POSTCODE, longest=10),
        opened=opened,
        # ODS prints the last day on which a network exists; `closed` is the day after.
        closed=last_day + timedelta(days=1) if last_day else None,
    )
    return Detail(network, sub_icb, reader.number)


def publication_of(plan: Plan, context: ImportContext) -> Publication:
    """The day an ODS file speaks of: as given, else the first of the month it was received."""
    given = context.parameters.get("reference_date") or context.parameters.get("about")
    on = date.fromisoformat(given) if given else context.at.date().replace(day=1)
    plan.dates["about"] = on.isoformat()
    return Publication(on, is_newest(KIND, on) and is_newest(WORKBOOK, on))


def plan_details(
    plan: Plan, details: list[Detail], seen: Hierarchy, context: ImportContext
) -> None:
    """Plan the networks, their sub-ICB locations and who commissions them."""
    publication = publication_of(plan, context)
    plan_organisations(plan, seen, rename=False)
    _plan_networks(plan, details, register.networks())
    links = plan_links(
        plan,
        entity="Commissioner of a network",
        known=register.network_commissioners(),
        seen={d.network.code: _sighting(d) for d in details if d.sub_icb},
        publication=publication,
    )
    plan.then(save_network_commissioners, links=links)
    _summarise(plan, details, publication.on)


def _sighting(detail: Detail) -> Sighting:
    return Sighting(detail.sub_icb, detail.row, max(FIRST_DAY, detail.network.opened or FIRST_DAY))


def _summarise(plan: Plan, details: list[Detail], on: date) -> None:
    closed = sum(1 for detail in details if detail.network.closed)
    plan.summary.append(
        f"{len(details):,} networks, {len(details) - closed:,} of them with no closing date."
    )

    plan.summary.append(f"A change of commissioner counts from {say(on)}.")


def _plan_networks(plan: Plan, details: list[Detail], known: Mapping[str, Network]) -> None:
    added, changed = [], []
    for detail in details:
        network, before = detail.network, known.get(detail.network.code)
        if before is None:
            added.append(network)
            plan.change(NEW, ENTITY, network.code, detail.row, "", _few(_facts(network)))
            continue
        was, now = _facts(before), _facts(network)
        names = [name for name in NETWORK_FIELDS if was[name] != now[name]]
        if not names:
            plan.same(ENTITY)
            continue
        kind = ENDED if network.closed and not before.closed else CHANGED
        shown = ({n: facts[n] or "blank" for n in names} for facts in (was, now))
        plan.change(kind, ENTITY, network.code, detail.row, *(_few(facts) for facts in shown))
        changed.append(network)
    plan.then(save_networks, added=added, changed=changed)


def _facts(network: Network) -> dict[str, str]:
    return {name: str(getattr(network, name) or "") for name in NETWORK_FIELDS}


def _few(facts: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {text}" for name, text in facts.items() if text)
