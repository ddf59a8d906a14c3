"""Words of care homes: how a month's count stands, whose a home is, and who may decide."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest

from funding.care_home_months import NetworkMonth
from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.units.periods import BadPeriod, Month
from services.care_home_months import STANDING_WORDS, MonthStanding

COLOURS = {
    MonthStanding.MISSING: "red",
    MonthStanding.UNKNOWN: "red",
    MonthStanding.DIFFERENT: "orange",
    MonthStanding.TOTAL_ONLY: "yellow",
    MonthStanding.COUNTED: "green",
    MonthStanding.NONE: "grey",
}


def standing_tag(row: NetworkMonth) -> dict[str, str]:
    """How a network's month stands, in words and a colour."""
    standing = row.homes.standing
    return {"text": STANDING_WORDS[standing], "colour": COLOURS[standing]}


def asked_month(request: HttpRequest, today: date) -> Month:
    """The month of `?month=2025-05`, else the one that runs; never one that has not begun."""
    try:
        asked = Month.parse(request.GET.get("month", ""))
    except BadPeriod:
        return Month.of(today)
    return min(asked, Month.of(today))


def reviews(request: PortalRequest, network: Network, on: date) -> bool:
    """Whether the person decides about this network's care homes."""
    scope = scope_of(request.user, Permission.REVIEW_SERVICES)
    return networks_in(scope, on).filter(pk=network.pk).exists()


def keeps(request: PortalRequest, network: Network) -> bool:
    """Whether the person works for the network itself."""
    return network.code in scope_of(request.user, Permission.KEEP_SERVICES).networks


def must_keep(request: PortalRequest, network: Network) -> None:
    if not keeps(request, network):
        raise Http404("This is said by the network itself.")


def kind_words(home: Any) -> str:
    """Whether a home gives nursing."""
    if home.nursing and home.residential:
        return "With and without nursing"
    return "With nursing" if home.nursing else "Without nursing"
