"""A network's money: its months, one month's statement, and the file row behind a figure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.documents import statement_number
from funding.models import Calculation, Decision, Line, Statement
from funding.queries import current_statement, current_statements, decision_on, held_of
from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import can, networks_in, scope_of, statements_in
from pcn_portal.units.periods import Month
from pcn_portal.web.formats import counted, joined, money_change, month
from pcn_portal.web.money_addresses import crumbs, page_of
from pcn_portal.web.money_parts import STATEMENT_PARTS, parts_of
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import network_header
from pcn_portal.web.rate_pages import slug
from pcn_portal.web.source_rows import source_row
from pcn_portal.web.statement_presenter import COUNTED, StreamView, stream_views, total_change


@dataclass(frozen=True)
class Asked:
    """What is asked for, within scope: the network's name, and its statements of the month."""

    code: str
    name: str
    month: date
    within: QuerySet[Statement]


@requires(Permission.SEE_STATEMENTS)
@require_safe
def network_money(request: PortalRequest, network: str) -> HttpResponse:
    """A network's months: what each comes to, and how far it is."""
    within = _within(request, network)
    found = list(current_statements(network_codes=[network], within=within))
    name = found[0].network_name if found else _network(request, network).name
    totals = {statement.month: statement.total for statement in found}
    rows = [
        {"statement": s, "change": _since(s, totals), "slug": f"{s.month:%Y-%m}"} for s in found
    ]
    context = {
        "code": network,
        "name": name,
        "header": _header(request, network),
        "tab": "money",
        "year": slug(Month.of(found[0].month).contract_year) if found else "",
        "page": page_of(request, rows),
        "waits": _not_approved(found),
        "own_people": not can(request.user, Permission.SEE_RUNS),
        "may_hold": _may_hold(request, network),
        "crumbs": crumbs(("Networks", reverse("networks")), (name, _network_href(network))),
    }
    return render(request, "pages/statements/months.html", context)


@requires(Permission.SEE_STATEMENTS)
@require_safe
def statement(request: PortalRequest, network: str, month: date) -> HttpResponse:
    """One month's statement: each payment, and why it is what it is."""
    asked = _asked(request, network, month)
    current = _complete(current_statement(network_code=network, month=month, within=asked.within))
    if current is None:
        return _none_yet(request, asked)
    shown = _earlier(request, asked) or current
    before = _before(request, shown)
    streams = stream_views(shown, before)
    context = {
        "asked": asked,
        "header": _header(request, network),
        "tab": "money",
        "slug": f"{month:%Y-%m}",
        "statement": shown,
        "number": statement_number(shown.calculation.icb_code, Month.of(month), network),
        "is_current": shown.pk == current.pk,
        "streams": streams,
        "answer": _answer(shown, streams),
        "change": total_change(shown, before, _month_before(month)),
        "to_payee": _sum(streams, practices=False),
        "to_practices": _sum(streams, practices=True),
        "decision": decision_on(shown.calculation),
        "held": held_of(shown),
        "parts": parts_of(STATEMENT_PARTS, request, shown),
        "history": _history(asked),
        "may_import": can(request.user, Permission.IMPORT_DATA),
        "sees_months": can(request.user, Permission.SEE_RUNS),
        "crumbs": _crumbs(asked),
    }
    return render(request, "pages/statements/statement.html", context)


@requires(Permission.SEE_STATEMENTS)
@require_safe
def statement_source(
    request: PortalRequest, network: str, month: date, basis: str, code: str
) -> HttpResponse:
    """The row of the file behind one figure of a statement the person may see."""
    asked = _asked(request, network, month)
    shown = _earlier(request, asked) or current_statement(
        network_code=network, month=month, within=asked.within
    )
    used = _used(shown, basis, code) if shown else None
    if shown is None or used is None:
        raise Http404("No such figure on this statement.")
    above = (month_name(month), reverse("statement", args=[network, month]))
    context = {
        "asked": asked,
        "used": used | {"value": Decimal(used["value"])},
        "basis_words": COUNTED[used["basis"]],
        "found": source_row(used, known_at=shown.calculation.known_at),
        "crumbs": [*_crumbs(asked), *crumbs(above)[1:]],
    }
    return render(request, "pages/statements/source.html", context)


def month_name(first: date) -> str:
    """A month in words."""
    return month(first)


def _header(request: PortalRequest, code: str) -> dict[str, Any] | None:
    """Name, board, size and tabs, where the network is within the person's scope today."""
    on, scope = day_of(request), scope_of(request.user, Permission.SEE_STATEMENTS)
    found = networks_in(scope, on).filter(code=code).first()
    return network_header(found, on) if found else None


def _within(request: PortalRequest, network: str) -> QuerySet[Statement]:
    return statements_in(scope_of(request.user, Permission.SEE_STATEMENTS)).filter(
        network_code=network
    )


def _network(request: PortalRequest, code: str) -> Network:
    scope = scope_of(request.user, Permission.SEE_STATEMENTS)
    return get_object_or_404(networks_in(scope, timezone.localdate()), code=code)


def _asked(request: PortalRequest, network: str, first: date) -> Asked:
    """404 unless the person may see a statement of the month, or at least the network."""
    within = _within(request, network).filter(month=first)
    found = within.values_list("network_name", flat=True).first()
    return Asked(network, found or _network(request, network).name, first, within)


def _complete(statement: Statement | None) -> Statement | None:
    """The statement with its inputs, lines and gaps, in few queries."""
    return _whole().get(pk=statement.pk) if statement else None


def _whole() -> QuerySet[Statement]:
    lines = Line.objects.select_related("statement").order_by("id")
    return Statement.objects.select_related("calculation__calculated_by").prefetch_related(
        Prefetch("lines", lines), "gaps"
    )


def _earlier(request: PortalRequest, asked: Asked) -> Statement | None:
    """The statement of `?calculation=12`, if it is one of the month and within scope."""
    number = request.GET.get("calculation", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    found = asked.within.filter(calculation=int(number)).first()
    if found is None:
        raise Http404("No such calculation of this month.")
    return _complete(found)


def _before(request: PortalRequest, shown: Statement) -> Statement | None:
    last = (shown.month - timedelta(days=1)).replace(day=1)
    within = _within(request, shown.network_code)
    return _complete(current_statement(network_code=shown.network_code, month=last, within=within))


def _month_before(first: date) -> str:
    return month(first - timedelta(days=1))


def _answer(shown: Statement, streams: list[StreamView]) -> str:
    gaps = [view.title for view in streams if view.gaps]
    if not gaps:
        return "Every payment of the month is calculated."
    return f"{counted(len(gaps), 'payment is,payments are')} not complete: {joined(gaps)}."


def _sum(streams: list[StreamView], *, practices: bool) -> Decimal:
    amounts = [v.amount for v in streams if v.amount and v.per_practice == practices]
    return sum(amounts, Decimal("0.00"))


def _history(asked: Asked) -> list[dict[str, Any]]:
    """Every calculation of the month that the person may see, newest first."""
    calculations = (
        Calculation.objects.filter(pk__in=asked.within.values("calculation"))
        .select_related("calculated_by")
        .prefetch_related("decisions__decided_by")
        .order_by("-id")
    )
    totals = dict(asked.within.values_list("calculation", "total"))
    return [{"calculation": c, "total": totals[c.pk]} for c in calculations]


def _may_hold(request: PortalRequest, network: str) -> bool:
    scope = scope_of(request.user, Permission.COMMISSION)
    return networks_in(scope, timezone.localdate()).filter(code=network).exists()


def _not_approved(found: list[Statement]) -> int:
    calculations = {statement.calculation_id for statement in found}
    approved = Decision.objects.filter(
        calculation__in=calculations, outcome=Decision.Outcome.APPROVED
    )
    return len(calculations) - approved.count()


def _since(shown: Statement, totals: dict[date, Decimal]) -> str:
    was = totals.get((shown.month - timedelta(days=1)).replace(day=1))
    return "" if was is None else money_change(shown.total - was)


def _used(shown: Statement, basis: str, code: str) -> dict[str, Any] | None:
    matching = (u for u in shown.inputs if u["basis"] == basis and u["practice"] == code)
    return next(matching, None)


def _none_yet(request: PortalRequest, asked: Asked) -> HttpResponse:
    context = {
        "asked": asked,
        "own_people": not can(request.user, Permission.SEE_RUNS),
        "may_start": can(request.user, Permission.START_RUNS),
        "slug": f"{asked.month:%Y-%m}",
        "crumbs": _crumbs(asked),
    }
    return render(request, "pages/statements/none.html", context)


def _network_href(code: str) -> str:
    return reverse("network", args=[code])


def _crumbs(asked: Asked) -> list[dict[str, str]]:
    return crumbs(
        ("Networks", reverse("networks")),
        (asked.name, _network_href(asked.code)),
        ("Money", reverse("network_money", args=[asked.code])),
    )
