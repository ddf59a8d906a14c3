"""People: who may sign in, with which roles. For the national administrator."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pcn_portal.accounts.actions import (
    PersonRefused,
    RoleAt,
    add_person,
    give_role,
    record_link,
    reset_second_factor,
    set_active,
    take_role,
)
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import ROLE_TITLES, Permission, Role
from pcn_portal.audit.models import AuditEvent
from pcn_portal.web.money_addresses import asked_words
from pcn_portal.web.network_pages import PAGE_SIZE

LINK = "one_time_link"
ROLE_CHOICES = [("", "Choose a role"), *((r.value, title) for r, title in ROLE_TITLES.items())]
EVENTS_SHOWN = 20
EVENT_WORDS = {
    "person.entered": "Entered",
    "person.role_given": "Role added",
    "person.role_taken": "Role removed",
    "person.opened": "Account opened again",
    "person.closed": "Account closed",
    "person.second_factor_reset": "Second factor removed",
    "person.link_made": "One-time link made",
}
CODE_HINT = (
    "The ODS code of the integrated care board, like QSL, or of the network, like U12345. "
    "Leave it empty for all of England."
)


class RoleForm(forms.Form):
    """A role and where it is held."""

    role = forms.ChoiceField(label="Role", choices=ROLE_CHOICES)
    code = forms.CharField(label="Code", required=False, max_length=8, help_text=CODE_HINT)

    @property
    def role_at(self) -> RoleAt:
        return RoleAt(Role(self.cleaned_data["role"]), self.cleaned_data["code"].strip().upper())


class PersonForm(RoleForm):
    """A new person with a first role."""

    field_order = ("name", "email", "role", "code")
    name = forms.CharField(label="Name", max_length=150)
    email = forms.EmailField(label="Email address", max_length=254)


class ReasonForm(forms.Form):
    """Why an account is closed or opened."""

    reason = forms.CharField(label="Reason", max_length=500)


@requires(Permission.MANAGE_PEOPLE)
@require_safe
def people(request: PortalRequest) -> HttpResponse:
    """List everybody who is entered."""
    sought = asked_words(request, "q")
    found = User.objects.filter(Q(name__icontains=sought) | Q(email__icontains=sought))
    page = Paginator(
        found.prefetch_related("memberships").order_by("name", "email"), PAGE_SIZE
    ).get_page(request.GET.get("page"))
    rows = [{"person": person, "roles": _roles(person)} for person in page]
    return render(
        request, "pages/people/people.html", {"page": page, "rows": rows, "sought": sought}
    )


@requires(Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def new_person(request: PortalRequest) -> HttpResponse:
    """Enter a person, then show the link by which they set a password."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = add_person(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                role_at=form.role_at,
                by=request.user.actor,
                at=timezone.now(),
            )
        except PersonRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{person} is entered.")
            return _with_link(request, person)
    return render(request, "pages/people/new.html", {"form": form, "crumbs": _crumbs()})


@requires(Permission.MANAGE_PEOPLE)
@require_safe
def person(request: PortalRequest, person_id: int) -> HttpResponse:
    """One person: roles, state of the account, and what was done to it."""
    return _person_page(request, person_id)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def person_give_role(request: PortalRequest, person_id: int) -> HttpResponse:
    """Add a role."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _person_page(request, person_id, role_form=form)
    try:
        give_role(user_id=person_id, role_at=form.role_at, by=request.user.actor, at=timezone.now())
    except PersonRefused as refusal:
        form.add_error(None, str(refusal))
        return _person_page(request, person_id, role_form=form)
    messages.success(request, "The role is added. It counts at once.")
    return redirect("person", person_id)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def person_take_role(request: PortalRequest, person_id: int, membership_id: int) -> HttpResponse:
    """Remove a role."""
    try:
        take_role(membership_id=membership_id, by=request.user.actor, at=timezone.now())
        messages.success(request, "The role is removed. It stopped at once.")
    except PersonRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("person", person_id)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def person_set_active(request: PortalRequest, person_id: int) -> HttpResponse:
    """Close the account, or open it again."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _person_page(request, person_id, reason_form=form)
    active = request.POST.get("active") == "yes"
    try:
        set_active(
            user_id=person_id,
            active=active,
            reason=form.cleaned_data["reason"],
            by=request.user.actor,
            at=timezone.now(),
        )
        messages.success(request, f"The account is {'open' if active else 'closed'}.")
    except PersonRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("person", person_id)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def person_reset_second_factor(request: PortalRequest, person_id: int) -> HttpResponse:
    """Remove a lost second factor."""
    try:
        reset_second_factor(user_id=person_id, by=request.user.actor, at=timezone.now())
        messages.success(request, "The second factor is removed, with its recovery codes.")
    except PersonRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("person", person_id)


@requires(Permission.MANAGE_PEOPLE)
@require_POST
def person_new_link(request: PortalRequest, person_id: int) -> HttpResponse:
    """Make a new one-time link, for a first or a forgotten password."""
    return _with_link(request, get_object_or_404(User, pk=person_id))


def _with_link(request: PortalRequest, person: User) -> HttpResponse:
    """Make a one-time link and go to the person's page, which shows it once."""
    try:
        record_link(user_id=person.pk, by=request.user.actor, at=timezone.now())
    except PersonRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("person", person.pk)
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    address = reverse("set_password", args=[uid, default_token_generator.make_token(person)])
    request.session[LINK] = {"person": person.pk, "link": request.build_absolute_uri(address)}
    return redirect("person", person.pk)


def _person_page(request: PortalRequest, person_id: int, **bound: forms.Form) -> HttpResponse:
    found = get_object_or_404(User.objects.prefetch_related("memberships"), pk=person_id)
    link = request.session.pop(LINK, None)
    context: dict[str, Any] = {
        "person": found,
        "is_me": found.pk == request.user.pk,
        "roles": _roles(found),
        "second_factor": is_mfa_enabled(found),
        "link": link["link"] if link and link["person"] == found.pk else "",
        "events": _events(found),
        "role_form": RoleForm(),
        "reason_form": ReasonForm(),
        "crumbs": [*_crumbs()],
        **bound,
    }
    context["form"] = next(iter(bound.values()), None)
    return render(request, "pages/people/person.html", context)


def _events(person: User) -> list[dict[str, Any]]:
    found = AuditEvent.objects.filter(object_kind="person", object_key=person.email[:80])
    return [
        {"at": e.at, "who": e.actor_label, "words": _words(e), "reason": e.reason}
        for e in found[:EVENTS_SHOWN]
    ]


def _words(event: AuditEvent) -> str:
    said = EVENT_WORDS.get(event.action, event.action)
    if "role" not in event.data:
        return said
    return f"{said}: {Role(event.data['role']).label}, {event.data['code'] or 'England'}"


def _roles(person: User) -> list[dict[str, Any]]:
    return [
        {"id": held.pk, "title": Role(held.role).label, "at": held.code or "England"}
        for held in person.memberships.all()
    ]


def _crumbs() -> list[dict[str, str]]:
    return [
        {"text": "Home", "href": reverse("home")},
        {"text": "People", "href": reverse("people")},
    ]


urlpatterns = [
    path("people/", people, name="people"),
    path("people/new/", new_person, name="new_person"),
    path("people/<int:person_id>/", person, name="person"),
    path("people/<int:person_id>/roles/", person_give_role, name="person_give_role"),
    path(
        "people/<int:person_id>/roles/<int:membership_id>/remove/",
        person_take_role,
        name="person_take_role",
    ),
    path("people/<int:person_id>/account/", person_set_active, name="person_set_active"),
    path(
        "people/<int:person_id>/second-factor/",
        person_reset_second_factor,
        name="person_reset_second_factor",
    ),
    path("people/<int:person_id>/link/", person_new_link, name="person_new_link"),
]
