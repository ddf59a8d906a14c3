"""Claims for those who decide them: what waits and since when, and each network's year."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.claims.outlook import outlooks
from funding.claims.queries import ClaimSummary, last_claimed_months, waiting_claims
from networks.models import Network
from networks.queries import networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, networks_in, scope_of
from pcn_portal.units.periods import Month
from pcn_portal.web.formats import counted, money
from pcn_portal.web.formats import month as month_words
from pcn_portal.web.money_addresses import asked_year, crumbs, icb_or_404, page_of
from pcn_portal.web.rate_pages import slug
from workforce.engine.generating import MAIN

NOTHING = Decimal("0.00")


@requires(Permission.SEE_STAFF)
@require_safe
def claims_waiting(request: PortalRequest) -> HttpResponse:
    """Every claim of the scope that waits, the oldest first, and the boards to go on to."""
    today = timezone.localdate()
    scope = scope_of(request.user, Permission.SEE_STAFF)
    ids = list(networks_in(scope, today).values_list("pk", flat=True))
    rows = waiting_claims(ids)
    page = page_of(request, rows)
    context = {
        "answer": _waiting_answer(rows),
        "rows": page,
        "ages": [(row, row.days(today)) for row in page],
        "page": page,
        "boards": icbs_in(scope).order_by("name"),
        "last_month": Month.of(today).previous.first if _keeps(request) else None,
        "crumbs": crumbs(),
    }
    return render(request, "pages/claims/waiting.html", context)


@requires(Permission.SEE_STAFF)
@require_safe
def claims_of_board(request: PortalRequest, icb: str) -> HttpResponse:
    """A board's networks in a year: who is late, and what each will lose or overdraw."""
    now = timezone.now()
    today = timezone.localdate(now)
    board = icb_or_404(request.user, Permission.SEE_STAFF, icb)
    year = asked_year(request, today)
    networks = list(networks_of_icb(icb, min(today, year.after)).order_by("name"))
    ids = [network.pk for network in networks]
    found = outlooks(icb_code=icb, network_ids=ids, year=year, known_at=now)
    last = last_claimed_months(ids)
    rows = [_row(network, found[network.pk][MAIN], last.get(network.pk)) for network in networks]
    rows.sort(key=lambda row: -(row["outlook"].lost or NOTHING))
    context = {
        "board": board,
        "year": year,
        "year_slug": slug(year),
        "rows": rows,
        "answer": _board_answer(rows, Month.of(today)),
        "crumbs": crumbs(("Claims", reverse("claims_waiting"))),
    }
    return render(request, "pages/claims/board.html", context)


def _keeps(request: PortalRequest) -> bool:
    return bool(scope_of(request.user, Permission.KEEP_STAFF).networks)


def _row(network: Network, outlook: Any, last: Any) -> dict[str, Any]:
    return {
        "network": network,
        "outlook": outlook,
        "last": month_words(last) if last else "Never",
        "unclear": sum(outlook.unclear.values()),
    }


def _waiting_answer(rows: list[ClaimSummary]) -> str:
    if not rows:
        return "No claim waits."
    waiting = sum((row.waiting for row in rows), NOTHING)
    queried = sum((row.queried for row in rows), NOTHING)
    return (
        f"{counted(len(rows), 'claim waits,claims wait')}: {money(waiting)} for the board, "
        f"{money(queried)} for an answer of the network."
    )


def _board_answer(rows: list[dict[str, Any]], now: Month) -> str:
    lost = sum((row["outlook"].lost or NOTHING for row in rows), NOTHING)
    late = [row for row in rows if any(m.month < now and m.open > 0 for m in row["outlook"].months)]
    unknown = sum(row["outlook"].pot is None for row in rows)
    words = f"{money(lost)} is lost on 31 March if nothing changes. "
    words += f"{counted(len(late), 'network has,networks have')} months that are not claimed."
    if unknown:
        words += f" The sum of {counted(unknown, 'network is,networks are')} not known."
    return words
