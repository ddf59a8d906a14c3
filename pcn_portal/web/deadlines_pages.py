"""What is due for a board: its year, one deadline, and who misses the cut-off."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from pcn_portal.accounts.deadline_news import LOOKED_BACK
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.due.ahead import MOST_DAYS, missed_by
from pcn_portal.due.picture import (
    Picture,
    escalations_of,
    picture_of_board,
    year_of_key,
)
from pcn_portal.due.standing import networks_of_board
from pcn_portal.units.periods import ContractYear, Month
from pcn_portal.web.deadlines_words import (
    TAGS,
    said_days,
    sentence,
    tallies,
    titled,
    worst_first,
    year_links,
)
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import counted, day, month
from pcn_portal.web.money_addresses import asked_year, crumbs, holds_for_icb, icb_or_404, page_of
from pcn_portal.web.rate_pages import slug
from services.deadlines.kinds import kind_of
from services.deadlines.year import Due
from services.engine.deadlines import Standing

DAYS, LATE_SHOWN = 30, 10


class AheadForm(forms.Form):
    """From which day, and how many days on."""

    starts = DayField(label="From", required=False)
    days = forms.IntegerField(
        label="Days from then on", required=False, min_value=1, max_value=MOST_DAYS
    )


@requires(Permission.SEE_SERVICES)
@require_safe
def deadlines_of_board(request: PortalRequest, icb: str) -> HttpResponse:
    """A board's year: what is late first, then every deadline by the month of its day."""
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    today = timezone.localdate()
    year = asked_year(request, today)
    picture = picture_of_board(icb, year, today=today, known_at=timezone.now())
    rows = [due_row(picture, due, icb) for due in picture.dues if due.day is not None]
    late = [row for row in rows if row["tally"]["late"]]
    context = {
        "board": board,
        "year": year,
        "slug": slug(year),
        "years": year_links(year, today),
        "answer": _answer(picture),
        "late": late[:LATE_SHOWN],
        "more_late": len(late[LATE_SHOWN:]),
        "months": [
            {"month": first, "rows": list(of)}
            for first, of in groupby(rows, key=lambda row: Month.of(row["due"].day))
        ],
        "undated": undated(picture, today),
        "this_month": month_in(year, today),
        "may": holds_for_icb(request.user, Permission.REVIEW_SERVICES, icb),
        "crumbs": board_crumbs(icb, board.name, top=True),
    }
    return render(request, "pages/deadlines/board.html", context)


@requires(Permission.SEE_SERVICES)
@require_safe
def deadline_of_board(request: PortalRequest, icb: str, due_key: str) -> HttpResponse:
    """One deadline: every network, when it was done, by how much late, and who was told."""
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    year, today = year_of_key(due_key), timezone.localdate()
    if year is None:
        raise Http404("There is no such deadline.")
    picture = picture_of_board(icb, year, today=today, known_at=timezone.now(), only=due_key)
    due = picture.due(due_key)
    if due is None:
        raise Http404("There is no such deadline.")
    told = escalations_of(due)
    found = worst_first(picture.found.get(due_key, []))
    tally = tallies(found)
    context = {
        "board": board,
        "due": due,
        "title": titled(due),
        "kind": kind_of(due.kind).title,
        "rows": [
            {
                "stand": one,
                "tag": TAGS[one.standing],
                "words": sentence(one),
                "told": told.get(one.network.pk, ()),
                "waits": one.escalated and one.days_late <= LOOKED_BACK.days,
            }
            for one in found
        ],
        "answer": _due_answer(due, tally),
        "may": holds_for_icb(request.user, Permission.REVIEW_SERVICES, icb),
        "own": _own(due, icb, picture),
        "crumbs": board_crumbs(icb, board.name),
    }
    return render(request, "pages/deadlines/due.html", context)


@requires(Permission.SEE_SERVICES)
@require_safe
def deadlines_ahead(request: PortalRequest, icb: str) -> HttpResponse:
    """Who misses a cut-off in the days to come if nothing happens, and what is at stake."""
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    today = timezone.localdate()
    form = AheadForm(request.GET or None, initial={"starts": today, "days": DAYS})
    good = form.is_bound and form.is_valid()
    starts = (good and form.cleaned_data["starts"]) or today
    days = (good and form.cleaned_data["days"]) or DAYS
    networks = networks_of_board(icb, Month.of(starts).contract_year, starts)
    missed = missed_by(
        icb, networks, starts=starts, days=days, today=today, known_at=timezone.now()
    )
    last = starts + timedelta(days=days)
    context = {
        "board": board,
        "form": form,
        "starts": starts,
        "last": last,
        "answer": _ahead_answer(missed, starts, last),
        "page": page_of(
            request,
            [{"one": one, "tag": TAGS[one.stand.standing], "title": titled(one.stand.due)}
             for one in missed],
        ),
        "crumbs": board_crumbs(icb, board.name),
    }  # fmt: skip
    status = 400 if form.errors else 200
    return render(request, "pages/deadlines/ahead.html", context, status=status)


def due_row(picture: Picture, due: Due, icb: str) -> dict[str, Any]:
    """A deadline in a list, with how many have done it and who is late."""
    return {
        "due": due,
        "title": titled(due),
        "href": reverse("deadline_of_board", args=[icb, due.key]),
        "tally": tallies(picture.found.get(due.key, [])),
        "days": said_days(due),
    }


def undated(picture: Picture, today: date) -> list[dict[str, Any]]:
    """What is due on no known day: each with its months that have begun, and who has done them."""
    rows = []
    for base in picture.bases:
        dues = [
            due
            for due in picture.dues
            if due.base == base.key and due.day is None and (due.month or today) <= today
        ]
        found = [one for due in dues for one in picture.found.get(due.key, [])]
        if any(due.base == base.key and due.day is None for due in picture.dues):
            rows.append(
                {
                    "base": base,
                    "title": base.counts.title,
                    "source": base.layers[0].source,
                    "tally": tallies(found),
                    "dues": [
                        {
                            "due": due,
                            "words": month(due.month) if due.month else "the year",
                            "tally": tallies(picture.found.get(due.key, [])),
                        }
                        for due in dues
                    ],
                }
            )
    return rows


def board_crumbs(icb: str, name: str, *, top: bool = False) -> list[dict[str, str]]:
    """The way down to a board's deadlines."""
    above = [("Services", reverse("services")), (name, reverse("services_of_board", args=[icb]))]
    if not top:
        above.append(("What is due", reverse("deadlines_of_board", args=[icb])))
    return crumbs(*above)


def month_in(year: ContractYear, today: date) -> date:
    """This month, or the year's first or last one."""
    months = list(year.months())
    return min(max(Month.of(today), months[0]), months[-1]).first


def _answer(picture: Picture) -> str:
    if not picture.networks:
        return "No network of this board is known in this year, so nothing is due."
    late = [one for one in picture.stands if one.standing == Standing.LATE]
    soon = {one.due.key for one in picture.stands if one.standing == Standing.SOON}
    coming = f"{counted(len(soon), 'deadline is,deadlines are')} due soon and not done by all."
    if not late:
        return f"Nothing is late. {coming}"
    dues, networks = {one.due.key for one in late}, {one.network.pk for one in late}
    are = counted(len(dues), "deadline is,deadlines are")
    return f"{are} late, for {counted(len(networks), 'network,networks')}. {coming}"


def _due_answer(due: Due, tally: dict[str, Any]) -> str:
    done = f"{tally['done']} of {counted(tally['all'], 'network has,networks have')} done it"
    if due.cancelled:
        return "It is withdrawn: nobody owes it any more."
    if due.day is None:
        return f"{done}. By when is not known."
    late = f"; {len(tally['late'])} late" if tally["late"] else ""
    return f"{done}{late}. The last day is {day(due.day)}."


def _own(due: Due, icb: str, picture: Picture) -> dict[str, Any]:
    """The board's own entry behind it, or how to give it a day of the board's own."""
    base = picture.base(due.base)
    layers = base.layers if base else ()
    mine = next((one for one in layers if one.whose == "The board"), None)
    if mine is not None:
        return {"href": reverse("deadline_own", args=[icb, mine.deadline_id]), "made": True}
    new = reverse("deadline_new", args=[icb])
    year = slug(ContractYear(due.year))
    return {"href": f"{new}?year={year}&beside={due.base}", "made": False}


def _ahead_answer(missed: list[Any], starts: date, last: date) -> str:
    when = f"between {day(starts)} and {day(last)}"
    if not missed:
        return f"Nobody misses a cut-off {when}."
    networks = {one.stand.network.pk for one in missed}
    dues = {one.stand.due.key for one in missed}
    return (
        f"If nothing happens, {counted(len(networks), 'network misses,networks miss')} a cut-off "
        f"{when}: {counted(len(dues), 'deadline,deadlines')}."
    )
