"""Services: the parts of the contract besides payments, for a board or a network."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks.queries import networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, networks_in, scope_of
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import crumbs, icb_or_404
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import find_network, network_header


@dataclass(frozen=True, slots=True)
class Part:
    """A part of services: its words and the URL names of its page for a network and a board."""

    title: str
    words: str
    of_network: str
    of_board: str


PARTS = (
    Part(
        "What is due",
        "Every deadline of the year, and who misses the cut-off if nothing happens.",
        "network_deadlines",
        "deadlines_of_board",
    ),
    Part(
        "Requirements",
        "What the contract asks, how it is delivered, and the evidence.",
        "network_requirements",
        "requirements_of_board",
    ),
    Part(
        "Care homes",
        "Aligned homes, their beds month by month, and what the premium comes to.",
        "network_care_homes",
        "care_homes_of_board",
    ),
    Part(
        "Capacity and access improvement",
        "Criteria of each part, the declaration, and from when it is paid.",
        "network_improvement",
        "improvement_of_board",
    ),
    Part(
        "Incentive fund",
        "Indicators with performance, points, pounds earned and missed.",
        "network_achievement",
        "achievement_of_board",
    ),
    Part(
        "Population and projects",
        "Age, deprivation, and what was done about inequalities.",
        "network_population",
        "population_of_board",
    ),
)


@requires(Permission.SEE_SERVICES)
@require_safe
def services(request: PortalRequest) -> HttpResponse:
    """The boards and the networks of the person, to go on to."""
    scope = scope_of(request.user, Permission.SEE_SERVICES)
    own = networks_in(scope, timezone.localdate()).filter(code__in=scope.networks)
    context = {
        "boards": icbs_in(scope).order_by("name"),
        "networks": own.order_by("name"),
        "crumbs": crumbs(),
    }
    return render(request, "pages/services/services.html", context)


@requires(Permission.SEE_SERVICES)
@require_safe
def services_of_board(request: PortalRequest, icb: str) -> HttpResponse:
    """A board's parts of services."""
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    count = networks_of_icb(icb, timezone.localdate()).count()
    context = {
        "board": board,
        "parts": _parts("of_board", icb),
        "answer": f"{counted(count, 'network,networks')} of this board.",
        "crumbs": crumbs(("Services", reverse("services"))),
    }
    return render(request, "pages/services/board.html", context)


@requires(Permission.SEE_SERVICES)
@require_safe
def network_services(request: PortalRequest, network: str) -> HttpResponse:
    """A network's parts of services."""
    on = day_of(request)
    found = find_network(request, network, on, Permission.SEE_SERVICES)
    context = {
        "header": network_header(found, on),
        "tab": "services",
        "parts": _parts("of_network", found.code),
        "crumbs": crumbs(("Networks", reverse("networks"))),
    }
    return render(request, "pages/services/network.html", context)


def _parts(whose: str, code: str) -> list[dict[str, Any]]:
    """The parts that have a page, with its address."""
    found = []
    for part in PARTS:
        try:
            href = reverse(getattr(part, whose), args=[code])
        except NoReverseMatch:
            continue
        found.append({"title": part.title, "words": part.words, "href": href})
    return found
