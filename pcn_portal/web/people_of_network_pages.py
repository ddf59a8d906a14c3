"""The people of a network: who leads it, whom to ask, and its nominated payee."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.models import CLINICAL_DIRECTOR, Appointment, Network
from networks.people.actions import PeopleRefused, appoint, correct, end_appointment, post_of
from networks.people.queries import appointments_of, roles_in_use
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.keepers import may_keep_directors
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import find_network, network_header
from pcn_portal.web.people_of_network_forms import (
    AppointForm,
    ContactForm,
    EndForm,
    PostForm,
    is_director,
    recorded,
    say_refusal,
)
from pcn_portal.web.people_of_network_presenter import PeopleOfNetwork, payees_on


@requires(Permission.SEE_NETWORKS)
@require_safe
def people(request: PortalRequest, code: str) -> HttpResponse:
    """The people of a network on a day: directors first, then everybody else, then the payee."""
    on = day_of(request)
    network = find_network(request, code, on, Permission.SEE_NETWORKS)
    header = network_header(network, on)
    context = {
        "header": header,
        "tab": "people",
        "shown": PeopleOfNetwork(network, on, header["size"], header["members"]),
        "payee": payees_on(network, on),
        "may_keep": _keeps(request, network),
        "may_keep_directors": may_keep_directors(request.user, network, timezone.localdate()),
        "crumbs": crumbs(("Networks", reverse("networks"))),
    }
    return render(request, "pages/networks/people.html", context)


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def appointment_new(request: PortalRequest, code: str) -> HttpResponse:
    """Record that a person takes up a role."""
    today = timezone.localdate()
    network = find_network(request, code, today, Permission.KEEP_REGISTER)
    direct = may_keep_directors(request.user, network, today)
    roles = roles_in_use() if direct else roles_in_use().exclude(code=CLINICAL_DIRECTOR)
    initial = {"role": request.GET.get("role", ""), "starts": today}
    form = AppointForm(
        request.POST or None, network=network, on=today, roles=roles, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = appoint(
                network_code=network.code,
                role_code=form.cleaned_data["role"],
                post=form.post,
                reason=form.cleaned_data["reason"],
                by=request.user.actor,
                at=timezone.now(),
            )
        except PeopleRefused as refusal:
            say_refusal(form, refusal)
        else:
            return _done(request, network, f"{made.person} is recorded as {_role(made)}.")
    return _form(request, "appoint", network, form, {"by_proposal": not direct})


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def appointment_correct(request: PortalRequest, code: str, appointment_id: int) -> HttpResponse:
    """Put right what is recorded of a person; a PCN manager only a director's contact details."""
    network, appointment = _find(request, code, appointment_id)
    only_contact = _by_proposal(request, appointment)
    form: ContactForm
    if only_contact:
        form = ContactForm(request.POST or None, initial=recorded(appointment))
    else:
        form = PostForm(
            request.POST or None,
            network=network,
            on=timezone.localdate(),
            initial=recorded(appointment),
        )
    if request.method == "POST" and form.is_valid():
        try:
            correct(
                appointment_id=appointment.pk,
                post=replace(post_of(appointment), **form.changed),
                reason=form.cleaned_data["reason"],
                by=request.user.actor,
                at=timezone.now(),
            )
        except PeopleRefused as refusal:
            say_refusal(form, refusal)
        else:
            return _done(request, network, "The entry is corrected. The earlier one is kept.")
    more = {"appointment": appointment, "by_proposal": only_contact}
    return _form(request, "correct", network, form, more)


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def appointment_end(request: PortalRequest, code: str, appointment_id: int) -> HttpResponse:
    """End a person's time in a role, having seen who else is in it."""
    network, appointment = _find(request, code, appointment_id)
    if _by_proposal(request, appointment):
        raise Http404("A PCN manager proposes a change of the clinical director.")
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_appointment(
                appointment_id=appointment.pk,
                on=form.on,
                reason=form.cleaned_data["reason"],
                by=request.user.actor,
                at=timezone.now(),
            )
        except PeopleRefused as refusal:
            say_refusal(form, refusal)
        else:
            return _done(request, network, f"The last day of {appointment.person} is recorded.")
    others = appointments_of(network).filter(role=appointment.role).exclude(pk=appointment.pk)
    remaining = [a for a in others if a.ends is None or a.ends > timezone.localdate()]
    return _form(
        request, "end", network, form, {"appointment": appointment, "remaining": remaining}
    )


def _keeps(request: PortalRequest, network: Network) -> bool:
    scope = scope_of(request.user, Permission.KEEP_REGISTER)
    return networks_in(scope, timezone.localdate()).filter(pk=network.pk).exists()


def _by_proposal(request: PortalRequest, appointment: Appointment) -> bool:
    """Whether the person may change this appointment only by proposing it."""
    today = timezone.localdate()
    return is_director(appointment) and not may_keep_directors(
        request.user, appointment.network, today
    )


def _find(request: PortalRequest, code: str, appointment_id: int) -> tuple[Network, Appointment]:
    network = find_network(request, code, timezone.localdate(), Permission.KEEP_REGISTER)
    found = appointments_of(network).select_related("network").filter(pk=appointment_id).first()
    if found is None:
        raise Http404("No such appointment in this network.")
    return network, found


def _role(appointment: Appointment) -> str:
    title = appointment.role.title
    return title[:1].lower() + title[1:]


def _done(request: PortalRequest, network: Network, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("network_people", network.code)


def _form(
    request: PortalRequest, name: str, network: Network, form: Any, more: dict[str, Any]
) -> HttpResponse:
    context = {
        "network": network,
        "form": form,
        "crumbs": crumbs(
            ("Networks", reverse("networks")),
            (str(network), reverse("network_people", args=[network.code])),
        ),
        **more,
    }
    status = 400 if form.errors else 200
    return render(request, f"pages/networks/people_{name}.html", context, status=status)


urlpatterns = [
    path("networks/<str:code>/people/", people, name="network_people"),
    path("networks/<str:code>/people/new/", appointment_new, name="appointment_new"),
    path(
        "networks/<str:code>/people/<int:appointment_id>/",
        appointment_correct,
        name="appointment_correct",
    ),
    path(
        "networks/<str:code>/people/<int:appointment_id>/end/",
        appointment_end,
        name="appointment_end",
    ),
]
