"""The list of networks on a day, with their size and what they need."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from networks.directory import commissioned_by, matching, network_rows
from networks.models import Network
from networks.sizes import SMALL, Band, Size, Vintages, band_of, sizes_on
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, networks_in, scope_of
from pcn_portal.web.formats import counted, day
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_sizes import BANDS, PAGE_SIZE, band_tag, vintages_for
from pcn_portal.web.network_tags import tags_of
from practices.queries import open_on

SHOWN = {"": "All that are open", "needing": "Needing attention", "closed": "Closed"}
SORTS = ("code", "name", "icb", "members", "registered", "adjusted")


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """One row of the list; populations in patients, None where none is known."""

    code: str
    name: str
    icb: str
    members: int
    size: Size
    tags: list[dict[str, str]]

    @property
    def registered(self) -> Decimal | None:
        return self.size.registered

    @property
    def adjusted(self) -> Decimal | None:
        return self.size.adjusted

    @property
    def band(self) -> Band:
        return band_of(self.size, self.members)

    @property
    def band_tag(self) -> dict[str, str] | None:
        """A tag where the size is not the usual one."""
        return None if self.band == Band.USUAL else band_tag(self.band)


class NetworkFilters(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label="Name or code", required=False, max_length=100)
    icb = forms.ChoiceField(label="Integrated care board", required=False)
    size = forms.ChoiceField(
        label="Registered patients", required=False, choices=[("", "Any size"), *BANDS.items()]
    )
    show = forms.ChoiceField(label="Networks", required=False, choices=list(SHOWN.items()))

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
    rows = _rows(_chosen(networks_in(scope, on), wanted, on), wanted, on, vintages)
    sort = request.GET.get("sort", "code")
    context = {
        "filters": filters,
        "filtered": any(wanted.values()),
        "page": Paginator(_sorted(rows, sort), PAGE_SIZE).get_page(request.GET.get("page")),
        "sort": sort,
        "answer": _list_answer(rows, on, wanted.get("show", "")),
        "totals": _totals(rows),
        "vintages": vintages,
        "on": on,
    }
    return render(request, "pages/networks/networks.html", context)


def _chosen(found: QuerySet[Network], wanted: dict[str, str], on: date) -> QuerySet[Network]:
    closed = wanted.get("show") == "closed"
    found = found.filter(Q(closed__lte=on) if closed else open_on(on))
    found = found.filter(matching(wanted.get("q", "").strip()))
    icb = wanted.get("icb")
    return found.filter(commissioned_by(icb, on)) if icb else found


def _rows(
    chosen: QuerySet[Network], wanted: dict[str, str], on: date, vintages: Vintages
) -> list[NetworkRow]:
    sizes, tags = sizes_on(chosen, on=on, vintages=vintages), tags_of(chosen, on)
    rows = [
        NetworkRow(
            code=found["code"],
            name=found["name"],
            icb=(found["icb"] or {}).get("name", ""),
            members=found["members"],
            size=sizes.get(found["code"], Size()),
            tags=tags.get(found["code"], []),
        )
        for found in network_rows(chosen, on)
    ]
    band, needing = wanted.get("size"), wanted.get("show") == "needing"
    return [r for r in rows if (not band or r.band == band) and (r.tags or not needing)]


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


def _list_answer(rows: list[NetworkRow], on: date, show: str) -> str:
    if not rows:
        return f"No network fits on {day(on)}."
    if show == "closed":
        verb = "has" if len(rows) == 1 else "have"
        return f"{counted(len(rows), 'network,networks')} {verb} closed by {day(on)}."
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
    if needing := sum(bool(row.tags) for row in rows):
        sentence += f" {needing:,} {'needs' if needing == 1 else 'need'} attention."
    return sentence


urlpatterns = [
    path("networks/", networks, name="networks"),
]
