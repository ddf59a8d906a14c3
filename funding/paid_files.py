"""Reading files of paid money by a source's columns: every fault is named, or every row is read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from funding.engine.payment_file import CORRECTED, PAYCODES
from funding.engine.streams import STREAM_TITLES
from practices.cells import BadCell, normalised, read_day, read_month
from practices.tables import BadFile, Row, read_csv

PARTS = ("payee", "amount", "payment", "month", "day", "name")
"""What a column of a statement or bank file can hold; the first two are needed."""
NEEDED = ("payee", "amount")
NETWORK = re.compile(r"U\d{5}")
LARGEST = Decimal("999999999.99")
MOST_FAULTS = 50

YEARLY = {
    "PCN Participation": ("network_participation_payment",),
    "PCN Leadership": ("clinical_director", "leadership_and_management"),
    "PCN Support": ("core_pcn_funding",),
    "PCN Extended Hours Access": ("extended_hours_access",),
    "PCN Workforce": ("arrs_sum",),
    "PCN Investment and impact Fund": ("investment_and_impact_fund",),
    "PCN Care Home Premium": ("care_home_premium",),
}
"""Columns of NHS Payments to General Practice, practice file of 2021/22, by the portal's streams.

Core funding is under "PCN Support", clinical director and leadership under "PCN Leadership".
"""
YEARLY_NEEDED = ("Practice Code", "Practice Name", "PCN Code")


class PaidFileBad(Exception):
    """A file of paid money is refused whole; `faults` are sentences, one for each cell at fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(faults[0] if faults else "")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One sum of a file, before it is stored; see `PaidLine`."""

    row: int
    payee: str
    amount: Decimal
    payee_name: str = ""
    network: str = ""
    label: str = ""
    stream: str = ""
    month: date | None = None
    paid_on: date | None = None


@dataclass
class _Reader:
    """Columns found in a header, and the faults met so far."""

    columns: Mapping[str, int]
    faults: list[str] = field(default_factory=list)

    def cell(self, row: Row, part: str) -> str:
        """The cell of a part, "" where the file has no such column or the row is short."""
        place = self.columns.get(part)
        return row.cells[place].strip() if place is not None and place < len(row.cells) else ""

    def fault(self, row: Row, part: str, what: str) -> None:
        """Note what is wrong in a cell."""
        self.faults.append(f"Row {row.number}, {part}: {what}")


def read_paid(
    content: bytes, *, columns: Mapping[str, str], words: Mapping[str, str], max_bytes: int
) -> list[ReadLine]:
    """The sums of a statement or bank file. Raises PaidFileBad; a row of £0.00 is left out.

    `columns` are titles by part (see `PARTS`), `words` the source's names of payments, by stream.
    """
    header, rows = _open(content, max_bytes)
    reader = _Reader(_places(header, {p: t for p, t in columns.items() if t}))
    streams = _streams_by_word(words)
    lines = [_line(reader, row, streams) for row in rows]
    return _whole(reader, [line for line in lines if line is not None])


def read_yearly(content: bytes, *, max_bytes: int) -> list[ReadLine]:
    """The PCN sums of a year’s national practice file: a line for each practice and column."""
    header, rows = _open(content, max_bytes)
    found = [title for title in YEARLY if normalised(title) in map(normalised, header)]
    if not found:
        raise PaidFileBad(
            ["The file has none of the columns of PCN payments, such as “PCN Participation”."]
        )
    titles = {title: title for title in (*YEARLY_NEEDED, *found)}
    reader = _Reader(_places(header, titles))
    lines = [line for row in rows for line in _practice(reader, row, found)]
    return _whole(reader, lines)


def _open(content: bytes, max_bytes: int) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    try:
        sheet = read_csv(content, max_bytes)
    except BadFile as bad:
        raise PaidFileBad([str(bad)]) from None
    if not sheet.complete:
        raise PaidFileBad(["The file ends in the middle of a line. Download it again."])
    if len(sheet.rows) < 2:
        raise PaidFileBad(["The file has no rows below its titles."])
    return sheet.rows[0].cells, sheet.rows[1:]


def _places(header: Sequence[str], titles: Mapping[str, str]) -> dict[str, int]:
    """Where each part's column stands; all must be there."""
    known = {normalised(title): place for place, title in reversed(list(enumerate(header)))}
    missing = [title for title in titles.values() if normalised(title) not in known]
    if missing:
        raise PaidFileBad(
            [f"The file has no column “{title}”. It has: {', '.join(header)}." for title in missing]
        )
    return {part: known[normalised(title)] for part, title in titles.items()}


def _streams_by_word(words: Mapping[str, str]) -> dict[str, str]:
    """Streams by the words for them: the source's, our paycodes and titles."""
    own = {code: stream for stream, code in PAYCODES.items()}
    corrected = {f"{code}{CORRECTED}": stream for code, stream in own.items()}
    titles = {title: stream for stream, title in STREAM_TITLES.items()}
    theirs = {word: stream for stream, word in words.items() if word}
    return {normalised(w): s for w, s in (own | corrected | titles | theirs).items()}


def _line(reader: _Reader, row: Row, streams: Mapping[str, str]) -> ReadLine | None:
    payee = reader.cell(row, "payee").upper()
    if not payee or len(payee) > 12:
        reader.fault(row, "payee", "write the code of who was paid, at most 12 letters and digits.")
    amount = _amount(reader, row, "amount")
    month, paid_on = _month(reader, row), _day(reader, row)
    if amount is None or amount == 0:
        return None
    label = reader.cell(row, "payment")
    return ReadLine(
        row=row.number,
        payee=payee,
        payee_name=reader.cell(row, "name")[:200],
        amount=amount,
        label=label[:200],
        stream=streams.get(normalised(label), "unknown") if label else "",
        month=month,
        paid_on=paid_on,
    )


def _amount(reader: _Reader, row: Row, part: str) -> Decimal | None:
    """Pounds and pence: 1,234.50, £1,234.50, -5.00 or (5.00)."""
    text = reader.cell(row, part).replace("£", "").replace(",", "").replace(" ", "")
    negative = text.startswith("(") and text.endswith(")")
    try:
        amount = Decimal(text.strip("()") if negative else text or "x")
    except InvalidOperation:
        reader.fault(row, part, f"“{reader.cell(row, part)[:40]}” is no sum. Write 1234.50.")
        return None
    if not amount.is_finite() or abs(amount) > LARGEST or amount != round(amount, 2):
        reader.fault(row, part, f"“{text[:40]}” is no sum in pounds and pence. Write 1234.50.")
        return None
    return round(-amount if negative else amount, 2)


def _month(reader: _Reader, row: Row) -> date | None:
    text = reader.cell(row, "month")
    if not text:
        return None
    try:
        return read_month(text)
    except BadCell as bad:
        reader.fault(row, "month", str(bad))
        return None


def _day(reader: _Reader, row: Row) -> date | None:
    text = reader.cell(row, "day")
    if not text:
        return None
    try:
        return read_day(text)
    except BadCell as bad:
        reader.fault(row, "day", str(bad))
        return None


def _practice(reader: _Reader, row: Row, titles: Sequence[str]) -> Iterator[ReadLine]:
    code = reader.cell(row, "Practice Code").upper()
    if not code or len(code) > 12:
        reader.fault(row, "Practice Code", "write the practice’s ODS code.")
        return
    for title in titles:
        if not reader.cell(row, title):
            continue
        amount = _amount(reader, row, title)
        if amount:
            yield ReadLine(
                row=row.number,
                payee=code,
                payee_name=reader.cell(row, "Practice Name")[:200],
                network=_network(reader.cell(row, "PCN Code")),
                label=title,
                stream=YEARLY[title][0],
                amount=amount,
            )


def _network(code: str) -> str:
    """A network's code; "" for "Unknown or no PCN" and the like."""
    return code.upper() if NETWORK.fullmatch(code.upper()) else ""


def _whole(reader: _Reader, lines: list[ReadLine]) -> list[ReadLine]:
    if reader.faults:
        more = len(reader.faults) - MOST_FAULTS
        tail = [f"And {more} more."] if more > 0 else []
        raise PaidFileBad(reader.faults[:MOST_FAULTS] + tail)
    if not lines:
        raise PaidFileBad(["Every sum in the file is £0.00 or blank: there is nothing to compare."])
    return lines
