"""Money that will not be claimed: offered by a network, given by its board; and day counting."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from funding.claims.counting import choose_counting
from funding.claims.offers import NOT_ALLOWED, allowed, give, offer, offers_of
from funding.models import PotTransfer
from networks.queries import networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import ContractYear, Month
from pcn_portal.web.claim_forms import pounds_field
from pcn_portal.web.claims_pages import icb_of
from pcn_portal.web.money_addresses import crumbs, icb_or_404
from pcn_portal.web.plan_pages import year_or_404
from pcn_portal.web.register_forms import form_page, reason_field, saved
from pcn_portal.web.role_forms import months
from pcn_portal.web.staff_pages import done, own_network, staff_crumbs
from workforce.engine.claims import DAY_COUNT_WORDS
from workforce.models import CountingChoice

NOTHING = Decimal("0.00")


class OfferForm(forms.Form):
    """How much of the sum will not be claimed."""

    amount = pounds_field(
        "Pounds that will not be claimed", required=True, hint="0 takes an offer back."
    )
    reason = reason_field("For example, a post that could not be filled.")


class GiveForm(forms.Form):
    """From whom, to whom, how much, and why."""

    giver = forms.ChoiceField(label="From")
    receiver = forms.ChoiceField(label="To")
    amount = pounds_field("Pounds", required=True)
    reason = reason_field("For example, the bid and the minutes that accepted it.")

    def __init__(self, *args: Any, networks: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("giver", "receiver"):
            self.fields[name].choices = [  # type: ignore[attr-defined]
                ("", "Choose a network"),
                *((one.code, str(one)) for one in networks),
            ]


class CountingForm(forms.Form):
    """How part of a month is counted, from when, and why."""

    counting = forms.ChoiceField(
        label="How is part of a month counted?",
        choices=[(one.value, words.capitalize()) for one, words in DAY_COUNT_WORDS.items()],
        widget=forms.RadioSelect,
    )
    from_month = forms.ChoiceField(
        label="From month", choices=lambda: [("", "Choose a month"), *months()]
    )
    reason = reason_field("For example, what the board agreed with its networks.")


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def pot_offer(request: PortalRequest, network: str, year: str) -> HttpResponse:
    """Offer what will not be claimed."""
    found = own_network(request, network)
    of = _allowed(year)
    form = OfferForm(request.POST or None)
    now = timezone.now()

    def write(clean: dict[str, Any]) -> None:
        offer(
            icb_code=icb_of(found, of, timezone.localdate(now)),
            network=found,
            year=of,
            amount=clean["amount"],
            reason=clean["reason"],
            by=request.user.actor,
            at=now,
        )

    if saved(form, write):
        return done(request, "The offer is recorded.", "network_claims", found.code)
    return form_page(
        request,
        form,
        heading=f"Offer money of {of}",
        caption=found.name,
        button="Offer",
        crumbs=staff_crumbs(found),
    )


@requires(Permission.DECIDE_CLAIMS)
@require_http_methods(["GET", "POST"])
def pot_offers(request: PortalRequest, icb: str, year: str) -> HttpResponse:
    """What a board's networks offer, what was given, and giving it to others."""
    board = icb_or_404(request.user, Permission.DECIDE_CLAIMS, icb)
    of = year_or_404(year)
    now = timezone.now()
    networks = list(networks_of_icb(icb, of.first).order_by("name"))
    by_code = {one.code: one for one in networks}
    form = GiveForm(request.POST or None, networks=networks)

    def write(clean: dict[str, Any]) -> None:
        give(
            icb_code=icb,
            giver=by_code[clean["giver"]],
            receiver=by_code[clean["receiver"]],
            year=of,
            amount=clean["amount"],
            reason=clean["reason"],
            by=request.user.actor,
            at=now,
        )

    if saved(form, write):
        return done(request, "It is given, and counts in both sums.", "pot_offers", icb, year)
    ids = [one.pk for one in networks]
    transfers = PotTransfer.objects.filter(icb_code=icb, year=of.start_year)
    given = list(transfers.select_related("giver", "receiver", "decided_by"))
    context = {
        "board": board,
        "year": of,
        "offers": [row for row in offers_of(ids, of).values() if row.amount],
        "given": given,
        "form": form if allowed(of) else None,
        "rule": "" if allowed(of) else NOT_ALLOWED,
        "crumbs": crumbs(("Claims", reverse("claims_waiting"))),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/claims/offers.html", context, status=status)


@requires(Permission.SET_ROUNDING)
@require_http_methods(["GET", "POST"])
def claims_counting(request: PortalRequest, icb: str) -> HttpResponse:
    """How a board counts part of a month, and every choice it made."""
    board = icb_or_404(request.user, Permission.SET_ROUNDING, icb)
    form = CountingForm(request.POST or None)
    now = timezone.now()

    def write(clean: dict[str, Any]) -> None:
        choose_counting(
            icb_code=icb,
            from_month=Month.parse(clean["from_month"]).first,
            counting=clean["counting"],
            reason=clean["reason"],
            by=request.user.actor,
            at=now,
        )

    if saved(form, write):
        return done(request, "It counts in claims from that month on.", "claims_counting", icb)
    choices = CountingChoice.objects.filter(icb_code=icb).select_related("set_by")
    context = {
        "board": board,
        "choices": [
            (one, DAY_COUNT_WORDS.get(one.counting, one.counting))  # type: ignore[call-overload]
            for one in choices
        ],
        "form": form,
        "crumbs": crumbs(("Claims", reverse("claims_waiting"))),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/claims/counting.html", context, status=status)


def _allowed(year: str) -> ContractYear:
    of = year_or_404(year)
    if not allowed(of):
        raise Http404(NOT_ALLOWED)
    return of
