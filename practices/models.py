"""Practices, the organisations above them, their populations and places."""

from practices.import_models import ImportBatch, ImportChange, ImportProblem, SourceFile
from practices.places import IcbOutline, PracticeLocation, PracticeSuccession
from practices.register_models import (
    Basis,
    Organisation,
    OrganisationKind,
    OrganisationLink,
    PopulationFigure,
    Practice,
    PracticeCommissioner,
    PracticeStatus,
    Sourced,
)

__all__ = [
    "Basis",
    "IcbOutline",
    "ImportBatch",
    "ImportChange",
    "ImportProblem",
    "Organisation",
    "OrganisationKind",
    "OrganisationLink",
    "PopulationFigure",
    "Practice",
    "PracticeCommissioner",
    "PracticeLocation",
    "PracticeStatus",
    "PracticeSuccession",
    "SourceFile",
    "Sourced",
]
