"""What the staff register refuses, in words that say what to do."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import zip_longest

from networks.refusals import RegisterRefused, read_words
from pcn_portal.audit.dated import meets
from pcn_portal.audit.models import Actor
from pcn_portal.units.wording import day_in_words
from workforce.engine.claims import FULL_TIME, LINK_WORKER, LONGEST_WEEK
from workforce.models import Engagement, Leave, Post

LARGEST = Decimal("99999.99")
POUNDS_WORDS = {
    "salary": "The salary",
    "employer_ni": "The employer’s National Insurance",
    "employer_pension": "The employer’s pension",
    "fees": "The supplier’s fees",
}


class StaffRefused(RegisterRefused):
    """The staff register cannot be changed so."""


def who(by: Actor) -> int:
    """The person who acts; the system keeps no staff."""
    if by.id is None:
        raise StaffRefused("The staff register is kept by a person.")
    return by.id


def read_line(text: str, field: str, missing: str, longest: int = 200) -> str:
    """A line of text without blanks around it; refuses nothing at all and too much."""
    return read_words(text, field=field, refusal=StaffRefused, missing=missing, longest=longest)


def check_hours(hours: Decimal) -> None:
    """Hours of one person: above 0 and at most 40."""
    if not hours.is_finite() or not 0 < hours <= LONGEST_WEEK or abs(hours) != round(hours, 2):
        most = f"{LONGEST_WEEK / FULL_TIME:.2f}"
        raise StaffRefused(
            f"Hours a week are above 0 and at most {LONGEST_WEEK} ({most} WTE) for one person, in "
            "hundredths at most. Two people who share a post are entered as two.",
            "hours",
        )


def check_pounds(cost: Mapping[str, Decimal]) -> None:
    """Pounds and pence of a month, not below zero."""
    for field, pounds in cost.items():
        bad = not pounds.is_finite() or not 0 <= pounds <= LARGEST or pounds != round(pounds, 2)
        if bad:
            raise StaffRefused(
                f"{POUNDS_WORDS[field]} is pounds and pence of one month, from 0 to {LARGEST:,}.",
                field,
            )


def check_fees(role: str, fees: Decimal) -> None:
    """A supplier's fees are for link workers."""
    if fees and role != LINK_WORKER:
        raise StaffRefused(
            "Supplier’s fees can be claimed only for social prescribing link workers.", "fees"
        )


def check_there(one: Engagement, day: date, field: str) -> None:
    """Refuse a day on which somebody is not in post."""
    if day < one.starts or (one.ends is not None and day >= one.ends):
        raise StaffRefused(
            f"{one.person.reference} is not in post on {day_in_words(day)}. Check the day.", field
        )


def check_room(
    post: Post, starts: date, ends: date | None, hours: Decimal, *, without: int | None = None
) -> None:
    """Refuse more hours in a post than it has; who covers somebody on leave does not count."""
    if post.ends is not None and (ends is None or ends > post.ends):
        raise StaffRefused(
            f"The post ends before {day_in_words(post.ends)}. Give a last day before it.", "ends"
        )
    check_hours(hours)
    others = post.engagements.filter(meets(starts, ends), covers__isnull=True).exclude(
        pk=without or 0
    )
    taken = sum((_most_hours(one, starts, ends) for one in others), Decimal(0))
    have = post.wte * FULL_TIME
    if taken + hours > have + Decimal("0.2"):
        raise StaffRefused(
            f"The post is {post.wte} WTE, which is {have:.2f} hours a week. {taken:.2f} are filled "
            f"on those days, so {max(have - taken, Decimal(0)):.2f} are free.",
            "hours",
        )


def _most_hours(one: Engagement, starts: date, ends: date | None) -> Decimal:
    """The most hours somebody has on days of [starts, ends)."""
    terms = list(one.terms.order_by("from_day", "recorded_at", "id"))
    counting = [
        now.hours
        for now, after in zip_longest(terms, terms[1:])
        if (ends is None or now.from_day < ends) and (after is None or after.from_day > starts)
    ]
    return max(counting, default=Decimal(0))


def check_who_is_covered(
    post: Post, covers: int | None, starts: date, ends: date | None
) -> Engagement | None:
    """Who is covered: somebody else of the same post, on leave on all those days."""
    if covers is None:
        return None
    found = Engagement.objects.filter(pk=covers, post=post).select_related("person").first()
    if found is None or found.covers_id is not None:
        raise StaffRefused("Cover is for somebody in the same post. Choose who is away.", "covers")
    for away in found.leave.all():
        open_end = away.ends is None or (ends is not None and ends <= away.ends)
        if away.starts <= starts and open_end:
            return found
    raise StaffRefused(
        f"{found.person.reference} is not recorded as on leave on all of those days. Record the "
        "leave first, and a last day of the cover.",
        "covers",
    )


def check_leave(one: Engagement, starts: date, ends: date | None) -> None:
    """Refuse leave that ends before it starts, meets another, or lies outside the engagement."""
    if ends is not None and ends <= starts:
        raise StaffRefused("The last day is before the first. Check both days.", "last")
    check_there(one, starts, "starts")
    other = Leave.objects.filter(meets(starts, ends), engagement=one).first()
    if other is not None:
        raise StaffRefused(
            f"Leave from {day_in_words(other.starts)} is already recorded. Choose other days.",
            "starts",
        )
