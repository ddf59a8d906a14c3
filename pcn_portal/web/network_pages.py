"""Networks: the list, and one network with its core network practices, size and sources."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from funding.engine.periods import Month
from networks.directory import commissioned_by, matching, network_rows
from networks.models import MembershipDifference, Network
from networks.people.vacancies import vacancies
from networks.queries import members_on, open_differences
from networks.sizes import (
    LARGE,
    SMALL,
    Band,
    Size,
    Vintages,
    band_of,
    figures_of_vintages,
    newest_vintages,
    sizes_on,
)
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, networks_in, scope_of
from pcn_portal.web.formats import counted, day, patients
from pcn_portal.web.hold_words import hold_tag
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.nav import day_of
from pcn_portal.web.vacancy_words import vacancy_tag, vacancy_tags
from practices.models import Basis, PopulationFigure
from practices.queries import open_on
from services.queries import beds_between

PAGE_SIZE = 50
BANDS = {
    Band.UNDER.value: f"Under {SMALL:,}",
    Band.USUAL.value: f"{SMALL:,} to {LARGE:,}",
    Band.OVER.value: f"Over {LARGE:,}",
    Band.UNKNOWN.value: "Not known",
}
SORTS = ("code", "name", "icb", "members", "registered", "adjusted")


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """One row of the list; populations in patients, None where none is known."""

    code: str
    name: str
    icb: str
    members: int
    size: Size
    alarms: tuple[dict[str, str], ...] = ()

    @property
    def registered(self) -> Decimal | None:
        return self.size.registered

    @property
    def adjusted(self) -> Decimal | None:
        return self.size.adjusted

    @property
    def band(self) -> Band:
        return band_of(self.size, self.members)


def vintages_for(on: date) -> Vintages:
    """The dates of the figures on which the contract year of `on` is paid, as far as held."""
    return newest_vintages(by=Month.of(on).contract_year.list_date)


class NetworkFilters(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label="Name or code", required=False, max_length=100)
    icb = forms.ChoiceField(label="Integrated care board", required=False)
    size = forms.ChoiceField(
        label="Registered patients", required=False, choices=[("", "Any size"), *BANDS.items()]
    )

    def __init__(self, data: Any, *, icbs: list[tuple[str, str]]) -> None:
        super().__init__(data)
        if len(icbs) < 2:
            del self.fields["icb"]
        else:
            cast(forms.ChoiceField, self.fields["icb"]).choices = [("", "All"), *icbs]


@requires(Permission.SEE_NETWORKS)
@require_safe
def networks(request: PortalRequest) -> HttpResponse:
    """List the networks of one's organisations on a day, with their size."""
    on, scope = day_of(request), scope_of(request.user, Permission.SEE_NETWORKS)
    icbs = [(icb.code, f"{icb.name} ({icb.code})") for icb in icbs_in(scope)]
    filters = NetworkFilters(request.GET, icbs=icbs)
    filters.is_valid()
    wanted = getattr(filters, "cleaned_data", {})
    vintages = vintages_for(on)
    chosen = _chosen(networks_in(scope, on).filter(open_on(on)), wanted, on)
    rows = _rows(chosen, on, vintages, wanted.get("size", ""))
    sort = request.GET.get("sort", "code")
    page = Paginator(_sorted(rows, sort), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "filtered": any(wanted.values()),
        "page": page,
        "rows": _with_alarms(page.object_list, on),
        "sort": sort,
        "answer": _list_answer(rows, on),
        "totals": _totals(rows),
        "vintages": vintages,
        "on": on,
        "bands": BANDS,
    }
    return render(request, "pages/networks/networks.html", context)


def _chosen(found: QuerySet[Network], wanted: dict[str, str], on: date) -> QuerySet[Network]:
    found = found.filter(matching(wanted.get("q", "").strip()))
    icb = wanted.get("icb")
    return found.filter(commissioned_by(icb, on)) if icb else found


def _rows(chosen: QuerySet[Network], on: date, vintages: Vintages, band: str) -> list[NetworkRow]:
    sizes = sizes_on(chosen, on=on, vintages=vintages)
    rows = [_row(found, sizes.get(found["code"], Size())) for found in network_rows(chosen, on)]
    return [row for row in rows if not band or row.band == band]


def _with_alarms(rows: Iterable[NetworkRow], on: date) -> list[NetworkRow]:
    tags = vacancy_tags(Network.objects.filter(code__in=[row.code for row in rows]), on)
    return [replace(row, alarms=tuple(tags.get(row.code, ()))) for row in rows]


def _row(found: dict[str, Any], size: Size) -> NetworkRow:
    icb = (found["icb"] or {}).get("name", "")
    return NetworkRow(found["code"], found["name"], icb, found["members"], size)


def _sorted(rows: list[NetworkRow], sort: str) -> list[NetworkRow]:
    """Sort by a column; what is not known stands last either way."""
    column = sort.removeprefix("-")
    if column not in SORTS:
        return rows
    known = [row for row in rows if getattr(row, column) is not None]
    unknown = [row for row in rows if getattr(row, column) is None]
    known.sort(key=lambda row: getattr(row, column), reverse=sort.startswith("-"))
    return known + unknown


def _totals(rows: list[NetworkRow]) -> dict[str, Any]:
    def total(values: list[Decimal | None]) -> Decimal | None:
        known = [value for value in values if value is not None]
        return sum(known, Decimal(0)) if known else None

    return {
        "members": sum(row.members for row in rows),
        "registered": total([row.registered for row in rows]),
        "adjusted": total([row.adjusted for row in rows]),
    }


def _list_answer(rows: list[NetworkRow], on: date) -> str:
    if not rows:
        return f"No network fits on {day(on)}."
    members = sum(row.members for row in rows)
    sentence = (
        f"{counted(len(rows), 'network,networks')} with "
        f"{counted(members, 'core network practice,core network practices')} on {day(on)}."
    )
    small = sum(row.band == Band.UNDER for row in rows)
    unknown = sum(row.band == Band.UNKNOWN for row in rows)
    if small:
        verb = "has" if small == 1 else "have"
        sentence += f" {small:,} {verb} fewer than {SMALL:,} registered patients."
    if unknown:
        sentence += f" The registered list is not fully known for {unknown:,}."
    return sentence


def find_network(request: PortalRequest, code: str, on: date, permission: Permission) -> Network:
    """Fetch a network within the person's scope on a day, or answer 404."""
    scope = scope_of(request.user, permission)
    found = networks_in(scope, on).filter(code=code.upper()).first()
    if found is None:
        raise Http404
    return found


def network_header(network: Network, on: date) -> dict[str, Any]:
    """What `components/network_header.html` needs: who, where, how big, open or closed."""
    row = network_rows(Network.objects.filter(pk=network.pk), on).get()
    vintages = vintages_for(on)
    one = Network.objects.filter(pk=network.pk)
    size = sizes_on(one, on=on, vintages=vintages).get(network.code, Size())
    closed = network.closed is not None and network.closed <= on
    return {
        "network": network,
        "icb": row["icb"],
        "sub_icb": row["sub_icb"],
        "members": row["members"],
        "size": size,
        "band": BANDS[band_of(size, row["members"])],
        "vintages": vintages,
        "hold": hold_tag(network, on),
        "alarms": [vacancy_tag(vacancy) for vacancy in vacancies(one, today=on)],
        "status": {"text": "Closed", "colour": "grey"} if closed else {"text": "Open"},
        "on": on,
    }


@requires(Permission.SEE_NETWORKS)
@require_safe
def network(request: PortalRequest, code: str) -> HttpResponse:
    """One network on a day: members with their figures, spells, commissioners, beds."""
    on = day_of(request)
    found = find_network(request, code, on, Permission.SEE_NETWORKS)
    header = network_header(found, on)
    members = _members(found, on, header["vintages"])
    year = Month.of(on).contract_year
    context = {
        "header": header,
        "tab": "overview",
        "answer": _network_answer(found, header, on),
        "missing": [m for m in members if m["missing"]],
        "members": members,
        "spells": found.memberships.select_related("practice", "source")
        .defer("source__content")
        .order_by("practice__code", "starts"),
        "commissioners": found.commissioners.select_related("sub_icb", "source").defer(
            "source__content"
        ),
        "differences": _differences(found),
        "beds": beds_between(found, year.first, year.after),
        "year": year,
        "crumbs": crumbs(("Networks", reverse("networks"))),
    }
    return render(request, "pages/networks/network.html", context)


def _network_answer(network: Network, header: dict[str, Any], on: date) -> str:
    if network.closed and network.closed <= on:
        return f"{network.name} no longer exists. It closed on {day(network.closed)}."
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


def _differences(network: Network) -> list[MembershipDifference]:
    found = open_differences()
    return list(found.filter(register_network=network) | found.filter(file_network=network))


urlpatterns = [
    path("networks/", networks, name="networks"),
    path("networks/<str:code>/", network, name="network"),
]
