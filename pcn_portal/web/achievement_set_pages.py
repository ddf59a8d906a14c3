"""National decisions of the incentive fund: points, national values, and rounding."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import can
from pcn_portal.web.achievement_forms import NationalValueForm, OrderForm, OverrideForm
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.register_forms import form_page, saved
from pcn_portal.web.staff_pages import done
from services.achievement_actions import decide_order, enter_national_value, override_points
from services.incentive_files import Scheme, schemes
from services.keeping import ServicesRefused
from services.models import AchievementOverride, NationalValue, PointOrder

FORMS = {
    "points": (OverrideForm, "Give all points by decision"),
    "national": (NationalValueForm, "Enter a national value"),
    "rounding": (OrderForm, "Decide when the payment is rounded"),
}


@requires(Permission.SEE_RATES)
@require_safe
def achievement_decisions(request: PortalRequest, scheme: str) -> HttpResponse:
    """What was decided and entered for a scheme, latest first."""
    found = _scheme(scheme)
    decided = AchievementOverride.objects.filter(scheme=scheme, network=None)
    context = {
        "scheme": found,
        "overrides": decided.select_related("decided_by"),
        "values": NationalValue.objects.filter(scheme=scheme).select_related("entered_by"),
        "orders": PointOrder.objects.filter(scheme=scheme).select_related("decided_by"),
        "may": can(request.user, Permission.SET_SERVICES),
        "crumbs": _crumbs(found),
    }
    return render(request, "pages/achievement/decisions.html", context)


@requires(Permission.SET_SERVICES)
@require_http_methods(["GET", "POST"])
def achievement_decide(request: PortalRequest, scheme: str, decide: str) -> HttpResponse:
    """One decision or value to record, for a national administrator."""
    found = _scheme(scheme)
    if decide not in FORMS:
        raise Http404("There is no such decision.")
    shape, heading = FORMS[decide]
    form = shape(request.POST or None, scheme=found)
    if saved(form, lambda clean: _write(request, scheme, decide, clean)):
        return done(request, "It is recorded.", "achievement_decisions", scheme)
    return form_page(
        request, form, heading=heading, caption=f"Incentive fund {found.title}", button="Record",
        crumbs=_crumbs(found),
        effects=("It counts at once for every figure that is not declared yet.",),
    )  # fmt: skip


def _write(request: PortalRequest, scheme: str, decide: str, clean: dict[str, Any]) -> None:
    common: dict[str, Any] = {"scheme": scheme, "by": request.user.actor, "at": timezone.now()}
    if decide == "national":
        enter_national_value(**clean, **common)
    elif decide == "rounding":
        decide_order(**clean, **common)
    else:
        network = network_named(clean.pop("network"))
        override_points(**clean | {"full": clean["full"] == "yes"}, network=network, **common)


def network_named(code: str) -> Network | None:
    """A network by its code; None for none. Raises ServicesRefused."""
    if not code.strip():
        return None
    found = Network.objects.filter(code=code.strip().upper()).first()
    if found is None:
        raise ServicesRefused("There is no network with this code.", "network")
    return found


def _scheme(key: str) -> Scheme:
    if key not in schemes():
        raise Http404("There is no such scheme.")
    return schemes()[key]


def _crumbs(scheme: Scheme) -> list[dict[str, str]]:
    return crumbs(
        ("Rates", reverse("rates")),
        ("Incentive fund", reverse("incentive_schemes")),
        (scheme.title, reverse("incentive_scheme", args=[scheme.id])),
    )
