"""Who receives a network's money on a day."""

from collections.abc import Collection
from datetime import date

from networks.models import NominatedPayee
from pcn_portal.audit.dated import holds_on


def payees_on(network_codes: Collection[str], day: date) -> dict[str, str]:
    """The ODS code of the nominated payee by network code; a network without one has no key."""
    found = NominatedPayee.objects.filter(holds_on(day), network__code__in=list(network_codes))
    return dict(found.values_list("network__code", "ods_code"))
