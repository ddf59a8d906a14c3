"""Looking ahead by page: the forecast of a board's year and of a network's."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.ahead import forecast
from funding.engine.forecast import Forecast
from networks.models import Network
from networks.queries import icb_codes_of_networks
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.ahead_words import (
    cell_words,
    forecast_answer,
    forecast_bars,
    forecast_rows,
    stream_titles,
)
from pcn_portal.web.money_addresses import asked_year, crumbs, icb_or_404, page_of
from pcn_portal.web.rate_pages import slug
from services.improvement_files import improvement_years


@requires(Permission.SEE_RUNS)
@require_safe
def ahead(request: PortalRequest, icb: str) -> HttpResponse:
    """A board's year: posted months, and the others from what is known today."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    year = asked_year(request, timezone.localdate())
    found = forecast(icb_code=icb, year=year, known_at=timezone.now())
    by_size = sorted(found.networks, key=lambda code: (-found.of_network(code).amount, code))
    networks = [
        {
            "code": code,
            "name": found.names.get(code, code),
            "words": cell_words(found.of_network(code)),
        }
        for code in by_size
    ]
    context = _context(found, year) | {
        "board": board,
        "conditional": conditional(year, reverse("improvement_of_board", args=[icb])),
        "page": page_of(request, networks),
        "crumbs": crumbs(
            ("Money", reverse("money")), (board.name, reverse("icb_money", args=[icb]))
        ),
    }
    return render(request, "pages/ahead/forecast.html", context)


@requires(Permission.SEE_STATEMENTS)
@require_safe
def network_ahead(request: PortalRequest, network: str) -> HttpResponse:
    """A network's year as it stands and as it is to come."""
    today = timezone.localdate()
    scope = scope_of(request.user, Permission.SEE_STATEMENTS)
    found: Network = get_object_or_404(networks_in(scope, today), code=network)
    year = asked_year(request, today)
    icb = icb_codes_of_networks(network_ids=[found.pk], on=today).get(found.pk, "")
    whole = forecast(icb_code=icb, year=year, known_at=timezone.now())
    context = _context(whole.only(network), year) | {
        "network": found,
        "conditional": conditional(year, reverse("network_improvement", args=[network])),
        "crumbs": crumbs(
            ("Networks", reverse("networks")),
            (found.name, reverse("network", args=[network])),
            ("Money", reverse("network_money", args=[network])),
        ),
    }
    return render(request, "pages/ahead/forecast.html", context)


def conditional(year: ContractYear, page: str) -> str:
    """Where the most of what depends on declarations stands; empty in a year without it."""
    return f"{page}?year={slug(year)}" if year in improvement_years() else ""


def _context(found: Forecast, year: ContractYear) -> dict[str, Any]:
    sums = [cell_words(found.of_stream(stream)) for stream in found.streams]
    return {
        "year": str(year),
        "slug": slug(year),
        "slugs": [
            (str(y), slug(y)) for y in (ContractYear(year.start_year + n) for n in (-1, 0, 1))
        ],
        "answer": forecast_answer(found, str(year)),
        "titles": stream_titles(found),
        "rows": forecast_rows(found),
        "sums": sums,
        "total": cell_words(found.total),
        "bars": forecast_bars(found),
    }
