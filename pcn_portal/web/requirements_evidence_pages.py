"""A network's evidence: recorded once, with everywhere it is used."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.files import as_file
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import asked_year
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.rate_pages import slug
from pcn_portal.web.register_forms import saved
from pcn_portal.web.requirements_forms import EvidenceForm, UseForm
from pcn_portal.web.requirements_pages import keeps_services, network_crumbs, own_network
from pcn_portal.web.uploads import too_large
from services.models import Evidence
from services.requirement_evidence import (
    REQUIREMENT,
    RETURN,
    Use,
    evidence_of,
    link_evidence,
    record_evidence,
    uses_now,
)
from services.requirement_sets import sets_of_years


@requires(Permission.SEE_SERVICES)
@require_safe
def network_evidence(request: PortalRequest, network: str) -> HttpResponse:
    """All evidence of a network, and where each item is used."""
    today = timezone.localdate()
    found = find_network(request, network, today, Permission.SEE_SERVICES)
    items = list(evidence_of(found))
    uses = uses_now([item.pk for item in items])
    unused = sum(item.pk not in uses for item in items)
    answer = f"{counted(len(items), 'item,items')} of evidence, {unused:,} not used anywhere."
    context = {
        "network": found,
        "rows": [{"item": item, "uses": _used(uses.get(item.pk, []))} for item in items],
        "mine": keeps_services(request, found),
        "answer": answer if items else "No evidence is recorded yet.",
        "crumbs": network_crumbs(found, asked_year(request, today)),
    }
    return render(request, "pages/requirements/evidence.html", context)


@requires(Permission.KEEP_SERVICES)
@require_http_methods(["GET", "POST"])
def evidence_new(request: PortalRequest, network: str) -> HttpResponse:
    """Record an item of evidence."""
    found = own_network(request, network)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EvidenceForm(*sent, dropped=too_large(request))
    made: list[Evidence] = []

    def write(clean: dict[str, Any]) -> None:
        file = clean.pop("file")
        kept = (file.name or "", file.read()) if file else None
        made.append(
            record_evidence(
                network=found, file=kept, by=request.user.actor, at=timezone.now(), **clean
            )
        )

    if saved(form, write):
        return redirect("evidence_item", found.code, made[0].pk)
    context = {
        "network": found,
        "form": form,
        "title": "Record evidence",
        "lead": "It is kept as it is and used wherever it is asked for. It is never changed.",
        "button": "Record",
        "crumbs": network_crumbs(found, asked_year(request, timezone.localdate())),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/requirements/form.html", context, status=status)


@requires(Permission.SEE_SERVICES)
@require_http_methods(["GET", "POST"])
def evidence_item(request: PortalRequest, network: str, evidence_id: int) -> HttpResponse:
    """One item, everywhere it is used, and linking it to more."""
    today = timezone.localdate()
    found = find_network(request, network, today, Permission.SEE_SERVICES)
    item = _item(found, evidence_id)
    mine, year = keeps_services(request, found), asked_year(request, today)
    if request.method == "POST" and not mine:
        raise Http404("The network itself links its evidence.")
    form = UseForm(request.POST if request.method == "POST" else None, _choices(year))
    if mine and saved(form, lambda clean: _link(request, item, year, clean)):
        return redirect("evidence_item", found.code, item.pk)
    context = {
        "network": found,
        "item": item,
        "uses": _used(uses_now([item.pk]).get(item.pk, [])),
        "form": form if mine else None,
        "crumbs": network_crumbs(found, year),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/requirements/evidence_item.html", context, status=status)


@requires(Permission.SEE_SERVICES)
@require_safe
def evidence_file(request: PortalRequest, network: str, evidence_id: int) -> HttpResponse:
    """The file of an item, as it was received."""
    found = find_network(request, network, timezone.localdate(), Permission.SEE_SERVICES)
    item = _item(found, evidence_id)
    if not item.name or item.content is None:
        raise Http404("This evidence has no file.")
    return as_file(bytes(item.content), item.name, item.media_type)


def _item(network: Network, evidence_id: int) -> Evidence:
    item = evidence_of(network).filter(pk=evidence_id).first()
    if item is None:
        raise Http404("No such evidence of this network.")
    return item


def _choices(year: ContractYear) -> list[tuple[str, str]]:
    """The requirements of the year and of the two before it."""
    years = range(year.start_year, year.start_year - 3, -1)
    sets = sets_of_years(list(years), timezone.now())
    return [
        (f"{start}:{one.code}", f"{ContractYear(start)}: {one.title}")
        for start in years
        if start in sets
        for one in sets[start].requirements.values()
    ]


def _link(
    request: PortalRequest, item: Evidence, year: ContractYear, clean: dict[str, Any]
) -> None:
    if clean["use"]:
        start, _, code = clean["use"].partition(":")
        use = Use(REQUIREMENT, ContractYear(int(start)), code)
    else:
        use = Use(RETURN, year, clean["named"])
    link_evidence(evidence=item, use=use, linked=True, by=request.user.actor, at=timezone.now())


def _used(uses: list[Any]) -> list[dict[str, Any]]:
    return [
        {"use": use, "year": ContractYear(use.year), "slug": slug(ContractYear(use.year))}
        for use in uses
    ]
