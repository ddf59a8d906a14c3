"""Bytes as received to rows of text: CSV, zipped CSV and xlsx. A bad file gets one sentence."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import python_calamine

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# A workbook grows about eightfold when unpacked; a bomb a thousandfold.
WORKBOOK_GROWTH = 20
LAST_ROW, LAST_COLUMN = 50_000, b"AX"
_REFERENCE = re.compile(
    rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]+)["']|\bref\s*=\s*["'][^"']*:([A-Za-z]+)([0-9]+)["']"""
)
DAMAGED = "The file is cut off or damaged and cannot be unpacked. Download it again."


class BadFile(Exception):
    """The file cannot be read as what it should be; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank, numbered as a spreadsheet shows it, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell of a workbook that holds a formula."""

    sheet: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of text. `complete` is false if a CSV ends in the middle of a line."""

    name: str
    rows: tuple[Row, ...]
    complete: bool = True
    formulas: tuple[Formula, ...] = ()


def read_csv(content: bytes, max_bytes: int) -> Sheet:
    """Read a CSV file, zipped or not, of at most `max_bytes` when unpacked."""
    if not content:
        raise BadFile("The file is empty. Choose the file again.")
    if content.startswith(OLD_EXCEL):
        raise BadFile("This is an old Excel file (.xls). Save it as CSV and choose it again.")
    if content.startswith(ZIP):
        content = _only_csv(content, max_bytes)
    text = _decode(content)
    return Sheet("", tuple(_rows_of_csv(text)), complete=text.endswith(("\n", "\r")))


def read_workbook(
    content: bytes, max_bytes: int, *, last_row: int = LAST_ROW, last_column: bytes = LAST_COLUMN
) -> dict[str, Sheet]:
    """Read every tab of an xlsx workbook, by its name without blanks around it."""
    if not content:
        raise BadFile("The file is empty. Choose the file again.")
    if not content.startswith(ZIP):
        raise BadFile("This is not an Excel workbook (.xlsx). Choose the workbook as published.")
    members = unzip(content, max_bytes * WORKBOOK_GROWTH)
    if "xl/workbook.xml" not in members:
        raise BadFile("This zip file is not an Excel workbook (.xlsx). Choose the workbook.")
    _check_area(members, last_row, last_column)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {n.strip(): _sheet(book, n, members) for n in book.sheet_names}
    except python_calamine.CalamineError as error:
        raise BadFile(
            "The workbook is damaged and cannot be read. Download it again, or open it in "
            "Excel and save it as .xlsx."
        ) from error


def _check_area(members: dict[str, bytes], last_row: int, last_column: bytes) -> None:
    """Refuse a cell far out: the reader allots memory for everything up to it, and would abort."""
    for name, xml in members.items():
        if name.startswith("xl/worksheets/"):
            for found in _REFERENCE.findall(xml):
                column, row = found[:2] if found[1] else found[2:]
                far = len(column) > 2 or (len(column) == 2 and column.upper() > last_column)
                if far or len(row) > 6 or int(row) > last_row:
                    raise BadFile(
                        f"The workbook has a cell outside the {last_row:,} rows and the columns "
                        f"up to {last_column.decode()} that are read. Choose the workbook as "
                        "published."
                    )


def _sheet(book: Any, name: str, members: dict[str, bytes]) -> Sheet:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    part = f"xl/worksheets/sheet{book.sheet_names.index(name) + 1}.xml"
    texts = (tuple(_text(cell) for cell in row) for row in rows)
    kept = (Row(number, cells) for number, cells in enumerate(texts, 1) if any(cells))
    return Sheet(name, tuple(kept), formulas=tuple(_formulas(name, members.get(part, b""))))


def _formulas(sheet: str, xml: bytes) -> Iterator[Formula]:
    """Cells of a worksheet that hold a formula: its value is whatever somebody's Excel left."""
    for column, row in re.findall(rb'<c (?:[^>]*? )?r="([A-Z]+)(\d+)"[^>]*>\s*<f[ >/]', xml):
        yield Formula(sheet, int(row), column.decode())


def _text(cell: Any) -> str:
    """A cell as a spreadsheet shows it; whole numbers without a point, days as 2025-04-01."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def unzip(content: bytes, max_bytes: int) -> dict[str, bytes]:
    """Return the files in a zip; refuse one that is damaged or too large when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _members(archive, max_bytes)
    except BadFile:
        raise
    except Exception as error:  # a damaged zip makes zipfile raise almost anything
        raise BadFile(DAMAGED) from error


def _members(archive: zipfile.ZipFile, max_bytes: int) -> dict[str, bytes]:
    unpacked: dict[str, bytes] = {}
    left = max_bytes
    for info in archive.infolist():
        with archive.open(info) as member:
            unpacked[info.filename] = member.read(left + 1)
        left -= len(unpacked[info.filename])
        if left < 0:
            raise BadFile(
                f"The file is too large when unpacked (over {max_bytes // 2**20} MB). "
                "Choose the file as published."
            )
    return unpacked


def _only_csv(content: bytes, max_bytes: int) -> bytes:
    members = unzip(content, max_bytes)
    if "xl/workbook.xml" in members:
        raise BadFile(
            "This is an Excel workbook, and this kind of import reads CSV. Save the sheet as "
            "CSV (UTF-8), or choose the kind of import that reads a workbook."
        )
    tables = [n for n in members if n.lower().endswith(".csv") and not n.startswith("__MACOSX")]
    if len(tables) != 1:
        raise BadFile(
            f"The zip file holds {len(tables)} CSV files. Choose a zip file with exactly one."
        )
    if not members[tables[0]]:
        raise BadFile("The CSV file in the zip file is empty. Download it again.")
    return members[tables[0]]


def _decode(content: bytes) -> str:
    if content.startswith(UTF_16):
        raise BadFile("The file is in UTF-16. Save it as CSV in UTF-8 and choose it again.")
    text = _decode_utf_8_or_cp1252(content)
    if CONTROL.search(text):
        raise BadFile("The file is not text. Choose a CSV file, in UTF-8.")
    if not text.strip():
        raise BadFile("The file is empty. Choose the file again.")
    return text


def _decode_utf_8_or_cp1252(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise BadFile(
            "The file is neither in UTF-8 nor in Windows-1252. Save it as CSV in UTF-8."
        ) from error


def _rows_of_csv(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                yield Row(number, stripped)
    except csv.Error as error:
        raise BadFile(
            f"The file cannot be read after row {number}: a quotation mark is not closed, or the "
            "file is cut off there. Download it again."
        ) from error
