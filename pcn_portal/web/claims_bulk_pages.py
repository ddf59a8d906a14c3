"""Many claims at once: declaring a month for several networks, and approving all that waits."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from funding.claims.deciding import decide_many, waiting_line_ids
from funding.claims.declaring import DECLARATION, Declaration, declare_all
from funding.claims.drafting import drafts_of_networks
from funding.claims.queries import waiting_claims
from networks.models import Network
from networks.queries import networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import scope_of
from pcn_portal.web.claims_words import draft_answer
from pcn_portal.web.formats import counted, money
from pcn_portal.web.formats import month as month_words
from pcn_portal.web.money_addresses import crumbs, icb_or_404
from pcn_portal.web.register_forms import saved
from pcn_portal.web.staff_pages import done
from workforce.models import ClaimLine, LineStep

NOTHING = Decimal("0.00")


class DeclareAllForm(forms.Form):
    """Which networks, where the evidence is, and the declaration."""

    networks = forms.MultipleChoiceField(
        label="Networks",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one network."},
    )
    evidence = forms.CharField(label="Where is the evidence?", max_length=2000)
    declared = forms.BooleanField(
        label=DECLARATION, error_messages={"required": "Read the declaration and agree to it."}
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["networks"].choices = choices  # type: ignore[attr-defined]
        self.fields["networks"].initial = [code for code, _ in choices]


class ApproveAllForm(forms.Form):
    """A confirmation."""

    sure = forms.BooleanField(
        label="I have looked at these claims and their evidence",
        error_messages={"required": "Look at the claims first, then confirm."},
    )


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def claims_declare(request: PortalRequest, month: date) -> HttpResponse:
    """What the registers of all one's own networks have for a month, declared together."""
    now = timezone.now()
    codes = scope_of(request.user, Permission.KEEP_STAFF).networks
    networks = list(Network.objects.filter(code__in=codes).order_by("name"))
    if not networks:
        raise Http404("Staff are kept by the network itself.")
    drafts = drafts_of_networks(networks=networks, month=month, known_at=now)
    with_lines = [one for one in networks if drafts[one.pk].claiming]
    choices = [(one.code, f"{one}: {money(drafts[one.pk].total)}") for one in with_lines]
    form = DeclareAllForm(request.POST or None, choices=choices)

    def write(clean: dict[str, Any]) -> None:
        chosen = [one for one in with_lines if one.code in clean["networks"]]
        given = Declaration(clean["declared"], clean["evidence"])
        declare_all(networks=chosen, month=month, given=given, by=request.user.actor, at=now)

    if saved(form, write):
        return done(request, "The claims are declared. The boards decide them.", "claims_waiting")
    context = {
        "month": month,
        "rows": [(one, draft_answer(drafts[one.pk])) for one in networks],
        "form": form if choices else None,
        "answer": _declare_answer(choices, month),
        "crumbs": crumbs(("Claims", reverse("claims_waiting"))),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/claims/declare.html", context, status=status)


@requires(Permission.DECIDE_CLAIMS)
@require_http_methods(["GET", "POST"])
def claims_approve(request: PortalRequest, icb: str) -> HttpResponse:
    """Every claim of a board that waits, approved together; queried lines stay out."""
    board = icb_or_404(request.user, Permission.DECIDE_CLAIMS, icb)
    today = timezone.localdate()
    ids = list(networks_of_icb(icb, today).values_list("pk", flat=True))
    line_ids = waiting_line_ids(network_ids=ids)
    form = ApproveAllForm(request.POST or None)

    def write(_: dict[str, Any]) -> None:
        by, at = request.user.actor, timezone.now()
        decide_many(line_ids=line_ids, step=LineStep.APPROVED, reason="", by=by, at=at)

    if saved(form, write):
        said = counted(len(line_ids), "line is,lines are")
        return done(request, f"{said} approved, for the next month’s run.", "claims_waiting")
    lines = ClaimLine.objects.filter(pk__in=line_ids).defer("steps")
    context = {
        "board": board,
        "rows": waiting_claims(ids),
        "form": form if line_ids else None,
        "answer": _approve_answer(list(lines)),
        "crumbs": crumbs(("Claims", reverse("claims_waiting"))),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/claims/approve.html", context, status=status)


def _declare_answer(choices: list[tuple[str, str]], month: date) -> str:
    if not choices:
        return f"None of your networks has anything to claim for {month_words(month)}."
    return f"{counted(len(choices), 'network has,networks have')} something to claim."


def _approve_answer(lines: list[ClaimLine]) -> str:
    if not lines:
        return "No line waits for the board."
    total = sum((line.amount for line in lines), NOTHING)
    words = f"{counted(len(lines), 'line,lines')}, {money(total)} in all."
    down = [line for line in lines if line.amount < 0]
    provisional = [line for line in lines if line.status == "provisional"]
    if down:
        words += f" {counted(len(down), 'line takes,lines take')} money back."
    if provisional:
        rest = "rests on a provisional maximum,rest on provisional maxima"
        words += f" {counted(len(provisional), rest)}."
    return words
