"""What is asked year by year, and drafting, editing and publishing the next version."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import can
from pcn_portal.units.periods import BadPeriod, ContractYear
from pcn_portal.web.money_addresses import asked_year, crumbs
from pcn_portal.web.register_forms import form_page, saved
from pcn_portal.web.requirements_forms import (
    CopyForm,
    RequirementForm,
    SetDecisionForm,
    mark_tag,
)
from pcn_portal.web.requirements_pages import year_context
from services.keeping import ServicesRefused
from services.models import RequirementSet
from services.requirement_sets import (
    copy_year,
    decide_set,
    draft_texts,
    set_of_year,
    take_out,
    write_requirement,
)


@requires(Permission.SEE_SERVICES)
@require_http_methods(["GET", "POST"])
def requirement_sets(request: PortalRequest) -> HttpResponse:
    """What a year asks, with marks; the drafts; and copying a year into a new one."""
    year = asked_year(request, timezone.localdate())
    sets = can(request.user, Permission.SET_SERVICES)
    form = CopyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not sets:
        raise Http404("A national administrator drafts what is asked.")
    made: list[RequirementSet] = []
    if saved(form, lambda clean: made.append(_copy(request, clean))):
        return redirect("requirement_set", made[0].pk)
    asked = set_of_year(year, timezone.now())
    count = len(asked.requirements)
    where = f"version {asked.version}" if asked.version else "the portal’s own file"
    known = f"{count} requirements of {year} are known, from {where}."
    context = {
        **year_context(year),
        "rows": _rows(asked.requirements.values()),
        "answer": known if count else f"What is asked in {year} is not known here.",
        "drafts": RequirementSet.objects.select_related("drafted_by", "decision")[:50],
        "form": form if sets else None,
        "crumbs": crumbs(("Services", reverse("services"))),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/requirements/sets.html", context, status=status)


@requires(Permission.SEE_SERVICES)
@require_http_methods(["GET", "POST"])
def requirement_set(request: PortalRequest, requirement_set_id: int) -> HttpResponse:
    """One draft or version: what it asks, and its review by somebody else."""
    found = _set(requirement_set_id)
    decision = getattr(found, "decision", None)
    may = any(can(request.user, p) for p in (Permission.REVIEW_SERVICES, Permission.SET_SERVICES))
    wrote = found.texts.filter(written_by=request.user).exists()
    decides = may and decision is None and not wrote and found.drafted_by_id != request.user.pk
    if request.method == "POST" and not decides:
        raise Http404("Somebody who wrote nothing of it decides a draft, once.")
    form = SetDecisionForm(request.POST if request.method == "POST" else None)
    if saved(form, lambda clean: _decide(request, found, clean)):
        return redirect("requirement_set", found.pk)
    context = {
        "set": found,
        "year": ContractYear(found.year),
        "decision": decision,
        "rows": _rows(draft_texts(found).values()),
        "edits": decision is None and can(request.user, Permission.SET_SERVICES),
        "form": form if decides else None,
        "crumbs": _crumbs(),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/requirements/set.html", context, status=status)


@requires(Permission.SET_SERVICES)
@require_http_methods(["GET", "POST"])
def requirement_write(request: PortalRequest, requirement_set_id: int) -> HttpResponse:
    """Write one requirement of a draft; `?code=` starts from what it says now."""
    found = _set(requirement_set_id)
    held = draft_texts(found).get(request.GET.get("code", ""))
    names = ("code", "title", "starts", "known", "what", "what_known", "prompts", "source", "note")
    initial = {name: getattr(held, name) for name in names} if held else {}
    form = RequirementForm(request.POST if request.method == "POST" else None, initial=initial)
    if saved(form, lambda clean: _write(request, found, form)):
        return redirect("requirement_set", found.pk)
    year = ContractYear(found.year)
    return form_page(
        request,
        form,
        heading="Write a requirement",
        caption=f"Draft {found.version} of {year}",
        button="Save in the draft",
        crumbs=_crumbs(),
        effects=["It counts once somebody else has reviewed and published the draft."],
    )


def _set(set_id: int) -> RequirementSet:
    found = RequirementSet.objects.select_related("drafted_by", "decision__decided_by")
    one = found.filter(pk=set_id).first()
    if one is None:
        raise Http404("No such set of requirements.")
    return one


def _rows(requirements: Any) -> list[dict[str, Any]]:
    return [
        {"one": one, "known": mark_tag(one.known), "what_known": mark_tag(one.what_known)}
        for one in requirements
    ]


def _copy(request: PortalRequest, clean: dict[str, Any]) -> RequirementSet:
    years = {name: _year(clean[name], name) for name in ("from_year", "to_year")}
    return copy_year(note=clean["note"], by=request.user.actor, at=timezone.now(), **years)


def _year(text: str, field: str) -> ContractYear:
    try:
        year = ContractYear.parse(text)
    except BadPeriod as bad:
        raise ServicesRefused(str(bad), field) from None
    if not 2019 <= year.start_year <= 2100:
        raise ServicesRefused("There is no such contract year.", field)
    return year


def _write(request: PortalRequest, found: RequirementSet, form: RequirementForm) -> None:
    who: dict[str, Any] = {"set_id": found.pk, "by": request.user.actor, "at": timezone.now()}
    if form.cleaned_data["out"]:
        take_out(code=form.cleaned_data["code"].upper(), **who)
    else:
        write_requirement(requirement=form.requirement, **who)


def _decide(request: PortalRequest, found: RequirementSet, clean: dict[str, Any]) -> None:
    decide_set(
        set_id=found.pk,
        publish=clean["outcome"] == "publish",
        reason=clean["reason"],
        by=request.user.actor,
        at=timezone.now(),
    )


def _crumbs() -> list[dict[str, str]]:
    return crumbs(
        ("Services", reverse("services")),
        ("What the contract asks", reverse("requirement_sets")),
    )
