"""What services hold: care home beds, and what each part of the contract's services records."""

from services.models.beds import BedCount
from services.models.population import AgeCount, DeprivationScore
from services.models.projects import (
    Project,
    ProjectPartner,
    ProjectResult,
    ProjectState,
    ProjectVersion,
    WithKind,
)

__all__ = [
    "AgeCount",
    "BedCount",
    "DeprivationScore",
    "Project",
    "ProjectPartner",
    "ProjectResult",
    "ProjectState",
    "ProjectVersion",
    "WithKind",
]
