"""The import kind `network_details`: the workbook read back, all of it or nothing."""

from functools import partial

from networks.models import Network
from networks.network_details import reading
from networks.network_details.agreements import plan_agreements
from networks.network_details.directors import plan_directors
from networks.network_details.layout import (
    AGREEMENTS,
    DIRECTORS,
    KEY,
    LAYOUTS,
    PAYEES,
    SIGNATURES,
)
from networks.network_details.payees import plan_payees
from networks.network_details.signatures import plan_signatures
from networks.queries import network_codes_of_icbs
from practices.cells import normalised
from practices.plans import ImportContext, Plan
from practices.tables import Sheet, read_workbook


class NetworkDetails:
    """Directors, payees, agreements and signatures of networks, given out by the portal."""

    key = KEY
    national = False

    def recognises(self, sheet: Sheet) -> bool:
        """Whether a tab of a workbook is one of the four."""
        return normalised(sheet.name) in {normalised(title) for title in LAYOUTS}

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        tabs = read_workbook(content, context.max_bytes)
        plan, networks, today = Plan(), _networks(context), context.at.date()
        directors = reading.read_tab(
            plan, tabs, DIRECTORS, partial(reading.director, networks=networks)
        )
        payees = reading.read_tab(plan, tabs, PAYEES, partial(reading.payee, networks=networks))
        agreements = reading.read_tab(
            plan, tabs, AGREEMENTS, partial(reading.agreement, networks=networks)
        )
        signatures = reading.read_tab(
            plan, tabs, SIGNATURES, partial(reading.signature, networks=networks, today=today)
        )
        # With cells that cannot be read, what depends on them would be named as errors too.
        if not plan.refused:
            versions = plan_agreements(plan, agreements)
            plan_signatures(plan, signatures, versions)
            plan_directors(plan, directors)
            plan_payees(plan, payees)
        return plan


def _networks(context: ImportContext) -> reading.Networks:
    known = set(Network.objects.values_list("code", flat=True))
    if context.icbs is None:
        return reading.Networks(known, known)
    return reading.Networks(known, network_codes_of_icbs(context.icbs, context.at.date()))
