"""What services hold: care home beds, and what each part of the contract's services records."""

from services.models.beds import BedCount
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
    "ImprovementCheck",
    "ImprovementDeclaration",
    "ImprovementEvidence",
    "ImprovementJudgement",
    "ImprovementOutcome",
    "ImprovementPay",
    "ImprovementPlan",
    "ImprovementPractice",
    "ImprovementSetting",
]
