"""A board's improvement: exceptions, checks to do, and how every network's parts stand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.improvement_outlook import PartOutlook, improvement_outlook, together
from networks.models import Network
from networks.queries import networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.formats import counted, day, money
from pcn_portal.web.improvement_pages import shown_year, year_links
from pcn_portal.web.improvement_words import (
    NO_PAYMENT,
    TAGS,
    how_paid,
    joined_words,
    missed_words,
    when_paid,
)
from pcn_portal.web.incentive_pages import KNOWN
from pcn_portal.web.money_addresses import crumbs, holds_for_icb, icb_or_404
from pcn_portal.web.rate_pages import slug
from services.engine.improvement import State
from services.improvement_files import ImprovementYear, improvement_years
from services.improvement_queries import plans_of_year, rules_of

Outlooks = Mapping[int, Sequence[PartOutlook]]


@requires(Permission.SEE_SERVICES)
@require_safe
def improvement_of_board(request: PortalRequest, icb: str) -> HttpResponse:
    """Networks by parts of a year: what asks for somebody first, then how each stands."""
    now = timezone.now()
    today = timezone.localdate(now)
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    year = shown_year(request, today)
    of = improvement_years().get(year)
    context = {
        "board": board,
        "year": year,
        "years": year_links("improvement_of_board", icb, year),
        "of": of,
        "answer": NO_PAYMENT,
        "crumbs": crumbs(
            ("Services", reverse("services")),
            (board.name, reverse("services_of_board", args=[icb])),
        ),
    }
    if of is not None:
        networks = list(networks_of_icb(icb, _day(year, today)).order_by("name"))
        found = improvement_outlook(
            codes={one.pk: one.code for one in networks},
            icb_code=icb,
            year=year,
            on=today,
            known_at=now,
        )
        context |= _year(networks, found, of, icb, today)
        context["sets"] = holds_for_icb(request.user, Permission.REVIEW_SERVICES, icb)
    return render(request, "pages/improvement/board.html", context)


def _day(year: ContractYear, today: date) -> date:
    return max(year.first, min(today, year.after - timedelta(days=1)))


def _year(
    networks: Sequence[Network], found: Outlooks, of: ImprovementYear, icb: str, today: date
) -> dict[str, Any]:
    rules = rules_of(icb, of.year, timezone.now())
    everything = [one for parts in found.values() for one in parts]
    plans = plans_of_year(network_ids=list(found), year=of.year) if of.judged else {}
    return {
        "year_slug": slug(of.year),
        "answer": _answer(everything, of, today),
        "parts": list(of.parts.values()),
        "exceptions": list(_exceptions(networks, found, of, today)),
        "waiting": list(_waiting(networks, found)),
        "rows": [_row(one, found.get(one.pk, ()), plans, of) for one in networks],
        "total": together(everything),
        "how": how_paid(of),
        "when": "" if of.judged else when_paid(rules),
        "weighed": rules.weighed,
        "known": KNOWN[of.confidence],
    }


def _answer(parts: Sequence[PartOutlook], of: ImprovementYear, today: date) -> str:
    waiting = sum(one.one.standing.to_check for one in parts)
    words = "area,areas" if of.judged else "part,parts"
    paying = sum(one.one.paying for one in parts)
    start = f"{paying} of {counted(len(parts), words)} {'is' if paying == 1 else 'are'} paid"
    worth = together(one for one in parts if one.worth.missed is not None)
    unknown = sum(one.worth.missed is None for one in parts)
    sums = f"{money(worth.due)} of at most {money(worth.most)}"
    more = f"; of {counted(unknown, words)} it is not known" if unknown else ""
    missed = missed_words(worth.missed, of, today) if worth.missed else ""
    checks = counted(waiting, "declaration waits,declarations wait") + " for a check."
    return f"{start}: {sums}{more}. {missed} {'' if of.judged else checks}".strip()


def _exceptions(
    networks: Sequence[Network], found: Outlooks, of: ImprovementYear, today: date
) -> Iterator[dict[str, Any]]:
    """Practices that joined since, and what was found not met."""
    again = f" It may be declared again until {day(of.last_day)}." if today <= of.last_day else ""
    for network in networks:
        for one in found.get(network.pk, ()):
            if one.joined:
                yield {"network": network, "words": joined_words(one)}
            if one.one.state == State.NOT_MET:
                words = f"{one.one.part.title}: not met.{again}"
                yield {"network": network, "words": words}


def _waiting(networks: Sequence[Network], found: Outlooks) -> Iterator[dict[str, Any]]:
    """Declarations to check, with what a failed check would take back."""
    for network in networks:
        for one in found.get(network.pk, ()):
            if one.one.standing.to_check:
                yield {"network": network, "found": one}


def _row(
    network: Network, parts: Sequence[PartOutlook], plans: Mapping[int, Any], of: ImprovementYear
) -> dict[str, Any]:
    plan = plans.get(network.pk)
    return {
        "network": network,
        "cells": [{"found": one, "tag": TAGS[one.one.state]} for one in parts],
        "total": together(parts),
        "plan": plan,
        "late": plan is not None and plan.submitted_on > of.last_day,
    }
