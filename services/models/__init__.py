"""What services hold: care home beds, and what each part of the contract's services records."""

from services.models.achievement import (
    AchievementDecision,
    AchievementDeclaration,
    AchievementFigure,
    AchievementOverride,
    AchievementPayment,
    DeclaredIndicator,
    Measure,
    NationalKind,
    NationalValue,
    PointOrder,
)
from services.models.beds import BedCount

__all__ = [
    "AchievementDecision",
    "AchievementDeclaration",
    "AchievementFigure",
    "AchievementOverride",
    "AchievementPayment",
    "BedCount",
    "DeclaredIndicator",
    "Measure",
    "NationalKind",
    "NationalValue",
    "PointOrder",
]
