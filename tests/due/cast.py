"""Made-up deadlines of Saltmarsh ICB (QZ1) in the small fictional England."""

from datetime import UTC, date, datetime
from typing import Any

from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.due.standing import Stand, bases_for, stands
from pcn_portal.units.periods import Month
from services.deadlines.entering import DeadlineFacts, enter_deadline
from services.deadlines.ticking import tick_deadline
from services.deadlines.year import Base, Due, dues_of
from services.models import BedCount, Deadline, DeadlineTick, TickSide

YEAR = 2025
BEFORE = datetime(2025, 3, 1, 9, tzinfo=UTC)
TODAY = date(2025, 6, 2)
AT = datetime(2025, 6, 2, 6, tzinfo=UTC)


def this_year() -> int:
    """The contract year that the clock is in, for pages that read it."""
    return Month.of(date.today()).contract_year.start_year


def facts(**more: Any) -> DeadlineFacts:
    """A survey due on 30 May 2025, unless said otherwise."""
    usual: dict[str, Any] = {
        "title": "Survey (made up)",
        "what": "Send the list.",
        "reason": "The board asks for it.",
        "day": date(2025, 5, 30),
    }
    return DeadlineFacts(**usual | more)


def monthly(**more: Any) -> DeadlineFacts:
    return facts(**{"day": None, "day_of_month": 10} | more)


def base(key: str, icb: str = "QZ1", year: int = YEAR, at: datetime = AT) -> Base:
    return next(one for one in bases_for(icb, year, at) if one.key == key)


def enter(by: User, given: DeadlineFacts | None = None, **more: Any) -> Deadline:
    """A board's survey; `beside` is the key of a national deadline."""
    usual: dict[str, Any] = {
        "icb_code": "QZ1",
        "year": YEAR,
        "kind": "other",
        "monthly": False,
        "by": by.actor,
        "at": BEFORE,
    }
    if key := more.pop("beside", ""):
        more["beside"] = base(key, year=more.get("year", YEAR))
    return enter_deadline(facts=given or facts(), **usual | more)


def own_claims(by: User, **more: Any) -> Deadline:
    """The board's own day for claims: the 10th of the next month, and escalated after 5 days."""
    given = monthly(title="Claim", what="Declare it.", months_after=1, escalate_after=5)
    return enter(by, given, beside="arrs-claim", **more)


def own_beds(by: User, **more: Any) -> Deadline:
    return enter(by, monthly(title="Beds", day_of_month=25, **more), beside="care-home-beds")


def dues(icb: str = "QZ1", year: int = YEAR, at: datetime = AT) -> dict[str, Due]:
    return {due.key: due for due in dues_of(bases_for(icb, year, at))}


def network(code: str = "U90001") -> Network:
    return Network.objects.get(code=code)


def stand(key: str, code: str = "U90001", today: date = TODAY, at: datetime = AT) -> Stand:
    """How a network of the board stands with a deadline."""
    due = dues(at=at)[key]
    (one,) = stands([network(code)], [due], today=today, known_at=at)
    return one


def tick(by: User, key: str, done_on: date | None = date(2025, 5, 20), **more: Any) -> DeadlineTick:
    usual: dict[str, Any] = {
        "network": network(),
        "due": more.pop("due", None) or dues()[key],
        "words": "Sent by e-mail",
        "side": TickSide.NETWORK,
        "by": by.actor,
        "at": AT,
    }
    return tick_deadline(done_on=done_on, **usual | more)


def count_beds(
    month: date, code: str = "U90001", at: datetime = BEFORE, version: int = 1
) -> BedCount:
    return BedCount.objects.create(
        network=network(code), month=month, version=version, beds=40, received_at=at
    )
