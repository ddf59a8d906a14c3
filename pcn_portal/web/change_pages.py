"""Changes of the register: what needs a decision, what is to come, and one with its effect."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks.directory import matching
from networks.models import Network, Proposal, ProposalKind, ProposalState
from networks.proposals.queries import decisions_of
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import can, networks_in, practices_in, scope_of
from pcn_portal.web import change_decide_pages, change_new_pages
from pcn_portal.web.change_presenter import effect_or_refusal
from pcn_portal.web.change_rights import find_change, may_act, put_to, seen_by
from pcn_portal.web.change_words import DONE, draft_of, names_for, sentence, state_tag
from pcn_portal.web.formats import counted, day, moment
from pcn_portal.web.money_addresses import crumbs, page_of

State = ProposalState
TABS = {
    "open": "Needs a decision",
    "coming": "Accepted, to come",
    "in-force": "In force",
    "closed": "Refused and withdrawn",
}
OLDEST_FIRST = ("open", "coming")


class ChangeFilters(forms.Form):
    """Filters of the list."""

    kind = forms.ChoiceField(
        label="Kind of change", required=False, choices=[("", "Any"), *ProposalKind.choices]
    )
    network = forms.CharField(label="Network, name or code", required=False, max_length=100)
    came = forms.ChoiceField(
        label="Proposed by",
        required=False,
        choices=[("", "Anybody"), ("file", "A file"), ("person", "A person")],
    )


@requires(Permission.SEE_NETWORKS)
@require_safe
def changes(request: PortalRequest) -> HttpResponse:
    """The changes of one's organisations: by how far they are, soonest first."""
    today = timezone.localdate()
    filters = ChangeFilters(request.GET)
    filters.is_valid()
    every = _filtered(seen_by(request.user, today), getattr(filters, "cleaned_data", {}))
    groups = {key: _group(every, key, today) for key in TABS}
    asked = request.GET.get("show", "")
    wanted = asked if asked in TABS else "open"
    page = page_of(request, groups[wanted].order_by(*_order(wanted)))
    rows = _rows(request, list(page), today)
    context = {
        "answer": _answer(groups["open"], today),
        "tabs": [
            {"key": key, "text": text, "number": groups[key].count(), "here": key == wanted}
            for key, text in TABS.items()
        ],
        "wanted": wanted,
        "filters": filters,
        "filtered": any(getattr(filters, "cleaned_data", {}).values()),
        "kept": _kept(request),
        "page": page,
        "rows": rows,
        "may_decide": any(row["may_decide"] for row in rows),
        "all_chosen": request.GET.get("all") == "yes",
        "choose_all": _choose_all(request),
        "may_propose": can(request.user, Permission.PROPOSE_CHANGES),
        "crumbs": crumbs(),
    }
    return render(request, "pages/changes/list.html", context)


@requires(Permission.SEE_NETWORKS)
@require_safe
def change(request: PortalRequest, proposal_id: int) -> HttpResponse:
    """One change: what, why, who, when, from which file; its effect until it is decided."""
    today = timezone.localdate()
    found = find_change(request.user, Permission.SEE_NETWORKS, proposal_id, today)
    waits = found.state == State.PROPOSED
    effect = None
    if waits:
        effect = effect_or_refusal(
            request.user, [draft_of(found)], known_at=timezone.now(), today=today
        )
    context = {
        "change": found,
        "sentence": sentence(found, names_for([found])),
        "tag": state_tag(found, today),
        "effect": effect,
        "late": waits and found.effective <= today,
        "done": DONE.get(State(found.state), ""),
        "decided": "" if waits else _decided(found),
        "day_before": found.effective - timedelta(days=1),
        "history": decisions_of(found)[:-1],
        "sightings": found.sightings.select_related("source").defer("source__content"),
        **_touched(request, found, today),
        **may_act(request.user, found, today),
        "crumbs": crumbs(("Changes", reverse("changes"))),
    }
    return render(request, "pages/changes/change.html", context)


def _decided(found: Proposal) -> str:
    """Who decided what, when, and from which day it holds."""
    who, when = found.decided_by or "The system", moment(found.decided_at)
    said = f"{who} {DONE[State(found.state)]} it on {when}."
    if found.state != State.ACCEPTED:
        return f"{said} The register is as if it had not been proposed."
    return f"{said} It holds from {day(found.effective)}."


def _touched(request: PortalRequest, found: Proposal, today: date) -> dict[str, Any]:
    """The networks and practices it touches; those of the reader are links."""
    scope = scope_of(request.user, Permission.SEE_NETWORKS)
    networks, practices = found.networks.order_by("code"), found.practices.order_by("code")
    own = set(networks_in(scope, today).filter(pk__in=networks.values("pk")).values_list("pk"))
    ours = set(practices_in(scope, today).filter(pk__in=practices.values("pk")).values_list("pk"))
    return {
        "touched": [{"network": one, "mine": (one.pk,) in own} for one in networks],
        "practices": [{"practice": one, "mine": (one.pk,) in ours} for one in practices],
    }


def _filtered(every: QuerySet[Proposal], wanted: dict[str, str]) -> QuerySet[Proposal]:
    if kind := wanted.get("kind"):
        every = every.filter(kind=kind)
    if came := wanted.get("came"):
        every = every.filter(source__isnull=came == "person")
    if sought := wanted.get("network", "").strip():
        found = Network.objects.filter(matching(sought))
        every = every.filter(Q(pk__in=Proposal.objects.filter(networks__in=found)))
    return every


def _group(every: QuerySet[Proposal], key: str, today: date) -> QuerySet[Proposal]:
    if key == "open":
        return every.filter(state=State.PROPOSED)
    if key == "closed":
        return every.exclude(state__in=[State.PROPOSED, State.ACCEPTED])
    accepted = every.filter(state=State.ACCEPTED)
    coming = Q(effective__gt=today)
    return accepted.filter(coming if key == "coming" else ~coming)


def _order(key: str) -> tuple[str, ...]:
    return ("effective", "id") if key in OLDEST_FIRST else ("-effective", "-id")


def _answer(waiting: QuerySet[Proposal], today: date) -> str:
    """How many need a decision, and how many of them soon: by the first of the next month."""
    number = waiting.count()
    if not number:
        return "No change needs a decision."
    horizon = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    late = waiting.filter(effective__lte=today).count()
    soon = waiting.filter(effective__gt=today, effective__lte=horizon).count()
    needed = f"{counted(number, 'change needs,changes need')} a decision"
    share = "" if soon == number else f", {soon:,} of them"
    said = f"{needed}{share} by {day(horizon)}" if soon else needed
    passed = f" {late:,} would hold from a day that has passed." if late else ""
    return f"{said}.{passed}"


def _rows(request: PortalRequest, found: list[Proposal], today: date) -> list[dict[str, Any]]:
    names = names_for(found)
    mine = set(
        put_to(request.user, today)
        .filter(pk__in=[one.pk for one in found])
        .values_list("pk", flat=True)
    )
    return [
        {
            "change": one,
            "sentence": sentence(one, names),
            "tag": state_tag(one, today),
            "may_decide": one.pk in mine,
            "late": one.state == State.PROPOSED and one.effective <= today,
        }
        for one in found
    ]


def _kept(request: PortalRequest) -> str:
    """The filters as a query, for links from tab to tab."""
    query = request.GET.copy()
    for key in ("show", "page", "all"):
        query.pop(key, None)
    return query.urlencode()


def _choose_all(request: PortalRequest) -> str:
    query = request.GET.copy()
    query["all"] = "yes"
    return f"?{query.urlencode()}"


urlpatterns = [
    path("changes/", changes, name="changes"),
    path("changes/new/", change_new_pages.kinds, name="change_kinds"),
    path("changes/new/<slug:kind>/", change_new_pages.new, name="change_new"),
    path("changes/decide/", change_decide_pages.decide, name="change_decide"),
    path("changes/<int:proposal_id>/", change, name="change"),
    path(
        "changes/<int:proposal_id>/withdraw/", change_decide_pages.withdraw, name="change_withdraw"
    ),
    path(
        "changes/<int:proposal_id>/call-off/", change_decide_pages.call_off, name="change_call_off"
    ),
]
