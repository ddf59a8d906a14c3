"""A board's year as a grid: every network by the months in which things are due."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.due.picture import picture_of_board
from pcn_portal.due.standing import Stand
from pcn_portal.units.periods import Month
from pcn_portal.web.deadlines_pages import board_crumbs
from pcn_portal.web.deadlines_words import tallies, year_links
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import asked_year, icb_or_404
from pcn_portal.web.rate_pages import slug


@requires(Permission.SEE_SERVICES)
@require_safe
def deadlines_grid(request: PortalRequest, icb: str) -> HttpResponse:
    """The year of every network at once: a row each, who is late with most first."""
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    today = timezone.localdate()
    year = asked_year(request, today)
    picture = picture_of_board(icb, year, today=today, known_at=timezone.now())
    months = sorted({Month.of(due.day) for due in picture.dues if due.day and not due.cancelled})
    mine: dict[int, list[Stand]] = {network.pk: [] for network in picture.networks}
    for one in picture.stands:
        if one.due.day is not None:
            mine[one.network.pk].append(one)
    rows = [_row(network, mine[network.pk], months, slug(year)) for network in picture.networks]
    rows.sort(key=lambda row: (-len(row["tally"]["late"]), row["network"].name))
    late = sum(bool(row["tally"]["late"]) for row in rows)
    context = {
        "board": board,
        "year": year,
        "slug": slug(year),
        "years": year_links(year, today),
        "months": months,
        "rows": rows,
        "answer": f"{late} of {counted(len(rows), 'network is,networks are')} late with something.",
        "crumbs": board_crumbs(icb, board.name),
    }
    return render(request, "pages/deadlines/grid.html", context)


def _row(
    network: Network, mine: Sequence[Stand], months: Sequence[Month], year: str
) -> dict[str, Any]:
    return {
        "network": network,
        "href": f"{reverse('network_deadlines', args=[network.code])}?year={year}",
        "tally": tallies(mine),
        "cells": [
            tallies([one for one in mine if one.due.day and Month.of(one.due.day) == month])
            for month in months
        ],
    }
