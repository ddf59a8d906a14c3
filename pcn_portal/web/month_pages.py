"""Months: how far each board's month is, one month's result, and its approval."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.actions import DecisionRefused, approve, return_calculation
from funding.models import Calculation, FirstApproval
from funding.queries import (
    MonthOverview,
    MonthState,
    calculations_of,
    gap_groups,
    gaps_of_kind,
    held_networks,
    months_overview,
    placed_since,
    stream_totals,
)
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.formats import counted, joined, money, money_change, month
from pcn_portal.web.gap_words import remedy_for
from pcn_portal.web.hold_words import held_sentence
from pcn_portal.web.life_words import STANDING_TAGS
from pcn_portal.web.money_addresses import crumbs, holds_for_icb, icb_or_404, page_of
from pcn_portal.web.money_parts import DECIDE_PARTS, MONTH_PARTS, parts_of
from pcn_portal.web.month_rows import network_rows
from practices.models import Organisation


class DecisionForm(forms.Form):
    """Approve or return one calculation: the one that was on the page."""

    calculation = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=[("approve", "Approve this month"), ("return", "Return it to who calculated it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to approve or return the month."},
    )
    reason = forms.CharField(
        label="Reason",
        help_text="You must give one to return the month. It is kept and shown.",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == "return" and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say why you return the month.")
        return cleaned


@requires(Permission.SEE_RUNS)
@require_safe
def month_result(request: PortalRequest, icb: str, month: date) -> HttpResponse:
    """An ICB's month: what it comes to, what is missing, each network, and who decided."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    shown = _overview(board, month)
    context = _frame(board, month, shown) | _may(request.user, board, shown)
    if shown.calculation is not None:
        context |= _result(request, shown, shown.calculation)
    return render(request, "pages/money/month.html", context)


@requires(Permission.SEE_RUNS)
@require_safe
def month_gaps(request: PortalRequest, icb: str, month: date) -> HttpResponse:
    """Every gap of one kind in a month: network by network, practice by practice."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    shown = _overview(board, month)
    stream, missing = (request.GET.get(k, "").replace("\x00", "") for k in ("stream", "missing"))
    gaps = (
        gaps_of_kind(shown.calculation, stream=stream, missing=missing) if shown.calculation else []
    )
    context = _frame(board, month, shown) | {
        "page": page_of(request, gaps),
        "missing": missing,
        "remedy": remedy_for(missing),
        "crumbs": _crumbs(board, month, deeper=True),
    }
    return render(request, "pages/money/gaps.html", context)


@requires(Permission.APPROVE)
@require_http_methods(["GET", "POST"])
def decide(request: PortalRequest, icb: str, month: date) -> HttpResponse:
    """Approve or return a month: the sum, what is unusual, and the decision with its reason."""
    board = icb_or_404(request.user, Permission.APPROVE, icb)
    shown = _overview(board, month)
    calculation = shown.newer or shown.calculation
    if calculation is None:
        return redirect("month_result", icb, month)
    form = DecisionForm(request.POST or None, initial={"calculation": calculation.pk})
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, board, month, form.cleaned_data)
        except DecisionRefused as refusal:
            form.add_error(None, str(refusal))
    context = (
        _frame(board, month, shown)
        | _may(request.user, board, shown)
        | {
            "form": form,
            "calculation": calculation,
            "gap_groups": gap_groups(calculation),
            "parts": parts_of(DECIDE_PARTS, request, calculation),
            "payable": calculation.due - calculation.held,
            **_held(shown, calculation),
            "change": _change(calculation, _before(shown).calculation),
            "crumbs": _crumbs(board, month, deeper=True),
        }
    )
    return render(request, "pages/money/decide.html", context, status=400 if form.errors else 200)


def _overview(board: Organisation, first: date) -> MonthOverview:
    return months_overview(icb_codes=[board.code], months=[first])[0]


def _before(shown: MonthOverview) -> MonthOverview:
    last = (shown.month - timedelta(days=1)).replace(day=1)
    return months_overview(icb_codes=[shown.icb_code], months=[last])[0]


def _frame(board: Organisation, first: date, shown: MonthOverview) -> dict[str, Any]:
    return {
        "board": board,
        "month": first,
        "slug": f"{first:%Y-%m}",
        "shown": shown,
        "tag": STANDING_TAGS[shown.standing],
        "crumbs": _crumbs(board, first),
    }


def _may(user: User, board: Organisation, shown: MonthOverview) -> dict[str, Any]:
    """What the person may do here, and in words why not."""
    calculation = shown.newer or shown.calculation
    approver = holds_for_icb(user, Permission.APPROVE, board.code)
    own = calculation is not None and calculation.calculated_by_id == user.pk
    waiting = calculation is not None and shown.state == MonthState.CALCULATED
    return {
        "may_start": holds_for_icb(user, Permission.START_RUNS, board.code),
        "may_import": holds_for_icb(user, Permission.IMPORT_DATA, board.code),
        "may_decide": approver and waiting and not own,
        "may_check": waiting and holds_for_icb(user, Permission.CHECK_MONTH, board.code),
        "why_not": _why_not(waiting=waiting, approver=approver, own=own),
    }


def _why_not(*, waiting: bool, approver: bool, own: bool) -> str:
    if not waiting:
        return ""
    if own:
        return "You calculated this month. Somebody else must approve or return it."
    if not approver:
        return "It waits for an approver of this board."
    return ""


def _result(
    request: PortalRequest, shown: MonthOverview, calculation: Calculation
) -> dict[str, Any]:
    before = _before(shown).calculation
    rows, sort = network_rows(calculation, before, request.GET.get("sort", ""))
    groups = gap_groups(calculation)
    return {
        "calculation": calculation,
        **_held(shown, calculation),
        "parts": parts_of(MONTH_PARTS, request, calculation),
        "change": _change(calculation, before),
        "before": before,
        "totals": stream_totals(calculation),
        "gap_groups": [{"group": g, "remedy": remedy_for(g.missing)} for g in groups],
        "page": page_of(request, rows),
        "sort": sort,
        "history": calculations_of(icb_code=shown.icb_code, month=shown.month),
    }


def _held(shown: MonthOverview, calculation: Calculation) -> dict[str, Any]:
    """The answer, and what it says is held: network by network, and since it was calculated."""
    held = held_networks(calculation)
    words = held_sentence(held)
    return {
        "answer": _sum_up(shown, calculation, words),
        "held": held,
        "held_words": words,
        "placed_since": placed_since(calculation),
    }


def _sum_up(shown: MonthOverview, calculation: Calculation, held: str) -> str:
    """The answer: what the month comes to, what is held, its state, and what is missing."""
    networks = counted(calculation.networks, "network,networks")
    state = {
        "calculated": "It is to be checked.",
        "checked": "It is checked and waits for approval.",
        "approved_once": "It is approved once and waits for its second approval.",
        "returned": "It was returned and must be run again.",
        "approved": "It is approved.",
        "sent": "It is approved and sent to be paid.",
        "paid": "It is approved and paid.",
        "closed": "It is approved, paid and closed.",
    }.get(shown.standing, "")
    missing = (
        f" {counted(calculation.gaps, 'amount is,amounts are')} missing from it."
        if calculation.gaps
        else " Nothing is missing."
    )
    total = money(calculation.total)
    corrected = _corrected(calculation)
    sentences = [f"{month(shown.month)} comes to {total} for {networks}.", corrected, held, state]
    return " ".join(sentence for sentence in sentences if sentence) + missing


def _corrected(calculation: Calculation) -> str:
    """What earlier months add to the month's own sum, where they do."""
    parts = []
    if calculation.corrections:
        parts.append(f"corrections of earlier months are {money_change(calculation.corrections)}")
    if calculation.adjustments:
        parts.append(f"adjustments are {money_change(calculation.adjustments)}")
    if not parts:
        return ""
    words = joined(parts)
    return f"{words[:1].upper()}{words[1:]}, so {money(calculation.due)} is due."


def _change(now: Calculation, before: Calculation | None) -> str:
    if before is None:
        return "There is no calculation of the month before to compare with."
    change: Decimal = now.total - before.total
    if change == 0:
        return f"The same total as in {month(before.month)}."
    return f"{money_change(change)} than in {month(before.month)}."


def _decided(
    request: PortalRequest, board: Organisation, first: date, cleaned: dict[str, Any]
) -> HttpResponse:
    """Do what was decided, on a calculation of this board and month."""
    found = Calculation.objects.filter(
        pk=cleaned["calculation"], icb_code=board.code, month=first
    ).first()
    if found is None:
        raise DecisionRefused("This is not a calculation of this month. Open the month again.")
    act = {"approve": approve, "return": return_calculation}[cleaned["outcome"]]
    made = act(
        calculation_id=found.pk,
        by=request.user.actor,
        at=timezone.now(),
        reason=cleaned["reason"],
    )
    if isinstance(made, FirstApproval):
        said = f"Your approval of {month(first)} is the first of two. Somebody else gives the next."
    else:
        said = f"{month(first)} is {made.outcome} for {board.name}."
    messages.success(request, said)
    return redirect("month_result", board.code, first)


def _crumbs(board: Organisation, first: date, *, deeper: bool = False) -> list[dict[str, str]]:
    above = [
        ("Money", reverse("money")),
        (board.name, reverse("icb_money", args=[board.code])),
    ]
    if deeper:
        above.append((month(first), reverse("month_result", args=[board.code, first])))
    return crumbs(*above)
