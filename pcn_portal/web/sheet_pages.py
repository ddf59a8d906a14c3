"""Rates by people: what is entered, entering a sheet, and checking it against its document."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.actions import SheetEntry, SheetRefused, decide_sheet, enter_sheet
from funding.impact import board_months, impact_of
from funding.models import Decision, RateSheet
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.rate_scope import may_for_sheet, sheets_in
from pcn_portal.accounts.scope import can, icbs_in, scope_of
from pcn_portal.web.formats import counted
from pcn_portal.web.impact_pages import MOST
from pcn_portal.web.impact_words import impact_words
from pcn_portal.web.money_addresses import crumbs, page_of
from pcn_portal.web.sheet_example import EXAMPLE
from pcn_portal.web.sheet_forms import NATIONAL, CheckForm, SheetForm
from pcn_portal.web.sheet_words import TAGS, compared


@requires(Permission.SEE_RATES)
@require_safe
def sheets(request: PortalRequest) -> HttpResponse:
    """Every sheet of rates that people entered: those that wait first."""
    found = sheets_in(scope_of(request.user, Permission.SEE_RATES))
    waiting = found.filter(decision=None).count()
    page = page_of(request, found.order_by("decision__id", "-id"))
    context = {
        "answer": f"{counted(waiting, 'sheet waits,sheets wait')} for a second person."
        if waiting
        else "No entered rates wait for a second person.",
        "page": page,
        "rows": [{"sheet": sheet, "tag": _tag(sheet)} for sheet in page],
        "may_enter": can(request.user, Permission.ENTER_RATES),
        "crumbs": crumbs(("Rates", reverse("rates"))),
    }
    return render(request, "pages/rates/sheets.html", context)


@requires(Permission.ENTER_RATES)
@require_http_methods(["GET", "POST"])
def sheet_new(request: PortalRequest) -> HttpResponse:
    """The form to enter rates, with the document they were read in."""
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SheetForm(*data, whom=_whom(request), initial={"content": EXAMPLE})
    if request.method == "POST" and form.is_valid():
        try:
            return _entered(request, form.cleaned_data)
        except SheetRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
    context = {"form": form, "crumbs": _crumbs()}
    return render(
        request, "pages/rates/sheet_new.html", context, status=400 if form.errors else 200
    )


@requires(Permission.SEE_RATES)
@require_http_methods(["GET", "POST"])
def sheet(request: PortalRequest, sheet_id: int) -> HttpResponse:
    """One sheet beside what counts without it; who may check it publishes or rejects it here."""
    scope = scope_of(request.user, Permission.SEE_RATES)
    found = get_object_or_404(sheets_in(scope), pk=sheet_id)
    waits = not hasattr(found, "decision")
    checks = (
        waits
        and found.entered_by_id != request.user.pk
        and may_for_sheet(request.user, Permission.CHECK_RATES, found.icb_code)
    )
    form = CheckForm(request.POST or None) if checks else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            return _decided(request, found, form.cleaned_data)
        except SheetRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
    now = timezone.now()
    context = {
        "sheet": found,
        "tag": _tag(found),
        "waits": waits,
        "own": waits and found.entered_by_id == request.user.pk,
        "rates": compared(found, known_at=now, known_on=timezone.localdate(now)),
        "form": form,
        "impact": _impact(request, found) if checks else None,
        "crumbs": _crumbs(),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/rates/sheet.html", context, status=status)


def _impact(request: PortalRequest, found: RateSheet) -> dict[str, Any] | None:
    """What publishing would put right in approved months; None where that takes too long."""
    approved = Decision.objects.filter(outcome=Decision.Outcome.APPROVED).values("icb_code")
    boards = icbs_in(scope_of(request.user, Permission.SEE_RUNS)).filter(code__in=approved)
    codes = [found.icb_code] if found.icb_code else sorted(boards.values_list("code", flat=True))
    if board_months(codes) > MOST:
        return None
    now = timezone.now()
    publish = partial(
        decide_sheet,
        sheet_id=found.pk,
        publish=True,
        compared="Tried, to see what it would put right.",
        by=request.user.actor,
        at=now,
    )
    try:
        return impact_words(impact_of(publish, icb_codes=codes, known_at=now))
    except SheetRefused as refusal:
        return {"answer": f"These rates could not be published: {refusal}", "rows": []}


def _whom(request: PortalRequest) -> list[tuple[str, str]]:
    scope = scope_of(request.user, Permission.ENTER_RATES)
    boards = [
        (code, f"Local variation of {name}")
        for code, name in icbs_in(scope).order_by("name").values_list("code", "name")
    ]
    return [(NATIONAL, "All of England"), *boards] if scope.england else boards


def _entered(request: PortalRequest, cleaned: dict[str, Any]) -> HttpResponse:
    entry = SheetEntry(
        title=cleaned["title"],
        content=cleaned["content"],
        document=cleaned["document"],
        icb_code="" if cleaned["whom"] == NATIONAL else cleaned["whom"],
        networks=tuple(cleaned["networks"].upper().split()),
    )
    made = enter_sheet(entry=entry, by=request.user.actor, at=timezone.now())
    messages.success(request, "The rates are entered. Somebody else must check them.")
    return redirect("rate_sheet", made.pk)


def _decided(request: PortalRequest, found: RateSheet, cleaned: dict[str, Any]) -> HttpResponse:
    publish = cleaned["outcome"] == "publish"
    decide_sheet(
        sheet_id=found.pk,
        publish=publish,
        compared=cleaned["compared"],
        by=request.user.actor,
        at=timezone.now(),
    )
    done = "published. They count from the next run on" if publish else "rejected"
    messages.success(request, f"The rates are {done}.")
    return redirect("rate_sheet", found.pk)


def _tag(found: RateSheet) -> dict[str, str]:
    decision = getattr(found, "decision", None)
    return TAGS[decision.published if decision else None]


def _crumbs() -> list[dict[str, str]]:
    return crumbs(("Rates", reverse("rates")), ("Entered rates", reverse("rate_sheets")))
