"""Rounding settings: how a monthly amount is reached, for each board and payment."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.actions import RoundingRefused, set_rounding
from funding.engine.streams import MONTHLY_STREAMS, STREAM_TITLES
from funding.models import Rounding
from funding.queries import rounding_in_force, rounding_settings
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, scope_of
from pcn_portal.units.periods import Month
from pcn_portal.web.formats import month
from pcn_portal.web.money_addresses import crumbs, holds_for_icb, icb_or_404, page_of
from pcn_portal.web.reckoner_forms import contract_months


class RoundingForm(forms.Form):
    """One setting: payment, convention, first month and reason."""

    stream = forms.ChoiceField(
        label="Payment", choices=[(stream, STREAM_TITLES[stream]) for stream in MONTHLY_STREAMS]
    )
    convention = forms.ChoiceField(
        label="How a monthly amount is reached",
        choices=Rounding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how a monthly amount is reached."},
    )
    from_month = forms.ChoiceField(
        label="From month",
        choices=lambda: [(str(m), month(m)) for m in reversed(contract_months())],
    )
    reason = forms.CharField(
        label="Reason",
        help_text="For example, what the board agreed and where it is written down.",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Say why the convention is set."},
    )


@requires(Permission.SEE_RUNS)
@require_safe
def rounding(request: PortalRequest) -> HttpResponse:
    """The boards whose settings a person may see; straight on if there is one."""
    boards = icbs_in(scope_of(request.user, Permission.SEE_RUNS)).order_by("name")
    page = page_of(request, boards)
    if page.paginator.count == 1:
        return redirect("rounding_icb", page[0].code)
    context = {"page": page, "crumbs": crumbs(("Money", reverse("money")))}
    return render(request, "pages/money/rounding_boards.html", context)


@requires(Permission.SEE_RUNS)
@require_safe
def rounding_icb(request: PortalRequest, icb: str) -> HttpResponse:
    """What counts this month for one board, and every setting it has made."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    now = timezone.now()
    this_month = timezone.localdate(now).replace(day=1)
    in_force = rounding_in_force(icb_code=icb, month=this_month, known_at=now)
    context = {
        "board": board,
        "month": this_month,
        "in_force": [(STREAM_TITLES[s], Rounding(c).label) for s, c in in_force.items()],
        "changed": sum(c != Rounding.ANNUAL_TWELFTH for c in in_force.values()),
        "settings": [
            {"made": made, "title": STREAM_TITLES.get(made.stream, made.stream)}
            for made in rounding_settings(icb)
        ],
        "may_set": holds_for_icb(request.user, Permission.SET_ROUNDING, icb),
        "crumbs": crumbs(("Money", reverse("money"))),
    }
    return render(request, "pages/money/rounding.html", context)


@requires(Permission.SET_ROUNDING)
@require_http_methods(["GET", "POST"])
def rounding_set(request: PortalRequest, icb: str) -> HttpResponse:
    """The form to add a setting, with what it does."""
    board = icb_or_404(request.user, Permission.SET_ROUNDING, icb)
    initial = {"from_month": str(Month.of(timezone.localdate()))}
    form = RoundingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _set(request, board.code, form.cleaned_data)
        except RoundingRefused as refusal:
            form.add_error(None, str(refusal))
    above = ("Rounding settings", reverse("rounding_icb", args=[icb]))
    context = {
        "board": board,
        "form": form,
        "crumbs": crumbs(("Money", reverse("money")), above),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/money/rounding_set.html", context, status=status)


def _set(request: PortalRequest, icb: str, cleaned: dict[str, Any]) -> HttpResponse:
    set_rounding(
        icb_code=icb,
        stream=cleaned["stream"],
        convention=cleaned["convention"],
        from_month=Month.parse(cleaned["from_month"]).first,
        reason=cleaned["reason"],
        by=request.user.actor,
        at=timezone.now(),
    )
    messages.success(request, "The setting is made. It counts in the next run of those months.")
    return redirect("rounding_icb", icb)
