"""A year that is judged: the network records its plan, the board judges the areas at year end."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import scope_of
from pcn_portal.web.claims_pages import icb_of
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import day, money
from pcn_portal.web.improvement_checks import own_judged_year
from pcn_portal.web.improvement_pages import improvement_crumbs, parts_of_network
from pcn_portal.web.improvement_words import how_paid
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.register_forms import form_page, reason_field, saved
from pcn_portal.web.staff_pages import done
from services.improvement_boards import AreaJudged, judge_areas, submit_improvement_plan
from services.improvement_files import ImprovementYear
from services.improvement_queries import plans_of_year
from services.keeping import LONGEST_TEXT


class ImprovementPlanForm(forms.Form):
    """The plan and the day on which it was submitted."""

    submitted_on = DayField(label="Submitted on", help_text="For example, 28 6 2023.")
    words = forms.CharField(
        label="What is planned, or where the plan is kept",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
    )


class JudgeForm(forms.Form):
    """A percentage and a reason for each area."""

    def __init__(self, *args: Any, of: ImprovementYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        for part in of.parts.values():
            self.fields[f"percent_{part.key}"] = forms.DecimalField(
                label=f"{part.title}: percent paid",
                help_text="From 0 to 100, of what the area counts for.",
                min_value=0,
                max_value=100,
                decimal_places=2,
            )
            self.fields[f"reason_{part.key}"] = reason_field("The network reads it.")
            self.fields[f"reason_{part.key}"].label = f"{part.title}: reason"

    def areas(self) -> dict[str, AreaJudged]:
        clean = self.cleaned_data
        return {
            key: AreaJudged(clean[f"percent_{key}"], clean[f"reason_{key}"])
            for key in self.of.parts
        }


@requires(Permission.KEEP_SERVICES)
@require_http_methods(["GET", "POST"])
def improvement_plan(request: PortalRequest, network: str, judged_year: str) -> HttpResponse:
    """Record the network's plan of a judged year."""
    found = find_network(request, network, timezone.localdate(), Permission.KEEP_SERVICES)
    if found.code not in scope_of(request.user, Permission.KEEP_SERVICES).networks:
        raise Http404("A network records its own plan.")
    of = own_judged_year(judged_year)
    form = ImprovementPlanForm(request.POST or None)
    if saved(form, lambda clean: _plan(request, found, of, clean)):
        return _done(request, "The plan is recorded.", found, judged_year)
    return form_page(
        request,
        form,
        heading="Record the plan",
        caption=f"{found.name}, {of.year}",
        button="Record the plan",
        crumbs=improvement_crumbs(found, of.year),
        effects=[how_paid(of), f"A plan after {day(of.last_day)} is kept and marked as late."],
    )


@requires(Permission.REVIEW_SERVICES)
@require_http_methods(["GET", "POST"])
def improvement_judge(request: PortalRequest, network: str, judged_year: str) -> HttpResponse:
    """Judge each area of a network at year end."""
    today = timezone.localdate()
    found = find_network(request, network, today, Permission.REVIEW_SERVICES)
    of = own_judged_year(judged_year)
    icb = icb_of(found, of.year, today)
    form = JudgeForm(request.POST or None, of=of, initial=_judged_before(found, of))
    if saved(form, lambda clean: _judge(request, found, icb, form)):
        return _done(request, "The judgement is recorded.", found, judged_year)
    return form_page(
        request,
        form,
        heading="Judge the areas",
        caption=f"{found.name}, {of.year}",
        button="Judge",
        crumbs=improvement_crumbs(found, of.year),
        effects=_effects(found, of, icb),
    )


def _effects(network: Network, of: ImprovementYear, icb: str) -> list[str]:
    most = [
        f"{one.one.part.title}: at most {money(one.worth.most)}"
        for one in parts_of_network(network, of.year, icb)
    ]
    last = "It is paid once for the year, in its last month; where that is approved, with the next"
    return [f"{'; '.join(most)}.", f"{last} run. A later judgement replaces this one."]


def _judged_before(network: Network, of: ImprovementYear) -> dict[str, Any]:
    """The last judgement, to start from."""
    plan = plans_of_year(network_ids=[network.pk], year=of.year).get(network.pk)
    found: dict[str, Any] = {}
    for one in plan.judgements.all() if plan else ():
        found.setdefault(f"percent_{one.part}", one.percent)
        found.setdefault(f"reason_{one.part}", one.reason)
    return found


def _done(request: PortalRequest, said: str, network: Network, year: str) -> HttpResponse:
    done(request, said, "network_improvement", network.code)
    return redirect(f"{reverse('network_improvement', args=[network.code])}?year={year}")


def _plan(
    request: PortalRequest, network: Network, of: ImprovementYear, clean: dict[str, Any]
) -> None:
    submit_improvement_plan(
        network=network,
        year=of.year,
        submitted_on=clean["submitted_on"],
        words=clean["words"],
        by=request.user.actor,
        at=timezone.now(),
    )


def _judge(request: PortalRequest, network: Network, icb: str, form: JudgeForm) -> None:
    judge_areas(
        network=network,
        icb_code=icb,
        year=form.of.year,
        areas=form.areas(),
        by=request.user.actor,
        at=timezone.now(),
    )
