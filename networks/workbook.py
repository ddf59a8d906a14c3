"""The ODS PCN workbook: the tabs of PCN details and of core partners, planned as one file."""

from collections.abc import Mapping

from networks import register
from networks.core_partners import (
    plan_first_partners,
    plan_new_practices,
    read_partners,
    summarise_partners,
)
from networks.ods_changes import LaterFile, plan_later
from networks.ods_file import DETAILS_KIND, PARTNERS_KIND, WORKBOOK_KIND, publication_of
from networks.pcn_details import plan_first_details, read_details, summarise_details
from practices.cells import normalised
from practices.hierarchy import Hierarchy, plan_organisations
from practices.plans import ImportContext, Plan
from practices.tables import BadFile, Sheet, read_workbook

DETAILS, PARTNERS = "PCNDetails", "PCN Core Partner Details"
KINDS = (DETAILS_KIND, PARTNERS_KIND, WORKBOOK_KIND)


class PcnWorkbook:
    """The workbook ePCN.xlsx."""

    key = WORKBOOK_KIND
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        """Whether a tab of a workbook is one of the two."""
        return _plain(sheet.name) in (_plain(DETAILS), _plain(PARTNERS))

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        tabs = read_workbook(content, context.max_bytes)
        plan, seen = Plan(), Hierarchy()
        details = read_details(plan, seen, _tab(tabs, DETAILS))
        networks = {detail.network.code for detail in details} | set(register.networks())
        partners = read_partners(plan, _tab(tabs, PARTNERS), networks)
        if plan.refused:
            return plan
        publication = publication_of(plan, context, *KINDS)
        plan_organisations(plan, seen, rename=False)
        plan_new_practices(plan, partners.practices)
        if register.has_memberships():
            summarise_details(plan, details)
            summarise_partners(plan, partners)
            file = LaterFile(
                self.key, publication, content, details, partners.spells, partners.networks
            )
            plan_later(plan, file)
        else:
            plan_first_details(plan, details, publication)
            plan_first_partners(plan, partners)
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
