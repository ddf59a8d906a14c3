"""A network's requirements of a year: how each stands, one of them, and last year's answers."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import asked_year, crumbs
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.rate_pages import slug
from pcn_portal.web.register_forms import saved
from pcn_portal.web.requirements_forms import AnswerForm, CarryForm, ReviewForm, mark_tag
from services.engine.requirements import STATE_WORDS, Cell, State, counts
from services.models import DeliveryAnswer
from services.requirement_delivery import (
    answer_requirement,
    confirm_answers,
    latest_answers,
    review_answer,
    to_carry,
    turns_of,
)
from services.requirement_evidence import Use, evidence_for
from services.requirement_heat import cell_of
from services.requirement_sets import set_of_year, years_known

ALL_WELL = (State.DELIVERED, State.ACCEPTED, State.NOT_YET)


@requires(Permission.SEE_SERVICES)
@require_safe
def network_requirements(request: PortalRequest, network: str) -> HttpResponse:
    """Every requirement of a year, the worst first."""
    today, now = timezone.localdate(), timezone.now()
    found = find_network(request, network, today, Permission.SEE_SERVICES)
    year = asked_year(request, today)
    answers = {one.code: one for one in latest_answers([found.pk], year, now)}
    rows: list[dict[str, Any]] = [
        {
            "one": one,
            "answer": answers.get(one.code),
            "shown": shown(cell_of(one, answers.get(one.code), year, today)),
        }
        for one in set_of_year(year, now).requirements.values()
    ]
    rows.sort(key=lambda row: (row["shown"]["state"].rank, row["one"].title))
    mine = keeps_services(request, found)
    context = {
        **year_context(year),
        "network": found,
        "rows": rows,
        "mine": mine,
        "carry": len(to_carry(found, year, now)) if mine else 0,
        "answer": sentence([row["shown"]["cell"] for row in rows], year),
        "crumbs": network_crumbs(found),
    }
    return render(request, "pages/requirements/network.html", context)


@requires(Permission.SEE_SERVICES)
@require_http_methods(["GET", "POST"])
def network_requirement(request: PortalRequest, network: str, requirement: str) -> HttpResponse:
    """One requirement: answer it, review it, and every earlier turn."""
    today = timezone.localdate()
    found = find_network(request, network, today, Permission.SEE_SERVICES)
    year = asked_year(request, today)
    turns = turns_of(found, year, requirement)
    asked = set_of_year(year, timezone.now()).requirements.get(requirement)
    if asked is None and not turns:
        raise Http404("This is not asked in the year.")
    form = _form(request, found, year, requirement, turns, asked is not None)
    if request.method == "POST" and form is None:
        raise Http404("Nothing can be answered or reviewed here.")
    if form is not None and saved(
        form, lambda clean: _write(request, found, year, requirement, turns, form)
    ):
        return redirect(_address(found, requirement, year))
    context = {
        **year_context(year),
        "network": found,
        "requirement": asked,
        "code": requirement,
        "known": mark_tag(asked.known) if asked else None,
        "what_known": mark_tag(asked.what_known) if asked else None,
        "shown": shown(cell_of(asked, turns[0] if turns else None, year, today)) if asked else None,
        "turns": turns,
        "evidence": evidence_for(found, Use("requirement", year, requirement)),
        "form": form,
        "answering": isinstance(form, AnswerForm),
        "crumbs": network_crumbs(found, year),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/requirements/requirement.html", context, status=status)


@requires(Permission.KEEP_SERVICES)
@require_http_methods(["GET", "POST"])
def requirements_carry(request: PortalRequest, network: str) -> HttpResponse:
    """Last year's answers on one page, each to confirm as it is or to change."""
    found = own_network(request, network)
    year = asked_year(request, timezone.localdate())
    now = timezone.now()
    asked = set_of_year(year, now).requirements
    rows: list[dict[str, Any]] = [
        {"answer": one, "one": asked[one.code]} for one in to_carry(found, year, now)
    ]
    form = CarryForm(
        request.POST if request.method == "POST" else None,
        [(row["answer"].code, row["one"].title) for row in rows],
    )
    if saved(form, lambda clean: _confirm(request, found, year, clean["codes"])):
        return redirect(f"{reverse('network_requirements', args=[network])}?year={slug(year)}")
    context = {
        **year_context(year),
        "network": found,
        "rows": rows,
        "form": form,
        "before": ContractYear(year.start_year - 1),
        "crumbs": network_crumbs(found, year),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/requirements/carry.html", context, status=status)


def keeps_services(request: PortalRequest, network: Network) -> bool:
    """Whether the person works for the network itself."""
    return network.code in scope_of(request.user, Permission.KEEP_SERVICES).networks


def own_network(request: PortalRequest, code: str) -> Network:
    """A network whose services the person keeps, or 404."""
    network = find_network(request, code, timezone.localdate(), Permission.KEEP_SERVICES)
    if not keeps_services(request, network):
        raise Http404("The network itself answers.")
    return network


def shown(cell: Cell) -> dict[str, Any]:
    """A cell with its letter, words and reasons."""
    letter, words = STATE_WORDS[cell.state]
    return {"cell": cell, "state": cell.state, "letter": letter, "words": words}


def sentence(cells: list[Cell], year: ContractYear) -> str:
    """What a page says first: how many stand how, the worst first."""
    if not cells:
        return f"What is asked in {year} is not known here."
    parts = ", ".join(f"{n:,} {STATE_WORDS[state][1].lower()}" for state, n in counts(cells))
    well = sum(cell.state in ALL_WELL for cell in cells)
    left = len(cells) - well
    return f"{left:,} of {counted(len(cells), 'answer,answers')} still to be delivered: {parts}."


def year_context(year: ContractYear) -> dict[str, Any]:
    """The year of a page, and the others that are known."""
    years = [{"year": str(one), "slug": slug(one)} for one in years_known()]
    return {"year": year, "year_slug": slug(year), "years": years}


def network_crumbs(network: Network, year: ContractYear | None = None) -> list[dict[str, str]]:
    above = [
        ("Networks", reverse("networks")),
        (network.name, reverse("network", args=[network.code])),
        ("Services", reverse("network_services", args=[network.code])),
    ]
    if year:
        there = reverse("network_requirements", args=[network.code])
        above.append(("Requirements", f"{there}?year={slug(year)}"))
    return crumbs(*above)


def _form(
    request: PortalRequest,
    network: Network,
    year: ContractYear,
    code: str,
    turns: list[DeliveryAnswer],
    asked: bool,
) -> AnswerForm | ReviewForm | None:
    data = request.POST if request.method == "POST" else None
    last = turns[0] if turns else None
    if keeps_services(request, network):
        if not asked:
            return None
        carried = {one.code: one for one in to_carry(network, year, timezone.now())}
        return AnswerForm(data, last, carried.get(code))
    scope = scope_of(request.user, Permission.REVIEW_SERVICES)
    waiting = last is not None and not hasattr(last, "review")
    reviews = networks_in(scope, timezone.localdate()).filter(pk=network.pk).exists()
    return ReviewForm(data) if waiting and reviews else None


def _write(
    request: PortalRequest,
    network: Network,
    year: ContractYear,
    code: str,
    turns: list[DeliveryAnswer],
    form: AnswerForm | ReviewForm,
) -> None:
    who: dict[str, Any] = {"by": request.user.actor, "at": timezone.now()}
    if isinstance(form, AnswerForm):
        seen = form.cleaned_data["seen_turn"]
        answer_requirement(
            network=network, year=year, code=code, delivery=form.delivery, seen_turn=seen, **who
        )
        return
    accept = form.cleaned_data["outcome"] == "accept"
    words = form.cleaned_data["words"]
    review_answer(answer_id=turns[0].pk, accept=accept, words=words, **who)


def _confirm(request: PortalRequest, network: Network, year: ContractYear, codes: Any) -> None:
    confirm_answers(
        network=network, year=year, codes=codes, by=request.user.actor, at=timezone.now()
    )


def _address(network: Network, code: str, year: ContractYear) -> str:
    return f"{reverse('network_requirement', args=[network.code, code])}?year={slug(year)}"
