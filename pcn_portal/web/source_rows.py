"""From a figure of a statement back to the file it came from, and the row as it was received."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from practices.models import PopulationFigure, SourceFile
from practices.tables import BadFile, Row, read_csv
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
    return SourceRow(found.source, found.source_row, _cells(found.source, found.source_row))


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


def _cells(file: SourceFile, number: int | None) -> list[tuple[str, str]]:
    try:
        rows = read_csv(bytes(file.content), settings.IMPORT_MAX_BYTES).rows
    except BadFile:
        return []
    row = next((row for row in rows if row.number == number), None)
    return _titled(rows[0], row) if row else []


def _titled(head: Row, row: Row) -> list[tuple[str, str]]:
    titles = [*head.cells, *(f"Column {n + 1}" for n in range(len(head.cells), len(row.cells)))]
    return [(title or "No heading", cell) for title, cell in zip(titles, row.cells, strict=False)]
