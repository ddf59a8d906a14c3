"""A network's books: what is posted for each month, and what was known on a day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from funding.models import Posting, PostingKind
from funding.queries import BookMonth, books_of
from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, postings_in, scope_of
from pcn_portal.web.correction_words import causes_in_words, signed
from pcn_portal.web.formats import counted, day, money
from pcn_portal.web.money_addresses import crumbs, page_of
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import network_header

MONTHS_A_PAGE = 12


@requires(Permission.SEE_STATEMENTS)
@require_safe
def network_books(request: PortalRequest, network: str) -> HttpResponse:
    """Every posting by the month it is for; `?known=2025-07-01` shows the books of that day."""
    scope, on = scope_of(request.user, Permission.SEE_STATEMENTS), day_of(request)
    within = postings_in(scope).filter(network_code=network)
    found = networks_in(scope, on).filter(code=network).first()
    if found is None and not within.exists():
        found = get_object_or_404(networks_in(scope, timezone.localdate()), code=network)
    named = Network.objects.filter(code=network).first()
    name = named.name if named else network
    known, wrong = _known(request.GET.get("known", ""))
    months = books_of(network_code=network, known_at=_end_of(known), within=within)
    context = {
        "code": network,
        "name": name,
        "header": network_header(found, on) if found else None,
        "tab": "money",
        "known": known,
        "wrong": wrong,
        "today": known >= timezone.localdate(),
        "answer": _answer(months, known),
        "page": page_of(request, [_month(month) for month in months], MONTHS_A_PAGE),
        "crumbs": crumbs(
            ("Networks", reverse("networks")),
            (name, reverse("network", args=[network])),
            ("Money", reverse("network_money", args=[network])),
        ),
    }
    return render(request, "pages/statements/books.html", context)


def _known(text: str) -> tuple[date, str]:
    """The day asked for, or today and why not."""
    today = timezone.localdate()
    if not text:
        return today, ""
    try:
        asked = parse_date(text)
    except ValueError:
        asked = None
    if asked is None or not 2000 <= asked.year <= 2100:
        return today, "Write the day as year, month and day: 2025-07-01. Today is shown."
    return asked, ""


def _end_of(known: date) -> datetime:
    """The first moment after the day, in England."""
    after = datetime.combine(known + timedelta(days=1), time(), ZoneInfo(settings.TIME_ZONE))
    return after.astimezone(UTC) - timedelta(microseconds=1)


def _answer(months: list[BookMonth], known: date) -> str:
    if not months:
        return f"Nothing was posted for this network by {day(known)}."
    total = sum((month.total for month in months), months[0].total * 0)
    corrected = [month for month in months if month.corrected]
    words = f"{money(total)} is posted for {counted(len(months), 'month,months')}."
    if not corrected:
        return f"{words} No month has been corrected."
    return f"{words} {counted(len(corrected), 'month has,months have')} been corrected since."


def _month(month: BookMonth) -> dict[str, Any]:
    return {
        "month": month.month,
        "entitlement": money(month.entitlement),
        "corrected": signed(month.corrected),
        "adjusted": signed(month.adjusted),
        "total": money(month.total),
        "streams": [
            {
                "title": stream.title,
                "total": money(stream.total),
                "rows": [_posting(row) for row in stream.postings],
            }
            for stream in month.streams
        ],
    }


def _posting(row: Posting) -> dict[str, Any]:
    why = "Approved"
    if row.kind == PostingKind.CORRECTION and row.correction:
        why = causes_in_words(row.correction.causes)
    return {
        "posted_at": row.posted_at,
        "by": row.decision.decided_by,
        "payment_month": row.payment_month,
        "payee": row.payee,
        "component": row.component,
        "kind": row.get_kind_display(),
        "amount": signed(row.amount),
        "instalment": row.instalment if row.kind == PostingKind.CORRECTION else 0,
        "why": why,
        "held": row.held is not None,
    }
