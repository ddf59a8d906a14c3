"""A document as bytes: tagged PDF, CSV and XLSX."""

import csv
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import typst
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from funding.documents.content import COLUMNS, Cell, Document, Grid
from funding.documents.statement import pounds

UNIVERSAL = ["ua-1"]
TEMPLATE = Path(__file__).with_name("document.typ")
POUNDS = "#,##0.00;[Red]-#,##0.00"
WIDEST = 60


def to_csv(document: Document) -> bytes:
    """Every amount: UTF-8, comma-separated, CRLF, months as 2025-04, amounts as -1234.56."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for cells in document.table():
        writer.writerow([_plain(cell) for cell in cells])
    return text.getvalue().encode()


def _plain(cell: Cell) -> str:
    """Text that no spreadsheet takes for a formula; amounts keep their sign."""
    if isinstance(cell, Decimal):
        return f"{cell:.2f}"
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def to_xlsx(document: Document) -> bytes:
    """A workbook: the head, the amounts, and each grid on a tab of its own."""
    book = Workbook()
    head = book.active
    assert isinstance(head, Worksheet)
    head.title = "Summary"
    _fill(head, [(document.title,), ("Number", document.number), *document.facts], bold=1)
    missing = [note for section in document.sections for note in section.notes]
    for note in (*missing, *document.notes):
        head.append([_text(note)])
    _fill(book.create_sheet("Amounts"), [COLUMNS, *document.table()], bold=1)
    for grid in document.grids:
        _fill(book.create_sheet(grid.title[:31]), _grid_rows(grid), bold=1)
    book.properties.created = book.properties.modified = document.at.replace(tzinfo=None)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _grid_rows(grid: Grid) -> list[tuple[Cell, ...]]:
    rows = [(label, *("" if v is None else v for v in values)) for label, values in grid.rows]
    return [("Month", *grid.columns), *rows]


def _fill(sheet: Worksheet, rows: Sequence[Sequence[Cell]], *, bold: int) -> None:
    """Write rows as values, never as formulas, with a head and columns wide enough to read."""
    widths: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            if isinstance(value, Decimal):
                cell.value, cell.number_format = value, POUNDS
            else:
                cell.value = _text(value)
                cell.data_type = "s"
            if number <= bold:
                cell.font = Font(bold=True)
            widths[column] = max(widths.get(column, 0), min(len(str(value)) + 2, WIDEST))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"A{bold + 1}"


def _text(value: object) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", str(value))


def to_pdf(document: Document) -> bytes:
    """A tagged PDF, PDF/UA-1 where its letters allow; the same document gives the same bytes.

    A name in letters that the built-in fonts do not have makes it a tagged PDF without the claim.
    """
    try:
        return _compiled(document, UNIVERSAL)
    except typst.TypstError:
        return _compiled(document, [])


def _compiled(document: Document, standards: Any) -> bytes:
    made = typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"document": json.dumps(_words(document))},
        pdf_standards=standards,
        timestamp=int(document.at.timestamp()),
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _words(document: Document) -> dict[str, object]:
    """The document as the template takes it: texts only."""
    return {
        "number": document.number,
        "title": document.title,
        "draft": document.draft,
        "facts": [list(pair) for pair in document.facts],
        "sections": [
            {
                "title": section.title,
                "total": pounds(section.total),
                "notes": list(section.notes),
                "rows": [
                    {
                        "what": ", ".join(filter(None, (row.payment, row.part))),
                        "month": f"{row.entitlement_month:%B %Y}",
                        "payee": row.payee,
                        "amount": pounds(row.amount),
                        "why": row.explanation,
                        "status": row.status,
                    }
                    for row in section.rows
                ],
            }
            for section in document.sections
        ],
        "grids": [
            {
                "title": grid.title,
                "columns": list(grid.columns),
                "rows": [
                    [label, *("–" if v is None else pounds(v) for v in values)]
                    for label, values in grid.rows
                ],
            }
            for grid in document.grids
        ],
        "notes": list(document.notes),
        "day": f"{document.at:%-d %B %Y}",
        "total": pounds(document.total),
    }


FORMATS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "pdf": ("application/pdf", to_pdf),
    "csv": ("text/csv; charset=utf-8", to_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
}
"""How a document is given: its media type and what writes it, by the ending of its name."""


def as_bytes(document: Document, ending: str) -> tuple[bytes, str, str]:
    """The document's bytes, file name and media type; KeyError for an unknown ending."""
    media_type, write = FORMATS[ending]
    return write(document), f"{document.name}.{ending}", media_type
