"""Additional roles: each table of roles with its maxima, and maxima that people enter."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import can, scope_of
from pcn_portal.web.formats import counted, period
from pcn_portal.web.money_addresses import crumbs, page_of
from pcn_portal.web.role_forms import MaximaForm
from pcn_portal.web.role_words import SHEET_TAGS, role_row
from pcn_portal.web.sheet_forms import CheckForm
from workforce.actions import MaximaRefused, decide_maxima, enter_maxima
from workforce.engine.roles import AREA_WORDS, Area, RoleBook, RoleMissing, RoleTable, Standing
from workforce.models import MaximaSheet
from workforce.queries import maxima_of, role_book


@requires(Permission.SEE_RATES)
@require_safe
def role_tables(request: PortalRequest) -> HttpResponse:
    """Every table of roles, latest first, and how many of its maxima are known."""
    book = role_book(timezone.now())
    tables = sorted(book.tables, key=lambda t: (t.starts, t.published), reverse=True)
    waiting = MaximaSheet.objects.filter(decision=None).count()
    context = {
        "rows": [_table_row(book, table) for table in tables],
        "answer": _answer(waiting),
        "crumbs": crumbs(("Rates", reverse("rates"))),
    }
    return render(request, "pages/roles/tables.html", context)


@requires(Permission.SEE_RATES)
@require_safe
def role_table(request: PortalRequest, table: str) -> HttpResponse:
    """One table: every role with band, share, limit and maxima, each with how well it is known."""
    book = role_book(timezone.now())
    found = next((one for one in book.tables if one.id == table), None)
    if found is None:
        raise Http404("There is no such table of roles.")
    row = _table_row(book, found)
    context = {
        "table": found,
        "row": row,
        "roles": [role_row(role) for role in book.roles_of(found, timezone.localdate())],
        "crumbs": _crumbs(),
    }
    return render(request, "pages/roles/table.html", context)


@requires(Permission.SEE_RATES)
@require_safe
def maxima_sheets(request: PortalRequest) -> HttpResponse:
    """Every sheet of maxima that people entered: those that wait first."""
    found = MaximaSheet.objects.select_related("entered_by", "decision__decided_by")
    waiting = found.filter(decision=None).count()
    page = page_of(request, found.order_by("decision__id", "-id"))
    context = {
        "answer": _answer(waiting),
        "page": page,
        "rows": [{"sheet": sheet, "tag": _tag(sheet), "months": _months(sheet)} for sheet in page],
        "may_enter": _nationally(request, Permission.ENTER_RATES),
        "crumbs": _crumbs(),
    }
    return render(request, "pages/roles/sheets.html", context)


@requires(Permission.ENTER_RATES)
@require_http_methods(["GET", "POST"])
def maxima_new(request: PortalRequest) -> HttpResponse:
    """The form to enter maxima, with the document they were read in."""
    if not _nationally(request, Permission.ENTER_RATES):
        raise Http404("Maxima of England are entered by a national administrator.")
    form = MaximaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = enter_maxima(entry=form.entry(), by=request.user.actor, at=timezone.now())
        except MaximaRefused as refusal:
            form.add_error(_field(refusal), str(refusal))
        else:
            messages.success(request, "The maxima are entered. Somebody else must check them.")
            return redirect("maxima_sheet", made.pk)
    context = {"form": form, "crumbs": _crumbs(entered=True)}
    return render(request, "pages/roles/new.html", context, status=400 if form.errors else 200)


@requires(Permission.SEE_RATES)
@require_http_methods(["GET", "POST"])
def maxima_sheet(request: PortalRequest, maxima_id: int) -> HttpResponse:
    """One sheet beside what counts without it; who may check it publishes or rejects it here."""
    sheets = MaximaSheet.objects.select_related("entered_by", "decision__decided_by")
    found = get_object_or_404(sheets, pk=maxima_id)
    waits = not hasattr(found, "decision")
    own = waits and found.entered_by_id == request.user.pk
    checks = waits and not own and _nationally(request, Permission.CHECK_RATES)
    form = CheckForm(request.POST or None) if checks else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            return _decided(request, found, form.cleaned_data)
        except MaximaRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
    context = {
        "sheet": found, "tag": _tag(found), "months": _months(found), "waits": waits, "own": own,
        "rows": list(_compared(found, timezone.localdate())), "form": form,
        "crumbs": _crumbs(entered=True),
    }  # fmt: skip
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/roles/sheet.html", context, status=status)


def _decided(request: PortalRequest, found: MaximaSheet, cleaned: dict[str, Any]) -> HttpResponse:
    publish = cleaned["outcome"] == "publish"
    decide_maxima(
        sheet_id=found.pk,
        publish=publish,
        compared=cleaned["compared"],
        by=request.user.actor,
        at=timezone.now(),
    )
    done = "published and count from now on" if publish else "rejected"
    messages.success(request, f"The maxima are {done}.")
    return redirect("maxima_sheet", found.pk)


def _compared(sheet: MaximaSheet, today: date) -> Iterable[dict[str, Any]]:
    """Each maximum of the sheet beside the one that counts for its first month without it."""
    book = role_book(sheet.entered_at)
    for (code, area), entered in maxima_of(sheet).items():
        name, old = code, None
        try:
            role = book.role(code, sheet.starts, today)
        except RoleMissing:
            pass
        else:
            name, old = role.name, role.maximum(area).pounds
        yield {"code": code, "name": name, "area": AREA_WORDS[area], "new": entered, "old": old}


def _table_row(book: RoleBook, table: RoleTable) -> dict[str, Any]:
    roles = book.roles_of(table, timezone.localdate())
    maxima = [role.maximum(area) for role in roles for area in Area]
    wanted = [one for one in maxima if one.standing != Standing.NONE]
    known = sum(one.pounds is not None for one in wanted)
    return {
        "table": table,
        "months": period(table.starts, table.ends),
        "roles": len(roles),
        "known": known,
        "unknown": len(wanted) - known,
    }


def _nationally(request: PortalRequest, permission: Permission) -> bool:
    return can(request.user, permission) and scope_of(request.user, permission).england


def _field(refusal: MaximaRefused) -> str | None:
    return {"starts": "first", "ends": "last"}.get(refusal.field, refusal.field) or None


def _months(sheet: MaximaSheet) -> str:
    return period(sheet.starts, sheet.ends)


def _tag(sheet: MaximaSheet) -> dict[str, str]:
    decision = getattr(sheet, "decision", None)
    return SHEET_TAGS[decision.published if decision else None]


def _answer(waiting: int) -> str:
    if not waiting:
        return "No entered maxima wait for a second person."
    return f"{counted(waiting, 'sheet of maxima waits,sheets of maxima wait')} for a second person."


def _crumbs(*, entered: bool = False) -> list[dict[str, str]]:
    more = [("Entered maxima", reverse("maxima_sheets"))] if entered else []
    return crumbs(("Rates", reverse("rates")), ("Additional roles", reverse("role_tables")), *more)
