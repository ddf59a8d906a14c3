"""Proposing a change: its kind, its form, a preview with the effect, and only then the proposal."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.models import ProposalKind
from networks.proposals.actions import propose
from networks.proposals.details import ProposalRefused
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.change_choices import Places
from pcn_portal.web.change_forms import ChangeForm
from pcn_portal.web.change_kinds import FORMS, GROUPS, NEEDS_NETWORK
from pcn_portal.web.change_presenter import shown_effect
from pcn_portal.web.change_words import names_for, sentence
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import crumbs

PREFILLED = ("practice", "network", "to", "into")


class NetworkForm(forms.Form):
    """Which network a change is about, where its form lists what the network has."""

    network = forms.Field()

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"] = places.own_network("Network")


@requires(Permission.PROPOSE_CHANGES)
@require_safe
def kinds(request: PortalRequest) -> HttpResponse:
    """The kinds of change, each leading to its form; what is already known goes along."""
    known = {key: request.GET[key] for key in PREFILLED if request.GET.get(key)}
    context = {
        "groups": GROUPS,
        "query": f"?{urlencode(known)}" if known else "",
        "crumbs": crumbs(("Changes", reverse("changes"))),
    }
    return render(request, "pages/changes/kinds.html", context)


@requires(Permission.PROPOSE_CHANGES)
@require_http_methods(["GET", "POST"])
def new(request: PortalRequest, kind: str) -> HttpResponse:
    """The form of one kind; a valid one is shown with its effect before it is proposed."""
    if kind not in FORMS:
        raise Http404("There is no such kind of change.")
    places = _places(request)
    if kind in NEEDS_NETWORK and not places.network:
        return _ask_network(request, kind)
    given = request.POST if request.method == "POST" else None
    initial = {key: request.GET[key] for key in PREFILLED if key in request.GET}
    form = FORMS[kind](given, places=places, initial=initial)
    step = request.POST.get("step", "")
    if given is not None and step != "change" and form.is_valid():
        try:
            return _proposed(request, form) if step == "propose" else _preview(request, form)
        except ProposalRefused as refusal:
            form.refused(refusal)
    return _form(request, form)


def _places(request: PortalRequest) -> Places:
    """Narrowed to the practices of `?network=`, if it is one of the person's networks."""
    today = timezone.localdate()
    asked = request.GET.get("network", "").upper()
    if asked and Places(request.user, today).networks.filter(code=asked).exists():
        return Places(request.user, today, asked)
    return Places(request.user, today)


def _ask_network(request: PortalRequest, kind: str) -> HttpResponse:
    asked = "network" in request.GET
    form = NetworkForm(
        request.GET if asked else None, places=Places(request.user, timezone.localdate())
    )
    context = {"form": form, "title": _title(kind), "crumbs": _crumbs()}
    status = 400 if form.errors else 200
    return render(request, "pages/changes/network.html", context, status=status)


def _form(request: PortalRequest, form: ChangeForm) -> HttpResponse:
    context = {
        "form": form,
        "title": _title(form.kind),
        "narrowed": form.places.narrowed_to,
        "lists_practices": form.kind not in NEEDS_NETWORK and form.lists_practices,
        "suggestions": form.places.suggestions(),
        "crumbs": _crumbs(),
    }
    return render(request, "pages/changes/new.html", context, status=400 if form.errors else 200)


def _preview(request: PortalRequest, form: ChangeForm) -> HttpResponse:
    now = timezone.now()
    effect = shown_effect(request.user, [form.draft], known_at=now, today=timezone.localdate(now))
    context = {
        "sentence": sentence(form.draft, names_for([form.draft])),
        "effect": effect,
        "reason": form.cleaned_data["reason"],
        "kept": form.kept(),
        "who_decides": _who_decides(form.kind),
        "crumbs": _crumbs(),
    }
    return render(request, "pages/changes/preview.html", context)


def _proposed(request: PortalRequest, form: ChangeForm) -> HttpResponse:
    draft = form.draft
    made = propose(
        kind=draft.kind,
        effective=draft.effective,
        reason=form.cleaned_data["reason"],
        details=draft.details,
        by=request.user.actor,
        at=timezone.now(),
    )
    messages.success(request, "The change is proposed. Nothing changes until it is decided.")
    return redirect("change", made.pk)


def _who_decides(kind: str) -> str:
    if kind == ProposalKind.PAYEE_CHANGED:
        days = counted(settings.PAYEE_WAITING_DAYS, "day,days")
        return f"A second person decides, and it holds at the earliest {days} after that."
    return "A commissioner or approver of the ICB decides; over two ICBs, a national administrator."


def _title(kind: str) -> str:
    return str(ProposalKind(kind).label)


def _crumbs() -> list[dict[str, str]]:
    return crumbs(("Changes", reverse("changes")), ("Propose a change", reverse("change_kinds")))
