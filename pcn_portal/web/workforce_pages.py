"""What networks returned of their staff: every network of a month, and one network by role."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.units.periods import BadPeriod, Month
from pcn_portal.web.formats import counted
from pcn_portal.web.formats import month as month_words
from pcn_portal.web.money_addresses import crumbs, page_of
from workforce.engine.returns import scheme_role
from workforce.models import WorkforceReturn
from workforce.queries import returned_months, returns_of, roles_returned


@requires(Permission.SEE_NETWORKS)
@require_safe
def workforce(request: PortalRequest) -> HttpResponse:
    """Every network of the scope in a month: those that did not submit first."""
    months = returned_months()
    month = _asked(request, months)
    if month is None:
        return render(request, "pages/workforce/none.html", {"crumbs": crumbs()})
    networks = list(_networks(request, month).order_by("name"))
    returns = returns_of(month, [network.pk for network in networks])
    networks.sort(key=lambda network: network.pk in returns)
    page = page_of(request, networks)
    context = {
        "month": month,
        "months": [(str(Month.of(one)), month_words(one)) for one in months],
        "rows": [{"network": one, "given": returns.get(one.pk)} for one in page],
        "page": page,
        "answer": _answer(networks, returns),
        "crumbs": crumbs(),
    }
    return render(request, "pages/workforce/networks.html", context)


@requires(Permission.SEE_NETWORKS)
@require_safe
def network_workforce(request: PortalRequest, network: str) -> HttpResponse:
    """One network's return of a month, by role, with the file it came from."""
    found = _networks(request, timezone.localdate()).filter(code=network).first()
    if found is None:
        raise Http404("None of your networks has this code.")
    months = returned_months()
    month = _asked(request, months)
    given = returns_of(month, [found.pk]).get(found.pk) if month else None
    context = {
        "network": found,
        "month": month,
        "months": [(str(Month.of(one)), month_words(one)) for one in months],
        "given": given,
        "roles": _roles(given) if given else [],
        "crumbs": crumbs(
            ("Networks", reverse("networks")), (found.name, reverse("network", args=[network]))
        ),
    }
    return render(request, "pages/workforce/network.html", context)


def _roles(given: WorkforceReturn) -> list[dict[str, Any]]:
    rows = sorted(roles_returned(given), key=lambda one: -(one.fte + one.contracted_fte))
    return [{"given": one, "scheme": scheme_role(one.detail)} for one in rows]


def _networks(request: PortalRequest, day: date) -> Any:
    return networks_in(scope_of(request.user, Permission.SEE_NETWORKS), day)


def _asked(request: PortalRequest, months: list[date]) -> date | None:
    """The month in the address, else the newest; None while nothing was taken in."""
    text = request.GET.get("month", "")
    if not text:
        return months[0] if months else None
    try:
        asked = Month.parse(text).first
    except BadPeriod as bad:
        raise Http404(str(bad)) from None
    if asked not in months:
        raise Http404("No publication of that month was taken in.")
    return asked


def _answer(networks: list[Network], returns: dict[int, WorkforceReturn]) -> str:
    lacking = sum(network.pk not in returns for network in networks)
    fte = sum((one.fte for one in returns.values()), Decimal(0))
    contracted = sum((one.contracted_fte for one in returns.values()), Decimal(0))
    words = (
        f"{counted(len(returns), 'network,networks')} returned {fte:,.2f} whole-time equivalents "
        f"of staff, and {contracted:,.2f} of contracted services."
    )
    if not lacking:
        return words
    return f"{counted(lacking, 'network,networks')} did not submit. {words}"
