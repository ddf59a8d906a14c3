"""Keeping the staff register: posts, people in them, their terms, leave and a month's own cost."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from networks.models import Network
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words, month_in_words
from workforce.keeping_checks import (
    StaffRefused,
    check_leave,
    check_pounds,
    check_room,
    check_there,
    check_who_is_covered,
    read_line,
    who,
)
from workforce.models import (
    Before,
    EmployerKind,
    Engagement,
    Leave,
    MonthCost,
    Post,
    Terms,
)
from workforce.register_parts import (
    PostFacts,
    TermsFacts,
    check_post,
    lock_network,
    read_person,
    write_terms,
)

__all__ = ["EngagementFacts", "PostFacts", "StaffRefused", "TermsFacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementFacts:
    """Somebody in a post over [starts, ends). `name` is for the network alone.

    `reference` is made up where it is empty. `covers` is the number of an engagement on leave.
    """

    starts: date
    employer: str
    employer_kind: str = EmployerKind.PRACTICE
    ends: date | None = None
    reference: str = ""
    name: str = ""
    before: str = Before.NEW
    contracted_until: date | None = None
    covers: int | None = None


@transaction.atomic
def add_post(*, network: Network, facts: PostFacts, by: Actor, at: datetime) -> Post:
    """Record a post. Raises StaffRefused."""
    lock_network(network.pk)
    check_post(network, facts)
    post = Post.objects.create(
        network=network,
        role=facts.role,
        wte=facts.wte,
        area=facts.area,
        later=facts.later,
        starts=facts.starts,
        ends=facts.ends,
        note=facts.note.strip(),
        recorded_at=at,
        recorded_by_id=who(by),
    )
    note_staff("post.added", network, by, at, {"post": post.pk, "role": post.role})
    return post


@transaction.atomic
def end_post(*, post_id: int, on: date, by: Actor, at: datetime) -> Post:
    """End a post; `on` is the first day without it. Raises StaffRefused while somebody is in it."""
    post = Post.objects.select_related("network").get(pk=post_id)
    lock_network(post.network_id)
    if on <= post.starts:
        raise StaffRefused(f"The post starts on {day_in_words(post.starts)}. Give a later day.")
    staying = [one for one in post.engagements.all() if one.ends is None or one.ends > on]
    if staying:
        raise StaffRefused(
            f"{staying[0].person.reference} is in the post after that day. Record that they leave."
        )
    post.ends = on
    post.save(update_fields=["ends"])
    note_staff("post.ended", post.network, by, at, {"post": post.pk, "on": on.isoformat()})
    return post


@transaction.atomic
def engage(
    *, post_id: int, facts: EngagementFacts, terms: TermsFacts, by: Actor, at: datetime
) -> Engagement:
    """Put somebody into a post on their first terms. Raises StaffRefused."""
    post = Post.objects.select_related("network").filter(pk=post_id).first()
    if post is None:
        raise StaffRefused("This post is not recorded.")
    lock_network(post.network_id)
    if facts.ends is not None and facts.ends <= facts.starts:
        raise StaffRefused("The last day is before the first. Check both days.", "ends")
    if facts.starts < post.starts:
        raise StaffRefused(
            f"The post is funded from {day_in_words(post.starts)} on. Give a later day, or record "
            "another post.",
            "starts",
        )
    employer = read_line(facts.employer, "employer", "Name the employer.")
    covers = check_who_is_covered(post, facts.covers, facts.starts, facts.ends)
    if covers is None:
        check_room(post, facts.starts, facts.ends, terms.hours)
    engagement = Engagement.objects.create(
        post=post,
        person=read_person(post.network, facts.reference, facts.name),
        employer_kind=facts.employer_kind,
        employer=employer,
        before=facts.before,
        contracted_until=facts.contracted_until,
        covers=covers,
        starts=facts.starts,
        ends=facts.ends,
        recorded_at=at,
        recorded_by_id=who(by),
    )
    write_terms(engagement, terms, facts.starts, "", by, at)
    data = {"post": post.pk, "engagement": engagement.pk}
    note_staff("engagement.begun", post.network, by, at, data)
    return engagement


@transaction.atomic
def leave_post(*, engagement_id: int, on: date | None, by: Actor, at: datetime) -> Engagement:
    """Record when somebody leaves: `on` is the first day no longer in post, None takes it back."""
    one = engagement_to_change(engagement_id)
    if on is not None and on <= one.starts:
        raise StaffRefused(
            f"{one.person.reference} starts on {day_in_words(one.starts)}. The last day is not "
            "before that.",
            "last",
        )
    if one.ends == one.starts:
        raise StaffRefused(f"The entry of {one.person.reference} is called off.", "last")
    one.ends = on
    terms = one.terms.order_by("-from_day", "-id").first()
    if terms is not None and one.covers is None:
        check_room(one.post, one.starts, on, terms.hours, without=one.pk)
    one.save(update_fields=["ends"])
    ended = on.isoformat() if on else None
    note_staff("engagement.ended", one.post.network, by, at, {"engagement": one.pk, "on": ended})
    return one


@transaction.atomic
def change_terms(
    *, engagement_id: int, terms: TermsFacts, from_day: date, reason: str, by: Actor, at: datetime
) -> Terms:
    """Record other hours or pay from a day on; earlier terms stay. Raises StaffRefused."""
    one = engagement_to_change(engagement_id)
    said = read_line(reason, "reason", "Say why. It is kept with the change.", longest=2000)
    check_there(one, from_day, "from_day")
    if one.covers is None:
        check_room(one.post, from_day, one.ends, terms.hours, without=one.pk)
    written = write_terms(one, terms, from_day, said, by, at)
    note_staff("terms.changed", one.post.network, by, at, {"engagement": one.pk}, said)
    return written


@transaction.atomic
def record_leave(
    *, engagement_id: int, kind: str, starts: date, ends: date | None, by: Actor, at: datetime
) -> Leave:
    """Record that somebody in post is away over [starts, ends). Raises StaffRefused."""
    one = engagement_to_change(engagement_id)
    check_leave(one, starts, ends)
    written = Leave.objects.create(engagement=one, kind=kind, starts=starts, ends=ends)
    note_staff("leave.recorded", one.post.network, by, at, {"engagement": one.pk, "kind": kind})
    return written


@transaction.atomic
def enter_month_cost(
    *,
    engagement_id: int,
    month: date,
    cost: dict[str, Decimal],
    reason: str,
    by: Actor,
    at: datetime,
) -> MonthCost:
    """Enter what a month really cost, where it is not what the terms come to."""
    one = engagement_to_change(engagement_id)
    said = read_line(reason, "reason", "Say why the month cost something else.", longest=2000)
    first = Month.of(month)
    if one.starts >= first.next.first or (one.ends is not None and one.ends <= first.first):
        raise StaffRefused(f"{one.person.reference} is not in post in {month_in_words(first)}.")
    check_pounds(cost)
    written = MonthCost.objects.create(
        engagement=one,
        month=first.first,
        reason=said,
        recorded_at=at,
        recorded_by_id=who(by),
        **cost,
    )
    note_staff("month_cost.entered", one.post.network, by, at, {"engagement": one.pk}, said)
    return written


def note_staff(
    action: str,
    network: Network,
    by: Actor,
    at: datetime,
    data: dict[str, Any],
    reason: str = "",
) -> None:
    """Write an event about a network's staff, with references and never a name."""
    record(
        action=action,
        by=by,
        at=at,
        object_kind="network",
        object_key=network.code,
        reason=reason,
        data=data,
    )


def engagement_to_change(engagement_id: int) -> Engagement:
    """Somebody in post with their network locked. Raises StaffRefused where there is none."""
    found = (
        Engagement.objects.select_related("post__network", "person")
        .filter(pk=engagement_id)
        .first()
    )
    if found is None:
        raise StaffRefused("This engagement is not recorded.")
    lock_network(found.post.network_id)
    return found
