"""A network's history: its timeline, lineage, decisions, events and earlier rows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from networks.lineage import children_of, parents_of
from networks.models import Network, ProposalState
from networks.proposals.queries import proposals_of
from networks.row_history import FieldChange, RowChange, row_changes
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.naming import names_of
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import Scope, networks_in, scope_of
from pcn_portal.audit.models import AuditEvent
from pcn_portal.web.formats import counted, day, joined
from pcn_portal.web.history_facts import Past, past_of
from pcn_portal.web.money_addresses import page_of
from pcn_portal.web.nav import asked_day, day_of
from pcn_portal.web.network_health import address
from pcn_portal.web.network_pages import find_network, network_header
from pcn_portal.web.timeline_drawing import draw_timeline

EVENTS_SHOWN = 100
STATE_COLOURS = {
    ProposalState.PROPOSED.value: "yellow",
    ProposalState.ACCEPTED.value: "green",
    ProposalState.REFUSED.value: "red",
}
FIELD_WORDS = {
    "starts": "first day",
    "ends": "first day after it",
    "closed": "first day on which it no longer exists",
    "opened": "opening day",
    "source": "file",
    "started_by": "change that started it",
    "ended_by": "change that ended it",
    "proposal": "change",
    "sub_icb": "sub-ICB location",
    "wte": "WTE",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing done, as a page tells it."""

    at: datetime
    who: str
    words: str
    reason: str = ""
    details: tuple[str, ...] = ()


@requires(Permission.SEE_NETWORKS)
@require_safe
def history(request: PortalRequest, code: str) -> HttpResponse:
    """One network through time, drawn and as a table, and who changed what when."""
    on, scope = day_of(request), scope_of(request.user, Permission.SEE_NETWORKS)
    network = find_network(request, code, on, Permission.SEE_NETWORKS)
    past = past_of(network, on)
    words = day(on) if asked_day(request) else "Today"
    context = {
        "header": network_header(network, on),
        "tab": "history",
        "answer": _answer(network, past, on),
        "past": past,
        "timeline": draw_timeline(past.bands, day=on, words=words),
        "earlier": draw_timeline([past.earlier], day=on, words=words),
        "parents": parents_of(network, on=on),
        "children": children_of(network, on=on),
        "decisions": _decisions(network),
        "events": _events(network, scope, on),
        "rows": _rows(request, network, scope, on),
        "crumbs": [
            {"text": "Home", "href": reverse("home")},
            {"text": "Networks", "href": reverse("networks")},
        ],
    }
    return render(request, "pages/networks/history.html", context)


def _answer(network: Network, past: Past, on: date) -> str:
    members = {fact.words for fact in past.facts if fact.kind == "member"}
    begun = min((fact.starts for fact in past.facts if fact.kind == "member"), default=None)
    if begun is None:
        return f"{network.name} never had a core network practice."
    held = sum(
        fact.kind == "member" and fact.starts <= on and (fact.ends is None or on < fact.ends)
        for fact in past.facts
    )
    practices = counted(len(members), "core network practice,core network practices")
    return f"{network.name} has had {practices} since {day(begun)}, {held} of them on {day(on)}."


def _decisions(network: Network) -> list[dict[str, Any]]:
    found = proposals_of(network)
    return [
        {
            "proposal": proposal,
            "href": address("change", proposal.pk),
            "tag": {
                "text": proposal.get_state_display(),
                "colour": STATE_COLOURS.get(proposal.state, "grey"),
            },
        }
        for proposal in found
    ]


def _events(network: Network, scope: Scope, on: date) -> list[Told]:
    found = list(
        AuditEvent.objects.filter(object_kind="network", object_key=network.code)[:EVENTS_SHOWN]
    )
    names = names_of((event.actor_id for event in found), scope, on)
    return [
        Told(event.at, names[event.actor_id], _action(event.action), event.reason)
        for event in found
    ]


def _action(action: str) -> str:
    return action.replace(".", " ").replace("_", " ").capitalize()


def _rows(request: PortalRequest, network: Network, scope: Scope, on: date) -> Any:
    """A page of the network's earlier rows, for who works for its ICB; None for others."""
    wide = replace(scope, networks=frozenset())
    if not networks_in(wide, on).filter(pk=network.pk).exists():
        return None
    page = page_of(request, row_changes(network))
    names = names_of((change.user_id for change in page), scope, on)
    page.object_list = [_told(change, names[change.user_id]) for change in page]
    return page


def _told(change: RowChange, who: str) -> Told:
    what = f"{change.table}: {change.about}" if change.about else change.table
    words = f"{what} removed" if change.removed else what
    return Told(change.at, who, words, details=tuple(_compared(change.fields)))


def _compared(fields: Iterable[FieldChange]) -> Iterable[str]:
    for field in fields:
        name = FIELD_WORDS.get(field.field, field.field.replace("_", " "))
        if field.hidden:
            yield f"{name}: changed"
        else:
            yield f"{name}: was {_plain(field.before)}, became {_plain(field.after)}"


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list):
        return joined([str(part) for part in value]) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "blank" if value in (None, "") else str(value)


urlpatterns = [
    path("networks/<str:code>/history/", history, name="network_history"),
]
