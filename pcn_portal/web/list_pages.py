"""The work lists of the register in one place, each with how much there is to do."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.views.decorators.http import require_safe

from networks.agreements.queries import unsigned_members
from networks.coverage import coverage_on
from networks.participation.standing import participants, standings
from networks.participation.years import label, year_of
from networks.people.vacancies import vacancies
from networks.size_approvals import SizeState, sizes_to_weigh
from networks.sizes import LARGE, SMALL
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import (
    Scope,
    holds_in,
    icbs_in,
    networks_in,
    practices_in,
    scope_of,
)
from pcn_portal.web.formats import counted, day, patients
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import vintages_for
from practices.queries import open_on


@dataclass(frozen=True, slots=True)
class WorkList:
    """One list: its page, what it is for, and what it would say on a day."""

    url_name: str
    title: str
    purpose: str
    state: Callable[[Scope, date], str]


def _coverage(scope: Scope, on: date) -> str:
    found = coverage_on(list(icbs_in(scope).values_list("code", flat=True)), on)
    missing = [p for icb in found for p in icb.not_covered.practices]
    unknown = sum(len(icb.unknown_outside) for icb in found)
    if not any(len(icb.known) for icb in found):
        return "No lists of patients are held for an integrated care board of yours."
    if missing:
        people = patients(sum(p.patients or 0 for p in missing))
        return f"{counted(len(missing), 'practice,practices')} with {people} patients not covered"
    if unknown:
        return f"{counted(unknown, 'practice,practices')} in no network with no known list"
    return "All registered patients are covered"


def _participation(scope: Scope, on: date) -> str:
    year = year_of(on)
    practices = participants(practices_in(scope, on), year=year, on=on)
    found = standings(practices, year=year, on=on)
    part, trouble = sum(s.takes_part for s in found), sum(bool(s.trouble) for s in found)
    sentence = f"{part:,} of {counted(len(found), 'practice,practices')} take part in {label(year)}"
    return f"{sentence}; {trouble:,} to look at" if trouble else sentence


def _directors(scope: Scope, on: date) -> str:
    found = vacancies(networks_in(scope, on), today=on)
    unrecorded = sum(vacancy.unrecorded for vacancy in found)
    parts = [
        counted(
            len(found) - unrecorded, "post is vacant or about to be,posts are vacant or about to be"
        ),
        f"{unrecorded:,} with nobody recorded",
    ]
    return ", ".join(parts) if found else "Every post that must be held is held"


def _size(scope: Scope, on: date) -> str:
    rows = sizes_to_weigh(networks_in(scope, on), on=on, vintages=vintages_for(on))
    number = Counter(row.state for row in rows)
    return (
        f"{number[SizeState.UNAPPROVED]:,} under {SMALL:,} without approval, "
        f"{number[SizeState.REVIEW]:,} to review, {number[SizeState.OVER]:,} over {LARGE:,}"
    )


def _unsigned(scope: Scope, on: date) -> str:
    found = unsigned_members(networks_in(scope, on).filter(open_on(on)), on).values()
    without = sum(standing.agreement is None for standing in found)
    part = len(found) - without
    return (
        f"{counted(without, 'network,networks')} without a network agreement, "
        f"{part:,} with signatures missing"
    )


def _holds(scope: Scope, on: date) -> str:
    number = holds_in(scope, on).filter(lifted_at=None).count()
    return counted(number, "network held,networks held") if number else "No payment is held"


LISTS = (
    WorkList(
        "list_directors",
        "Clinical directors and other people",
        "Posts that are vacant or become vacant within 60 days.",
        _directors,
    ),
    WorkList(
        "list_size",
        "Size",
        "Networks under 30,000 patients, which need an approval, and those over 50,000.",
        _size,
    ),
    WorkList(
        "list_coverage",
        "Coverage",
        "Whether every registered patient is served by a network, and who is not.",
        _coverage,
    ),
    WorkList(
        "list_participation",
        "Participation in the DES",
        "Which practices take part this year, and until when they may opt out.",
        _participation,
    ),
    WorkList(
        "list_unsigned",
        "Unsigned agreements",
        "Who has not signed the network agreement or a data sharing agreement.",
        _unsigned,
    ),
    WorkList("list_holds", "Payment holds", "Networks whose payments are held, and why.", _holds),
)


@requires(Permission.SEE_NETWORKS)
@require_safe
def network_lists(request: PortalRequest) -> HttpResponse:
    """Every work list with its state on a day."""
    on, scope = day_of(request), scope_of(request.user, Permission.SEE_NETWORKS)
    rows = [
        {"list": each, "state": each.state(scope, on)} for each in LISTS if _exists(each.url_name)
    ]
    context = {
        "rows": rows,
        "on": on,
        "answer": f"{counted(len(rows), 'list,lists')} to work through, as on {day(on)}.",
        "crumbs": crumbs(("Networks", reverse("networks"))),
    }
    return render(request, "pages/members/lists.html", context)


def _exists(url_name: str) -> bool:
    try:
        reverse(url_name)
    except NoReverseMatch:
        return False
    return True


urlpatterns: list[URLPattern] = [path("networks/lists/", network_lists, name="network_lists")]
