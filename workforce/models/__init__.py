"""Roles' maxima, the staff register, claims from it, and what networks return nationally."""

from workforce.models.claims import (
    FINAL,
    Claim,
    ClaimKind,
    ClaimLine,
    CountingChoice,
    LineDecision,
    LineStep,
    Uplift,
)
from workforce.models.maxima import MaximaDecision, MaximaSheet
from workforce.models.register import (
    AREAS,
    Baseline,
    Before,
    EmployerKind,
    Engagement,
    Leave,
    LeaveKind,
    MonthCost,
    Person,
    Post,
    Terms,
    TermsPractice,
)
from workforce.models.returns import WorkforceReturn

__all__ = [
    "AREAS",
    "FINAL",
    "Baseline",
    "Before",
    "Claim",
    "ClaimKind",
    "ClaimLine",
    "CountingChoice",
    "EmployerKind",
    "Engagement",
    "Leave",
    "LeaveKind",
    "LineDecision",
    "LineStep",
    "MaximaDecision",
    "MaximaSheet",
    "MonthCost",
    "Person",
    "Post",
    "Terms",
    "TermsPractice",
    "Uplift",
    "WorkforceReturn",
]
