"""The demo's what is due, all made up: a board's own days, what was ticked, and a calendar."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from pcn_portal.due.standing import bases_for
from pcn_portal.management.demo_services import Cast
from pcn_portal.units.periods import ContractYear, Month
from services.deadlines.entering import (
    DeadlineFacts,
    change_deadline,
    enter_deadline,
    withdraw_deadline,
)
from services.deadlines.feeds import choose_digest, make_feed
from services.deadlines.ticking import tick_deadline
from services.deadlines.year import Base, dues_of
from services.models import Deadline, TickSide

DEMO_YEAR = 2025
MADE_UP = "Made up for the demo"
BESIDE: dict[str, dict[str, Any]] = {
    "arrs-claim": {"day_of_month": 10, "months_after": 1, "escalate_after": 5},
    "care-home-beds": {"day_of_month": 25, "escalate_after": 3},
}
FOR_ENGLAND = "A survey of networks (made up)"


def fill(cast: Cast) -> None:
    """Write it for the networks of the demo's first board, in its year and the present one."""
    if Deadline.objects.exists():
        return
    today = timezone.localtime(cast.at).date()
    for year in sorted({DEMO_YEAR, Month.of(today).contract_year.start_year}):
        _own_days(cast, year)
        _own_deadlines(cast, year, today)
        _of_england(cast, year)
    _claims_elsewhere(cast, today)
    _calendars(cast)


def _own_days(cast: Cast, year: int) -> None:
    bases = {base.key: base for base in bases_for(cast.icb, year, cast.at)}
    for key, more in BESIDE.items() if year == DEMO_YEAR else ():
        if key in bases:
            _enter(cast, year, bases[key], **more)
    first = ContractYear(year).first
    if "clinical-director" in bases:
        _enter(cast, year, bases["clinical-director"], day=first + timedelta(days=29))


def _enter(cast: Cast, year: int, base: Base, **more: Any) -> None:
    facts = DeadlineFacts(
        title=base.counts.title,
        what=base.counts.what,
        reason=f"{MADE_UP}: agreed with the networks in March",
        **more,
    )
    enter_deadline(
        icb_code=cast.icb,
        year=year,
        kind=base.kind,
        monthly=base.monthly,
        facts=facts,
        beside=base,
        by=cast.commissioner.actor,
        at=cast.at,
    )


def _own_deadlines(cast: Cast, year: int, today: date) -> None:
    """One that some networks have done, moved once; one to come; and one that was withdrawn."""
    by, at = cast.commissioner.actor, cast.at
    of = ContractYear(year)
    late = min(today, date(year, 11, 30)) - timedelta(days=12)
    survey = _one(cast, year, "Premises survey", max(late, of.first), escalate_after=7)
    moved = DeadlineFacts(
        title="Premises survey (made up)",
        what="Send the board your list of rooms and desks.",
        reason=f"{MADE_UP}: the template came late",
        day=max(late, of.first) + timedelta(days=4),
        escalate_after=7,
    )
    change_deadline(deadline_id=survey.pk, facts=moved, by=by, at=at)
    _tick(cast, survey, year, today)
    soon = min(today + timedelta(days=9), of.after - timedelta(days=1))
    _one(cast, year, "Winter plan", soon, remind_days=21)
    bases = {base.key: base for base in bases_for(cast.icb, year, cast.at)}
    if year != DEMO_YEAR and "network-agreement" in bases:
        _enter(cast, year, bases["network-agreement"], day=soon)
    gone = _one(cast, year, "Visit of the board", of.first + timedelta(days=60))
    reason = f"{MADE_UP}: the visits are put off"
    withdraw_deadline(deadline_id=gone.pk, reason=reason, by=by, at=at)


def _one(cast: Cast, year: int, title: str, day: date, **more: Any) -> Deadline:
    facts = DeadlineFacts(
        title=f"{title} (made up)",
        what="Send it to the board.",
        reason=f"{MADE_UP}: the board asks for it each year",
        day=day,
        **more,
    )
    return enter_deadline(
        icb_code=cast.icb,
        year=year,
        kind="other",
        monthly=False,
        facts=facts,
        by=cast.commissioner.actor,
        at=cast.at,
    )


def _tick(cast: Cast, deadline: Deadline, year: int, today: date) -> None:
    """Every second network has done it; the manager's own has not yet."""
    (due,) = [
        one for one in dues_of(bases_for(cast.icb, year, cast.at)) if one.base == f"d{deadline.pk}"
    ]
    others = [network for network in cast.networks if network != cast.own]
    for network in others[::2]:
        tick_deadline(
            network=network,
            due=due,
            done_on=min(due.day or today, today),
            words=f"{MADE_UP}: came by e-mail",
            side=TickSide.BOARD,
            by=cast.commissioner.actor,
            at=cast.at,
        )


def _claims_elsewhere(cast: Cast, today: date) -> None:
    """Most networks claimed the demo's months in the national portal, some of them late."""
    dues = [
        one
        for one in dues_of(bases_for(cast.icb, DEMO_YEAR, cast.at))
        if one.base == "arrs-claim" and one.day is not None and one.day < today
    ]
    others = [network for network in cast.networks if network != cast.own][1:]
    for turn, due in enumerate(dues):
        for place, network in enumerate(others):
            late = 3 if (place + turn) % 7 == 0 else 0
            tick_deadline(
                network=network,
                due=due,
                done_on=min((due.day or today) + timedelta(days=late), today),
                words=f"{MADE_UP}: claimed in the national portal",
                side=TickSide.BOARD,
                by=cast.commissioner.actor,
                at=cast.at,
            )


def _of_england(cast: Cast, year: int) -> None:
    facts = DeadlineFacts(
        title=FOR_ENGLAND,
        what="Answer the questions of the survey.",
        reason=f"{MADE_UP}: a letter that nobody wrote",
        day=date(year + 1, 1, 31),
    )
    enter_deadline(
        icb_code="",
        year=year,
        kind="other",
        monthly=False,
        facts=facts,
        by=cast.administrator.actor,
        at=cast.at,
    )


def _calendars(cast: Cast) -> None:
    """Calendar programs of the manager and the commissioner; nobody knows the addresses."""
    for person, code in ((cast.manager, cast.own.code), (cast.commissioner, cast.icb)):
        make_feed(code=code, words="A telephone (made up)", by=person.actor, at=cast.at)
    choose_digest(how="daily", by=cast.manager.actor, at=cast.at)
