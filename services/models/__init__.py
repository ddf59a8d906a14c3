"""What services hold: care home beds, and what each part of the contract's services records."""

from services.models.beds import (
    BedCount,
    CountedHome,
)
from services.models.care_homes import (
    Alignment,
    AuthorityChoice,
    CareDirectory,
    CareHome,
    CodingStatement,
    HomeClaim,
    HomeClaimDecision,
    HomeFact,
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
    "Alignment",
    "AuthorityChoice",
    "BedCount",
    "CalendarFeed",
    "CalendarFeedEnd",
    "CareDirectory",
    "CareHome",
    "CodingStatement",
    "CountedHome",
    "Deadline",
    "DeadlineEscalation",
    "DeadlineMail",
    "DeadlineTick",
    "DeadlineVersion",
    "DigestChoice",
    "HomeClaim",
    "HomeClaimDecision",
    "HomeFact",
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
