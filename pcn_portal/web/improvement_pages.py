"""A network's capacity and access improvement: its parts in a year, and the turns of one part."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.improvement_outlook import PartOutlook, improvement_outlook, together
from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.units.periods import ContractYear, Month
from pcn_portal.web.claims_pages import icb_of
from pcn_portal.web.improvement_words import (
    NO_PAYMENT,
    answer,
    how_paid,
    joined_words,
    part_rows,
    when_paid,
)
from pcn_portal.web.incentive_pages import KNOWN
from pcn_portal.web.money_addresses import asked_year, crumbs
from pcn_portal.web.network_pages import find_network, network_header
from pcn_portal.web.plan_pages import year_or_404
from pcn_portal.web.rate_pages import slug
from services.improvement import may_declare_on
from services.improvement_files import ImprovementYear, improvement_years
from services.improvement_queries import history, plans_of_year, rules_of


@requires(Permission.SEE_SERVICES)
@require_safe
def network_improvement(request: PortalRequest, network: str) -> HttpResponse:
    """The parts of a year: criteria, how each stands, from when it is paid, and pounds."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = find_network(request, network, today, Permission.SEE_SERVICES)
    year = shown_year(request, today)
    of = improvement_years().get(year)
    context = {
        "header": network_header(found, today),
        "tab": "services",
        "network": found,
        "year": year,
        "years": year_links("network_improvement", found.code, year),
        "of": of,
        "answer": NO_PAYMENT,
        "crumbs": improvement_crumbs(found),
    }
    if of is not None:
        context |= _year(request, found, of, today)
    return render(request, "pages/improvement/network.html", context)


@requires(Permission.SEE_SERVICES)
@require_safe
def improvement_history(
    request: PortalRequest, network: str, year: str, improvement_part: str
) -> HttpResponse:
    """Every turn of a part with its practices, evidence and checks, the last one first."""
    today = timezone.localdate()
    found = find_network(request, network, today, Permission.SEE_SERVICES)
    of = declared_year(year)
    if improvement_part not in of.parts:
        raise Http404("The year has no such part.")
    turns = list(history(found, of.year, improvement_part))
    context = {
        "network": found,
        "of": of,
        "part": of.parts[improvement_part],
        "turns": turns,
        "criteria": {one.key: one.words for one in of.parts[improvement_part].criteria},
        "last": turns[0] if turns else None,
        "reviews": reviews(request, found),
        "declares": declares(request, found),
        "crumbs": improvement_crumbs(found, of.year),
    }
    return render(request, "pages/improvement/history.html", context)


def parts_of_network(network: Network, year: ContractYear, icb: str) -> tuple[PartOutlook, ...]:
    """A network's parts as they are known now."""
    now = timezone.now()
    found = improvement_outlook(
        codes={network.pk: network.code},
        icb_code=icb,
        year=year,
        on=timezone.localdate(now),
        known_at=now,
    )
    return found.get(network.pk, ())


def shown_year(request: HttpRequest, today: date) -> ContractYear:
    """The year of `?year=`, else today's, or the last one that had the payment."""
    if "year" in request.GET:
        return asked_year(request, today)
    return min(Month.of(today).contract_year, max(improvement_years()))


def declared_year(text: str) -> ImprovementYear:
    """A year in an address that has the payment, or 404."""
    of = improvement_years().get(year_or_404(text))
    if of is None:
        raise Http404("The year has no such payment.")
    return of


def year_links(name: str, code: str, shown: ContractYear) -> list[dict[str, Any]]:
    """The years that have the payment, with their addresses; the one shown has none."""
    return [
        {
            "text": str(year),
            "href": "" if year == shown else f"{reverse(name, args=[code])}?year={slug(year)}",
        }
        for year in improvement_years()
    ]


def declares(request: PortalRequest, network: Network) -> bool:
    """Whether the person is the network's own clinical director."""
    return network.code in scope_of(request.user, Permission.DECLARE_SERVICES).networks


def reviews(request: PortalRequest, network: Network) -> bool:
    """Whether the person checks this network's declarations for its board."""
    scope = scope_of(request.user, Permission.REVIEW_SERVICES)
    return networks_in(scope, timezone.localdate()).filter(pk=network.pk).exists()


def improvement_crumbs(network: Network, year: ContractYear | None = None) -> list[dict[str, str]]:
    found = [
        ("Networks", reverse("networks")),
        (network.name, reverse("network", args=[network.code])),
        ("Services", reverse("network_services", args=[network.code])),
    ]
    if year is not None:
        here = reverse("network_improvement", args=[network.code])
        found.append((f"Improvement {year}", f"{here}?year={slug(year)}"))
    return crumbs(*found)


def _year(
    request: PortalRequest, network: Network, of: ImprovementYear, today: date
) -> dict[str, Any]:
    icb = icb_of(network, of.year, today)
    parts = parts_of_network(network, of.year, icb)
    rules = rules_of(icb, of.year, timezone.now())
    rows = part_rows(parts, of)
    plan = plans_of_year(network_ids=[network.pk], year=of.year).get(network.pk)
    judgements = list(plan.judgements.all()) if plan else []
    for row in rows:
        row["may_declare"] = may_declare_on(of, today, row["found"].one.standing)
        row["judgements"] = [one for one in judgements if one.part == row["part"].key]
    keeps = network.code in scope_of(request.user, Permission.KEEP_SERVICES).networks
    return {
        "year_slug": slug(of.year),
        "answer": answer(parts, of, today),
        "exceptions": [joined_words(found) for found in parts if found.joined],
        "rows": rows,
        "total": together(parts),
        "how": how_paid(of),
        "when": "" if of.judged else when_paid(rules),
        "rules": rules,
        "known": KNOWN[of.confidence],
        "plan": plan,
        "late": plan is not None and plan.submitted_on > of.last_day,
        "keeps": keeps and of.judged,
        "declares": declares(request, network) and not of.judged,
        "reviews": reviews(request, network),
    }
