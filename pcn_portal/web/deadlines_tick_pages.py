"""Saying for many networks at once that something is done, for their board."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.due.picture import picture_of_board, year_of_key
from pcn_portal.due.standing import Stand
from pcn_portal.web.deadlines_forms import ManyTicksForm
from pcn_portal.web.deadlines_pages import board_crumbs
from pcn_portal.web.deadlines_words import titled, worst_first
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import icb_or_404
from pcn_portal.web.register_forms import form_page, saved
from services.deadlines.ticking import tick_deadline
from services.models import TickSide


@requires(Permission.REVIEW_SERVICES)
@require_http_methods(["GET", "POST"])
def deadline_ticks(request: PortalRequest, icb: str, due_key: str) -> HttpResponse:
    """Choose the networks that have done it, the day, and where it can be seen."""
    board = icb_or_404(request.user, Permission.REVIEW_SERVICES, icb)
    found = _open(icb, due_key)
    page = reverse("deadline_of_board", args=[icb, due_key])
    if not found:
        messages.info(request, "Every network has done it. There is nothing to record.")
        return redirect(page)
    choices = [(one.network.code, f"{one.network.name} ({one.network.code})") for one in found]
    initial = {"done_on": timezone.localdate()}
    form = ManyTicksForm(request.POST or None, networks=choices, initial=initial)
    if saved(form, lambda clean: _tick(request, found, clean)):
        number = len(form.cleaned_data["networks"])
        messages.success(request, f"It is recorded for {counted(number, 'network,networks')}.")
        return redirect(page)
    title = titled(found[0].due)
    return form_page(
        request,
        form,
        heading=f"Done by: {title}",
        caption=board.name,
        button="Record",
        crumbs=[*board_crumbs(icb, board.name), {"text": title, "href": page}],
    )


def _open(icb: str, due_key: str) -> list[Stand]:
    """Who has not done it yet, the late ones first; 404 if there is no such deadline."""
    year, today = year_of_key(due_key), timezone.localdate()
    if year is None:
        raise Http404("There is no such deadline.")
    picture = picture_of_board(icb, year, today=today, known_at=timezone.now(), only=due_key)
    due = picture.due(due_key)
    if due is None or due.cancelled:
        raise Http404("There is no such deadline.")
    return [one for one in worst_first(picture.stands) if one.open]


@transaction.atomic
def _tick(request: PortalRequest, found: Sequence[Stand], clean: dict[str, Any]) -> None:
    """All of them or, if one is refused, none."""
    wanted, at = set(clean["networks"]), timezone.now()
    for one in sorted(found, key=lambda one: one.network.pk):
        if one.network.code in wanted:
            tick_deadline(
                network=one.network,
                due=one.due,
                done_on=clean["done_on"],
                words=clean["words"],
                side=TickSide.BOARD,
                by=request.user.actor,
                at=at,
            )
