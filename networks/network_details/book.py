"""Rows to an xlsx workbook that is easy to fill in: titles kept, days checked, nothing run."""

import io
from collections.abc import Mapping, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from networks.network_details.export import Rows
from networks.network_details.layout import COLUMNS, DAYS, GUIDE, README, guarded

WIDTHS = {"network_name": 34, "organisation_name": 34, "note": 44, "person": 26, "name": 34}
LAST_ROW = 50_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_of(tabs: Mapping[str, Rows], on: date) -> bytes:
    """Return the workbook of the rows of each tab, with the day that they speak of."""
    book = Workbook()
    readme = book.active
    assert isinstance(readme, Worksheet)
    readme.title = README
    readme.column_dimensions["A"].width = 110
    for line in (f"Network details as they stand on {on.isoformat()}", *GUIDE):
        readme.append([line])
    readme["A1"].font = Font(bold=True)
    for title, columns in COLUMNS.items():
        _fill(book.create_sheet(title), columns, tabs[title])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, columns: Sequence[str], rows: Rows) -> None:
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_cell(value) for value in row])
    sheet.freeze_panes = "C2"
    _lock_titles(sheet)
    for place, title in enumerate(columns, 1):
        letter = get_column_letter(place)
        column = sheet.column_dimensions[letter]
        column.width = WIDTHS.get(title, 18)
        if title in DAYS:
            _take_days(sheet, letter)
        if title == "schedules":
            _as_text(sheet[letter][1:])


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    return guarded(ILLEGAL_CHARACTERS_RE.sub("", value)) or None


def _lock_titles(sheet: Worksheet) -> None:
    """The first row is locked, everything below is not; there is no password."""
    for column in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(column)].protection = Protection(locked=False)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.protection = Protection(locked=False)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    guard = sheet.protection
    guard.sheet = True
    guard.insertRows = guard.deleteRows = guard.sort = guard.autoFilter = False
    guard.formatCells = guard.formatColumns = False


def _take_days(sheet: Worksheet, letter: str) -> None:
    rule = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True)
    rule.errorTitle, rule.error = "Not a day", "Write the day as 2025-04-01."
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{LAST_ROW}")
    for cell in sheet[letter][1:]:
        cell.number_format = "yyyy-mm-dd"


def _as_text(cells: Sequence[Cell]) -> None:
    """So that “1, 2” stays a list and does not become a number."""
    for cell in cells:
        cell.number_format = "@"
