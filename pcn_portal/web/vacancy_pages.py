"""The work list of clinical directors and other required roles: who, until when, who is missing."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from networks.directory import commissioned_by, matching, network_rows
from networks.models import CLINICAL_DIRECTOR, Appointment, Network, NetworkRole
from networks.people.queries import holders_by_network, roles_in_use
from networks.people.vacancies import WITHIN_DAYS, Vacancy, vacancies
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, networks_in, scope_of
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import crumbs, page_of
from pcn_portal.web.nav import day_of
from pcn_portal.web.vacancy_words import lower
from practices.queries import open_on

STATES = {
    "vacant": "Vacant",
    "coming": f"Vacant within {WITHIN_DAYS} days",
    "unrecorded": "None recorded",
    "held": "Filled",
}
TAGS = {
    "vacant": {"text": "Vacant", "colour": "red"},
    "coming": {"text": "Vacant soon", "colour": "orange"},
    "unrecorded": {"text": "None recorded", "colour": "yellow"},
    "held": {"text": "Filled", "colour": "green"},
}


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A network, who holds the role, and its vacancy."""

    code: str
    name: str
    icb: str
    holders: list[Appointment]
    vacancy: Vacancy | None

    @property
    def state(self) -> str:
        if self.vacancy is None:
            return "held"
        if self.vacancy.unrecorded:
            return "unrecorded"
        return "coming" if self.vacancy.coming else "vacant"

    @property
    def urgency(self) -> tuple[Any, ...]:
        """Vacant first, the longest at the top; then what comes next, then what is not recorded."""
        since = self.vacancy.vacant_from if self.vacancy else None
        return list(STATES).index(self.state), since.isoformat() if since else "", self.code

    @property
    def tag(self) -> dict[str, str]:
        return TAGS[self.state]


class VacancyFilters(forms.Form):
    """Filters of the work list; only those among which there is something to choose."""

    q = forms.CharField(label="Name or code", required=False, max_length=100)
    icb = forms.ChoiceField(label="Integrated care board", required=False)
    role = forms.ChoiceField(label="Role", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *STATES.items()])

    def __init__(
        self, data: Any, *, icbs: list[tuple[str, str]], roles: list[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        for name, choices, first in (("icb", icbs, [("", "All")]), ("role", roles, [])):
            if len(choices) < 2:
                del self.fields[name]
            else:
                cast(forms.ChoiceField, self.fields[name]).choices = [*first, *choices]


@requires(Permission.SEE_NETWORKS)
@require_safe
def list_directors(request: PortalRequest) -> HttpResponse:
    """Every network of one's organisations by who holds a required role, vacancies first."""
    on, scope = day_of(request), scope_of(request.user, Permission.SEE_NETWORKS)
    roles = list(roles_in_use().filter(required=True))
    filters = VacancyFilters(
        request.GET,
        icbs=[(icb.code, f"{icb.name} ({icb.code})") for icb in icbs_in(scope)],
        roles=[(role.code, role.title) for role in roles],
    )
    filters.is_valid()
    wanted = getattr(filters, "cleaned_data", {})
    role = next((r for r in roles if r.code == (wanted.get("role") or CLINICAL_DIRECTOR)), roles[0])
    chosen = networks_in(scope, on).filter(open_on(on), matching(wanted.get("q", "").strip()))
    if icb := wanted.get("icb"):
        chosen = chosen.filter(commissioned_by(icb, on))
    rows = _rows(chosen, role, on)
    state = wanted.get("state")
    context = {
        "answer": _answer(rows, role),
        "role": role,
        "filters": filters,
        "filtered": any(wanted.values()),
        "page": page_of(request, [row for row in rows if not state or row.state == state]),
        "on": on,
        "crumbs": crumbs(
            ("Networks", reverse("networks")), ("Work lists", reverse("network_lists"))
        ),
    }
    return render(request, "pages/networks/list_directors.html", context)


def _rows(chosen: QuerySet[Network], role: NetworkRole, on: date) -> list[RoleRow]:
    missing = {v.code: v for v in vacancies(chosen, today=on) if v.role_id == role.pk}
    holders = holders_by_network(chosen, role.code, on)
    found = [
        RoleRow(
            code=row["code"],
            name=row["name"],
            icb=(row["icb"] or {}).get("name", ""),
            holders=holders.get(row["code"], []),
            vacancy=missing.get(row["code"]),
        )
        for row in network_rows(chosen, on)
    ]
    return sorted(found, key=lambda row: row.urgency)


def _answer(rows: list[RoleRow], role: NetworkRole) -> str:
    if not rows:
        return "No network fits."
    number = {state: sum(row.state == state for row in rows) for state in STATES}
    parts = []
    if number["vacant"]:
        parts.append(f"{counted(number['vacant'], 'is,are')} without a {lower(role.title)}")
    if number["coming"]:
        parts.append(f"{number['coming']:,} will be within {WITHIN_DAYS} days")
    if number["unrecorded"]:
        parts.append(f"{counted(number['unrecorded'], 'has,have')} none recorded")
    if not parts:
        return f"Every network has a {lower(role.title)} for the next {WITHIN_DAYS} days."
    return f"Of {counted(len(rows), 'network,networks')}, {', '.join(parts)}."


urlpatterns = [path("networks/lists/directors/", list_directors, name="list_directors")]
