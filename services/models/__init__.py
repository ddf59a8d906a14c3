"""What services hold: care home beds, and what each part of the contract's services records."""

from services.models.beds import BedCount
from services.models.deadlines import (
    CalendarFeed,
    CalendarFeedEnd,
    Deadline,
    DeadlineEscalation,
    DeadlineMail,
    DeadlineTick,
    DeadlineVersion,
    DigestChoice,
    TickSide,
)

__all__ = [
    "BedCount",
    "CalendarFeed",
    "CalendarFeedEnd",
    "Deadline",
    "DeadlineEscalation",
    "DeadlineMail",
    "DeadlineTick",
    "DeadlineVersion",
    "DigestChoice",
    "TickSide",
]
