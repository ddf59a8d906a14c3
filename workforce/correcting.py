"""Putting right what is recorded of somebody in post, and calling an entry off."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from pcn_portal.audit.models import Actor
from pcn_portal.units.wording import day_in_words
from workforce.keeping_checks import StaffRefused, check_room, read_line, who
from workforce.models import Engagement, Terms, TermsPractice
from workforce.register import engagement_to_change, note_staff


@dataclass(frozen=True, slots=True)
class Corrected:
    """What somebody's entry is to say; hours and pay are changed as terms."""

    starts: date
    employer_kind: str
    employer: str
    before: str
    contracted_until: date | None


@transaction.atomic
def correct_engagement(
    *, engagement_id: int, to: Corrected, reason: str, by: Actor, at: datetime
) -> Engagement:
    """Put an entry right; the earlier row is kept. Raises StaffRefused."""
    one = engagement_to_change(engagement_id)
    said = read_line(reason, "reason", "Say why. It is kept with the change.", longest=2000)
    employer = read_line(to.employer, "employer", "Name the employer.")
    _check_start(one, to.starts)
    was = one.starts
    one.starts, one.employer_kind, one.employer = to.starts, to.employer_kind, employer
    one.before, one.contracted_until = to.before, to.contracted_until
    one.save()
    if to.starts < was:
        _carry_terms_back(one, to.starts, said, by, at)
    data = {"engagement": one.pk, "starts": to.starts.isoformat()}
    note_staff("engagement.corrected", one.post.network, by, at, data, said)
    return one


@transaction.atomic
def call_off(*, engagement_id: int, reason: str, by: Actor, at: datetime) -> Engagement:
    """Call off an entry made by mistake; the next claim takes back what was claimed for it."""
    who(by)
    one = engagement_to_change(engagement_id)
    said = read_line(reason, "reason", "Say why. It is kept with the change.", longest=2000)
    if one.ends == one.starts:
        raise StaffRefused("This entry is called off already.")
    covering = one.covered.exclude(ends=one.starts).first()
    if covering is not None:
        raise StaffRefused(f"{covering.person.reference} covers them. Call that off first.")
    one.ends = one.starts
    one.save(update_fields=["ends"])
    note_staff("engagement.called_off", one.post.network, by, at, {"engagement": one.pk}, said)
    return one


def _check_start(one: Engagement, starts: date) -> None:
    if one.ends is not None and one.ends <= starts:
        raise StaffRefused("The first day is not before the last. Check both days.", "starts")
    if starts < one.post.starts:
        raise StaffRefused(
            f"The post is funded from {day_in_words(one.post.starts)} on. Give a later day.",
            "starts",
        )
    first = one.terms.order_by("from_day", "-recorded_at", "-id").first()
    if first is not None and one.covers is None:
        check_room(one.post, starts, one.ends, first.hours, without=one.pk)


def _carry_terms_back(one: Engagement, starts: date, reason: str, by: Actor, at: datetime) -> None:
    """Let the first terms count from the earlier day."""
    first = one.terms.order_by("from_day", "-recorded_at", "-id").first()
    if first is None:
        return
    spread = list(first.spread.all())
    copied = Terms.objects.create(
        engagement=one,
        from_day=starts,
        band=first.band,
        hours=first.hours,
        salary=first.salary,
        employer_ni=first.employer_ni,
        employer_pension=first.employer_pension,
        fees=first.fees,
        reason=reason,
        recorded_at=at,
        recorded_by_id=who(by),
    )
    TermsPractice.objects.bulk_create(
        TermsPractice(terms=copied, practice=part.practice, sessions=part.sessions)
        for part in spread
    )
