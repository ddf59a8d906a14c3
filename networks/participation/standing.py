"""Whether each practice takes part in a contract year's DES on a day, and from what that follows.

A core network practice is one that signed up to the DES and the network agreement, so being core
in a network is evidence of taking part; the latest notice of the year comes before it.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, TextChoices

from networks.models import NoticeKind, ParticipationNotice
from networks.names import name_expression
from networks.participation.years import first_day, label, last_day
from networks.queries import memberships_on
from practices.cells import say
from practices.models import Practice
from practices.practice_register import GP_PRACTICE
from practices.queries import open_on


class State(TextChoices):
    """How a practice stands in a year."""

    ENROLLED = "enrolled", "Enrolled automatically"
    SIGNED_UP = "signed_up", "Signed up"
    SIGNED_UP_LATE = "signed_up_late", "Signed up late"
    OPTED_OUT = "opted_out", "Opted out"
    OUT = "out", "Not taking part"


TAKING_PART = frozenset({State.ENROLLED, State.SIGNED_UP, State.SIGNED_UP_LATE})
BY_NOTICE = {
    NoticeKind.OPT_OUT: State.OPTED_OUT,
    NoticeKind.SIGN_UP: State.SIGNED_UP,
    NoticeKind.LATE_SIGN_UP: State.SIGNED_UP_LATE,
}


@dataclass(frozen=True, slots=True)
class Spell:
    """Where a practice is core on a day."""

    network_id: int
    code: str
    name: str
    starts: date

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


@dataclass(frozen=True, slots=True)
class Standing:
    """A practice in a year on a day: `why` is what it follows from, `trouble` what does not fit.

    `notice` is the one in force, `coming` the one that takes effect later.
    """

    practice: Practice
    state: State
    why: str
    network: Spell | None
    notice: ParticipationNotice | None = None
    coming: ParticipationNotice | None = None
    trouble: str = ""

    @property
    def takes_part(self) -> bool:
        return self.state in TAKING_PART


def participants(practices: QuerySet[Practice], *, year: int, on: date) -> QuerySet[Practice]:
    """Those of `practices` that may take part on the day meant: open GP practices."""
    may = Q(setting="") | Q(setting__contains=GP_PRACTICE)
    return practices.filter(may, open_on(nearest_day(year, on)))


def nearest_day(year: int, on: date) -> date:
    """The day itself within the contract year, else the year's day nearest to it."""
    return min(max(on, first_day(year)), last_day(year))


def notices_of(practice: Practice) -> QuerySet[ParticipationNotice]:
    """Every notice of a practice, the newest first."""
    found = ParticipationNotice.objects.filter(practice=practice)
    return found.select_related("recorded_by").order_by("-id")


def standings(practices: QuerySet[Practice], *, year: int, on: date) -> list[Standing]:
    """Return how `practices` stand in a contract year on a day, by code, in five queries.

    On a day outside the year the year's nearest day is meant, with the notices received by `on`.
    """
    day = nearest_day(year, on)
    found = list(practices.order_by("code"))
    facts = _Facts(
        year=year,
        day=day,
        now=_spells(practices, day),
        before=_spells(practices, first_day(year) - timedelta(days=1)),
        notices=_notices(practices, year, on),
        opted_out=_earlier_opt_outs(practices, year),
    )
    return [_standing(practice, facts) for practice in found]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of the practices, by their ids; `before` is the last day of the year before."""

    year: int
    day: date
    now: dict[int, Spell]
    before: dict[int, Spell]
    notices: dict[int, list[ParticipationNotice]]
    opted_out: dict[int, date]

    def took_part_before(self, practice_id: int) -> Spell | None:
        """Its network at the end of the year before, unless it had opted out of the DES by then."""
        spell, opted_out = self.before.get(practice_id), self.opted_out.get(practice_id)
        return None if spell and opted_out and opted_out >= spell.starts else spell


def _spells(practices: QuerySet[Practice], day: date) -> dict[int, Spell]:
    rows = memberships_on(day).filter(practice__in=practices.order_by().values("pk"))
    name = name_expression(day, "network__")
    fields = ("practice", "network", "network__code", name, "starts")
    return {practice: Spell(*spell) for practice, *spell in rows.values_list(*fields)}


def _notices(
    practices: QuerySet[Practice], year: int, on: date
) -> dict[int, list[ParticipationNotice]]:
    found: dict[int, list[ParticipationNotice]] = defaultdict(list)
    rows = ParticipationNotice.objects.filter(
        practice__in=practices.order_by().values("pk"), year=year, received_on__lte=on
    )
    for notice in rows.select_related("recorded_by").order_by("id"):
        found[notice.practice_id].append(notice)
    return found


def _earlier_opt_outs(practices: QuerySet[Practice], year: int) -> dict[int, date]:
    """Practices whose last notice of all years before is an opt-out, with the day of its effect."""
    last = (
        ParticipationNotice.objects.filter(
            practice__in=practices.order_by().values("pk"), year__lt=year
        )
        .order_by("practice_id", "-year", "-id")
        .distinct("practice_id")
    )
    rows = last.values_list("practice_id", "kind", "effective")
    return {practice: day for practice, kind, day in rows if kind == NoticeKind.OPT_OUT}


def _standing(practice: Practice, facts: _Facts) -> Standing:
    notices = facts.notices.get(practice.pk, [])
    in_force = next((n for n in reversed(notices) if n.effective <= facts.day), None)
    last = notices[-1] if notices else None
    coming = last if last and last.effective > facts.day else None
    if in_force:
        return _by_notice(practice, facts, in_force, coming)
    return _by_register(practice, facts, coming)


def _by_notice(
    practice: Practice,
    facts: _Facts,
    notice: ParticipationNotice,
    coming: ParticipationNotice | None,
) -> Standing:
    state, spell = BY_NOTICE[NoticeKind(notice.kind)], facts.now.get(practice.pk)
    why = f"Notice received on {say(notice.received_on)}, in effect from {say(notice.effective)}."
    trouble = ""
    if state == State.OPTED_OUT and spell:
        trouble = f"It is still a core network practice of {spell}. Decide the change."
    if state != State.OPTED_OUT and spell is None:
        trouble = "It is a core network practice of no network. Propose which one it joins."
    return Standing(practice, state, why, spell, notice, coming, trouble)


def _by_register(practice: Practice, facts: _Facts, coming: ParticipationNotice | None) -> Standing:
    before, spell = facts.took_part_before(practice.pk), facts.now.get(practice.pk)
    eve = say(first_day(facts.year) - timedelta(days=1))
    if before and spell:
        state, why, trouble = State.ENROLLED, f"Core network practice of {before} on {eve}.", ""
    elif before:
        state, trouble = State.OUT, "No opt-out is recorded."
        why = f"Core network practice of {before} on {eve}, but of no network on {say(facts.day)}."
    elif spell:
        state, trouble = State.SIGNED_UP, "No sign-up is recorded."
        why = f"Core network practice of {spell} since {say(spell.starts)}."
        if spell.starts < first_day(facts.year):
            state, trouble = State.OUT, "It opted out, but is still a core network practice."
            why = f"It opted out before {label(facts.year)} and has not signed up."
    else:
        state, trouble = State.OUT, ""
        why = f"In no network on {eve}, and no sign-up for {label(facts.year)} is recorded."
    return Standing(practice, state, why, spell, None, coming, trouble)
