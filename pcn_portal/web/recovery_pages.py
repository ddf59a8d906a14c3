"""Spreading what a month recovers from a network, with the instalments shown before."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from funding.actions import SpreadRefused, spread_recovery
from funding.engine.instalments import instalments
from funding.queries import NetworkCorrected, corrected_networks, latest_calculation
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.formats import month as month_words
from pcn_portal.web.money_addresses import crumbs, icb_or_404

CHOICES = (1, 2, 3, 4, 6, 9, 12)


class SpreadForm(forms.Form):
    """Over how many months, and why."""

    instalments = forms.TypedChoiceField(
        label="Over how many months is it recovered?",
        choices=[(n, "At once" if n == 1 else f"{n} months") for n in CHOICES],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose over how many months it is recovered."},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Say why the recovery is spread."},
    )


@requires(Permission.COMMISSION)
@require_http_methods(["GET", "POST"])
def recovery_spread(request: PortalRequest, icb: str, month: date, network: str) -> HttpResponse:
    """What is recovered, what each choice takes a month, and the choice with its reason."""
    board = icb_or_404(request.user, Permission.COMMISSION, icb)
    corrected = _corrected(icb, month, network)
    form = SpreadForm(
        request.POST or None, initial={"instalments": corrected.spread if corrected else 1}
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _spread(request, icb, month, network, form.cleaned_data)
        except SpreadRefused as refusal:
            form.add_error(None, str(refusal))
    recovered = corrected.recovered if corrected else Decimal("0.00")
    context = {
        "board": board,
        "month": month,
        "code": network,
        "network": corrected,
        "recovered": -recovered,
        "choices": [(n, _largest(recovered, n)) for n in CHOICES if recovered],
        "form": form,
        "crumbs": crumbs(
            ("Money", reverse("money")),
            (month_words(month), reverse("month_result", args=[icb, month])),
        ),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/money/recovery_spread.html", context, status=status)


def _corrected(icb: str, month: date, network: str) -> NetworkCorrected | None:
    """What the month corrects for the network; None where it recovers nothing."""
    latest = latest_calculation(icb_code=icb, month=month)
    found = corrected_networks(latest, network_code=network) if latest else []
    return found[0] if found and found[0].recovered else None


def _largest(recovered: Decimal, number: int) -> Decimal:
    return max(-part for part in instalments(recovered, number))


def _spread(
    request: PortalRequest, icb: str, month: date, network: str, cleaned: dict[str, Any]
) -> HttpResponse:
    spread_recovery(
        icb_code=icb,
        network_code=network,
        month=month,
        instalments=cleaned["instalments"],
        reason=cleaned["reason"],
        by=request.user.actor,
        at=timezone.now(),
    )
    messages.success(request, "The choice is kept. The approval of the month posts it so.")
    return redirect("month_result", icb, month)
