"""Entering, moving and withdrawing deadlines: a board's own, or England's."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from pcn_portal.accounts.deadline_scope import commissioners_of, deadlines_in
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import scope_of
from pcn_portal.due.standing import bases_for
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.deadlines_forms import (
    MONTHLY,
    DeadlineForm,
    WithdrawForm,
    facts_of,
    initial_of,
)
from pcn_portal.web.deadlines_pages import board_crumbs
from pcn_portal.web.deadlines_words import year_links
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import asked_year, crumbs, holds_for_icb, icb_or_404
from pcn_portal.web.rate_pages import slug
from pcn_portal.web.register_forms import form_page, saved
from pcn_portal.web.staff_pages import done
from services.deadlines.entering import (
    change_deadline,
    enter_deadline,
    last_version,
    withdraw_deadline,
)
from services.deadlines.kinds import kind_of
from services.deadlines.year import ENGLAND, Base
from services.models import Deadline

ALL_OF_ENGLAND = "England"


@requires(Permission.REVIEW_SERVICES)
@require_http_methods(["GET", "POST"])
def deadline_new(request: PortalRequest, icb: str) -> HttpResponse:
    """Enter a board's deadline, or with ?beside= a day of its own for a national one."""
    board = icb_or_404(request.user, Permission.REVIEW_SERVICES, icb)
    return _new(request, icb, board.name, board_crumbs(icb, board.name))


@requires(Permission.SET_SERVICES)
@require_http_methods(["GET", "POST"])
def deadline_new_for_england(request: PortalRequest) -> HttpResponse:
    """Enter a deadline of all England."""
    return _new(request, "", ALL_OF_ENGLAND, _england_crumbs())


@requires(Permission.SEE_SERVICES)
@require_http_methods(["GET", "POST"])
def deadline_own(request: PortalRequest, icb: str, deadline_id: int) -> HttpResponse:
    """A board's own deadline with every version; who may, moves or withdraws it."""
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    found = deadlines_in(scope_of(request.user, Permission.SEE_SERVICES))
    deadline = found.filter(pk=deadline_id, icb_code=icb).first()
    if deadline is None:
        raise Http404("There is no such deadline.")
    may = holds_for_icb(request.user, Permission.REVIEW_SERVICES, icb)
    return _own(request, deadline, board.name, may, board_crumbs(icb, board.name))


@requires(Permission.SET_SERVICES)
@require_http_methods(["GET", "POST"])
def deadline_of_england(request: PortalRequest, deadline_id: int) -> HttpResponse:
    """A deadline that was entered for all of England."""
    deadline = Deadline.objects.filter(pk=deadline_id, icb_code="").first()
    if deadline is None:
        raise Http404("There is no such deadline.")
    return _own(request, deadline, ALL_OF_ENGLAND, True, _england_crumbs())


@requires(Permission.SET_SERVICES)
@require_safe
def deadlines_of_england(request: PortalRequest) -> HttpResponse:
    """What is due for all of England in a year: from published sources, and as entered."""
    today = timezone.localdate()
    year = asked_year(request, today)
    bases = bases_for("", year.start_year, timezone.now())
    unknown = sum(_day_known(base) is False for base in bases)
    context = {
        "year": year,
        "slug": slug(year),
        "years": year_links(year, today),
        "rows": [
            {
                "base": base,
                "kind": kind_of(base.kind).title,
                "entered": [one for one in base.layers if one.whose == ENGLAND],
            }
            for base in bases
        ],
        "answer": f"{counted(len(bases), 'deadline,deadlines')}; of {unknown} no day is known.",
        "crumbs": crumbs(("Services", reverse("services"))),
    }
    return render(request, "pages/deadlines/england.html", context)


def _day_known(base: Base) -> bool:
    rule = base.counts.rule
    return rule.day is not None or rule.day_of_month is not None


def _new(request: PortalRequest, icb: str, name: str, above: list[dict[str, str]]) -> HttpResponse:
    year = asked_year(request, timezone.localdate())
    beside = _beside(request, icb, year)
    form = DeadlineForm(
        request.POST or None,
        people=_people(icb),
        monthly=beside.monthly if beside else None,
        initial=initial_of(beside) if beside else {},
    )
    if saved(form, lambda clean: _enter(request, icb, year, beside, clean)):
        return _back(request, icb, "The deadline is entered.", year)
    return form_page(
        request,
        form,
        heading=f"A day of your own for: {beside.counts.title}" if beside else "A deadline",
        caption=f"{name}, {year}",
        button="Enter the deadline",
        crumbs=above,
        effects=_effects(beside),
    )


def _own(
    request: PortalRequest,
    deadline: Deadline,
    name: str,
    may: bool,
    above: list[dict[str, str]],
) -> HttpResponse:
    last = last_version(deadline)
    if request.method == "POST" and not may:
        raise Http404("Only who reviews services changes a deadline.")
    withdrawing = request.POST.get("act") == "withdraw"
    change = DeadlineForm(
        request.POST if request.method == "POST" and not withdrawing else None,
        people=_people(deadline.icb_code),
        monthly=deadline.monthly,
        initial=_initial(last),
    )
    withdraw = WithdrawForm(request.POST if withdrawing else None, prefix="withdraw")
    year = ContractYear(deadline.year)
    if saved(change, lambda clean: _change(request, deadline, clean)):
        return _back(request, deadline.icb_code, "The deadline is changed.", year)
    if saved(withdraw, lambda clean: _withdraw(request, deadline, clean)):
        return _back(request, deadline.icb_code, "The deadline is withdrawn.", year)
    context = {
        "deadline": deadline,
        "kind": kind_of(deadline.kind).title,
        "last": last,
        "versions": deadline.versions.select_related("recorded_by", "escalate_to").order_by(
            "-number"
        ),
        "year": year,
        "name": name,
        "change": change if may else None,
        "withdraw": withdraw if may and not last.withdrawn else None,
        "crumbs": above,
    }
    status = 400 if change.errors or withdraw.errors else 200
    return render(request, "pages/deadlines/own.html", context, status=status)


def _beside(request: PortalRequest, icb: str, year: ContractYear) -> Base | None:
    key = request.GET.get("beside", "")
    if not key:
        return None
    bases = bases_for(icb, year.start_year, timezone.now())
    found = next((one for one in bases if one.key == key), None)
    if found is None:
        raise Http404("There is no such deadline in this year.")
    return found


def _effects(beside: Base | None) -> list[str]:
    if beside is None:
        return []
    first = beside.layers[0]
    return [
        "Reminders, lateness and calendars go by your day. The national one stays beside it.",
        f"{first.whose}: {first.source}",
    ]


def _people(icb: str) -> list[tuple[str, str]]:
    return [(str(person.pk), person.name or person.email) for person in commissioners_of(icb)]


def _initial(last: Any) -> dict[str, Any]:
    names = ("title", "what", "day", "day_of_month", "months_after", "remind_days")
    found = {name: getattr(last, name) for name in (*names, "escalate_after")}
    return found | {"escalate_to": last.escalate_to_id or ""}


def _enter(
    request: PortalRequest,
    icb: str,
    year: ContractYear,
    beside: Base | None,
    clean: dict[str, Any],
) -> None:
    monthly = beside.monthly if beside else clean["how_often"] == MONTHLY
    enter_deadline(
        icb_code=icb,
        year=year.start_year,
        kind=clean.get("kind", ""),
        monthly=monthly,
        facts=facts_of(clean),
        beside=beside,
        by=request.user.actor,
        at=timezone.now(),
    )


def _change(request: PortalRequest, deadline: Deadline, clean: dict[str, Any]) -> None:
    by, at = request.user.actor, timezone.now()
    change_deadline(deadline_id=deadline.pk, facts=facts_of(clean), by=by, at=at)


def _withdraw(request: PortalRequest, deadline: Deadline, clean: dict[str, Any]) -> None:
    by, at = request.user.actor, timezone.now()
    withdraw_deadline(deadline_id=deadline.pk, reason=clean["reason"], by=by, at=at)


def _back(request: PortalRequest, icb: str, said: str, year: ContractYear) -> HttpResponse:
    name, args = ("deadlines_of_board", [icb]) if icb else ("deadlines_of_england", [])
    answer = done(request, said, name, *args)
    answer["Location"] += f"?year={slug(year)}"
    return answer


def _england_crumbs() -> list[dict[str, str]]:
    return crumbs(
        ("Services", reverse("services")), ("Deadlines of England", reverse("deadlines_of_england"))
    )
