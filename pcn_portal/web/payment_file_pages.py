"""The payment file of an approved month: what it pays, what waits, and the file itself."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.actions import FileRefused, produce_payment_file
from funding.engine.payment_file import rows_of
from funding.models import Calculation, Decision, PaymentFile
from funding.queries import Due, approval_of, due_with, files_of
from funding.queries.payables import HELD, NO_PAYEE
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.files import as_file
from pcn_portal.web.formats import counted, money
from pcn_portal.web.formats import month as month_words
from pcn_portal.web.money_addresses import crumbs, holds_for_icb, icb_or_404
from pcn_portal.web.part import Part

WHY = {HELD: "Payments are held", NO_PAYEE: "No nominated payee is recorded"}


@requires(Permission.SEE_RUNS)
@require_http_methods(["GET", "POST"])
def payment_file(request: PortalRequest, icb: str, month: date) -> HttpResponse:
    """What the month pays, before and after its file is produced; POST produces it."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    refused = ""
    if request.method == "POST":
        icb_or_404(request.user, Permission.START_RUNS, icb)
        try:
            return _produced(request, icb, month)
        except FileRefused as refusal:
            refused = str(refusal)
    decision = approval_of(icb_code=icb, month=month)
    made = files_of([icb]).filter(month=month).first()
    due = due_with(decision) if decision and made is None else None
    context = {
        "board": board,
        "month": month,
        "slug": f"{month:%Y-%m}",
        "made": made,
        "refused": refused,
        "approved": decision is not None,
        "answer": _answer(month, decision, made, due),
        "paycodes": _by_paycode(due) if due else [],
        "left_out": _left_out(due) if due else [],
        "may_produce": made is None and _may_produce(request, icb, due),
        "crumbs": crumbs(
            ("Money", reverse("money")),
            (board.name, reverse("icb_money", args=[icb])),
            (month_words(month), reverse("month_result", args=[icb, month])),
        ),
    }
    return render(request, "pages/money/payment_file.html", context, status=400 if refused else 200)


@requires(Permission.SEE_RUNS)
@require_safe
def payment_file_content(request: PortalRequest, icb: str, month: date) -> HttpResponse:
    """The bytes as they were produced."""
    icb_or_404(request.user, Permission.SEE_RUNS, icb)
    made = PaymentFile.objects.filter(icb_code=icb, month=month).first()
    if made is None:
        raise Http404("No payment file of this month.")
    return as_file(bytes(made.content), made.name, "text/csv; charset=utf-8")


def month_payment_file(request: PortalRequest, calculation: Calculation) -> Part | None:
    """On an approved month: whether its payment file is produced, and where."""
    if approval_of(icb_code=calculation.icb_code, month=calculation.month) is None:
        return None
    made = files_of([calculation.icb_code]).filter(month=calculation.month).first()
    words = {
        "made": made,
        "icb": calculation.icb_code,
        "slug": f"{calculation.month:%Y-%m}",
        "month": calculation.month,
    }
    return Part("pages/money/_payment_file.html", words)


def _produced(request: PortalRequest, icb: str, month: date) -> HttpResponse:
    made = produce_payment_file(icb_code=icb, month=month, by=request.user.actor, at=timezone.now())
    messages.success(request, f"The payment file of {month_words(month)} is kept: {made.name}.")
    return redirect("payment_file", icb, month)


def _may_produce(request: PortalRequest, icb: str, due: Due | None) -> bool:
    return bool(due and due.payables) and holds_for_icb(request.user, Permission.START_RUNS, icb)


def _answer(
    month: date, decision: Decision | None, made: PaymentFile | None, due: Due | None
) -> str:
    when = month_words(month)
    if made is not None:
        return (
            f"{when} is paid by a file of {money(made.total)} in {counted(made.rows, 'row,rows')}."
        )
    if decision is None or due is None:
        return f"{when} is not approved. Only an approved month is paid."
    waits = sum((left.total for left in due.left_out), Decimal("0.00"))
    left = f" {money(waits)} waits for a later file." if due.left_out else ""
    return f"The file of {when} would pay {money(due.total)}.{left}"


def _by_paycode(due: Due) -> list[dict[str, Any]]:
    sums: dict[str, list[Decimal]] = defaultdict(list)
    for row, amount in rows_of(payable for _, payable in due.payables):
        sums[row.paycode].append(amount)
    return [
        {
            "paycode": code,
            "rows": len(amounts),
            "total": money(sum(amounts, Decimal(0)), "recovered"),
        }
        for code, amounts in sorted(sums.items())
    ]


def _left_out(due: Due) -> list[dict[str, Any]]:
    return [
        {"network": left.network, "why": WHY[left.why], "total": money(left.total, "recovered")}
        for left in due.left_out
    ]
