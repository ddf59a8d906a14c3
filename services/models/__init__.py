"""What services hold: care home beds, and what each part of the contract's services records."""

from services.models.beds import BedCount, CountedHome
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

__all__ = [
    "Alignment",
    "AuthorityChoice",
    "BedCount",
    "CareDirectory",
    "CareHome",
    "CodingStatement",
    "CountedHome",
    "HomeClaim",
    "HomeClaimDecision",
    "HomeFact",
]
