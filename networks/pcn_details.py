"""ODS PCN details: each network with its address, its days and its sub-ICB location."""

from collections.abc import Sequence
from datetime import timedelta

from networks import register
from networks.import_actions import NETWORK_FIELDS, save_networks
from networks.models import Network
from networks.ods_changes import LaterFile, plan_later
from networks.ods_file import (
    DETAILS_KIND,
    NETWORK,
    WORKBOOK_KIND,
    Detail,
    facts,
    in_words,
    plan_commissioners,
    plan_facts,
    publication_of,
)
from practices import cells
from practices.cells import say
from practices.columns import Layout, RowReader, Unique, has_columns, rows_of
from practices.dated_links import Publication
from practices.hierarchy import SUB_ICB, Hierarchy, plan_organisations
from practices.plans import NEW, ImportContext, Plan
from practices.tables import Sheet, read_csv

CODE, NAME = "PCN Code", "PCN Name"
SUB_ICB_CODE, SUB_ICB_NAME = "Current Sub ICB Loc Code", "Sub ICB Location"
OPEN, CLOSE, POSTCODE = "Open Date", "Close Date", "Postcode"
ADDRESS = tuple(f"Address Line {number}" for number in range(1, 6))
LAYOUT = Layout.of(
    CODE, NAME, SUB_ICB_CODE, SUB_ICB_NAME, OPEN, CLOSE, *ADDRESS, POSTCODE, header=False
)


class PcnDetails:
    """The report `epcn`: header-less, zipped or not; a header row is accepted."""

    key = DETAILS_KIND
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        first = sheet.rows[0].cells
        known = len(first) == 12 and bool(cells.NETWORK_CODE.fullmatch(first[0].upper()))
        return known or has_columns(sheet, LAYOUT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan, seen = Plan(), Hierarchy()
        details = read_details(plan, seen, read_csv(content, context.max_bytes))
        if plan.refused:
            return plan
        publication = publication_of(plan, context, DETAILS_KIND, WORKBOOK_KIND)
        plan_organisations(plan, seen, rename=False)
        if register.has_memberships():
            summarise_details(plan, details)
            plan_later(plan, LaterFile(self.key, publication, content, details))
        else:
            plan_first_details(plan, details, publication)
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


def plan_first_details(plan: Plan, details: Sequence[Detail], publication: Publication) -> None:
    """Plan networks as they are printed, while the register holds no membership."""
    known = register.networks()
    added = [detail for detail in details if detail.network.code not in known]
    for detail in added:
        said = in_words(facts(detail.network, NETWORK_FIELDS))
        plan.change(NEW, NETWORK, detail.network.code, detail.row, "", said)
    others = [detail for detail in details if detail.network.code in known]
    changed = plan_facts(plan, others, known, NETWORK_FIELDS)
    plan.then(save_networks, added=[detail.network for detail in added], changed=changed)
    plan_commissioners(plan, details, publication)
    summarise_details(plan, details)


def summarise_details(plan: Plan, details: Sequence[Detail]) -> None:
    """Say how many networks a file has, and how many of them are open."""
    closed = sum(1 for detail in details if detail.network.closed)
    plan.summary.append(
        f"{len(details):,} networks, {len(details) - closed:,} of them with no closing date."
    )
