"""A board's heat table: networks by requirements, each cell with its reasons."""

import csv
import io
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks.queries import networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.files import as_file
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.money_addresses import asked_year, crumbs, icb_or_404
from pcn_portal.web.requirements_pages import sentence, shown, year_context
from services.engine.requirements import STATE_WORDS
from services.requirement_heat import Heat, heat_of

COLUMNS = ("network", "network_name", "requirement", "title", "state", "words", "reasons")


@requires(Permission.SEE_SERVICES)
@require_safe
def requirements_of_board(request: PortalRequest, icb: str) -> HttpResponse:
    """How every requirement stands in every network, the worst first."""
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    year, heat = _heat(request, icb)
    rows: list[dict[str, Any]] = [
        {"network": row.network, "cells": _cells(heat, row.cells)} for row in heat.rows
    ]
    context = {
        **year_context(year),
        "board": board,
        "requirements": heat.requirements,
        "rows": rows,
        "key": STATE_WORDS.values(),
        "answer": sentence(heat.cells, year),
        "crumbs": crumbs(
            ("Services", reverse("services")),
            (board.name, reverse("services_of_board", args=[icb])),
        ),
    }
    return render(request, "pages/requirements/board.html", context)


@requires(Permission.SEE_SERVICES)
@require_safe
def requirements_file(request: PortalRequest, icb: str) -> HttpResponse:
    """The heat table as CSV, a row for each cell."""
    icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    year, heat = _heat(request, icb)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for row in heat.rows:
        for one, cell in zip(heat.requirements, row.cells, strict=True):
            words = STATE_WORDS[cell.state][1]
            line = (
                row.network.code,
                row.network.name,
                one.code,
                one.title,
                cell.state.value,
                words,
            )
            writer.writerow([_plain(text) for text in (*line, "; ".join(cell.reasons))])
    name = f"requirements-{icb}-{year.start_year}.csv"
    return as_file(written.getvalue().encode("utf-8-sig"), name, "text/csv; charset=utf-8")


def _heat(request: PortalRequest, icb: str) -> tuple[ContractYear, Heat]:
    """The table with the networks the board has today, or had on the year's last day."""
    today = timezone.localdate()
    year = asked_year(request, today)
    day = min(max(today, year.first), year.after - timedelta(days=1))
    networks = list(networks_of_icb(icb, day))
    return year, heat_of(networks, year, on=today, known_at=timezone.now())


def _cells(heat: Heat, cells: Any) -> list[dict[str, Any]]:
    return [
        {"one": one, "shown": shown(cell)}
        for one, cell in zip(heat.requirements, cells, strict=True)
    ]


def _plain(text: str) -> str:
    """Text that a spreadsheet does not run as a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
