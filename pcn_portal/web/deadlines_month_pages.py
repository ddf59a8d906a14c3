"""A board's month as a calendar; narrow windows show a list instead."""

from calendar import Calendar
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.due.ahead import dues_between
from pcn_portal.due.standing import by_due, networks_of_board, stands
from pcn_portal.units.periods import Month
from pcn_portal.web.deadlines_pages import board_crumbs
from pcn_portal.web.deadlines_words import tallies, titled
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import icb_or_404

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@requires(Permission.SEE_SERVICES)
@require_safe
def deadlines_month(request: PortalRequest, icb: str, month: date) -> HttpResponse:
    """Every day of a month with what is due on it, and how many have done it."""
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    today, now, of = timezone.localdate(), timezone.now(), Month.of(month)
    last = of.next.first - timedelta(days=1)
    dues = dues_between(icb, of.first, last, now)
    networks = networks_of_board(icb, of.contract_year, min(max(today, of.first), last))
    found = by_due(stands(networks, dues, today=today, known_at=now))
    days: dict[date, list[dict[str, Any]]] = {}
    for due in dues:
        row = {"due": due, "title": titled(due), "tally": tallies(found.get(due.key, []))}
        days.setdefault(due.day or last, []).append(row)
    context = {
        "board": board,
        "month": of.first,
        "before": of.previous.first,
        "after": of.next.first,
        "weekdays": WEEKDAYS,
        "weeks": [
            [{"day": day, "here": day.month == of.number, "today": day == today,
              "rows": days.get(day, ())} for day in week]
            for week in Calendar().monthdatescalendar(of.year, of.number)
        ],
        "days": sorted(days.items()),
        "answer": _answer(dues),
        "crumbs": board_crumbs(icb, board.name),
    }  # fmt: skip
    return render(request, "pages/deadlines/month.html", context)


def _answer(dues: list[Any]) -> str:
    if not dues:
        return "Nothing with a known day is due in this month."
    return f"{counted(len(dues), 'deadline is,deadlines are')} due in this month."
