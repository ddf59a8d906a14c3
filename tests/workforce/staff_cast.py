"""Made-up staff of the small fictional England, put into the register by its own actions."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from networks.models import Network
from pcn_portal.audit.models import Actor
from workforce.models import Engagement, Post
from workforce.register import EngagementFacts, add_post, engage
from workforce.register_parts import PostFacts, TermsFacts

APRIL_2023 = date(2023, 4, 1)
BEFORE = datetime(2025, 4, 1, 9, tzinfo=UTC)


def post(by: Actor, *, code: str = "U90001", **more: Any) -> Post:
    """A post of one WTE for a clinical pharmacist, unless said otherwise."""
    usual: dict[str, Any] = {"role": "CP", "wte": Decimal("1.00"), "starts": APRIL_2023}
    network = Network.objects.get(code=code)
    return add_post(network=network, facts=PostFacts(**usual | more), by=by, at=BEFORE)


def terms(pounds: str = "4000.00", **more: Any) -> TermsFacts:
    """Full time at so many pounds of salary a month, unless said otherwise."""
    return TermsFacts(**{"hours": Decimal("37.5"), "salary": Decimal(pounds)} | more)


def facts(**more: Any) -> EngagementFacts:
    usual: dict[str, Any] = {"starts": APRIL_2023, "employer": "Alder Surgery"}
    return EngagementFacts(**usual | more)


def somebody(
    by: Actor, pounds: str = "4000.00", *, into: Post | None = None, **more: Any
) -> Engagement:
    """Somebody in a post of their own, or in the post `into`."""
    of_post = {
        name: more.pop(name) for name in ("role", "wte", "area", "later", "code") if name in more
    }
    of_terms = {name: more.pop(name) for name in ("hours", "fees", "spread") if name in more}
    place = into or post(by, **of_post)
    return engage(
        post_id=place.pk, facts=facts(**more), terms=terms(pounds, **of_terms), by=by, at=BEFORE
    )
