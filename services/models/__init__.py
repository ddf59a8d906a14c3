"""What services hold: care home beds, and what each part of the contract's services records."""

from services.models.beds import BedCount
from services.models.requirements import (
    DeliveryAnswer,
    DeliveryReview,
    DeliveryRisk,
    Evidence,
    EvidenceUse,
    RequirementSet,
    RequirementSetDecision,
    RequirementText,
)

__all__ = [
    "BedCount",
    "DeliveryAnswer",
    "DeliveryReview",
    "DeliveryRisk",
    "Evidence",
    "EvidenceUse",
    "RequirementSet",
    "RequirementSetDecision",
    "RequirementText",
]
