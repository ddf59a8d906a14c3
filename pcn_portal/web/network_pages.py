"""One network on a day: who it is, how big, how healthy, what next, and where it is."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks.directory import network_rows
from networks.lineage import Relative, children_of, parents_of
from networks.models import Network
from networks.names import name_on
from networks.past import spells_of
from networks.people.vacancies import vacancies
from networks.queries import members_on
from networks.sizes import Size, Vintages, band_of, figures_of_vintages, sizes_on
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.units.periods import Month
from pcn_portal.web.changes_of import changes_of
from pcn_portal.web.formats import counted, day, patients
from pcn_portal.web.hold_words import hold_tag
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_health import Health
from pcn_portal.web.network_map import network_map
from pcn_portal.web.network_sizes import BANDS, PAGE_SIZE, band_tag, vintages_for
from pcn_portal.web.vacancy_words import vacancy_tag
from practices.models import Basis, PopulationFigure
from services.queries import beds_between

__all__ = ["BANDS", "PAGE_SIZE", "find_network", "network_header", "urlpatterns", "vintages_for"]


def find_network(request: PortalRequest, code: str, on: date, permission: Permission) -> Network:
    """Fetch a network within the person's scope on a day, or answer 404.

    It bears the name it had on the day, and is not for saving.
    """
    scope = scope_of(request.user, permission)
    found = networks_in(scope, on).filter(code=code.upper()).first()
    if found is None:
        raise Http404
    found.name = name_on(found, on)
    return found


def network_header(network: Network, on: date) -> dict[str, Any]:
    """What `components/network_header.html` needs: who, where, how big, open or closed.

    Of a network that does not exist on the day it says who commissioned it last, or will first.
    """
    one = Network.objects.filter(pk=network.pk)
    row = network_rows(one, _day_it_existed(network, on)).get()
    members = members_on(network, on).count()
    vintages = vintages_for(on)
    size = sizes_on(one, on=on, vintages=vintages).get(network.code, Size())
    return {
        "network": network,
        "icb": row["icb"],
        "sub_icb": row["sub_icb"],
        "members": members,
        "size": size,
        "band": BANDS[band_of(size, members)],
        "band_tag": band_tag(band_of(size, members)),
        "vintages": vintages,
        "hold": hold_tag(network, on),
        "alarms": [vacancy_tag(vacancy) for vacancy in vacancies(one, today=on)],
        "status": _status(network, on),
        "on": on,
    }


def _day_it_existed(network: Network, on: date) -> date:
    if network.closed and network.closed <= on:
        return network.closed - timedelta(days=1)
    return max(on, network.opened) if network.opened else on


def _status(network: Network, on: date) -> dict[str, str]:
    if network.closed and network.closed <= on:
        return {"text": "Closed", "colour": "grey"}
    if network.opened and network.opened > on:
        return {"text": "Not yet open", "colour": "grey"}
    return {"text": "Open"}


@requires(Permission.SEE_NETWORKS)
@require_safe
def network(request: PortalRequest, code: str) -> HttpResponse:
    """One network on a day: exceptions first, then members with figures, map, beds, history."""
    on = day_of(request)
    found = find_network(request, code, on, Permission.SEE_NETWORKS)
    header = network_header(found, on)
    members = _members(found, on, header["vintages"])
    year = Month.of(on).contract_year
    icb = (header["icb"] or {}).get("name", "")
    relatives = {"parents": parents_of(found, on=on), "children": children_of(found, on=on)}
    context = {
        "header": header,
        "tab": "overview",
        "answer": _network_answer(found, header, relatives["children"], on),
        "existing": header["status"]["text"] == "Open",
        "last_day": _day_it_existed(found, on),
        "health": Health(found, on, header["vintages"]),
        "missing": [m for m in members if m["missing"]],
        "members": members,
        "map": network_map([member["practice"] for member in members], icb, on),
        "spells": spells_of(found),
        "commissioners": found.commissioners.select_related("sub_icb", "source").defer(
            "source__content"
        ),
        "changes_of": changes_of(request.user, found, timezone.localdate()),
        "beds": beds_between(found, year.first, year.after),
        "year": year,
        "crumbs": crumbs(("Networks", reverse("networks"))),
        **relatives,
    }
    return render(request, "pages/networks/network.html", context)


def _network_answer(
    network: Network, header: dict[str, Any], children: list[Relative], on: date
) -> str:
    if network.closed and network.closed <= on:
        became = ", ".join(f"{c.name} ({c.code})" for c in children if c.generation == 1)
        after = f" It became {became}." if became else ""
        return f"{network.name} no longer exists. It closed on {day(network.closed)}.{after}"
    if network.opened and network.opened > on:
        return f"{network.name} does not exist yet. It opens on {day(network.opened)}."
    practices = counted(header["members"], "core network practice,core network practices")
    size, vintage = header["size"], header["vintages"][Basis.REGISTERED]
    if size.registered is None:
        return f"{network.name} has {practices}. Its registered list is not known."
    known = size.known[Basis.REGISTERED]
    of = "" if known == header["members"] else f" in the {known} whose list is known"
    return (
        f"{network.name} has {practices} with {patients(size.registered)} registered patients{of} "
        f"on {day(vintage)}."
    )


def _members(network: Network, on: date, vintages: Vintages) -> list[dict[str, Any]]:
    spells = members_on(network, on).select_related("source").defer("source__content")
    figures: dict[int, dict[str, PopulationFigure]] = {}
    for figure in figures_of_vintages(vintages).filter(
        practice__in=[spell.practice_id for spell in spells]
    ):
        figures.setdefault(figure.practice_id, {})[figure.basis] = figure
    return [
        {
            "spell": spell,
            "practice": spell.practice,
            "figures": held,
            "missing": [
                Basis(basis).label
                for basis, reference_date in vintages.items()
                if reference_date and basis not in held
            ],
        }
        for spell in spells
        for held in [figures.get(spell.practice_id, {})]
    ]


urlpatterns = [
    path("networks/<str:code>/", network, name="network"),
]
