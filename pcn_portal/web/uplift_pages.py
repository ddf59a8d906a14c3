"""Uplifts of months that were claimed: looked at, requested with proof, and decided as one."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from funding.claims.declaring import ClaimRefused
from funding.claims.drafting import NOTHING
from funding.claims.queries import state_of, summaries, with_state
from funding.claims.uplifting import (
    MonthMore,
    UpliftEntry,
    decide_uplift,
    preview_uplift,
    request_uplift,
)
from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import Month
from pcn_portal.web.claims_forms import CHOICES
from pcn_portal.web.claims_pages import ANSWER, may_decide_claims
from pcn_portal.web.formats import counted, money
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.register_forms import saved
from pcn_portal.web.role_forms import months
from pcn_portal.web.staff_pages import done, keeps_staff, own_network, staff_crumbs
from workforce.models import FINAL, Claim, ClaimLine, LineStep, Uplift


class UpliftForm(forms.Form):
    """Which months, why, and proof that staff were paid."""

    first = forms.ChoiceField(label="First month", choices=lambda: [("", "Choose"), *months()])
    last = forms.ChoiceField(label="Last month", choices=lambda: [("", "Choose"), *months()])
    title = forms.CharField(
        label="What is it for?", help_text="For example, pay award of 2025/26.", max_length=200
    )
    proof = forms.CharField(
        label="Where is the proof that staff were paid?",
        help_text="For example, payroll report of August, page 3.",
        max_length=2000,
    )
    paid = forms.BooleanField(
        label="Staff have been paid the difference",
        error_messages={"required": "Staff are paid first. Confirm that they were."},
    )

    @property
    def entry(self) -> UpliftEntry:
        cleaned: dict[str, Any] = self.cleaned_data
        return UpliftEntry(
            title=cleaned["title"],
            first_month=Month.parse(cleaned["first"]).first,
            last_month=Month.parse(cleaned["last"]).first,
            proof=cleaned["proof"],
            paid=cleaned["paid"],
        )


class UpliftDecisionForm(forms.Form):
    """One decision for every line that waits."""

    step = forms.ChoiceField(label="What is decided?", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Reason or question",
        help_text="Not needed to approve.",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, steps: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = list(steps)  # type: ignore[attr-defined]


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def uplift_new(request: PortalRequest, network: str) -> HttpResponse:
    """Look at what more may be claimed (`?first=…&last=…`), then request it."""
    found = own_network(request, network)
    now = timezone.now()
    asked = {name: request.GET.get(name, "") for name in ("first", "last")}
    form = UpliftForm(request.POST or None, initial=asked)
    made: list[Uplift] = []

    def write(_: dict[str, Any]) -> None:
        by = request.user.actor
        made.append(request_uplift(network=found, entry=form.entry, by=by, at=now))

    if saved(form, write):
        return done(request, "The uplift is requested.", "uplift", found.code, made[0].pk)
    preview, problem = _preview(request, found, asked)
    context = {
        "network": found,
        "form": form,
        "months": months(),
        "asked": asked,
        "preview": preview,
        "problem": problem,
        "answer": _preview_answer(preview) if preview else "",
        "crumbs": _crumbs(found),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/claims/uplift_new.html", context, status=status)


@requires(Permission.SEE_STAFF)
@require_http_methods(["GET", "POST"])
def uplift(request: PortalRequest, network: str, uplift_id: int) -> HttpResponse:
    """One uplift: its claims and every line, decided together."""
    found = find_network(request, network, timezone.localdate(), Permission.SEE_STAFF)
    one = Uplift.objects.filter(network=found, pk=uplift_id).select_related("submitted_by").first()
    if one is None:
        raise Http404("No such uplift of this network.")
    lines = with_state(ClaimLine.objects.filter(claim__uplift=one)).select_related("claim")
    rows = list(lines.order_by("claim__month", "reference"))
    form = _form(request, found, rows)
    if request.method == "POST" and form is None:
        raise Http404("Nothing can be decided here.")
    if form is not None and saved(form, lambda clean: _decide(request, one, clean)):
        return done(request, "It is recorded.", "uplift", found.code, one.pk)
    claims = Claim.objects.filter(uplift=one).select_related("network", "uplift")
    context = {
        "network": found,
        "uplift": one,
        "claims": summaries(claims.order_by("month")),
        "lines": rows,
        "form": form,
        "answer": _answer(rows),
        "crumbs": _crumbs(found),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/claims/uplift.html", context, status=status)


def _preview(
    request: PortalRequest, network: Network, asked: dict[str, str]
) -> tuple[list[MonthMore], str]:
    known = dict(months())
    if asked["first"] not in known or asked["last"] not in known:
        return [], ""
    first, last = (Month.parse(asked[name]).first for name in ("first", "last"))
    try:
        by, at = request.user.actor, timezone.now()
        return preview_uplift(network=network, first=first, last=last, by=by, at=at), ""
    except ClaimRefused as refusal:
        return [], str(refusal)


def _preview_answer(preview: list[MonthMore]) -> str:
    total = sum((month.total for month in preview), NOTHING)
    people = {line.engaged.reference for month in preview for line in month.lines}
    if not people:
        return "Nothing more can be claimed for these months as the register and maxima are now."
    return f"{money(total)} more may be claimed, for {counted(len(people), 'person,people')}."


def _form(request: PortalRequest, network: Network, rows: list[Any]) -> UpliftDecisionForm | None:
    data = request.POST or None
    if may_decide_claims(request, network):
        if any(state_of(line) not in FINAL for line in rows):
            return UpliftDecisionForm(data, steps=CHOICES)
        return None
    if keeps_staff(request, network) and any(state_of(line) == LineStep.QUERIED for line in rows):
        return UpliftDecisionForm(data, steps=ANSWER, initial={"step": LineStep.ANSWERED})
    return None


def _decide(request: PortalRequest, one: Uplift, clean: dict[str, Any]) -> None:
    decide_uplift(
        uplift_id=one.pk,
        step=LineStep(clean["step"]),
        reason=clean["reason"],
        by=request.user.actor,
        at=timezone.now(),
    )


def _answer(rows: list[Any]) -> str:
    total = sum((line.amount for line in rows), NOTHING)
    open_ = sum((line.amount for line in rows if state_of(line) not in FINAL), NOTHING)
    people = counted(len({line.reference for line in rows}), "person,people")
    words = f"{money(total)} for {people}."
    return f"{words} {money(open_)} of it waits." if open_ else f"{words} All is decided."


def _crumbs(network: Network) -> list[dict[str, str]]:
    return [
        *staff_crumbs(network),
        {"text": "Claims", "href": reverse("network_claims", args=[network.code])},
    ]
