"""What-if scenarios of a board by page: saved, compared side by side, put up for decision."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.actions import (
    ScenarioRefused,
    add_change,
    changes_of,
    drop_change,
    propose_scenario,
    save_scenario,
)
from funding.ahead import what_if
from funding.engine.forecast import Forecast
from funding.engine.scenarios import BadChange, Kind
from funding.models import Scenario
from funding.queries.books import TITLES
from networks.queries import networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.ahead_words import cell_words, change_words
from pcn_portal.web.bar_drawing import draw_bars
from pcn_portal.web.formats import money_change
from pcn_portal.web.money_addresses import crumbs, holds_for_icb, icb_or_404, page_of
from pcn_portal.web.scenario_forms import ChangeForm, ProposeForm, ScenarioForm
from practices.models import Organisation

MOST = 4
"""How many scenarios are compared at once, beside the year as it is."""


@requires(Permission.SEE_RUNS)
@require_http_methods(["GET", "POST"])
def scenarios(request: PortalRequest, icb: str) -> HttpResponse:
    """A board's scenarios; who commissions begins one here."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    may = holds_for_icb(request.user, Permission.COMMISSION, icb)
    form = ScenarioForm(request.POST or None) if may else None
    if request.method == "POST":
        icb_or_404(request.user, Permission.COMMISSION, icb)
        if form is not None and form.is_valid():
            try:
                return _saved(request, icb, form.cleaned_data)
            except ScenarioRefused as refusal:
                form.add_error(refusal.field or None, str(refusal))
    found = Scenario.objects.filter(icb_code=icb).select_related("made_by")
    context = {
        "board": board,
        "page": page_of(request, found),
        "form": form,
        "most": MOST,
        "crumbs": _crumbs(board),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/ahead/scenarios.html", context, status=status)


@requires(Permission.SEE_RUNS)
@require_http_methods(["GET", "POST"])
def scenario(request: PortalRequest, icb: str, scenario_id: int) -> HttpResponse:
    """One scenario: its changes and what they come to; who commissions changes it."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    found = get_object_or_404(Scenario.objects.filter(icb_code=icb), pk=scenario_id)
    year = ContractYear(found.year)
    may = holds_for_icb(request.user, Permission.COMMISSION, icb)
    networks = networks_of_icb(icb, year.first).order_by("name").values_list("code", "name")
    choices = [(code, f"{name} ({code})") for code, name in networks]
    data = request.POST if request.method == "POST" and "drop" not in request.POST else None
    form = ChangeForm(data, year=year, networks=choices) if may else None
    refused = ""
    if request.method == "POST":
        icb_or_404(request.user, Permission.COMMISSION, icb)
        done, refused = _act(request, found, form)
        if done:
            return redirect("scenario", icb, found.pk)
    context = {
        "board": board,
        "scenario": found,
        "year": str(year),
        "changes": [change_words(change) for change in changes_of(found)],
        "moves": any(change.kind == Kind.MOVE for change in changes_of(found)),
        "form": form,
        "refused": refused,
        **_compared(icb, year, [found], timezone.now()),
        "crumbs": _crumbs(board, deeper=True),
    }
    status = 400 if refused or (form is not None and form.errors) else 200
    return render(request, "pages/ahead/scenario.html", context, status=status)


@requires(Permission.SEE_RUNS)
@require_safe
def scenarios_compared(request: PortalRequest, icb: str) -> HttpResponse:
    """Up to four scenarios of one year side by side with the year as it is."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    asked = {int(n) for n in request.GET.getlist("id") if n.isdecimal() and len(n) < 10}
    chosen = list(Scenario.objects.filter(icb_code=icb, pk__in=asked).order_by("id")[:MOST])
    chosen = [one for one in chosen if one.year == chosen[0].year]
    if not chosen:
        messages.error(request, "Choose the scenarios to compare.")
        return redirect("scenarios", icb)
    year = ContractYear(chosen[0].year)
    context = {
        "board": board,
        "year": str(year),
        "left_out": len(asked) - len(chosen),
        **_compared(icb, year, chosen, timezone.now()),
        "crumbs": _crumbs(board, deeper=True),
    }
    return render(request, "pages/ahead/compared.html", context)


@requires(Permission.COMMISSION)
@require_http_methods(["GET", "POST"])
def scenario_propose(request: PortalRequest, icb: str, scenario_id: int) -> HttpResponse:
    """Put a scenario's moves up for decision, and say where its other changes are made."""
    board = icb_or_404(request.user, Permission.COMMISSION, icb)
    icb_or_404(request.user, Permission.PROPOSE_CHANGES, icb)
    found = get_object_or_404(Scenario.objects.filter(icb_code=icb), pk=scenario_id)
    form = ProposeForm(request.POST or None)
    done: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = propose_scenario(
                scenario_id=found.pk,
                reason=form.cleaned_data["reason"],
                by=request.user.actor,
                at=timezone.now(),
            )
            done = [
                {"words": change_words(o.change), "id": o.proposal_id, "said": o.words}
                for o in made
            ]
        except ScenarioRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
    context = {
        "board": board,
        "scenario": found,
        "changes": [change_words(change) for change in changes_of(found)],
        "form": form,
        "done": done,
        "crumbs": _crumbs(board, deeper=True),
    }
    return render(request, "pages/ahead/propose.html", context, status=400 if form.errors else 200)


def _saved(request: PortalRequest, icb: str, cleaned: dict[str, Any]) -> HttpResponse:
    made = save_scenario(
        icb_code=icb,
        year=ContractYear.parse(cleaned["year"]),
        name=cleaned["name"],
        by=request.user.actor,
        at=timezone.now(),
    )
    return redirect("scenario", icb, made.pk)


def _act(request: PortalRequest, found: Scenario, form: ChangeForm | None) -> tuple[bool, str]:
    """Add or drop a change: whether it is done, and why a drop was refused."""
    by, at = request.user.actor, timezone.now()
    if "drop" in request.POST:
        number = request.POST["drop"]
        try:
            drop_change(
                scenario_id=found.pk,
                number=int(number) if number.isdecimal() and len(number) < 6 else 0,
                by=by,
                at=at,
            )
        except ScenarioRefused as refusal:
            return False, str(refusal)
        return True, ""
    if form is None or not form.is_valid():
        return False, ""
    try:
        add_change(scenario_id=found.pk, change=form.change(), by=by, at=at)
    except ScenarioRefused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return False, ""
    return True, ""


def _compared(
    icb: str, year: ContractYear, chosen: list[Scenario], now: datetime
) -> dict[str, Any]:
    """The year as it is and with each scenario: a table by payment, and bars."""
    base = what_if(icb_code=icb, year=year, known_at=now)
    results: list[tuple[str, Forecast]] = []
    broken = []
    for one in chosen:
        try:
            changes = changes_of(one)
            results.append(
                (one.name, what_if(icb_code=icb, year=year, known_at=now, changes=changes))
            )
        except BadChange as bad:
            broken.append(f"{one.name} no longer fits the facts: {bad}")
    every = [base, *(result for _, result in results)]
    streams = list(dict.fromkeys(stream for found in every for stream in found.streams))
    return {
        "names": [name for name, _ in results],
        "broken": broken,
        "rows": [_row(TITLES.get(s, s), [f.of_stream(s) for f in every]) for s in streams],
        "total": _row("All payments", [f.total for f in every]),
        "networks": _networks(base, results),
        "bars": draw_bars(
            [TITLES.get(s, s) for s in streams],
            [[f.of_stream(s).amount for s in streams] for f in every],
            [[cell_words(f.of_stream(s)) for s in streams] for f in every],
        ),
    }


def _row(title: str, cells: list[Any]) -> dict[str, Any]:
    base = cells[0]
    return {
        "title": title,
        "base": cell_words(base),
        "cells": [
            {"words": cell_words(cell), "change": money_change(cell.amount - base.amount)}
            for cell in cells[1:]
        ],
    }


def _networks(base: Forecast, results: list[tuple[str, Forecast]]) -> list[dict[str, Any]]:
    """The networks for which a scenario makes a difference, the largest first."""
    codes = sorted({code for f in [base, *(r for _, r in results)] for code in f.networks})
    rows = []
    for code in codes:
        cells = [base.of_network(code), *(result.of_network(code) for _, result in results)]
        most = max((abs(c.amount - cells[0].amount) for c in cells), default=Decimal(0))
        if most:
            name = base.names.get(code, code)
            rows.append((most, _row(f"{name} ({code})", cells)))
    return [row for _, row in sorted(rows, key=lambda pair: -pair[0])]


def _crumbs(board: Organisation, *, deeper: bool = False) -> list[dict[str, str]]:
    above = [("Money", reverse("money")), (board.name, reverse("icb_money", args=[board.code]))]
    if deeper:
        above.append(("Scenarios", reverse("scenarios", args=[board.code])))
    return crumbs(*above)
