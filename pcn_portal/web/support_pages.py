"""What supports a network's staff: supervision, training, desks, equipment; and the baseline."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.formats import counted
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.register_forms import form_page, saved
from pcn_portal.web.staff_pages import done, find_engagement, keeps_staff, own_network, staff_crumbs
from pcn_portal.web.support_forms import (
    BaselineForm,
    EquipmentForm,
    RoomForm,
    SupervisionForm,
    TrainingForm,
)
from workforce.baselines import drop_baseline, set_baseline
from workforce.models import Baseline, Room
from workforce.role_files import role_names
from workforce.support import (
    desks_of,
    exposure_of,
    lacking,
    set_equipment,
    set_room,
    set_training,
    supervise,
)


@requires(Permission.SEE_STAFF)
@require_safe
def staff_support(request: PortalRequest, network: str) -> HttpResponse:
    """Who lacks what, desks against sessions, and sums that touch the practices."""
    on = day_of(request)
    found = find_network(request, network, on, Permission.SEE_STAFF)
    lacks = lacking(found, on)
    desks = desks_of(found, on)
    context = {
        "network": found,
        "on": on,
        "lacks": lacks,
        "desks": desks,
        "rooms": Room.objects.filter(network=found).select_related("practice"),
        "exposure": exposure_of(found, on),
        "mine": keeps_staff(request, found),
        "answer": _answer(lacks, desks),
        "crumbs": staff_crumbs(found),
    }
    return render(request, "pages/staff/support.html", context)


@requires(Permission.SEE_STAFF)
@require_safe
def staff_baseline(request: PortalRequest, network: str) -> HttpResponse:
    """The baseline of 31 March 2019, and what a vacancy in it stops."""
    found = find_network(request, network, timezone.localdate(), Permission.SEE_STAFF)
    rows = Baseline.objects.filter(network=found).select_related("practice")
    names = role_names()
    context = {
        "network": found,
        "rows": [(names.get(row.role, row.role), row) for row in rows],
        "mine": keeps_staff(request, found),
        "crumbs": staff_crumbs(found),
    }
    return render(request, "pages/staff/baseline.html", context)


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def baseline_set(request: PortalRequest, network: str) -> HttpResponse:
    """Record a baseline post, or since when it is vacant."""
    found = own_network(request, network)
    form = BaselineForm(request.POST or None)

    def write(clean: dict[str, Any]) -> None:
        set_baseline(
            network=found,
            practice_code=clean["practice"],
            role=clean["role"],
            wte=clean["wte"],
            vacant_since=clean["since"],
            **_who(request),
        )

    return _form(request, found, form, write, "Record a baseline post", "staff_baseline")


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def baseline_drop(request: PortalRequest, network: str, baseline_id: int) -> HttpResponse:
    """Take a wrong entry out."""
    found = own_network(request, network)
    if not Baseline.objects.filter(network=found, pk=baseline_id).exists():
        raise Http404("No such entry of this network.")
    form = forms.Form(request.POST or None)

    def write(_: dict[str, Any]) -> None:
        drop_baseline(network=found, baseline_id=baseline_id, **_who(request))

    return _form(request, found, form, write, "Take this entry out", "staff_baseline")


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def room_set(request: PortalRequest, network: str) -> HttpResponse:
    """Record the desks of a site in a half day."""
    found = own_network(request, network)
    form = RoomForm(request.POST or None)

    def write(clean: dict[str, Any]) -> None:
        set_room(
            network=found,
            practice_code=clean["practice"],
            site=clean["site"],
            day=int(clean["day"]),
            half=clean["half"],
            desks=clean["desks"],
            **_who(request),
        )

    return _form(request, found, form, write, "Record desks", "staff_support")


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def supervision_set(request: PortalRequest, network: str, engagement_id: int) -> HttpResponse:
    """Record who supervises somebody."""
    found = own_network(request, network)
    one = find_engagement(found, engagement_id)
    form = SupervisionForm(request.POST or None, initial={"starts": timezone.localdate()})

    def write(clean: dict[str, Any]) -> None:
        supervise(
            engagement=one,
            supervisor=clean["supervisor"],
            times_a_year=clean["times_a_year"],
            starts=clean["starts"],
            practice_code=clean["practice"],
            **_who(request),
        )

    heading = f"Supervision of {one.person.reference}"
    return _form(request, found, form, write, heading, "staff_support")


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def training_set(request: PortalRequest, network: str, engagement_id: int) -> HttpResponse:
    """Record somebody's training pathway."""
    found = own_network(request, network)
    one = find_engagement(found, engagement_id)
    form = TrainingForm(request.POST or None)

    def write(clean: dict[str, Any]) -> None:
        days: dict[str, date | None] = {name: clean[name] for name in ("starts", "due", "finished")}
        set_training(engagement=one, pathway=clean["pathway"], days=days, **_who(request))

    heading = f"Training of {one.person.reference}"
    return _form(request, found, form, write, heading, "staff_support")


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def equipment_set(request: PortalRequest, network: str, engagement_id: int) -> HttpResponse:
    """Record whether somebody has what they need."""
    found = own_network(request, network)
    one = find_engagement(found, engagement_id)
    form = EquipmentForm(request.POST or None)

    def write(clean: dict[str, Any]) -> None:
        set_equipment(
            engagement=one,
            kind=clean["kind"],
            held=clean["held"] == "yes",
            owner=clean["owner"],
            funder=clean["funder"],
            **_who(request),
        )

    heading = f"Equipment of {one.person.reference}"
    return _form(request, found, form, write, heading, "staff_support")


def _who(request: PortalRequest) -> dict[str, Any]:
    return {"by": request.user.actor, "at": timezone.now()}


def _form(
    request: PortalRequest,
    network: Network,
    form: forms.Form,
    write: Callable[[dict[str, Any]], object],
    heading: str,
    then: str,
) -> HttpResponse:
    if saved(form, write):
        return done(request, "It is recorded.", then, network.code)
    return form_page(
        request,
        form,
        heading=heading,
        caption=network.name,
        button="Record",
        crumbs=staff_crumbs(network),
    )


def _answer(lacks: list[Any], desks: list[Any]) -> str:
    alone = sum(bool(one.supervision) for one in lacks)
    gap = sum((one.gap for one in desks), start=0)
    words = f"{counted(alone, 'person lacks,people lack')} supervision as guidance has it. "
    if not desks:
        return words + "No desks and no sessions at practices are recorded."
    if gap:
        return words + f"{gap:f} sessions a week are without a desk."
    return words + "There is a desk for every session that is recorded."
