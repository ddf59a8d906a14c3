"""The check of a month before its approval: what is unusual, acknowledged with a reason."""

from collections import Counter
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from funding.actions import CheckRefused, acknowledge, check
from funding.engine.unusual import KIND_TITLES, Kind
from funding.models import Calculation
from funding.queries import Seen, check_of, latest_calculation, seen_in
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.formats import counted, money
from pcn_portal.web.formats import month as month_words
from pcn_portal.web.money_addresses import crumbs, holds_for_icb, icb_or_404
from pcn_portal.web.part import Part

SHOWN = 200
"""Up to this many unusual things are listed at once; the others follow when these are done."""


class AcknowledgeForm(forms.Form):
    """Which unusual things, and why they are right."""

    calculation = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why are these right?",
        help_text="It is kept with each, and the approver reads it.",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Say why these are right."},
    )


@requires(Permission.SEE_RUNS)
@require_http_methods(["GET", "POST"])
def month_check(request: PortalRequest, icb: str, month: date) -> HttpResponse:
    """What is unusual, the largest first; who may, acknowledges it here and confirms the check."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    calculation = latest_calculation(icb_code=icb, month=month)
    if calculation is None:
        return redirect("month_result", icb, month)
    form = AcknowledgeForm(initial={"calculation": calculation.pk})
    refused = ""
    if request.method == "POST":
        icb_or_404(request.user, Permission.CHECK_MONTH, icb)
        done, form, refused = _act(request, calculation, form)
        if done:
            return redirect(request.get_full_path())
    seen = seen_in(calculation)
    context = {
        "board": board,
        "month": month,
        "slug": f"{month:%Y-%m}",
        "calculation": calculation,
        "form": form,
        "refused": refused,
        **_listed(request, seen),
        **_standing(request, calculation, seen),
        "crumbs": crumbs(
            ("Money", reverse("money")),
            (board.name, reverse("icb_money", args=[icb])),
            (month_words(month), reverse("month_result", args=[icb, month])),
        ),
    }
    status = 400 if form.errors or refused else 200
    return render(request, "pages/money/check.html", context, status=status)


def check_part(request: PortalRequest, calculation: Calculation) -> Part | None:
    """On a month that is not decided, and on its decision: how far the check is."""
    made = check_of(calculation)
    decided = calculation.decisions.exists()
    if decided and made is None:
        return None
    seen = [] if decided else seen_in(calculation)
    words = {
        "icb": calculation.icb_code,
        "slug": f"{calculation.month:%Y-%m}",
        "made": made,
        "decided": decided,
        "sentence": "" if decided else check_sentence(seen),
        "open": sum(one.open for one in seen),
        "rows": [_row(one) for one in seen[:SHOWN] if not one.open],
    }
    return Part("pages/money/_check.html", words)


def check_sentence(seen: list[Seen]) -> str:
    """How many things are unusual, and how many of them nobody acknowledged."""
    if not seen:
        return "Nothing is unusual against the month before."
    still = sum(one.open for one in seen)
    things = counted(len(seen), "thing is,things are")
    if not still:
        return f"{things} unusual, each acknowledged with a reason."
    return f"{things} unusual, {still:,} of them not acknowledged yet."


def _act(
    request: PortalRequest, calculation: Calculation, form: AcknowledgeForm
) -> tuple[bool, AcknowledgeForm, str]:
    """Do what the button says: whether it is done, else the form and why it was refused."""
    by, at = request.user.actor, timezone.now()
    try:
        if request.POST.get("act") == "check":
            check(calculation_id=_asked(request, calculation), by=by, at=at)
            messages.success(request, "The check is kept. The month waits for its approval.")
            return True, form, ""
        form = AcknowledgeForm(request.POST)
        if not form.is_valid():
            return False, form, ""
        number = acknowledge(
            calculation_id=_asked(request, calculation),
            keys=_chosen(request, calculation),
            reason=form.cleaned_data["reason"],
            by=by,
            at=at,
        )
        messages.success(request, f"{counted(number, 'thing is,things are')} acknowledged.")
        return True, form, ""
    except CheckRefused as refusal:
        return False, form, str(refusal)


def _asked(request: PortalRequest, calculation: Calculation) -> int:
    """The calculation that was on the page; refused if it is not the latest any more."""
    if request.POST.get("calculation") != str(calculation.pk):
        raise CheckRefused("There is a newer calculation of this month. This page shows it now.")
    return calculation.pk


def _chosen(request: PortalRequest, calculation: Calculation) -> list[str]:
    """The keys that were ticked, or of all that the page listed."""
    if request.POST.get("act") != "all":
        return [key.replace("\x00", "") for key in request.POST.getlist("key")]
    kind = _kind(request)
    return [s.thing.key for s in seen_in(calculation) if s.open and kind in ("", s.thing.kind)]


def _kind(request: PortalRequest) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in set(Kind) else ""


def _listed(request: PortalRequest, seen: list[Seen]) -> dict[str, Any]:
    kind = _kind(request)
    counts = Counter(s.thing.kind for s in seen)
    open_counts = Counter(s.thing.kind for s in seen if s.open)
    chosen = [s for s in seen if kind in ("", s.thing.kind)]
    still = [_row(s) for s in chosen if s.open]
    return {
        "kind": kind,
        "kind_title": KIND_TITLES[Kind(kind)] if kind else "",
        "kinds": [
            {"kind": k, "title": KIND_TITLES[k], "number": counts[k], "open": open_counts[k]}
            for k in Kind
            if counts[k]
        ],
        "open_rows": still[:SHOWN],
        "others": max(0, len(still) - SHOWN),
        "open_number": len(still),
        "done_rows": [_row(s) for s in chosen if not s.open],
    }


def _standing(request: PortalRequest, calculation: Calculation, seen: list[Seen]) -> dict[str, Any]:
    made = check_of(calculation)
    decided = calculation.decisions.exists()
    may = not decided and holds_for_icb(request.user, Permission.CHECK_MONTH, calculation.icb_code)
    return {
        "answer": check_sentence(seen),
        "made": made,
        "decided": decided,
        "may_acknowledge": may,
        "may_check": may and made is None and not any(one.open for one in seen),
    }


def _row(seen: Seen) -> dict[str, Any]:
    thing = seen.thing
    return {
        "key": thing.key,
        "kind": KIND_TITLES[thing.kind],
        "code": thing.network_code,
        "network": thing.network_name,
        "sentence": thing.sentence,
        "size": money(thing.size) if thing.size else "",
        "acknowledged": seen.acknowledged,
    }
