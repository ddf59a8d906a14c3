"""The incentive fund of a network and of a board: performance, points, pounds, and what lacks."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.achievement import decide_achievement, stale
from networks.models import Network
from networks.queries import networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.achievement_forms import ApprovalForm, DeclarationForm
from pcn_portal.web.formats import counted, day, exact, money
from pcn_portal.web.incentive_pages import KNOWN
from pcn_portal.web.money_addresses import asked_year, crumbs, icb_or_404
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import find_network, network_header
from pcn_portal.web.register_forms import saved
from services.achievement import OfNetwork, Picture, performance_of, picture, schemes_of_year, share
from services.achievement_actions import declare_achievement, last_declaration
from services.engine.achievement import Result
from services.incentive_files import Scheme
from services.models import AchievementDeclaration


@requires(Permission.SEE_SERVICES)
@require_http_methods(["GET", "POST"])
def network_achievement(request: PortalRequest, network: str) -> HttpResponse:
    """A network's indicators, its declaration, and the board's decision on it."""
    on = day_of(request)
    found = find_network(request, network, on, Permission.SEE_SERVICES)
    year = asked_year(request, on)
    scheme = _scheme(request, year)
    now = _picture(scheme, [found.pk])
    last = last_declaration(found, scheme.id) if scheme else None
    form = _form(request, found, now, last)
    if form is not None and saved(form, lambda clean: _write(request, found, scheme, last, clean)):
        messages.success(request, "It is recorded.")
        return redirect(request.get_full_path())
    context = {
        "header": network_header(found, on),
        "tab": "services",
        "year": year,
        "scheme": scheme,
        "schemes": schemes_of_year(year),
        "picture": now,
        "rows": _rows(now, found),
        "answer": _answer(now, [found], year),
        "declaration": last,
        "decision": getattr(last, "decision", None),
        "stale": bool(last and not hasattr(last, "decision") and stale(last, timezone.now())),
        "form": form,
        "crumbs": crumbs(("Networks", reverse("networks"))),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/achievement/network.html", context, status=status)


@requires(Permission.SEE_SERVICES)
@require_safe
def achievement_of_board(request: PortalRequest, icb: str) -> HttpResponse:
    """A board's networks by indicator; `?format=csv` is the same as a file."""
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    year = asked_year(request, timezone.localdate())
    scheme = _scheme(request, year)
    on = min(max(timezone.localdate(), year.first), year.after)
    networks = list(networks_of_icb(icb, on).order_by("name"))
    now = _picture(scheme, [one.pk for one in networks])
    rows = [{"network": one, "cells": _rows(now, one)} for one in networks]
    if request.GET.get("format") == "csv":
        return _csv(board.code, rows)
    context = {
        "board": board,
        "year": year,
        "scheme": scheme,
        "schemes": schemes_of_year(year),
        "picture": now,
        "rows": rows,
        "lacking": _lacking(now),
        "answer": _answer(now, networks, year),
        "crumbs": crumbs(
            ("Services", reverse("services")),
            (board.name, reverse("services_of_board", args=[icb])),
        ),
    }
    return render(request, "pages/achievement/board.html", context)


def row_of(code: str, one: OfNetwork) -> dict[str, Any]:
    """One indicator of one network as page and file show it."""
    result = one.result
    return {
        "code": code,
        "indicator": result.indicator,
        "tag": KNOWN[result.indicator.points_known],
        "result": result,
        "performance": share(performance_of(result.counted)),
        "points": "" if result.points is None else f"{float(result.points):.2f}",
        "next": _next(result),
        "of": exact(result.indicator.points),
        "from_practices": one.from_practices,
        "practices": one.practices,
    }


def _next(result: Result) -> list[str]:
    """What is missing to the next point and to all of them, in words."""
    earned = result.earned
    if earned is None:
        return list(result.lacks)
    if earned.full == 0:
        return ["All points"]
    steps = ((earned.next_point, "to the next point"), (earned.full, "to all points"))
    return [f"{counted(n, 'patient,patients')} {words}" for n, words in steps if n is not None]


def _rows(now: Picture | None, network: Network) -> list[dict[str, Any]]:
    if now is None:
        return []
    return [row_of(code, one) for code, one in now.networks[network.pk].items()]


def _scheme(request: PortalRequest, year: ContractYear) -> Scheme | None:
    """The scheme of `?scheme=`, else the last of the year with indicators."""
    found = schemes_of_year(year)
    asked = [one for one in found if one.id == request.GET.get("scheme")]
    chosen = asked or [one for one in found if one.indicators][-1:] or found[-1:]
    return chosen[0] if chosen else None


def _picture(scheme: Scheme | None, ids: list[int]) -> Picture | None:
    if scheme is None:
        return None
    return picture(scheme=scheme, network_ids=ids, known_at=timezone.now())


def _form(
    request: PortalRequest,
    network: Network,
    now: Picture | None,
    last: AchievementDeclaration | None,
) -> DeclarationForm | ApprovalForm | None:
    """What the person can do: decide what waits, or declare for their own network."""
    data = request.POST or None
    user, today = request.user, timezone.localdate()
    waits = last is not None and not hasattr(last, "decision")
    review = scope_of(user, Permission.REVIEW_SERVICES)
    if last and waits and networks_in(review, today).filter(pk=network.pk).exists():
        return ApprovalForm(data, declared=list(last.indicators.all()))
    if last and waits and now and last.fingerprint == now.fingerprints[network.pk]:
        return None
    own = network.code in scope_of(user, Permission.DECLARE_SERVICES).networks
    approved = last is not None and not waits and last.decision.approved
    if own and now and now.achieved_on and now.networks[network.pk] and not approved:
        return DeclarationForm(data)
    return None


def _write(
    request: PortalRequest,
    network: Network,
    scheme: Scheme | None,
    last: AchievementDeclaration | None,
    clean: dict[str, Any],
) -> None:
    by, at = request.user.actor, timezone.now()
    if "statement" in clean and scheme:
        declare_achievement(
            network=network, scheme=scheme.id, statement=clean["statement"], by=by, at=at
        )
    elif last:
        decide_achievement(
            declaration_id=last.pk,
            approve=clean["outcome"] == "approve",
            reason=clean["reason"],
            recorded=clean["recorded"],
            by=by,
            at=at,
        )


def _answer(now: Picture | None, networks: Iterable[Network], year: ContractYear) -> str:
    if now is None or not now.scheme.indicators:
        return f"No indicator of {year} is known, so nothing can be valued."
    if now.achieved_on is None:
        return f"No figures of {year} have been brought in yet."
    results = [one.result for net in networks for one in now.networks[net.pk].values()]
    valued = [one for one in results if one.pounds is not None]
    earned = sum((one.pounds for one in valued if one.pounds is not None), Decimal(0))
    missed = sum((one.missed for one in valued if one.missed is not None), Decimal(0))
    lacking = len(results) - len(valued)
    words = f"On {day(now.achieved_on)}: {money(earned)} earned and {money(missed)} missed"
    if any(not one.complete for one in valued):
        words += " before adjustments"
    if not lacking:
        return f"{words}."
    without = counted(lacking, "figure lacks an input,figures lack an input")
    return f"{words}; {without} and cannot be valued."


def _lacking(now: Picture | None) -> list[dict[str, Any]]:
    """By indicator: of how many networks it can be valued, and of how many by decision."""
    if now is None:
        return []
    found = []
    for code, indicator in now.scheme.indicators.items():
        results = [these[code].result for these in now.networks.values()]
        found.append(
            {
                "indicator": indicator,
                "valued": sum(one.pounds is not None for one in results),
                "full": sum(one.full for one in results),
                "why": sorted({why for one in results for why in one.lacks})[:3],
            }
        )
    return found


def _csv(code: str, rows: list[dict[str, Any]]) -> HttpResponse:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(
        ("network", "indicator", "performance", "points", "pounds", "missed", "adjusted",
         "by_decision", "lacks")
    )  # fmt: skip
    for row in rows:
        for cell in row["cells"]:
            one = cell["result"]
            writer.writerow(
                (row["network"].code, cell["code"], cell["performance"], cell["points"],
                 one.pounds, one.missed, one.complete, one.full, " ".join(one.lacks))
            )  # fmt: skip
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="incentive-fund-{code}.csv"'
    return answer
