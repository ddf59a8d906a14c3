"""Who has not signed what: network agreements, and data sharing agreements with their reviews."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from networks.agreements.queries import OpenSharing, Standing, open_sharing, unsigned_members
from networks.directory import commissioned_by
from networks.holds import standing_on
from networks.models import Network, PaymentHold
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import can, icbs_in, networks_in, scope_of
from pcn_portal.web.formats import counted, day
from pcn_portal.web.money_addresses import PER_PAGE, crumbs
from pcn_portal.web.nav import day_of
from practices.queries import open_on

GROUPS = {
    "none": "No agreement",
    "unsigned": "Not signed by everybody",
    "sharing": "Data sharing",
}


class UnsignedFilters(forms.Form):
    """Which ICB, for those who work for more than one."""

    icb = forms.ChoiceField(label="Integrated care board", required=False)

    def __init__(self, data: Any, *, icbs: list[tuple[str, str]]) -> None:
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["icb"]).choices = [("", "All"), *icbs]


@requires(Permission.SEE_NETWORKS)
@require_safe
def list_unsigned(request: PortalRequest) -> HttpResponse:
    """Networks without an agreement, members who did not sign, data sharing to sign or review."""
    on = day_of(request)
    networks, filters = _networks(request, on)
    groups = _groups(networks, on)
    asked = request.GET.get("show", "")
    wanted = asked if asked in GROUPS else next((k for k in GROUPS if groups[k]), "none")
    page = Paginator(groups[wanted], PER_PAGE).get_page(request.GET.get("page"))
    holds = _holds(networks, on)
    context = {
        "answer": _answer(groups, on),
        "filters": filters,
        "icb": request.GET.get("icb", ""),
        "on": on,
        "wanted": wanted,
        "tabs": [
            {"key": key, "text": text, "number": len(groups[key]), "here": key == wanted}
            for key, text in GROUPS.items()
        ],
        "page": page,
        "rows": [(row, holds.get(_network(row).pk)) for row in page],
        "may_hold": can(request.user, Permission.COMMISSION),
        "crumbs": crumbs(("Networks", reverse("networks"))),
    }
    return render(request, "pages/agreements/unsigned.html", context)


def _networks(request: PortalRequest, on: date) -> tuple[QuerySet[Network], UnsignedFilters | None]:
    """The networks of one's organisations on a day, of one ICB if it is asked for."""
    scope = scope_of(request.user, Permission.SEE_NETWORKS)
    icbs = [(icb.code, f"{icb.name} ({icb.code})") for icb in icbs_in(scope)]
    found = networks_in(scope, on).filter(open_on(on))
    if len(icbs) < 2:
        return found, None
    filters = UnsignedFilters(request.GET, icbs=icbs)
    icb = filters.cleaned_data["icb"] if filters.is_valid() else ""
    return (found.filter(commissioned_by(icb, on)) if icb else found), filters


def _groups(networks: QuerySet[Network], on: date) -> dict[str, list[Any]]:
    standings = unsigned_members(networks, on).values()
    unsigned = [found for found in standings if found.agreement]
    unsigned.sort(key=lambda found: (-len(found.unsigned), found.network.code))
    return {
        "none": [found for found in standings if found.agreement is None],
        "unsigned": unsigned,
        "sharing": open_sharing(networks, on),
    }


def _network(row: Standing | OpenSharing) -> Network:
    return row.network if isinstance(row, Standing) else row.sharing.network


def _holds(networks: QuerySet[Network], on: date) -> dict[int, PaymentHold]:
    found = PaymentHold.objects.filter(standing_on(on), network__in=networks)
    return {hold.network_id: hold for hold in found}


def _answer(groups: dict[str, list[Any]], on: date) -> str:
    none, sharing = len(groups["none"]), len(groups["sharing"])
    people = sum(len(found.unsigned) for found in groups["unsigned"])
    said = []
    if none:
        said.append(f"{counted(none, 'network has,networks have')} no network agreement.")
    if people:
        where = counted(len(groups["unsigned"]), "network,networks")
        said.append(f"{counted(people, 'member has,members have')} not signed, in {where}.")
    if sharing:
        what = "data sharing agreement waits,data sharing agreements wait"
        said.append(f"{counted(sharing, what)} for a signature or a review.")
    if said:
        return " ".join(said)
    return f"Everything is signed on {day(on)}, and no review is due."
