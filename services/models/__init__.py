"""What services hold: care home beds, and what each part of the contract's services records."""

from services.models.beds import (
    BedCount,
)
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
from services.models.improvement import (
    ImprovementCheck,
    ImprovementDeclaration,
    ImprovementEvidence,
    ImprovementJudgement,
    ImprovementOutcome,
    ImprovementPay,
    ImprovementPlan,
    ImprovementPractice,
    ImprovementSetting,
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
    "ImprovementCheck",
    "ImprovementDeclaration",
    "ImprovementEvidence",
    "ImprovementJudgement",
    "ImprovementOutcome",
    "ImprovementPay",
    "ImprovementPlan",
    "ImprovementPractice",
    "ImprovementSetting",
    "TickSide",
]
