"""Practices: the list, and one practice with every figure, version and source."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks.directory import Rows, matching, practice_rows
from networks.lineage import predecessors_of, successors_of
from networks.queries import memberships_on
from networks.sizes import Vintages, figures_of_vintages
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import Scope, networks_in, practices_in, scope_of
from pcn_portal.web.changes_of import changes_of
from pcn_portal.web.formats import counted, day
from pcn_portal.web.nav import asked_day, day_of
from pcn_portal.web.network_sizes import PAGE_SIZE, vintages_for
from pcn_portal.web.practice_facts import bands_of, location_of, parts_of, signatures_of
from pcn_portal.web.timeline_drawing import draw_timeline
from practices.models import PopulationFigure, Practice, PracticeStatus
from practices.queries import figures_of, open_on

SORTS = {"code": "code", "name": "name", "status": "status"}
STATUS_COLOURS = {PracticeStatus.ACTIVE.value: "blue", PracticeStatus.UNKNOWN.value: "yellow"}
IN_NETWORK = {"": "All practices", "yes": "In a network", "no": "In no network"}


class PracticeFilters(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label="Name or code", required=False, max_length=100)
    member = forms.ChoiceField(
        label="Core network practices", required=False, choices=IN_NETWORK.items()
    )


@requires(Permission.SEE_NETWORKS)
@require_safe
def practices(request: PortalRequest) -> HttpResponse:
    """List the practices of one's organisations on a day."""
    on = day_of(request)
    filters = PracticeFilters(request.GET)
    filters.is_valid()
    wanted = getattr(filters, "cleaned_data", {})
    chosen = _chosen(practices_in(scope_of(request.user, Permission.SEE_NETWORKS), on), wanted, on)
    sort = request.GET.get("sort", "code")
    rows = practice_rows(chosen, on).order_by(_order(sort), "code")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    vintages = vintages_for(on)
    context = {
        "filters": filters,
        "filtered": any(wanted.values()),
        "page": page,
        "rows": _with_figures(list(page), vintages),
        "sort": sort,
        "vintages": vintages,
        "on": on,
        "answer": _list_answer(chosen, rows, on),
    }
    return render(request, "pages/practices/practices.html", context)


def _chosen(found: QuerySet[Practice], wanted: dict[str, str], on: date) -> QuerySet[Practice]:
    found = found.filter(open_on(on), matching(wanted.get("q", "").strip()))
    member = Exists(memberships_on(on).filter(practice=OuterRef("pk")))
    if wanted.get("member") == "yes":
        return found.filter(member)
    return found.filter(~member) if wanted.get("member") == "no" else found


def _order(sort: str) -> str:
    column = SORTS.get(sort.removeprefix("-"), "code")
    return f"-{column}" if sort.startswith("-") else column


def _list_answer(chosen: QuerySet[Practice], rows: Rows, on: date) -> str:
    members = memberships_on(on).filter(practice__in=chosen.order_by().values("pk")).count()
    return (
        f"{counted(rows.count(), 'practice,practices')} on {day(on)}. "
        f"{counted(members, 'is a core network practice,are core network practices')}."
    )


def _with_figures(rows: list[dict[str, Any]], vintages: Vintages) -> list[dict[str, Any]]:
    figures: dict[str, dict[str, PopulationFigure]] = {}
    wanted = figures_of_vintages(vintages).filter(practice__code__in=[row["code"] for row in rows])
    for figure in wanted.select_related("practice"):
        figures.setdefault(figure.practice.code, {})[figure.basis] = figure
    return [
        row
        | {
            "figures": figures.get(row["code"], {}),
            "status": PracticeStatus(row["status"]).label,
        }
        for row in rows
    ]


@requires(Permission.SEE_NETWORKS)
@require_safe
def practice(request: PortalRequest, code: str) -> HttpResponse:
    """One practice: where it belongs, its figures with every version, its history."""
    on = day_of(request)
    scope = scope_of(request.user, Permission.SEE_NETWORKS)
    found = practices_in(scope, on).filter(code=code.upper()).first()
    if found is None:
        raise Http404("No such practice within your organisations.")
    row = practice_rows(Practice.objects.filter(pk=found.pk), _day_it_existed(found, on)).get()
    parts, words = parts_of(found, on), day(on) if asked_day(request) else "Today"
    context = {
        "practice": found,
        "row": row,
        "on": on,
        "answer": _practice_answer(found, row, on),
        "exists": _day_it_existed(found, on) == on,
        "status_colour": STATUS_COLOURS.get(found.status, "grey"),
        "figures": figures_of(found),
        "parts": parts,
        "timeline": draw_timeline(bands_of(parts), day=on, words=words),
        "mine": _mine(scope, [part.code for part in parts], on),
        "parents": predecessors_of(found, on=on),
        "children": successors_of(found, on=on),
        "signatures": signatures_of(found),
        "location": location_of(found),
        "commissioners": found.commissioners.select_related("sub_icb", "source").defer(
            "source__content"
        ),
        "changes_of": changes_of(request.user, found, timezone.localdate()),
        "crumbs": [
            {"text": "Home", "href": reverse("home")},
            {"text": "Practices", "href": reverse("practices")},
        ],
    }
    return render(request, "pages/practices/practice.html", context)


def _day_it_existed(practice: Practice, on: date) -> date:
    """The day, or the last one before it on which the practice existed."""
    closed = practice.closed
    return closed - timedelta(days=1) if closed and closed <= on else on


def _mine(scope: Scope, codes: Iterable[str], on: date) -> set[str]:
    """Which of the networks the person may open."""
    within = networks_in(scope, on).filter(code__in=set(codes))
    return set(within.values_list("code", flat=True))


def _practice_answer(practice: Practice, row: dict[str, Any], on: date) -> str:
    if practice.closed and practice.closed <= on:
        return f"{practice.name} no longer exists. It closed on {day(practice.closed)}."
    if row["network"] is None:
        return f"{practice.name} is in no network on {day(on)}."
    network = row["network"]
    return (
        f"{practice.name} is a core network practice of {network['name']} "
        f"({network['code']}) on {day(on)}."
    )


urlpatterns = [
    path("practices/", practices, name="practices"),
    path("practices/<str:code>/", practice, name="practice"),
]
