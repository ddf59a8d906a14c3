"""Who takes part in the Network Contract DES in a year: the list, and one practice's history."""

from collections import Counter
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks.directory import commissioned_by
from networks.participation.standing import (
    Standing,
    State,
    nearest_day,
    notices_of,
    participants,
    standings,
)
from networks.participation.windows import Window, windows_of
from networks.participation.years import known_years, label, year_of
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, practices_in, scope_of
from pcn_portal.web.days import asked_day
from pcn_portal.web.formats import counted, day
from pcn_portal.web.money_addresses import asked_year, crumbs, page_of
from practices.models import Practice

COLOURS = {
    State.ENROLLED: "blue",
    State.SIGNED_UP: "blue",
    State.SIGNED_UP_LATE: "aqua-green",
    State.OPTED_OUT: "orange",
    State.OUT: "grey",
}
# What is unusual stands first.
ORDER = [State.OPTED_OUT, State.OUT, State.SIGNED_UP_LATE, State.SIGNED_UP, State.ENROLLED]
YEARS = range(1900, 2101)
TROUBLE, COMING = "trouble", "coming"
FILTERS = [
    ("", "All"),
    (TROUBLE, "Something does not fit"),
    (COMING, "Changes later in the year"),
    *State.choices,
]


class ParticipationFilters(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label="Name or code", required=False, max_length=100)
    state = forms.ChoiceField(label="How it stands", required=False, choices=FILTERS)
    icb = forms.ChoiceField(label="Integrated care board", required=False)

    def __init__(self, data: Any, *, icbs: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["icb"].choices = [("", "All"), *icbs]  # type: ignore[attr-defined]
        if len(icbs) < 2:
            del self.fields["icb"]


@requires(Permission.SEE_NETWORKS)
@require_safe
def list_participation(request: PortalRequest) -> HttpResponse:
    """How every practice stands in a contract year on a day, what does not fit first."""
    year, on = year_and_day(request)
    scope = scope_of(request.user, Permission.SEE_NETWORKS)
    icbs = [(icb.code, f"{icb.name} ({icb.code})") for icb in icbs_in(scope)]
    filters = ParticipationFilters(request.GET, icbs=icbs)
    filters.is_valid()
    wanted = getattr(filters, "cleaned_data", {})
    practices = practices_in(scope, nearest_day(year, on))
    if wanted.get("icb"):
        chosen = commissioned_by(wanted["icb"], nearest_day(year, on))
        practices = practices.filter(pk__in=Practice.objects.filter(chosen).values("pk"))
    every = standings(participants(practices, year=year, on=on), year=year, on=on)
    rows = _chosen(every, wanted.get("q", "").strip().lower(), wanted.get("state", ""))
    windows = windows_of(year)
    context = {
        "year": label(year),
        "slug": slug(year),
        "years": _year_links(year),
        "on": on,
        "answer": _answer(every, windows, year, on),
        "tallies": _tallies(every),
        "windows": [_window(window, on) for window in windows],
        "rules": known_years().get(year),
        "filters": filters,
        "filtered": any(wanted.values()),
        "page": page_of(request, [shown(standing) for standing in rows]),
        "crumbs": below_lists(),
    }
    return render(request, "pages/members/participation.html", context)


@requires(Permission.SEE_NETWORKS)
@require_safe
def practice_participation(request: PortalRequest, practice: str) -> HttpResponse:
    """How one practice stands in a year, and every notice it ever gave."""
    year, on = year_and_day(request)
    found = practice_or_404(request, practice, Permission.SEE_NETWORKS, nearest_day(year, on))
    one = Practice.objects.filter(pk=found.pk)
    context = {
        "practice": found,
        "year": label(year),
        "slug": slug(year),
        "years": _year_links(year),
        "on": nearest_day(year, on),
        "row": shown(standings(one, year=year, on=on)[0]),
        "notices": [(label(notice.year), notice) for notice in notices_of(found)],
        "crumbs": below_lists(("Participation", reverse("list_participation"))),
    }
    return render(request, "pages/members/practice_participation.html", context)


def year_and_day(request: PortalRequest) -> tuple[int, date]:
    """The contract year of `?year=2025-26`, else of the day; and the day, within it if unasked."""
    today = timezone.localdate()
    asked = asked_day(request)
    year = asked_year(request, asked or today).start_year
    year = year if year in YEARS else year_of(asked or today)
    return year, asked or nearest_day(year, today)


def slug(year: int) -> str:
    """A contract year in an address: 2025-26."""
    return label(year).replace("/", "-")


def _year_links(year: int) -> list[dict[str, Any]]:
    years = sorted({*known_years(), year}, reverse=True)
    return [{"text": label(y), "slug": slug(y), "here": y == year} for y in years]


def practice_or_404(
    request: PortalRequest, code: str, permission: Permission, on: date
) -> Practice:
    """A practice within the person's scope on a day."""
    found = practices_in(scope_of(request.user, permission), on).filter(code=code.upper()).first()
    if found is None:
        raise Http404
    return found


def _chosen(every: list[Standing], sought: str, state: str) -> list[Standing]:
    """The rows that fit the filters, the unusual ones first."""
    named = [row for row in every if sought in f"{row.practice.code} {row.practice.name}".lower()]
    return sorted(
        (row for row in named if _fits(row, state)),
        key=lambda row: (not row.trouble, not row.coming, ORDER.index(row.state)),
    )


def _fits(row: Standing, state: str) -> bool:
    if state == TROUBLE:
        return bool(row.trouble)
    if state == COMING:
        return row.coming is not None
    return not state or row.state == state


def shown(standing: Standing) -> dict[str, Any]:
    """A standing with the colour of its tag."""
    return {"standing": standing, "colour": COLOURS[standing.state]}


def _tallies(every: list[Standing]) -> list[dict[str, Any]]:
    numbers = Counter(row.state for row in every)
    rows = [{"key": s.value, "text": s.label, "number": numbers[s]} for s in State if numbers[s]]
    troubled = sum(bool(row.trouble) for row in every)
    if troubled:
        rows.insert(0, {"key": TROUBLE, "text": "Something does not fit", "number": troubled})
    return rows


def _window(window: Window, on: date) -> dict[str, Any]:
    """A window with how it stands on a day."""
    if window.contains(on):
        standing, colour = "Open", "green"
    elif window.opens and on < window.opens:
        standing, colour = "Not open yet", "blue"
    else:
        standing, colour = "Closed", "grey"
    return {"window": window, "tag": {"text": standing, "colour": colour}}


def _answer(every: list[Standing], windows: list[Window], year: int, on: date) -> str:
    if not every:
        return f"None of your organisations has a practice in {label(year)}."
    part = sum(row.takes_part for row in every)
    practices = counted(len(every), "practice takes,practices take")
    sentence = f"{part:,} of {practices} part in {label(year)} on {day(nearest_day(year, on))}"
    return f"{sentence}; {_deadline(windows, on)}."


def _deadline(windows: list[Window], on: date) -> str:
    """The window that matters on a day: an open one, else the last that closed."""
    open_now = [window for window in windows if window.contains(on)]
    if open_now:
        window = open_now[-1]
        name = "the opt-out window" if window.yearly else "a window after a variation of the DES"
        if window.last_day is None:
            return f"{name} is open, its end is not known"
        return f"{name} closes on {day(window.last_day)}"
    yearly = next((window for window in windows if window.yearly), None)
    if yearly is None:
        return "when the opt-out window closes is not known"
    return f"the opt-out window closed on {day(yearly.last_day)}"


def below_lists(*above: tuple[str, str]) -> list[dict[str, str]]:
    """Breadcrumbs below the work lists."""
    return crumbs(("Work lists", reverse("network_lists")), *above)


urlpatterns: list[URLPattern] = [
    path("networks/lists/participation/", list_participation, name="list_participation"),
    path(
        "practices/<str:practice>/participation/",
        practice_participation,
        name="practice_participation",
    ),
]
