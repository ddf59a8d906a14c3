"""Differences: where two sources disagree about a practice's network, and a person decides."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.actions import DecisionRefused, decide_differences
from networks.models import MembershipDifference
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import can, differences_in, scope_of
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import crumbs, page_of

Outcome = MembershipDifference.Outcome
GROUPS = {
    "networks": "Different networks",
    "not-counted": "In the register, not in the file",
    "decided": "Decided",
}
MOST_AT_ONCE = 200


class DecideForm(forms.Form):
    """What to do about the chosen differences, from which day, and why."""

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            (Outcome.KEEP, "Keep the register. The practice stays where it is"),
            (Outcome.ACCEPT, "Accept the file. The practice changes as the file says"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to keep the register or accept the file."},
    )
    effective = DayField(
        label="From which month, if you accept",
        help_text="The first day it holds, which is the first of a month. For example, 1 4 2025.",
        required=False,
    )
    reason = forms.CharField(
        label="Reason",
        help_text="For example, the network agreement or the notice you have seen.",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Say why you decide so."},
    )


@requires(Permission.SEE_IMPORTS)
@require_safe
def differences(request: PortalRequest) -> HttpResponse:
    """Open differences in two groups, and those that are decided."""
    every = _visible(request, Permission.SEE_IMPORTS)
    groups = {key: _group(every, key) for key in GROUPS}
    numbers = {key: rows.count() for key, rows in groups.items()}
    wanted = _asked_group(request, numbers)
    context = {
        "page": page_of(request, groups[wanted]),
        "wanted": wanted,
        "tabs": [
            {"key": key, "text": text, "number": numbers[key], "here": key == wanted}
            for key, text in GROUPS.items()
        ],
        "answer": _answer(numbers),
        "may_decide": can(request.user, Permission.DECIDE_DIFFERENCES) and wanted != "decided",
        "crumbs": crumbs(("Imports", reverse("imports"))),
    }
    return render(request, "pages/differences/list.html", context)


@requires(Permission.DECIDE_DIFFERENCES)
@require_http_methods(["GET", "POST"])
def decide(request: PortalRequest) -> HttpResponse:
    """The chosen differences, what each decision would do, and the decision with its reason."""
    chosen = _chosen(request)
    if not chosen:
        messages.info(request, "Choose at least one difference that needs a decision.")
        return redirect("differences")
    form = DecideForm(request.POST or None, initial={"effective": min(d.on for d in chosen)})
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, chosen, form.cleaned_data)
        except DecisionRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "chosen": chosen,
        "form": form,
        "crumbs": crumbs(("Imports", reverse("imports")), ("Differences", reverse("differences"))),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/differences/decide.html", context, status=status)


def _visible(request: PortalRequest, permission: Permission) -> QuerySet[MembershipDifference]:
    scope = scope_of(request.user, permission)
    return (
        differences_in(scope, timezone.localdate())
        .select_related("practice", "register_network", "file_network", "source", "decided_by")
        .defer("source__content")
        .order_by("practice__code", "on")
    )


def _group(every: QuerySet[MembershipDifference], key: str) -> QuerySet[MembershipDifference]:
    if key == "decided":
        return every.exclude(outcome=Outcome.OPEN).order_by("-decided_at", "practice__code")
    waiting = every.filter(outcome=Outcome.OPEN)
    return waiting.filter(file_network__isnull=key == "not-counted")


def _asked_group(request: PortalRequest, numbers: dict[str, int]) -> str:
    asked = request.GET.get("show", "")
    if asked in GROUPS:
        return asked
    return next((key for key in GROUPS if numbers[key]), "networks")


def _answer(numbers: dict[str, int]) -> str:
    apart, uncounted = numbers["networks"], numbers["not-counted"]
    if not apart and not uncounted:
        return "No difference needs a decision."
    parts = []
    if apart:
        parts.append(f"{counted(apart, 'practice is,practices are')} in another network")
    if uncounted:
        parts.append(
            f"{counted(uncounted, 'practice is,practices are')} core in the register but not "
            "counted by the file"
        )
    return f"{', and '.join(parts)}. The register stays as it is until you decide."


def _chosen(request: PortalRequest) -> list[MembershipDifference]:
    """The open differences of `?id=1&id=2`, within the person's scope."""
    given: QueryDict = request.POST if request.method == "POST" else request.GET
    numbers = [int(n) for n in given.getlist("id") if n.isascii() and n.isdecimal() and len(n) < 19]
    every = _visible(request, Permission.DECIDE_DIFFERENCES)
    return list(every.filter(pk__in=numbers[:MOST_AT_ONCE], outcome=Outcome.OPEN))


def _decided(
    request: PortalRequest, chosen: list[MembershipDifference], cleaned: dict[str, Any]
) -> HttpResponse:
    decide_differences(
        difference_ids=[difference.pk for difference in chosen],
        outcome=cleaned["outcome"],
        effective=cleaned["effective"],
        reason=cleaned["reason"],
        by=request.user.actor,
        at=timezone.now(),
    )
    done = {Outcome.KEEP: "The register is kept", Outcome.ACCEPT: "The file is accepted"}
    number = counted(len(chosen), "practice,practices")
    messages.success(request, f"{done[cleaned['outcome']]} for {number}.")
    return redirect("differences")
