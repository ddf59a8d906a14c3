"""A network's staff register: everybody in post, and what is recorded of one person."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import scope_of
from pcn_portal.units.periods import Month
from pcn_portal.web.formats import counted, money
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import find_network, network_header
from pcn_portal.web.rate_pages import slug
from workforce.models import Engagement
from workforce.role_files import role_names
from workforce.staff_lists import StaffRow, engagements_of, planned_posts, staff_row, staff_rows


@requires(Permission.SEE_STAFF)
@require_safe
def staff(request: PortalRequest, network: str) -> HttpResponse:
    """Everybody of a network on a day, and posts nobody is in."""
    on = day_of(request)
    found = find_network(request, network, on, Permission.SEE_STAFF)
    rows = staff_rows(found, on)
    context = {
        "header": network_header(found, on),
        "tab": "staff",
        "rows": rows,
        "planned": [(role_names()[post.role], post) for post in planned_posts(found, on)],
        "answer": _answer(rows),
        "names": keeps_staff(request, found),
        "plan_year": slug(Month.of(on).contract_year),
        "crumbs": crumbs(("Networks", reverse("networks"))),
    }
    return render(request, "pages/staff/staff.html", context)


@requires(Permission.SEE_STAFF)
@require_safe
def staff_person(request: PortalRequest, network: str, engagement_id: int) -> HttpResponse:
    """One person in a post: terms, leave, months with a cost of their own, and claims."""
    today = timezone.localdate()
    found = find_network(request, network, today, Permission.SEE_STAFF)
    one = find_engagement(found, engagement_id)
    context = {
        "network": found,
        "row": staff_row(one, today),
        "terms": sorted(one.terms.all(), key=lambda t: (t.from_day, t.pk), reverse=True),
        "costs": one.costs.order_by("-month", "-id"),
        "claims": one.claimed.select_related("claim").order_by("-claim__month", "-claim__turn"),
        "names": keeps_staff(request, found),
        "crumbs": staff_crumbs(found),
    }
    return render(request, "pages/staff/person.html", context)


def keeps_staff(request: PortalRequest, network: Network) -> bool:
    """Whether the person works for the network itself: they keep its staff and see names."""
    return network.code in scope_of(request.user, Permission.KEEP_STAFF).networks


def own_network(request: PortalRequest, code: str) -> Network:
    """A network whose staff the person keeps, or 404."""
    network = find_network(request, code, timezone.localdate(), Permission.KEEP_STAFF)
    if not keeps_staff(request, network):
        raise Http404("Staff are kept by the network itself.")
    return network


def find_engagement(network: Network, engagement_id: int) -> Engagement:
    found = engagements_of(network).filter(pk=engagement_id).first()
    if found is None:
        raise Http404("No such person in this network.")
    return found


def staff_crumbs(network: Network) -> list[dict[str, str]]:
    return crumbs(
        ("Networks", reverse("networks")),
        (network.name, reverse("network", args=[network.code])),
        ("Staff", reverse("network_staff", args=[network.code])),
    )


def done(request: PortalRequest, said: str, url_name: str, *args: Any) -> HttpResponse:
    """Say what was done, and go there."""
    messages.success(request, said)
    return redirect(url_name, *args)


def _answer(rows: list[StaffRow]) -> str:
    there = [row for row in rows if row.standing == "in post"]
    if not there:
        return "Nobody is recorded in post on this day."
    wte = sum((row.wte for row in there if row.wte is not None), Decimal(0))
    cost = sum((row.cost for row in there if row.cost is not None), Decimal(0))
    people = counted(len({row.engagement.person_id for row in there}), "person,people")
    return f"{people} in post: {wte:.2f} whole-time equivalents that cost {money(cost)} a month."
