"""Reads for the pages of the register: who is in post on a day, and posts that nobody is in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from networks.models import Network
from workforce.engine.claims import FULL_TIME
from workforce.models import Engagement, Leave, Post, Terms
from workforce.role_files import role_names


@dataclass(frozen=True)
class StaffRow:
    """One engagement on a day: the terms that count, and whether they are away."""

    engagement: Engagement
    role_name: str
    terms: Terms | None
    away: Leave | None
    standing: str

    @property
    def wte(self) -> Decimal | None:
        return None if self.terms is None else self.terms.hours / FULL_TIME

    @property
    def cost(self) -> Decimal | None:
        """Pounds a month by the terms, on-costs and fees included."""
        if self.terms is None:
            return None
        parts = ("salary", "employer_ni", "employer_pension", "fees")
        return sum((getattr(self.terms, part) for part in parts), Decimal(0))


def engagements_of(network: Network) -> QuerySet[Engagement]:
    """Everybody ever in post in a network, with all that the pages show of them."""
    return (
        Engagement.objects.filter(post__network=network)
        .select_related("post__network", "person", "covers__person")
        .prefetch_related("terms__spread__practice", "leave")
        .order_by("person__reference", "starts")
    )


def names_of(network: Network) -> dict[int, str]:
    """Names by engagement, for the network's own people only; erased ones are empty."""
    rows = Engagement.objects.filter(post__network=network)
    return dict(rows.values_list("pk", "person__name"))


def staff_rows(network: Network, on: date) -> list[StaffRow]:
    """Everybody of a network, those in post on the day first, then to come, then left."""
    order = {"in post": 0, "to come": 1, "left": 2}
    rows = [staff_row(one, on) for one in engagements_of(network)]
    return sorted(rows, key=lambda row: order[row.standing])


def staff_row(one: Engagement, on: date) -> StaffRow:
    """One engagement as it is on a day; of who is to come or has left, the nearest terms."""
    return StaffRow(
        engagement=one,
        role_name=role_names().get(one.post.role, one.post.role),
        terms=terms_on(one, on),
        away=next((away for away in one.leave.all() if _holds(away.starts, away.ends, on)), None),
        standing=_standing(one, on),
    )


def terms_on(one: Engagement, on: date) -> Terms | None:
    """The terms that count on a day, else the first to come."""
    known = sorted(one.terms.all(), key=lambda t: (t.from_day, t.recorded_at, t.pk))
    held = [terms for terms in known if terms.from_day <= on]
    return held[-1] if held else next(iter(known), None)


def planned_posts(network: Network, on: date) -> list[Post]:
    """Posts funded on the day or later that nobody is in on it, or will be."""
    posts = Post.objects.filter(network=network).prefetch_related("engagements")
    lasting = [post for post in posts if post.ends is None or post.ends > on]
    return [
        post
        for post in lasting
        if not any(one.ends is None or one.ends > on for one in post.engagements.all())
    ]


def open_posts(network: Network, on: date) -> list[Post]:
    """Posts that have not ended by a day."""
    posts = Post.objects.filter(network=network).prefetch_related("engagements__person")
    return [post for post in posts if post.ends is None or post.ends > on]


def _standing(one: Engagement, on: date) -> str:
    if one.starts > on:
        return "to come"
    return "left" if one.ends is not None and one.ends <= on else "in post"


def _holds(starts: date, ends: date | None, on: date) -> bool:
    return starts <= on and (ends is None or on < ends)
