"""The roles people play in networks, configured by the national administrator."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.models import NetworkRole
from networks.people.actions import PeopleRefused
from networks.people.roles import MOST_ORDER, RoleFacts, add_role, change_role
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.audit.dated import holds_on
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.people_of_network_forms import say_refusal
from pcn_portal.web.register_forms import reason_field


class RoleForm(forms.Form):
    """A role as configured."""

    title = forms.CharField(label="Title", max_length=80)
    order = forms.IntegerField(
        label="Order",
        min_value=0,
        max_value=MOST_ORDER,
        help_text="A number. The role with the lowest stands first.",
    )
    required = forms.BooleanField(
        label="Every network must fill it: a vacancy is an alarm", required=False
    )
    active = forms.BooleanField(label="In use: people may be put into it", required=False)
    reason = reason_field()

    @property
    def facts(self) -> RoleFacts:
        given = {name: self.cleaned_data[name] for name in RoleFacts.__dataclass_fields__}
        return RoleFacts(**given)


@requires(Permission.CONFIGURE)
@require_safe
def roles(request: PortalRequest) -> HttpResponse:
    """All roles, with how many people are in each today."""
    today = timezone.localdate()
    now = Count("appointments", filter=holds_on(today, "appointments__"))
    every = NetworkRole.objects.annotate(people=now).order_by("order", "code")
    context = {
        "roles": every,
        "answer": _answer(list(every)),
        "crumbs": crumbs(("Networks", reverse("networks"))),
    }
    return render(request, "pages/networks/roles.html", context)


@requires(Permission.CONFIGURE)
@require_http_methods(["GET", "POST"])
def role_new(request: PortalRequest) -> HttpResponse:
    """Add a role."""
    form = RoleForm(request.POST or None, initial={"order": 100, "active": True})
    if request.method == "POST" and form.is_valid():
        try:
            role = add_role(
                facts=form.facts,
                reason=form.cleaned_data["reason"],
                by=request.user.actor,
                at=timezone.now(),
            )
        except PeopleRefused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, f"{role.title} is a role now.")
            return redirect("network_roles")
    return _form(request, form, {"heading": "Add a role"})


@requires(Permission.CONFIGURE)
@require_http_methods(["GET", "POST"])
def role_change(request: PortalRequest, role_code: str) -> HttpResponse:
    """Rename a role, move it, make it required or not, retire it or take it into use again."""
    role = NetworkRole.objects.filter(code=role_code).first()
    if role is None:
        raise Http404("No such role.")
    initial = {name: getattr(role, name) for name in RoleFacts.__dataclass_fields__}
    form = RoleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_role(
                code=role.code,
                facts=form.facts,
                reason=form.cleaned_data["reason"],
                by=request.user.actor,
                at=timezone.now(),
            )
        except PeopleRefused as refusal:
            say_refusal(form, refusal)
        else:
            messages.success(request, "The role is changed.")
            return redirect("network_roles")
    return _form(request, form, {"heading": f"Change “{role.title}”", "role": role})


def _answer(every: list[NetworkRole]) -> str:
    required = sum(role.required and role.active for role in every)
    used = sum(role.active for role in every)
    return f"{used} of {len(every)} roles are in use. Networks must fill {required} of them."


def _form(request: PortalRequest, form: RoleForm, more: dict[str, Any]) -> HttpResponse:
    above = (("Networks", reverse("networks")), ("Roles", reverse("network_roles")))
    context = {"form": form, "crumbs": crumbs(*above), **more}
    status = 400 if form.errors else 200
    return render(request, "pages/networks/role.html", context, status=status)


urlpatterns = [
    path("networks/roles/", roles, name="network_roles"),
    path("networks/roles/new/", role_new, name="network_role_new"),
    path("networks/roles/<slug:role_code>/", role_change, name="network_role"),
]
