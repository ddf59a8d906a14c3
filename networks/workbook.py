"""The ODS PCN workbook: the tabs of PCN details and of core partners, planned as one file."""

from collections.abc import Mapping

from networks import register
from networks.core_partners import plan_partners, read_partners
from networks.pcn_details import WORKBOOK, plan_details, read_details
from practices.cells import normalised
from practices.hierarchy import Hierarchy
from practices.plans import ImportContext, Plan
from practices.tables import BadFile, Sheet, read_workbook

DETAILS, PARTNERS = "PCNDetails", "PCN Core Partner Details"


class PcnWorkbook:
    """The workbook ePCN.xlsx."""

    key = WORKBOOK
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        """Whether a tab of a workbook is one of the two."""
        return _plain(sheet.name) in (_plain(DETAILS), _plain(PARTNERS))

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        tabs = read_workbook(content, context.max_bytes)
        plan, seen = Plan(), Hierarchy()
        details = read_details(plan, seen, _tab(tabs, DETAILS))
        networks = {detail.network.code for detail in details} | set(register.networks())
        spells, names = read_partners(plan, _tab(tabs, PARTNERS), networks)
        if not plan.refused:
            plan_details(plan, details, seen, context)
            plan_partners(plan, spells, names)
        return plan


def _tab(tabs: Mapping[str, Sheet], name: str) -> Sheet:
    for title, sheet in tabs.items():
        if _plain(title) == _plain(name):
            return sheet
    raise BadFile(
        f"The workbook has no tab “{name}”. Its tabs are: {', '.join(tabs)}. "
        "Choose the ODS PCN workbook as published."
    )


def _plain(title: str) -> str:
    return normalised(title).replace(" ", "")
