"""Due, paid and received: a board's year, a network's, the sources and the files."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.actions import PaidRefused, set_source, take_file
from funding.models import PaidFile, PaidKind
from funding.queries import Reconciliation, reconcile, sources_of, year_rows
from networks.models import Network
from networks.queries import icb_codes_of_networks
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.paid_scope import paid_files_in
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import (
    asked_year,
    crumbs,
    holds_for_icb,
    icb_or_404,
    page_of,
)
from pcn_portal.web.rate_pages import slug
from pcn_portal.web.reconcile_forms import SourceForm, TakeForm, initial_of
from pcn_portal.web.reconcile_words import (
    answer,
    due_row,
    line_row,
    odd_sentences,
    stray_row,
    year_answer,
    year_row,
)
from pcn_portal.web.uploads import too_large
from practices.models import Organisation

STRAYS_SHOWN = 100


@requires(Permission.SEE_RUNS)
@require_safe
def paid(request: PortalRequest, icb: str) -> HttpResponse:
    """A board's year: every due sum beside what was paid and received, and what fits nothing."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    today = timezone.localdate()
    year = asked_year(request, today)
    found = reconcile(icb_code=icb, year=year, today=today)
    context = _year(request, found, year) | {
        "board": board,
        "sources": sources_of(icb),
        "files": paid_files_in(scope_of(request.user, Permission.SEE_RUNS))
        .filter(icb_code=icb)
        .defer("content")
        .select_related("source", "received_by")[:20],
        "may_take": holds_for_icb(request.user, Permission.TAKE_PAID, icb),
        "crumbs": _crumbs(board),
    }
    return render(request, "pages/paid/year.html", context)


@requires(Permission.SEE_STATEMENTS)
@require_safe
def network_paid(request: PortalRequest, network: str) -> HttpResponse:
    """A network's year: what was due to its payees beside what was paid and received."""
    today = timezone.localdate()
    scope = scope_of(request.user, Permission.SEE_STATEMENTS)
    found: Network = get_object_or_404(networks_in(scope, today), code=network)
    year = asked_year(request, today)
    icbs = icb_codes_of_networks(network_ids=[found.pk], on=today)
    result = reconcile(
        icb_code=icbs.get(found.pk, ""), year=year, today=today, network_code=network
    )
    context = _year(request, result, year) | {
        "network": found,
        "crumbs": crumbs(
            ("Networks", reverse("networks")),
            (found.name, reverse("network", args=[network])),
            ("Money", reverse("network_money", args=[network])),
        ),
    }
    return render(request, "pages/paid/year.html", context)


@requires(Permission.TAKE_PAID)
@require_http_methods(["GET", "POST"])
def paid_source(request: PortalRequest, icb: str) -> HttpResponse:
    """Describe where files come from, anew or again: `?source=` fills in one that is there."""
    board = icb_or_404(request.user, Permission.TAKE_PAID, icb)
    known = {str(source.pk): source for source in sources_of(icb)}
    asked = known.get(request.GET.get("source", ""))
    form = SourceForm(request.POST or None, initial=initial_of(asked) if asked else None)
    if request.method == "POST" and form.is_valid():
        try:
            set_source(
                icb_code=icb,
                name=form.cleaned_data["name"],
                kind=form.cleaned_data["kind"],
                columns=form.columns,
                words=form.words,
                by=request.user.actor,
                at=timezone.now(),
            )
        except PaidRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The source is kept. You can bring in its files now.")
            return redirect("paid_take", icb)
    context = {"board": board, "form": form, "crumbs": _crumbs(board, deeper=True)}
    return render(request, "pages/paid/source.html", context, status=400 if form.errors else 200)


@requires(Permission.TAKE_PAID)
@require_http_methods(["GET", "POST"])
def paid_take(request: PortalRequest, icb: str) -> HttpResponse:
    """Bring in a file: every row of it, or nothing and each fault in words."""
    board = icb_or_404(request.user, Permission.TAKE_PAID, icb)
    sources = sources_of(icb)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = TakeForm(*data, sources=sources, dropped=too_large(request))
    faults: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return _taken(request, icb, form.cleaned_data)
        except PaidRefused as refusal:
            form.add_error("file", str(refusal))
            faults = refusal.faults
    context = {
        "board": board,
        "form": form,
        "faults": faults,
        "sources": sources,
        "crumbs": _crumbs(board, deeper=True),
    }
    return render(request, "pages/paid/take.html", context, status=400 if form.errors else 200)


@requires(Permission.SEE_RUNS)
@require_safe
def paid_file(request: PortalRequest, icb: str, paid_id: int) -> HttpResponse:
    """A file's lines; a published year's beside the books, with the likely reasons."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    files = PaidFile.objects.filter(icb_code=icb).defer("content")
    found = get_object_or_404(files.select_related("source", "received_by"), pk=paid_id)
    context: dict[str, Any] = {
        "board": board,
        "file": found,
        "yearly": found.kind == PaidKind.YEARLY,
        "may_ask": holds_for_icb(request.user, Permission.ASK_QUERIES, icb),
        "crumbs": _crumbs(board, deeper=True),
    }
    if found.year is not None:
        context |= _published(request, found, ContractYear(found.year))
    else:
        page = page_of(request, found.lines.order_by("row", "id"))
        context |= {"page": page, "rows": [line_row(line) for line in page]}
    return render(request, "pages/paid/file.html", context)


def _published(request: PortalRequest, found: PaidFile, year: ContractYear) -> dict[str, Any]:
    compared = year_rows(found.lines.all(), year)
    shown = [row for row in compared if request.GET.get("found", row.found) == row.found]
    page = page_of(request, [year_row(row) for row in shown])
    return {"page": page, "rows": list(page), "answer": year_answer(compared, str(year))}


def _taken(request: PortalRequest, icb: str, cleaned: dict[str, Any]) -> HttpResponse:
    source = next(s for s in sources_of(icb) if str(s.pk) == cleaned["source"])
    file = cleaned["file"]
    made = take_file(
        source=source,
        name=file.name,
        content=file.read(),
        year=cleaned["year"],
        max_bytes=settings.IMPORT_MAX_BYTES,
        by=request.user.actor,
        at=timezone.now(),
    )
    lines = counted(made.lines.count(), "line,lines")
    messages.success(request, f"{made.name} is kept with {lines}.")
    return redirect("paid_file", icb, made.pk)


def _year(request: PortalRequest, found: Reconciliation, year: ContractYear) -> dict[str, Any]:
    everything = request.GET.get("show") == "all"
    rows = [row for row in found.rows if everything or not row.settled]
    rows.sort(key=lambda row: (-row.age, -abs(row.due), row.key))
    page = page_of(request, rows)
    return {
        "year": str(year),
        "slug": slug(year),
        "years": [{"year": str(y), "slug": slug(y)} for y in _years(year, timezone.localdate())],
        "answer": answer(found, str(year)),
        "odd": odd_sentences(found),
        "strays": [stray_row(*one) for one in found.strays[:STRAYS_SHOWN]],
        "more_strays": max(0, len(found.strays) - STRAYS_SHOWN),
        "everything": everything,
        "settled": len(found.rows) - len([row for row in found.rows if not row.settled]),
        "page": page,
        "rows": [due_row(row) for row in page],
        "may_ask": not scope_of(request.user, Permission.ASK_QUERIES).empty,
    }


def _years(asked: ContractYear, today: date) -> list[ContractYear]:
    """The year asked for and those around today."""
    now = ContractYear(today.year if today.month >= 4 else today.year - 1)
    return sorted({asked, *(ContractYear(now.start_year - back) for back in range(3))})


def _crumbs(board: Organisation, *, deeper: bool = False) -> list[dict[str, str]]:
    above = [("Money", reverse("money")), (board.name, reverse("icb_money", args=[board.code]))]
    if deeper:
        above.append(("Paid and received", reverse("paid", args=[board.code])))
    return crumbs(*above)
