"""Filling in the workbook as a person does in a spreadsheet, and choosing it again."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from networks.models import Network
from networks.network_details.book import workbook_of
from networks.network_details.export import rows_on
from pcn_portal import intake
from practices.import_models import ImportBatch
from tests.intake.files import CLERK, changes, errors, warnings

AT = datetime(2025, 6, 2, 9, tzinfo=UTC)
TODAY = date(2025, 6, 2)
Change = Callable[[openpyxl.Workbook], None]

__all__ = ["changes", "errors", "warnings"]


def given_out(on: date = TODAY, codes: tuple[str, ...] = ()) -> bytes:
    """The workbook of all networks, or of some, as the portal gives it out."""
    networks = Network.objects.filter(code__in=codes) if codes else Network.objects.all()
    return workbook_of(rows_on(networks, on), on)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def edited(change: Change, content: bytes | None = None) -> bytes:
    book = opened(content or given_out())
    change(book)
    return saved(book)


def titles(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[1]]


def rows(content: bytes, tab: str) -> list[dict[str, Any]]:
    """The rows of a tab by title."""
    sheet = opened(content)[tab]
    assert isinstance(sheet, Worksheet)
    names = titles(sheet)
    return [
        dict(zip(names, values, strict=True))
        for values in sheet.iter_rows(min_row=2, values_only=True)
    ]


def put(book: openpyxl.Workbook, tab: str, number: int, **cells: Any) -> None:
    """Write cells of a row (2 is the first below the titles)."""
    sheet = book[tab]
    assert isinstance(sheet, Worksheet)
    names = titles(sheet)
    for title, value in cells.items():
        sheet.cell(number, names.index(title) + 1).value = value


def stage(
    content: bytes, *, icbs: frozenset[str] | None = None, at: datetime = AT, by: Any = CLERK
) -> ImportBatch:
    return intake.stage(
        kind="network_details", name="details.xlsx", content=content, parameters={}, by=by, at=at,
        icbs=icbs,
    )  # fmt: skip


def take_in(content: bytes, *, at: datetime = AT, by: Any = CLERK) -> ImportBatch:
    """Stage and apply a workbook that must have no errors and something to change."""
    batch = stage(content, at=at, by=by)
    assert batch.state == "staged", (batch.state, errors(batch))
    return intake.apply(batch_id=batch.pk, by=by, at=at)
