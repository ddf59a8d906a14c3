"""A board's adjustments: those that wait, entering one, deciding, reversing, and the limit."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.actions import (
    AdjustmentRefused,
    Entry,
    decide_adjustment,
    enter_adjustment,
    reverse_adjustment,
    set_adjustment_limit,
)
from funding.adjustments import instalments_of
from funding.models import Adjustment
from funding.queries import adjustments_of, limit_of
from networks.queries import networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import Month
from pcn_portal.web.adjustment_forms import DecideForm, EntryForm, LimitForm, ReverseForm
from pcn_portal.web.adjustment_words import adjustment_row, waiting_sentence
from pcn_portal.web.money_addresses import crumbs, holds_for_icb, icb_or_404, page_of
from practices.models import Organisation


@requires(Permission.SEE_RUNS)
@require_safe
def adjustments(request: PortalRequest, icb: str) -> HttpResponse:
    """Every adjustment of the board: those that wait for a decision first."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    found = adjustments_of(icb)
    page = page_of(request, found)
    context = {
        "board": board,
        "answer": waiting_sentence(list(found.filter(decision=None))),
        "page": page,
        "rows": [adjustment_row(one) for one in page],
        "limit": limit_of(icb),
        "may_enter": holds_for_icb(request.user, Permission.COMMISSION, icb),
        "may_limit": holds_for_icb(request.user, Permission.APPROVE, icb),
        "crumbs": _crumbs(board),
    }
    return render(request, "pages/adjustments/list.html", context)


@requires(Permission.COMMISSION)
@require_http_methods(["GET", "POST"])
def adjustment_new(request: PortalRequest, icb: str) -> HttpResponse:
    """The form to enter an adjustment, which then waits for somebody else."""
    board = icb_or_404(request.user, Permission.COMMISSION, icb)
    today = timezone.localdate()
    networks = networks_of_icb(icb, today).order_by("name", "code").values_list("code", "name")
    choices = [(code, f"{name} ({code})") for code, name in networks]
    initial = {
        "first_month": str(Month.of(today)),
        "network_code": request.GET.get("network", "")[:6].replace("\x00", ""),
    }
    form = EntryForm(request.POST or None, networks=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _entered(request, icb, form.cleaned_data)
        except AdjustmentRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
    context = {"board": board, "form": form, "crumbs": _crumbs(board, deeper=True)}
    return render(
        request, "pages/adjustments/new.html", context, status=400 if form.errors else 200
    )


@requires(Permission.SEE_RUNS)
@require_http_methods(["GET", "POST"])
def adjustment(request: PortalRequest, icb: str, adjustment_id: int) -> HttpResponse:
    """One adjustment with its instalments; who may decide decides here."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    found = get_object_or_404(adjustments_of(icb), pk=adjustment_id)
    decides = _may_decide(request, found)
    form = DecideForm(request.POST or None) if decides else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            return _decided(request, found, form.cleaned_data)
        except AdjustmentRefused as refusal:
            form.add_error(None, str(refusal))
    decided = getattr(found, "decision", None)
    context = {
        "board": board,
        "row": adjustment_row(found),
        "found": found,
        "decided": decided,
        "instalments": instalments_of(found),
        "form": form,
        "own": decided is None and found.entered_by_id == request.user.pk,
        "may_reverse": bool(decided and decided.agreed)
        and found.reverses_id is None
        and not hasattr(found, "reversal")
        and holds_for_icb(request.user, Permission.COMMISSION, icb),
        "crumbs": _crumbs(board, deeper=True),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/adjustments/adjustment.html", context, status=status)


@requires(Permission.COMMISSION)
@require_http_methods(["GET", "POST"])
def adjustment_reverse(request: PortalRequest, icb: str, adjustment_id: int) -> HttpResponse:
    """Enter the mirror of an agreed adjustment; it waits for somebody else too."""
    board = icb_or_404(request.user, Permission.COMMISSION, icb)
    found = get_object_or_404(adjustments_of(icb), pk=adjustment_id)
    initial = {"first_month": str(Month.of(timezone.localdate()))}
    form = ReverseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = reverse_adjustment(
                adjustment_id=found.pk,
                first_month=Month.parse(form.cleaned_data["first_month"]).first,
                reason=form.cleaned_data["reason"],
                by=request.user.actor,
                at=timezone.now(),
            )
        except AdjustmentRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "The reversal is entered. Somebody else must agree to it.")
            return redirect("adjustment", icb, made.pk)
    context = {
        "board": board,
        "row": adjustment_row(found),
        "form": form,
        "crumbs": _crumbs(board, deeper=True),
    }
    return render(
        request, "pages/adjustments/reverse.html", context, status=400 if form.errors else 200
    )


@requires(Permission.APPROVE)
@require_http_methods(["GET", "POST"])
def adjustment_limit(request: PortalRequest, icb: str) -> HttpResponse:
    """Up to how many pounds a commissioner may agree to an adjustment."""
    board = icb_or_404(request.user, Permission.APPROVE, icb)
    form = LimitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_adjustment_limit(
                icb_code=icb, **form.cleaned_data, by=request.user.actor, at=timezone.now()
            )
        except AdjustmentRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "The limit is set.")
            return redirect("adjustments", icb)
    context = {
        "board": board,
        "limit": limit_of(icb),
        "form": form,
        "crumbs": _crumbs(board, deeper=True),
    }
    return render(
        request, "pages/adjustments/limit.html", context, status=400 if form.errors else 200
    )


def _entered(request: PortalRequest, icb: str, cleaned: dict[str, Any]) -> HttpResponse:
    entry = Entry(**cleaned | {"first_month": Month.parse(cleaned["first_month"]).first})
    made = enter_adjustment(icb_code=icb, entry=entry, by=request.user.actor, at=timezone.now())
    messages.success(request, "The adjustment is entered. Somebody else must agree to it.")
    return redirect("adjustment", icb, made.pk)


def _may_decide(request: PortalRequest, found: Adjustment) -> bool:
    decides = (Permission.COMMISSION, Permission.APPROVE)
    return (
        not hasattr(found, "decision")
        and found.entered_by_id != request.user.pk
        and any(holds_for_icb(request.user, held, found.icb_code) for held in decides)
    )


def _decided(request: PortalRequest, found: Adjustment, cleaned: dict[str, Any]) -> HttpResponse:
    agree = cleaned["outcome"] == "agree"
    decide_adjustment(
        adjustment_id=found.pk,
        agree=agree,
        senior=holds_for_icb(request.user, Permission.APPROVE, found.icb_code),
        reason=cleaned["reason"],
        by=request.user.actor,
        at=timezone.now(),
    )
    done = "agreed to. The next run takes it up" if agree else "refused"
    messages.success(request, f"The adjustment is {done}.")
    return redirect("adjustment", found.icb_code, found.pk)


def _crumbs(board: Organisation, *, deeper: bool = False) -> list[dict[str, str]]:
    above = [("Money", reverse("money")), (board.name, reverse("icb_money", args=[board.code]))]
    if deeper:
        above.append(("Adjustments", reverse("adjustments", args=[board.code])))
    return crumbs(*above)
