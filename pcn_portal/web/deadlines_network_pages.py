"""What is due for one network, and saying that it is done."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.due.picture import Picture, escalations_of, picture_of_network, year_of_key
from pcn_portal.due.standing import Stand
from pcn_portal.web.deadlines_forms import TickForm
from pcn_portal.web.deadlines_pages import undated
from pcn_portal.web.deadlines_words import (
    TAGS,
    page_of_kind,
    said_days,
    sentence,
    titled,
    year_links,
)
from pcn_portal.web.formats import counted, day
from pcn_portal.web.money_addresses import asked_year, crumbs
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import find_network, network_header
from pcn_portal.web.rate_pages import slug
from pcn_portal.web.register_forms import saved
from pcn_portal.web.staff_pages import done
from services.deadlines.kinds import kind_of
from services.deadlines.ticking import tick_deadline
from services.engine.deadlines import Standing
from services.models import DeadlineTick, TickSide

COMING = (Standing.SOON, Standing.OPEN)


@requires(Permission.SEE_SERVICES)
@require_safe
def network_deadlines(request: PortalRequest, network: str) -> HttpResponse:
    """A network's year: late first, then what comes next, then what is done."""
    on = day_of(request)
    found = find_network(request, network, on, Permission.SEE_SERVICES)
    year = asked_year(request, on)
    picture = picture_of_network(found, year, today=on, known_at=timezone.now())
    rows = [_row(one) for one in picture.stands]
    context = {
        "header": network_header(found, on),
        "tab": "services",
        "year": year,
        "slug": slug(year),
        "years": year_links(year, on),
        "late": _worst([row for row in rows if row["stand"].standing == Standing.LATE]),
        "next": [row for row in rows if row["stand"].standing in COMING],
        "done": [row for row in rows if not row["stand"].open],
        "undated": _undated(picture, on),
        "answer": _answer(picture),
        "crumbs": crumbs(
            ("Networks", reverse("networks")),
            (found.name, reverse("network", args=[found.code])),
            ("Services", reverse("network_services", args=[found.code])),
        ),
    }
    return render(request, "pages/deadlines/network.html", context)


@requires(Permission.SEE_SERVICES)
@require_http_methods(["GET", "POST"])
def network_deadline(request: PortalRequest, network: str, due_key: str) -> HttpResponse:
    """One deadline of a network: how it stands, what was said of it, and saying it is done."""
    today, now = timezone.localdate(), timezone.now()
    found = find_network(request, network, today, Permission.SEE_SERVICES)
    stand = stand_or_404(found, due_key, today)
    side = side_of(request, found)
    form = TickForm(request.POST or None, initial={"done_on": today}) if side else None
    if request.method == "POST" and form is None:
        raise Http404("Only the network or its board says that it is done.")
    if form is not None and saved(form, lambda clean: _tick(request, stand, side, clean)):
        return done(request, "It is recorded.", "network_deadline", found.code, due_key)
    due = stand.due
    ticks = DeadlineTick.objects.filter(network=found, due_key=due_key, recorded_at__lte=now)
    context = {
        "network": found,
        "due": due,
        "title": titled(due),
        "kind": kind_of(due.kind).title,
        "stand": stand,
        "tag": TAGS[stand.standing],
        "answer": _one_answer(stand),
        "told": escalations_of(due).get(found.pk, []),
        "ticks": ticks.select_related("recorded_by"),
        "where": page_of_kind(due, found.code),
        "form": form,
        "crumbs": crumbs(
            ("Networks", reverse("networks")),
            (found.name, reverse("network", args=[found.code])),
            ("What is due", reverse("network_deadlines", args=[found.code])),
        ),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/deadlines/network_due.html", context, status=status)


def stand_or_404(network: Network, due_key: str, today: date) -> Stand:
    """How a network stands with a deadline of a key."""
    year = year_of_key(due_key)
    if year is not None:
        picture = picture_of_network(
            network, year, today=today, known_at=timezone.now(), only=due_key
        )
        for one in picture.stands:
            return one
    raise Http404("There is no such deadline of this network.")


def side_of(request: PortalRequest, network: Network) -> TickSide | None:
    """For whom the person may say that it is done: their own network, or the board."""
    if network.code in scope_of(request.user, Permission.KEEP_SERVICES).networks:
        return TickSide.NETWORK
    scope = scope_of(request.user, Permission.REVIEW_SERVICES)
    theirs = networks_in(scope, timezone.localdate()).filter(pk=network.pk)
    return TickSide.BOARD if theirs.exists() else None


def _tick(
    request: PortalRequest, stand: Stand, side: TickSide | None, clean: dict[str, Any]
) -> None:
    if side is not None:
        tick_deadline(
            network=stand.network,
            due=stand.due,
            done_on=clean["done_on"] if clean["outcome"] == "done" else None,
            words=clean["words"],
            side=side,
            by=request.user.actor,
            at=timezone.now(),
        )


def _row(stand: Stand) -> dict[str, Any]:
    return {
        "stand": stand,
        "title": titled(stand.due),
        "tag": TAGS[stand.standing],
        "words": "" if stand.standing in COMING else sentence(stand),
        "href": reverse("network_deadline", args=[stand.network.code, stand.due.key]),
        "where": page_of_kind(stand.due, stand.network.code),
        "days": said_days(stand.due),
    }


def _worst(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: -row["stand"].days_late)


def _undated(picture: Picture, on: date) -> list[dict[str, Any]]:
    """What is due on no known day, with the times that are not done."""
    rows = []
    for row in undated(picture, on):
        missing = [one for one in row["dues"] if one["tally"]["open"]]
        if missing:
            rows.append(row | {"missing": missing})
    return rows


def _answer(picture: Picture) -> str:
    late = sum(one.standing == Standing.LATE for one in picture.stands)
    dated = [one for one in picture.stands if one.standing in COMING]
    following = min(dated, key=lambda one: one.due.day or date.max, default=None)
    said = f"{counted(late, 'thing is,things are')} late." if late else "Nothing is late."
    if following is None:
        return f"{said} Nothing more with a known day is due in this year."
    return f"{said} Next: {titled(following.due)}, by {day(following.due.day)}."


def _one_answer(stand: Stand) -> str:
    return f"{sentence(stand)}."
