"""Finds the columns of a table by title and reads its rows, noting every error on the way."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from practices import cells
from practices.cells import BadCell, normalised
from practices.plans import Plan
from practices.tables import BadFile, Row, Sheet

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its title; publishers change titles, so others may be accepted too."""

    title: str
    also: tuple[str, ...] = ()
    required: bool = True

    @property
    def names(self) -> frozenset[str]:
        return frozenset(normalised(title) for title in (self.title, *self.also))


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of file. Without a header they stand in this order."""

    columns: tuple[Column, ...]
    header: bool = True

    @classmethod
    def of(cls, *titles: str, header: bool = True) -> "Layout":
        return cls(tuple(Column(title) for title in titles), header)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below the header, and where each column stands."""

    at: Mapping[str, int]
    width: int
    rows: tuple[Row, ...]


def has_columns(sheet: Sheet, layout: Layout) -> bool:
    """Whether the first row names all required columns of a layout."""
    if not sheet.rows:
        return False
    seen = {normalised(cell) for cell in sheet.rows[0].cells}
    return all(column.names & seen for column in layout.columns if column.required)


def open_table(sheet: Sheet, layout: Layout) -> Table:
    """Find a layout's columns in a sheet; raise BadFile with what is missing and what is there."""
    if not sheet.rows:
        raise BadFile("There is nothing in this file. Choose the file again.")
    if layout.header or has_columns(sheet, layout):
        table = _with_header(sheet, layout)
    else:
        table = _without_header(sheet, layout)
    if not table.rows:
        raise BadFile("The file has a header and no rows. Choose the complete file.")
    return table


def _with_header(sheet: Sheet, layout: Layout) -> Table:
    head, *rows = sheet.rows
    seen = [normalised(cell) for cell in head.cells]
    at: dict[str, int] = {}
    missing = []
    for column in layout.columns:
        places = [i for i, title in enumerate(seen) if title in column.names]
        if len(places) > 1:
            raise BadFile(f"The column “{column.title}” is there {len(places)} times. Keep one.")
        if places:
            at[column.title] = places[0]
        elif column.required:
            missing.append(column.title)
    if missing:
        raise BadFile(_wrong_columns(missing, sheet))
    return Table(at, max(i for i, t in enumerate(seen) if t) + 1, tuple(rows))


def _wrong_columns(missing: Sequence[str], sheet: Sheet) -> str:
    head = sheet.rows[0].cells
    shown = ", ".join(cell[:40].replace("\n", " ") for cell in head[:12] if cell)
    cut = "" if sheet.complete else " The file may be cut off: download it again."
    return (
        f"The file does not have the right columns. Missing: {', '.join(missing)}. "
        f"The first row of the file has: {shown[:200]}.{cut}"
    )


def _without_header(sheet: Sheet, layout: Layout) -> Table:
    width = len(layout.columns)
    if len(sheet.rows[0].cells) != width:
        raise BadFile(
            f"Each row of this kind of file has {width} columns; the first row of this one has "
            f"{len(sheet.rows[0].cells)}: {', '.join(c[:40] for c in sheet.rows[0].cells)[:200]}."
        )
    return Table({c.title: i for i, c in enumerate(layout.columns)}, width, sheet.rows)


@dataclass
class RowReader:
    """Reads the cells of one row. A bad cell becomes an error in the plan and reads as None."""

    row: Row
    table: Table
    plan: Plan
    good: bool = field(default=True)

    @property
    def number(self) -> int:
        return self.row.number

    def raw(self, title: str) -> str:
        """The cell as it stands; blank if the file has no such column."""
        place = self.table.at.get(title)
        return "" if place is None else self.row.cells[place]

    def fail(self, title: str, message: str) -> None:
        """Note an error in a cell of this row."""
        self.good = False
        self.plan.error(message, self.number, title, self.raw(title)[:200])

    def _read(self, title: str, needed: bool, read: Callable[[str], T]) -> T | None:
        cell = self.raw(title)
        if cell.lower() in cells.MISSING:
            if needed:
                self.fail(title, "Is blank. Fill it in.")
            return None
        try:
            return read(cell)
        except BadCell as error:
            self.fail(title, str(error))
            return None

    def text(self, title: str, *, needed: bool = False, longest: int = 200) -> str:
        return self._read(title, needed, lambda c: cells.read_text(c, longest)) or ""

    def code(self, title: str, pattern: re.Pattern[str], example: str, needed: bool = True) -> str:
        return self._read(title, needed, lambda c: cells.read_code(c, pattern, example)) or ""

    def practice(self, title: str) -> str:
        return self.code(title, cells.PRACTICE_CODE, "A81001")

    def network(self, title: str) -> str:
        return self.code(title, cells.NETWORK_CODE, "U12345")

    def organisation(self, title: str, *, needed: bool = True) -> str:
        return self.code(title, cells.ORGANISATION_CODE, "QSL or A1B2C", needed)

    def day(self, title: str, *, needed: bool = False) -> date | None:
        return self._read(title, needed, cells.read_day)

    def month(self, title: str) -> date | None:
        return self._read(title, True, cells.read_month)

    def whole(self, title: str, *, needed: bool = True) -> int | None:
        return self._read(title, needed, cells.read_whole)

    def figure(self, title: str, *, needed: bool = True) -> Decimal | None:
        return self._read(title, needed, cells.read_number)

    def degrees(self, title: str) -> Decimal | None:
        return self._read(title, True, cells.read_degrees)

    def choice(self, title: str, choices: Mapping[str, str]) -> str:
        return self._read(title, True, lambda c: cells.read_choice(c, choices)) or ""


def rows_of(sheet: Sheet, layout: Layout, plan: Plan) -> Iterator[RowReader]:
    """Read a sheet row by row; rows of the wrong width become errors and are left out."""
    table = open_table(sheet, layout)
    for formula in sheet.formulas:
        plan.error(
            "Holds a formula. Replace it by its value, or use the workbook as published.",
            formula.row,
            f"{formula.sheet}, column {formula.column}",
        )
    for row in table.rows:
        plan.rows_read += 1
        if len(row.cells) < table.width:
            plan.error(
                f"The row has {len(row.cells)} of {table.width} columns. "
                "If it is the last row, the file was cut off: download it again.",
                row.number,
            )
        elif any(row.cells[table.width :]):
            plan.error(
                f"The row has more than the {table.width} columns of the file. "
                "Put text that holds a comma between quotation marks.",
                row.number,
            )
        else:
            yield RowReader(row, table, plan)
    if not sheet.complete:
        plan.warn(
            "The last line does not end as the publisher's files do. "
            "Check that the file is complete, or download it again.",
            table.rows[-1].number,
        )


class Unique:
    """Refuses a row whose key an earlier row has already used."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.first: dict[object, int] = {}

    def check(self, reader: RowReader, title: str, key: object) -> bool:
        """Return whether the key is new; note the error if it is not."""
        earlier = self.first.setdefault(key, reader.number)
        if earlier == reader.number:
            return True
        reader.fail(title, f"{self.what} is already in row {earlier}. Keep one of the rows.")
        return False
