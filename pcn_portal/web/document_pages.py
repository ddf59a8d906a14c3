"""Statements as files, a network's year, and what a practice itself is paid."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.documents import (
    FORMATS,
    Document,
    YearSummary,
    as_bytes,
    practice_document,
    practice_months,
    statement_document,
    year_document,
    year_summary,
)
from funding.models import Posting
from funding.queries import current_statement
from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import (
    networks_in,
    postings_in,
    practices_in,
    scope_of,
    statements_in,
)
from pcn_portal.files import as_file
from pcn_portal.units.periods import BadPeriod, ContractYear
from pcn_portal.web.formats import counted, money
from pcn_portal.web.formats import month as month_words
from pcn_portal.web.money_addresses import crumbs, page_of
from pcn_portal.web.rate_pages import slug
from practices.models import Practice


@requires(Permission.SEE_STATEMENTS)
@require_safe
def statement_file(request: PortalRequest, network: str, month: date, ending: str) -> HttpResponse:
    """A network's statement of a month as PDF, CSV or XLSX: the one that counts."""
    within = statements_in(scope_of(request.user, Permission.SEE_STATEMENTS))
    found = current_statement(network_code=network, month=month, within=within)
    if found is None:
        raise Http404("No statement of this month.")
    return _file(statement_document(found), ending)


@requires(Permission.SEE_STATEMENTS)
@require_safe
def network_year(request: PortalRequest, network: str, year: str) -> HttpResponse:
    """A network's contract year from the books: months by payments."""
    summary = _summary(request, network, year)
    context = {
        "summary": summary,
        "slug": slug(summary.year),
        "columns": _titles(summary),
        "rows": [_year_row(summary, month) for month in summary.months],
        "sums": [summary.of_stream(stream) for stream in summary.streams],
        "answer": _year_answer(summary),
        "years": _years(request, network),
        "crumbs": crumbs(
            ("Networks", reverse("networks")),
            (summary.network_name, reverse("network", args=[network])),
            ("Money", reverse("network_money", args=[network])),
        ),
    }
    return render(request, "pages/statements/year.html", context)


@requires(Permission.SEE_STATEMENTS)
@require_safe
def network_year_file(request: PortalRequest, network: str, year: str, ending: str) -> HttpResponse:
    """A network's year as PDF, CSV or XLSX."""
    return _file(year_document(_summary(request, network, year), at=timezone.now()), ending)


@requires(Permission.SEE_STATEMENTS)
@require_safe
def practice_money(request: PortalRequest, code: str) -> HttpResponse:
    """The months in which something was posted to a practice itself."""
    practice = _practice(request, code)
    months = practice_months(code, _postings(request))
    rows = [{"month": m, "slug": f"{m:%Y-%m}", "total": money(t, "recovered")} for m, t in months]
    context = {
        "practice": practice,
        "answer": _practice_answer(len(months)),
        "page": page_of(request, rows),
        "crumbs": _practice_crumbs(practice),
    }
    return render(request, "pages/practices/money.html", context)


@requires(Permission.SEE_STATEMENTS)
@require_safe
def practice_statement(request: PortalRequest, code: str, month: date) -> HttpResponse:
    """What a practice itself is paid in a month: each amount and how it came about."""
    practice = _practice(request, code)
    document = _practice_document(request, practice, month)
    context = {
        "practice": practice,
        "month": month,
        "slug": f"{month:%Y-%m}",
        "document": document,
        "crumbs": [
            *_practice_crumbs(practice),
            *crumbs(("Money", reverse("practice_money", args=[code])))[1:],
        ],
    }
    return render(request, "pages/practices/statement.html", context)


@requires(Permission.SEE_STATEMENTS)
@require_safe
def practice_statement_file(
    request: PortalRequest, code: str, month: date, ending: str
) -> HttpResponse:
    """A practice's statement as PDF, CSV or XLSX."""
    return _file(_practice_document(request, _practice(request, code), month), ending)


def _file(document: Document, ending: str) -> HttpResponse:
    if ending not in FORMATS:
        raise Http404(f"A statement is given as {', '.join(FORMATS)}.")
    return as_file(*as_bytes(document, ending))


def _postings(request: PortalRequest) -> QuerySet[Posting]:
    return postings_in(scope_of(request.user, Permission.SEE_STATEMENTS))


def _summary(request: PortalRequest, network: str, year: str) -> YearSummary:
    try:
        asked = ContractYear.parse(year)
    except BadPeriod as wrong:
        raise Http404(str(wrong)) from None
    scope = scope_of(request.user, Permission.SEE_STATEMENTS)
    found: Network = get_object_or_404(networks_in(scope, timezone.localdate()), code=network)
    return year_summary(
        network_code=network, network_name=found.name, year=asked, within=_postings(request)
    )


def _titles(summary: YearSummary) -> list[str]:
    (grid,) = year_document(summary, at=timezone.now()).grids
    return list(grid.columns[:-1])


def _years(request: PortalRequest, network: str) -> list[dict[str, str]]:
    """The contract years for which something is posted."""
    months = (
        _postings(request).filter(network_code=network).order_by()
        .values_list("entitlement_month", flat=True).distinct()
    )  # fmt: skip
    years = sorted({ContractYear(m.year if m.month >= 4 else m.year - 1) for m in months})
    return [{"year": str(year), "slug": slug(year)} for year in years]


def _year_row(summary: YearSummary, month: date) -> dict[str, Any]:
    return {
        "month": month,
        "slug": f"{month:%Y-%m}",
        "cells": [summary.cells.get((month, stream)) for stream in summary.streams],
        "total": summary.of_month(month),
    }


def _year_answer(summary: YearSummary) -> str:
    posted = 12 - len(summary.open)
    if not posted:
        return f"Nothing is posted for {summary.year} yet."
    more = ""
    if summary.corrected:
        more = f", of it {money(summary.corrected, 'recovered')} corrected later"
    return (
        f"{counted(posted, 'month is,months are')} posted for {summary.year}: "
        f"{money(summary.total, 'recovered')}{more}."
    )


def _practice(request: PortalRequest, code: str) -> Practice:
    scope = scope_of(request.user, Permission.SEE_STATEMENTS)
    found: Practice = get_object_or_404(practices_in(scope, timezone.localdate()), code=code)
    return found


def _practice_document(request: PortalRequest, practice: Practice, month: date) -> Document:
    document = practice_document(
        practice_code=practice.code, name=practice.name, month=month, within=_postings(request)
    )
    if document is None:
        raise Http404(f"Nothing was posted to this practice in {month_words(month)}.")
    return document


def _practice_answer(months: int) -> str:
    if not months:
        return "Nothing is posted to this practice itself yet."
    return f"{counted(months, 'month has,months have')} amounts paid to this practice itself."


def _practice_crumbs(practice: Practice) -> list[dict[str, str]]:
    return crumbs(
        ("Networks", reverse("networks")),
        ("Practices", reverse("practices")),
        (practice.name, reverse("practice", args=[practice.code])),
    )
