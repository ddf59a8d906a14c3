"""An approved month on its way: sent, paid, closed; and the limit for a second approval."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from funding.actions import Step, StepRefused, set_approval_limit, take_step
from funding.engine.life import Stage
from funding.models import Calculation
from funding.queries import (
    approval_limit_of,
    approval_of,
    blast_of,
    seen_in,
    stage_of,
    steps_of,
)
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import month as month_words
from pcn_portal.web.life_words import STANDING_TAGS, step_choices, step_row
from pcn_portal.web.money_addresses import crumbs, holds_for_icb, icb_or_404
from pcn_portal.web.part import Part

LARGEST = Decimal("999999999.99")


class StepForm(forms.Form):
    """Where the month goes, when that happened, its reference, and for a return why."""

    to = forms.ChoiceField(
        label="What happened?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened."},
    )
    on = DayField(label="On which day?")
    reference = forms.CharField(
        label="Reference of the finance system",
        help_text="If there is one.",
        required=False,
        max_length=100,
    )
    reason = forms.CharField(
        label="Reason",
        help_text="You must give one to return the month.",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["to"]).choices = step_choices(stage)


class ApprovalLimitForm(forms.Form):
    """Above how many pounds a month needs a second approval, and why."""

    limit = forms.DecimalField(
        label="Limit in pounds",
        help_text="A month that comes to more needs two approvers. Leave it empty for no limit.",
        required=False,
        min_value=0,
        max_value=LARGEST,
        decimal_places=2,
        widget=forms.TextInput,
        error_messages={"invalid": "Write it in pounds: 500000.00."},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Say why the limit is set."},
    )


@requires(Permission.START_RUNS)
@require_http_methods(["GET", "POST"])
def month_step(request: PortalRequest, icb: str, month: date) -> HttpResponse:
    """Record that a month was sent, paid or closed, or return it a step with a reason."""
    board = icb_or_404(request.user, Permission.START_RUNS, icb)
    decision = approval_of(icb_code=icb, month=month)
    if decision is None:
        raise Http404("This month is not approved.")
    stage = stage_of(decision)
    form = StepForm(request.POST or None, stage=stage, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            step = Step(**form.cleaned_data)
            made = take_step(
                icb_code=icb, month=month, step=step, by=request.user.actor, at=timezone.now()
            )
        except StepRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, f"{month_words(month)} is now {made.after}.")
            return redirect("month_result", icb, month)
    context = {
        "board": board,
        "month": month,
        "slug": f"{month:%Y-%m}",
        "tag": STANDING_TAGS[stage],
        "stage": stage,
        "form": form,
        "crumbs": crumbs(
            ("Money", reverse("money")),
            (board.name, reverse("icb_money", args=[icb])),
            (month_words(month), reverse("month_result", args=[icb, month])),
        ),
    }
    return render(request, "pages/money/step.html", context, status=400 if form.errors else 200)


@requires(Permission.COMMISSION)
@require_http_methods(["GET", "POST"])
def approval_limit(request: PortalRequest, icb: str) -> HttpResponse:
    """Above how many pounds a month of the board needs a second approval."""
    board = icb_or_404(request.user, Permission.COMMISSION, icb)
    form = ApprovalLimitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_approval_limit(
                icb_code=icb, **form.cleaned_data, by=request.user.actor, at=timezone.now()
            )
        except StepRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "The limit is set. It counts for every approval from now on.")
            return redirect("icb_money", icb)
    context = {
        "board": board,
        "limit": approval_limit_of(icb),
        "form": form,
        "crumbs": crumbs(
            ("Money", reverse("money")), (board.name, reverse("icb_money", args=[icb]))
        ),
    }
    return render(
        request, "pages/money/approval_limit.html", context, status=400 if form.errors else 200
    )


def life_part(request: PortalRequest, calculation: Calculation) -> Part | None:
    """On an approved month: its stage, the steps it took, and the way to the next."""
    decision = approval_of(icb_code=calculation.icb_code, month=calculation.month)
    if decision is None:
        return None
    stage = stage_of(decision)
    words = {
        "icb": calculation.icb_code,
        "slug": f"{calculation.month:%Y-%m}",
        "month": calculation.month,
        "tag": STANDING_TAGS[stage],
        "decision": decision,
        "steps": [step_row(step) for step in steps_of(decision)],
        "may_move": holds_for_icb(request.user, Permission.START_RUNS, calculation.icb_code),
    }
    return Part("pages/money/_life.html", words)


def blast_part(request: PortalRequest, calculation: Calculation) -> Part | None:
    """On the decision: what the approval moves against the month before, and why."""
    blast = blast_of(calculation, seen_in(calculation))
    if blast is None:
        return None
    words = {
        "blast": blast,
        "slug": f"{calculation.month:%Y-%m}",
        "first": getattr(calculation, "first_approval", None),
        "limit": approval_limit_of(calculation.icb_code),
    }
    return Part("pages/money/_blast.html", words)
