"""Imports: choose a file, see what is wrong or what would change, then apply all of it or none."""

import csv
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pcn_portal import intake
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import batches_in, can, scope_of
from pcn_portal.web.formats import counted, joined
from pcn_portal.web.import_forms import UploadForm
from pcn_portal.web.money_addresses import crumbs, page_of
from pcn_portal.web.uploads import too_large
from practices.models import ImportBatch, ImportProblem

STATE_TAGS = {
    "staged": {"text": "Ready to apply", "colour": "blue"},
    "refused": {"text": "Has errors", "colour": "red"},
    "applied": {"text": "Applied", "colour": "green"},
    "discarded": {"text": "Discarded", "colour": "grey"},
    "unchanged": {"text": "Nothing to change", "colour": "grey"},
}
# Kinds whose file the portal itself gives out, filled in as far as it knows.
FILLED = {"network_details": "network_details_workbook"}
CHANGE_KINDS = (("new", "New"), ("changed", "Changed"), ("ended", "Ended"))
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@requires(Permission.SEE_IMPORTS)
@require_safe
def imports(request: PortalRequest) -> HttpResponse:
    """Every file brought in within the person's scope, newest first."""
    batches = batches_in(scope_of(request.user, Permission.SEE_IMPORTS))
    page = page_of(request, batches.select_related("source", "staged_by").defer("source__content"))
    rows = [
        {"batch": batch, "title": _title(batch.kind), "tag": STATE_TAGS[batch.state]}
        for batch in page
    ]
    context = {
        "page": page,
        "rows": rows,
        "waiting": batches.filter(state="staged").count(),
        "may_import": can(request.user, Permission.IMPORT_DATA),
        "crumbs": crumbs(),
    }
    return render(request, "pages/imports/list.html", context)


@requires(Permission.IMPORT_DATA)
@require_safe
def kinds(request: PortalRequest) -> HttpResponse:
    """Which kind of file: what each is, and where to get it."""
    above = ("Imports", reverse("imports"))
    context = {"kinds": intake.KINDS.values(), "crumbs": crumbs(above)}
    return render(request, "pages/imports/kinds.html", context)


@requires(Permission.IMPORT_DATA)
@require_http_methods(["GET", "POST"])
def upload(request: PortalRequest, kind: str) -> HttpResponse:
    """Choose a file of one kind. It is read and compared; nothing changes yet."""
    found = _kind_or_404(kind)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*data, kind=found, dropped=too_large(request))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("import", _stage(request, kind, form).pk)
        except intake.ImportRefused as refusal:
            form.add_error("file", str(refusal))
    context = {
        "kind": found,
        "form": form,
        "filled": reverse(FILLED[kind]) if kind in FILLED else "",
        "crumbs": crumbs(
            ("Imports", reverse("imports")), ("Choose what to import", reverse("import_kinds"))
        ),
    }
    return render(request, "pages/imports/upload.html", context, status=400 if form.errors else 200)


@requires(Permission.IMPORT_DATA)
@require_safe
def template(request: PortalRequest, kind: str) -> HttpResponse:
    """An empty file with the right columns, to fill in."""
    columns = _kind_or_404(kind).template
    if not columns:
        raise Http404("This kind of import has no template.")
    response = _csv_response(f"{kind}.csv")
    csv.writer(response).writerow(columns)
    return response


@requires(Permission.SEE_IMPORTS)
@require_safe
def batch(request: PortalRequest, batch_id: int) -> HttpResponse:
    """One file: its errors first, then what it would change, then what became of it."""
    found = _batch_or_404(request, batch_id, Permission.SEE_IMPORTS)
    return _batch_page(request, found)


@requires(Permission.SEE_IMPORTS)
@require_safe
def problems(request: PortalRequest, batch_id: int) -> HttpResponse:
    """All errors and warnings as CSV, safe to open in a spreadsheet."""
    found = _batch_or_404(request, batch_id, Permission.SEE_IMPORTS)
    response = _csv_response(f"import-{found.pk}-problems.csv")
    writer = csv.writer(response)
    writer.writerow(["severity", "row", "column", "value", "what to do"])
    for p in found.problems.all():
        cells = [p.get_severity_display(), str(p.row or ""), p.column, p.value, p.message]
        writer.writerow([plain_cell(cell) for cell in cells])
    return response


@requires(Permission.IMPORT_DATA)
@require_POST
def apply_batch(request: PortalRequest, batch_id: int) -> HttpResponse:
    """Do all of what the preview showed, or nothing."""
    found = _batch_or_404(request, batch_id, Permission.IMPORT_DATA)
    try:
        intake.apply(batch_id=found.pk, by=request.user.actor, at=timezone.now())
    except intake.ImportRefused as refusal:
        found.refresh_from_db()
        return _batch_page(request, found, refusal=str(refusal))
    messages.success(request, "The file is applied.")
    return redirect("import", found.pk)


@requires(Permission.IMPORT_DATA)
@require_POST
def discard_batch(request: PortalRequest, batch_id: int) -> HttpResponse:
    """Put the preview aside. The register stays as it is."""
    found = _batch_or_404(request, batch_id, Permission.IMPORT_DATA)
    try:
        intake.discard(batch_id=found.pk, by=request.user.actor, at=timezone.now())
    except intake.ImportRefused as refusal:
        found.refresh_from_db()
        return _batch_page(request, found, refusal=str(refusal))
    messages.success(request, "The preview is discarded. Nothing was changed.")
    return redirect("import", found.pk)


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _stage(request: PortalRequest, kind: str, form: UploadForm) -> ImportBatch:
    upload = form.cleaned_data["file"]
    scope = scope_of(request.user, Permission.IMPORT_DATA)
    return intake.stage(
        kind=kind,
        name=upload.name,
        content=upload.read(),
        parameters=form.parameters(),
        by=request.user.actor,
        at=timezone.now(),
        icbs=None if scope.england else scope.icbs,
    )


def _batch_page(request: PortalRequest, found: ImportBatch, *, refusal: str = "") -> HttpResponse:
    wanted = _asked_kind(request, found)
    errors = found.problems.filter(severity=ImportProblem.Severity.ERROR)
    warnings = found.problems.filter(severity=ImportProblem.Severity.WARNING)
    context = {
        "batch": found,
        "title": _title(found.kind),
        "tag": STATE_TAGS[found.state],
        "answer": _answer(found, errors.count()),
        "refusal": refusal,
        "errors": page_of(request, errors) if found.state == "refused" else None,
        "warnings": warnings[:20],
        "warning_count": warnings.count(),
        "tabs": _tabs(found, wanted),
        "wanted": wanted,
        "changes": page_of(request, found.changes.filter(kind=wanted)) if wanted else None,
        "entities": _entities(found),
        "may_import": can(request.user, Permission.IMPORT_DATA),
        "sees_months": can(request.user, Permission.SEE_RUNS),
        "crumbs": crumbs(("Imports", reverse("imports"))),
    }
    return render(request, "pages/imports/batch.html", context, status=400 if refusal else 200)


def _asked_kind(request: PortalRequest, found: ImportBatch) -> str:
    """Which part of the preview to list: the one asked for, else the first that has rows."""
    present = [kind for kind, _ in CHANGE_KINDS if found.counts.get(kind)]
    asked = request.GET.get("show", "")
    if asked in present:
        return asked
    return present[0] if present else ""


def _tabs(found: ImportBatch, wanted: str) -> list[dict[str, Any]]:
    return [
        {"kind": kind, "text": text, "number": found.counts.get(kind, 0), "here": kind == wanted}
        for kind, text in CHANGE_KINDS
    ]


def _entities(found: ImportBatch) -> list[dict[str, Any]]:
    return [{"name": name, **numbers} for name, numbers in found.counts.get("entities", {}).items()]


def _answer(found: ImportBatch, errors: int) -> str:
    changes = _changes_in_words(found.counts)
    rows = counted(found.rows_read, "row,rows")
    return {
        "refused": f"The file has {counted(errors, 'error,errors')}. Nothing was changed.",
        "staged": f"If you apply this file: {changes}. Nothing has changed yet.",
        "applied": f"The file is applied: {changes}.",
        "discarded": "This preview was discarded. Nothing was changed.",
        "unchanged": f"The register already holds all {rows} of this file. There is nothing to do.",
    }[found.state]


def _changes_in_words(counts: dict[str, Any]) -> str:
    words = {"new": "new", "changed": "changed", "ended": "ended", "untouched": "stay as they are"}
    parts = [f"{counts[kind]:,} {word}" for kind, word in words.items() if counts.get(kind)]
    return joined(parts) or "no change"


def _title(kind: str) -> str:
    return intake.KINDS[kind].title if kind in intake.KINDS else kind


def _kind_or_404(kind: str) -> intake.ImportKind:
    if kind not in intake.KINDS:
        raise Http404("No such kind of import.")
    return intake.KINDS[kind]


def _batch_or_404(request: PortalRequest, batch_id: int, permission: Permission) -> ImportBatch:
    within = batches_in(scope_of(request.user, permission))
    shown = within.select_related("source", "staged_by", "decided_by").defer("source__content")
    return get_object_or_404(shown, pk=batch_id)


def _csv_response(name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
