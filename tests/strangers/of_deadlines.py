"""What Heather PCN keeps to itself of what is due."""

from datetime import UTC, date, datetime

from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.due.standing import bases_for
from services.deadlines.entering import DeadlineFacts, enter_deadline
from services.deadlines.feeds import make_feed
from services.deadlines.ticking import tick_deadline
from services.deadlines.year import dues_of
from services.models import TickSide

FOR_ALL: set[str] = set()
SECRET = "Zyzzyva"
NOON = datetime(2025, 5, 6, 12, tzinfo=UTC)


def plant(network: Network, by: User) -> dict[str, object]:
    """Write secrets; what stands for the words in addresses that name them."""
    facts = DeadlineFacts(title=SECRET, what=SECRET, reason=SECRET, day=date(2025, 5, 1))
    deadline = enter_deadline(
        icb_code="QZ2",
        year=2025,
        kind="other",
        monthly=False,
        facts=facts,
        by=by.actor,
        at=NOON,
    )
    (due,) = [one for one in dues_of(bases_for("QZ2", 2025, NOON)) if one.own_id == deadline.pk]
    tick_deadline(
        network=network,
        due=due,
        done_on=date(2025, 5, 2),
        words=SECRET,
        side=TickSide.NETWORK,
        by=by.actor,
        at=NOON,
    )
    feed, _ = make_feed(code=network.code, words=SECRET, by=by.actor, at=NOON)
    return {"deadline_id": deadline.pk, "due_key": due.key, "feed_id": feed.pk}
