"""A network's patients by age and deprivation, beside its board and England; a board's ranking."""

import csv
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from networks.models import Network
from networks.queries import icb_codes_of_networks, networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.formats import counted, exact
from pcn_portal.web.money_addresses import crumbs, icb_or_404
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import find_network, network_header
from pcn_portal.web.population_words import (
    OF_PRACTICES,
    UNDER_18,
    group_rows,
    missing_words,
    network_key,
    percent,
    population_answer,
    practice_rows,
    score_words,
    tenth_rows,
)
from pcn_portal.web.pyramid_drawing import draw_pyramid
from services.engine.age_bands import BANDS, GROUPS, Ages, total, words_of
from services.populations import (
    Population,
    ages_of_england,
    deprivation_year,
    population_of,
    populations_of,
)
from services.project_lists import projects_of

SHOWN = ("under_5", "from_65", "from_75", "from_85")


@requires(Permission.SEE_SERVICES)
@require_safe
def network_population(request: PortalRequest, network: str) -> HttpResponse:
    """Who is registered with a network's practices on a day."""
    on = day_of(request)
    found = find_network(request, network, on, Permission.SEE_SERVICES)
    population = population_of(found, on)
    context = {
        "header": network_header(found, on),
        "tab": "services",
        "population": population,
        "answer": population_answer(population),
        "missing": missing_words(population),
        "year": deprivation_year(on),
        "score": score_words(population.score),
        "tenths": tenth_rows(population) if population.score is not None else [],
        "practices": practice_rows(population),
        "groups": GROUPS,
        "notes": {"practices": OF_PRACTICES, "under_18": UNDER_18},
        "projects": projects_of([found.pk]),
        "crumbs": crumbs(
            ("Networks", reverse("networks")),
            ("Services", reverse("network_services", args=[found.code])),
        ),
        **_ages(found, population, on),
    }
    return render(request, "pages/population/network.html", context)


def _ages(network: Network, population: Population, on: date) -> dict[str, Any]:
    ages = population.ages
    if ages is None:
        return {"ages": None}
    return {
        "ages": ages,
        "pyramid": draw_pyramid([words_of(one) for one in BANDS], ages.female, ages.male),
        "bands": [
            {"key": one, "words": words_of(one), "female": women, "male": men, "sum": women + men}
            for one, women, men in zip(BANDS, ages.female, ages.male, strict=True)
        ],
        "rows": group_rows(ages, _ages_of_board(network, on), ages_of_england(on)),
    }


def _ages_of_board(network: Network, on: date) -> Ages:
    icb = icb_codes_of_networks(network_ids=[network.pk], on=on).get(network.pk, "")
    every = populations_of(list(networks_of_icb(icb, on)), on) if icb else []
    return total([one.ages for one in every if one.ages is not None])


@requires(Permission.SEE_SERVICES)
@require_safe
def network_population_band(request: PortalRequest, network: str, age_band: str) -> HttpResponse:
    """One age band of a network: each practice's number with its row of the file."""
    on = day_of(request)
    found = find_network(request, network, on, Permission.SEE_SERVICES)
    if age_band not in BANDS:
        raise Http404("There is no such age band.")
    place = BANDS.index(age_band)
    population = population_of(found, on)
    context = {
        "network": found,
        "words": words_of(age_band),
        "population": population,
        "rows": [
            {
                "member": one.member,
                "count": count,
                "female": count.female[place],
                "female_row": count.female_rows[place],
                "male": count.male[place],
                "male_row": count.male_rows[place],
            }
            for one, count in population.known
        ],
        "missing": missing_words(population),
        "sums": population.ages and (population.ages.female[place], population.ages.male[place]),
        "crumbs": crumbs(
            (found.name, reverse("network_services", args=[found.code])),
            ("Population", reverse("network_population", args=[found.code])),
        ),
    }
    return render(request, "pages/population/band.html", context)


@requires(Permission.SEE_SERVICES)
@require_safe
def population_of_board(request: PortalRequest, icb: str) -> HttpResponse:
    """A board's networks by deprivation and age: those with something missing first."""
    on = day_of(request)
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    found = _of_board(icb, on)
    sort = request.GET.get("sort", "-score")
    england = ages_of_england(on)
    everybody = total([one.ages for one in found if one.ages is not None])
    context = {
        "board": board,
        "on": on,
        "rows": [_row(one) for one in _sorted(found, sort)],
        "sort": sort,
        "groups": _groups(),
        "unknown": [(one, missing_words(one)) for one in found if one.missing],
        "unscored": [one for one in found if one.without_score],
        "board_shares": [percent(group.share(everybody)) for group in _groups()],
        "england_shares": [
            percent(group.share(england) if england else None) for group in _groups()
        ],
        "answer": _board_answer(found),
        "year": deprivation_year(on),
        "notes": {"practices": OF_PRACTICES},
        "crumbs": crumbs(
            ("Services", reverse("services")),
            (board.name, reverse("services_of_board", args=[icb])),
        ),
    }
    return render(request, "pages/population/board.html", context)


@requires(Permission.SEE_SERVICES)
@require_safe
def population_of_board_file(request: PortalRequest, icb: str) -> HttpResponse:
    """The board's table as CSV; a figure that is not known is an empty cell."""
    on = day_of(request)
    icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="population-{icb}-{on}.csv"'
    out = csv.writer(answer)
    out.writerow(
        ["network_code", "network_name", "counted_on", "patients", *(g.key for g in GROUPS)]
        + ["practices", "practices_missing", "deprivation_year", "deprivation_score"]
    )
    year = deprivation_year(on)
    for one in _sorted(_of_board(icb, on), request.GET.get("sort", "-score")):
        ages, score = one.ages, one.score
        groups = [group.patients(ages) if ages else "" for group in GROUPS]
        out.writerow(
            [one.network.code, _safe(one.network.name), one.day or ""]
            + [ages.patients if ages else "", *groups, len(one.practices), len(one.missing)]
            + [year or "", "" if score is None else score_words(score)]
        )
    return answer


def _safe(text: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{text}" if text[:1] in "=+-@" else text


def _of_board(icb: str, on: date) -> list[Population]:
    return populations_of(list(networks_of_icb(icb, on)), on)


def _groups() -> list[Any]:
    return [group for group in GROUPS if group.key in SHOWN]


def _row(one: Population) -> dict[str, Any]:
    ages = one.ages
    return {
        "one": one,
        "patients": ages.patients if ages else None,
        "shares": [percent(group.share(ages) if ages else None) for group in _groups()],
        "score": score_words(one.score),
    }


def _sorted(found: list[Population], sort: str) -> list[Population]:
    """In the order asked for; what is not known stands last in either direction."""
    key = sort.removeprefix("-")
    by = {group.key: group for group in GROUPS}
    value: Callable[[Population], Fraction | int | None]
    if key == "name":
        return sorted(found, key=lambda p: network_key(p.network), reverse=sort.startswith("-"))
    if key in by:
        value = lambda p: by[key].share(p.ages) if p.ages else None  # noqa: E731
    elif key == "patients":
        value = lambda p: p.ages.patients if p.ages else None  # noqa: E731
    else:
        value = lambda p: p.score  # noqa: E731
    named = sorted(found, key=lambda p: network_key(p.network))
    known = [one for one in named if value(one) is not None]
    known.sort(key=lambda p: value(p) or Fraction(0), reverse=sort.startswith("-"))
    return known + [one for one in named if value(one) is None]


def _board_answer(found: list[Population]) -> str:
    known = [one for one in found if one.ages is not None]
    if not known:
        return "Nobody’s age is known: no file of patients by age was taken in for this day."
    patients = exact(sum(one.ages.patients for one in known if one.ages))
    words = f"{patients} patients of {counted(len(known), 'network,networks')}."
    lacking = sum(bool(one.missing) for one in found)
    if lacking:
        words += f" {counted(lacking, 'network has,networks have')} practices with no age count."
    return words
