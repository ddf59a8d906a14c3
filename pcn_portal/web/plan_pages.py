"""Yearly workforce plans: submitted by the network, agreed by the board, beside what happened."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.queries import networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import BadPeriod, ContractYear
from pcn_portal.web.claims_pages import may_decide_claims
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import crumbs, icb_or_404
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.rate_pages import slug
from pcn_portal.web.register_forms import saved
from pcn_portal.web.staff_pages import done, keeps_staff, staff_crumbs
from workforce.guidance import plan_deadlines
from workforce.models import WorkforcePlan
from workforce.plans import (
    EXAMPLE,
    beside_claims,
    decide_plan,
    latest_plan,
    plan_as_text,
    plan_of_register,
    plans_by_network,
    submit_plan,
)
from workforce.role_files import role_names


class PlanForm(forms.Form):
    """A plan as lines."""

    lines = forms.CharField(
        label="Role, WTE, and the month from which they count",
        help_text=f"One on each line, for example {EXAMPLE}. It holds until a later line.",
        max_length=20_000,
        widget=forms.Textarea,
    )
    note = forms.CharField(
        label="Note to the board", required=False, max_length=2000, widget=forms.Textarea
    )


class PlanDecisionForm(forms.Form):
    """Agreed, or returned with a reason."""

    outcome = forms.ChoiceField(
        label="What is decided?",
        choices=[("agree", "Agree"), ("return", "Return")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Reason", required=False, max_length=2000, widget=forms.Textarea)


@requires(Permission.SEE_STAFF)
@require_http_methods(["GET", "POST"])
def workforce_plan(request: PortalRequest, network: str, year: str) -> HttpResponse:
    """A year's plan: submit it, decide it, and see it beside the claims."""
    found = find_network(request, network, timezone.localdate(), Permission.SEE_STAFF)
    of = year_or_404(year)
    plan = latest_plan(found, of)
    mine = keeps_staff(request, found)
    form = _form(request, found, of, plan, mine)
    if request.method == "POST" and form is None:
        raise Http404("Nothing can be submitted or decided here.")
    if form is not None and saved(form, lambda clean: _write(request, found, of, plan, clean)):
        return done(request, "It is recorded.", "workforce_plan", found.code, year)
    context = {
        "network": found,
        "year": of,
        "plan": plan,
        "decision": getattr(plan, "decision", None),
        "months": list(of.months()),
        "rows": _rows(plan),
        "deadlines": plan_deadlines(of.start_year),
        "form": form,
        "mine": mine,
        "answer": _answer(plan, of),
        "crumbs": staff_crumbs(found),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/staff/plan.html", context, status=status)


@requires(Permission.SEE_STAFF)
@require_safe
def plans_of_board(request: PortalRequest, icb: str, year: str) -> HttpResponse:
    """Which of a board's networks have submitted a plan, and how it stands."""
    board = icb_or_404(request.user, Permission.SEE_STAFF, icb)
    of = year_or_404(year)
    day = min(max(timezone.localdate(), of.first), of.after)
    networks = list(networks_of_icb(icb, day).order_by("name"))
    plans = plans_by_network([network.pk for network in networks], of)
    rows = [
        {"network": network, "plan": plans.get(network.pk), "standing": _standing(plans, network)}
        for network in networks
    ]
    rows.sort(key=lambda row: row["plan"] is not None)
    lacking = sum(row["plan"] is None for row in rows)
    context = {
        "board": board,
        "year": of,
        "year_slug": slug(of),
        "rows": rows,
        "deadlines": plan_deadlines(of.start_year),
        "answer": f"{counted(lacking, 'network has,networks have')} not submitted a plan.",
        "crumbs": crumbs(),
    }
    return render(request, "pages/staff/plans.html", context)


def year_or_404(text: str) -> ContractYear:
    """A contract year in an address, or 404."""
    try:
        year = ContractYear.parse(text)
    except BadPeriod as bad:
        raise Http404(str(bad)) from None
    if not 2019 <= year.start_year <= 2100:
        raise Http404("There is no such contract year.")
    return year


def _form(
    request: PortalRequest, network: Any, year: ContractYear, plan: Any, mine: bool
) -> forms.Form | None:
    data = request.POST or None
    if mine:
        text = plan_as_text(plan_of_register(network, year))
        return PlanForm(data, initial={"lines": text})
    waiting = plan is not None and not hasattr(plan, "decision")
    return PlanDecisionForm(data) if waiting and may_decide_claims(request, network) else None


def _write(
    request: PortalRequest, network: Any, year: ContractYear, plan: Any, clean: dict[str, Any]
) -> None:
    by, at = request.user.actor, timezone.now()
    if "lines" in clean:
        submit_plan(
            network=network, year=year, text=clean["lines"], note=clean["note"], by=by, at=at
        )
    else:
        agree = clean["outcome"] == "agree"
        decide_plan(plan_id=plan.pk, agree=agree, reason=clean["reason"], by=by, at=at)


def _rows(plan: WorkforcePlan | None) -> list[dict[str, Any]]:
    if plan is None:
        return []
    names = role_names()
    return [
        {"name": names.get(role, role), "cells": cells}
        for role, cells in beside_claims(plan).items()
    ]


def _answer(plan: Any, year: ContractYear) -> str:
    if plan is None:
        return f"No plan of {year} is submitted yet."
    if not hasattr(plan, "decision"):
        return f"Plan {plan.turn} of {year} waits for the board."
    return f"Plan {plan.turn} of {year} is {'agreed' if plan.decision.agreed else 'returned'}."


def _standing(plans: dict[int, WorkforcePlan], network: Any) -> str:
    plan = plans.get(network.pk)
    if plan is None:
        return "Not submitted"
    if not hasattr(plan, "decision"):
        return "Waits for the board"
    return "Agreed" if plan.decision.agreed else "Returned"
