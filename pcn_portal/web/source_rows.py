"""From a figure of a statement back to the file it came from, and the row as it was received."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pcn_portal.web.source_pages import cells_of_row
from practices.models import PopulationFigure, SourceFile
from services.models import BedCount


@dataclass(frozen=True)
class SourceRow:
    """A file as received, and one of its rows as pairs of heading and cell (empty: unreadable)."""

    file: SourceFile
    row: int | None
    cells: list[tuple[str, str]]


def source_row(used: dict[str, Any], *, known_at: datetime) -> SourceRow | None:
    """The file and row of one input of a statement; None if a person entered the figure."""
    find = _of_beds if used["basis"] == "beds" else _of_population
    found = find(used, known_at)
    if found is None or found.source is None:
        return None
    cells = cells_of_row(found.source, found.source_row, "") if found.source_row else []
    return SourceRow(found.source, found.source_row, cells)


def _of_population(used: dict[str, Any], known_at: datetime) -> PopulationFigure | None:
    return (
        PopulationFigure.objects.filter(
            practice__code=used["practice"],
            basis=used["basis"],
            reference_date=date.fromisoformat(used["reference_date"]),
            received_at__lte=known_at,
        )
        .select_related("source__received_by")
        .order_by("-version")
        .first()
    )


def _of_beds(used: dict[str, Any], known_at: datetime) -> BedCount | None:
    return (
        BedCount.objects.filter(
            network__code=used["practice"],
            month=date.fromisoformat(used["reference_date"]),
            received_at__lte=known_at,
        )
        .select_related("source__received_by")
        .order_by("-version")
        .first()
    )
