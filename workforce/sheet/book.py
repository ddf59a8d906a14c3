"""Staff to a workbook, and a workbook back with what is wrong in it."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from networks.models import Network
from networks.network_details.layout import guarded
from workforce.models import EmployerKind
from workforce.role_files import role_names
from workforce.sheet.layout import COLUMNS, DAYS, GUIDE, POUNDS, PROBLEMS, README, STAFF
from workforce.staff_lists import StaffRow, staff_rows

LAST_ROW = 500
WIDTHS = {"name": 26, "employer": 28, "reference": 14, PROBLEMS: 70}
RED = PatternFill("solid", fgColor="FFF4CCCC")
Cells = Sequence[Any]


def staff_book(network: Network, on: date) -> bytes:
    """Everybody in post on a day or later, with a row each, ready to be edited."""
    rows = [_cells(row) for row in staff_rows(network, on) if row.standing != "left"]
    return _saved(_book(f"Staff of {network} on {on.isoformat()}", rows))


def annotated(rows: Mapping[int, Cells], problems: Mapping[int, Mapping[str, str]]) -> bytes:
    """The rows as they came, with a last column that says what is wrong, and the cells marked.

    `problems` are sentences by row and column; a column "" is about the row.
    """
    book = _book("What is wrong is in the last column", list(rows.values()))
    sheet = book[STAFF]
    place = len(COLUMNS) + 1
    sheet.cell(1, place, PROBLEMS).font = Font(bold=True)
    sheet.column_dimensions[get_column_letter(place)].width = WIDTHS[PROBLEMS]
    for line, number in enumerate(rows, start=2):
        wrong = problems.get(number, {})
        said = " ".join(f"{name}: {text}" if name else text for name, text in wrong.items())
        cell = sheet.cell(line, place, guarded(said) or None)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        for name in wrong:
            if name in COLUMNS:
                sheet.cell(line, COLUMNS.index(name) + 1).fill = RED
    return _saved(book)


def _cells(row: StaffRow) -> Cells:
    one, terms = row.engagement, row.terms
    last = one.ends - timedelta(days=1) if one.ends else None
    pay = [getattr(terms, name, None) for name in ("hours", *POUNDS)]
    who = (one.person.reference, one.person.name, one.post.role, one.post.area)
    return (*who, one.employer_kind, one.employer, one.starts, last, *pay)


def _book(title: str, rows: Sequence[Cells]) -> Workbook:
    book = Workbook()
    readme = book.active
    assert isinstance(readme, Worksheet)
    readme.title = README
    readme.column_dimensions["A"].width = 110
    roles = (f"Role {code}: {name}" for code, name in role_names().items())
    for line in (title, *GUIDE, "Areas: national, outer, inner (London).", *roles):
        readme.append([line])
    readme["A1"].font = Font(bold=True)
    sheet = book.create_sheet(STAFF)
    sheet.append(list(COLUMNS))
    for cells in rows:
        sheet.append([_cell(value) for value in cells])
    sheet.freeze_panes = "C2"
    for place, name in enumerate(COLUMNS, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = WIDTHS.get(name, 15)
        sheet[f"{letter}1"].font = Font(bold=True)
        if name in DAYS:
            for cell in sheet[letter][1:]:
                cell.number_format = "yyyy-mm-dd"
    _offer(sheet, "role", sorted(role_names()))
    _offer(sheet, "area", ["national", "outer", "inner"])
    _offer(sheet, "employer_kind", EmployerKind.values)
    book.active = 1
    return book


def _offer(sheet: Worksheet, name: str, values: Sequence[str]) -> None:
    """A list to choose from in a column."""
    rule = DataValidation(type="list", formula1=f'"{",".join(values)}"', allow_blank=True)
    sheet.add_data_validation(rule)
    letter = get_column_letter(COLUMNS.index(name) + 1)
    rule.add(f"{letter}2:{letter}{LAST_ROW}")


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return guarded(ILLEGAL_CHARACTERS_RE.sub("", value)) or None


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
