"""Money: the boards of a month, the months of a board, and a network's own months."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.models import Calculation
from funding.queries import MonthOverview, MonthState, current_statements, months_overview
from funding.rate_books import national_book
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import can, icbs_in, networks_in, scope_of, statements_in
from pcn_portal.units.periods import BadPeriod, ContractYear, Month
from pcn_portal.web.formats import counted, joined, month
from pcn_portal.web.life_words import STANDING_TAGS
from pcn_portal.web.money_addresses import asked_year, crumbs, holds_for_icb, icb_or_404, page_of
from pcn_portal.web.rate_pages import slug
from pcn_portal.web.reckoner_forms import contract_months
from practices.models import Organisation

ORDER = list(MonthState)


@requires(Permission.SEE_STATEMENTS)
@require_safe
def money(request: PortalRequest) -> HttpResponse:
    """The way in: boards for those who work for boards, their networks for the others."""
    if not can(request.user, Permission.SEE_RUNS):
        return _own_networks(request)
    scope = scope_of(request.user, Permission.SEE_RUNS)
    boards = list(icbs_in(scope).order_by("name"))
    if len(boards) == 1 and not scope.england:
        return redirect("icb_money", boards[0].code)
    return _boards_of_month(request, boards)


@requires(Permission.SEE_RUNS)
@require_safe
def icb_money(request: PortalRequest, icb: str) -> HttpResponse:
    """The twelve months of a contract year for one board: state, total and gaps."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    year = asked_year(request, timezone.localdate())
    months = [shown.first for shown in year.months()]
    overviews = months_overview(icb_codes=[board.code], months=months)
    context = {
        "board": board,
        "year": str(year),
        "rows": [_row(overview) for overview in overviews],
        "answer": _year_answer(overviews, year),
        "years": [
            {"year": str(y), "slug": slug(y)} for y in sorted(national_book(timezone.now()).years)
        ],
        "may_start": holds_for_icb(request.user, Permission.START_RUNS, board.code),
        "crumbs": crumbs(("Money", reverse("money"))),
    }
    return render(request, "pages/money/board.html", context)


def _boards_of_month(request: PortalRequest, boards: list[Organisation]) -> HttpResponse:
    first = _asked_month(request, [board.code for board in boards])
    names = {board.code: board.name for board in boards}
    overviews = months_overview(icb_codes=list(names), months=[first])
    rows = [_row(overview) | {"name": names[overview.icb_code]} for overview in overviews]
    context = {
        "month": first,
        "months": [(str(m), month(m)) for m in reversed(contract_months())],
        "asked": str(Month.of(first)),
        "rows": sorted(rows, key=lambda row: (row["order"], row["name"])),
        "answer": _month_answer(overviews, first),
        "sums": _sums(overviews),
        "may_start": can(request.user, Permission.START_RUNS),
        "crumbs": crumbs(),
    }
    return render(request, "pages/money/boards.html", context)


def _own_networks(request: PortalRequest) -> HttpResponse:
    """A network's people: straight to the network if there is one, else a list."""
    scope = scope_of(request.user, Permission.SEE_STATEMENTS)
    networks = list(networks_in(scope, timezone.localdate()))
    if len(networks) == 1:
        return redirect("network_money", networks[0].code)
    within = statements_in(scope)
    page = page_of(request, current_statements(within=within))
    names = {network.code: network.name for network in networks}
    context = {"page": page, "networks": names.items(), "crumbs": crumbs()}
    return render(request, "pages/money/networks.html", context)


def _asked_month(request: PortalRequest, icb_codes: list[str]) -> date:
    """The month of `?month=2025-04`, else the latest one calculated, else this one."""
    try:
        return Month.parse(request.GET.get("month", "")).first
    except BadPeriod:
        made = Calculation.objects.filter(icb_code__in=icb_codes).order_by("-month")
        latest = made.values_list("month", flat=True).first()
        return latest or timezone.localdate().replace(day=1)


def _row(overview: MonthOverview) -> dict[str, Any]:
    return {
        "overview": overview,
        "slug": f"{overview.month:%Y-%m}",
        "tag": STANDING_TAGS[overview.standing],
        "order": ORDER.index(overview.state),
    }


def _sums(overviews: list[MonthOverview]) -> dict[str, Any]:
    """Networks, missing amounts and pounds of the boards that are calculated."""
    return {
        "networks": sum(overview.networks for overview in overviews),
        "gaps": sum(overview.gaps for overview in overviews),
        "total": sum((overview.total or Decimal(0) for overview in overviews), Decimal("0.00")),
        "held": sum((overview.held for overview in overviews), Decimal("0.00")),
    }


def _tally(overviews: list[MonthOverview]) -> str:
    counts = Counter(overview.state for overview in overviews)
    words = {
        MonthState.RETURNED: "returned",
        MonthState.CALCULATED: "waiting for approval",
        MonthState.APPROVED: "approved",
        MonthState.NOT_CALCULATED: "not calculated",
    }
    return joined([f"{counts[state]} {word}" for state, word in words.items() if counts[state]])


def _month_answer(overviews: list[MonthOverview], first: date) -> str:
    if not overviews:
        return "No board is recorded yet."
    boards = counted(len(overviews), "board,boards")
    return f"{month(first)}, {boards}: {_tally(overviews)}."


def _year_answer(overviews: list[MonthOverview], year: ContractYear) -> str:
    return f"Of the 12 months of {year}: {_tally(overviews)}."
