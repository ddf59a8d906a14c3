"""The cells of the workbook to rows; every error named by tab, row and column."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from networks.models import SCHEDULES
from networks.network_details.layout import (
    AGREEMENTS,
    DIRECTORS,
    LAYOUTS,
    PAYEES,
    SIGNATURES,
    plain,
)
from practices import cells
from practices.columns import RowReader, has_columns, rows_of
from practices.plans import Plan
from practices.tables import BadFile, Sheet

T = TypeVar("T")
ODS_CODE = re.compile(r"[A-Z0-9]{3,8}")
LONGEST_NOTE = 2000
MOST_VERSIONS = 999
PHONE = re.compile(r"\+?[0-9() .-]{3,29}")


@dataclass(frozen=True, slots=True)
class DirectorRow:
    """A clinical director as the file has it, [starts, ends)."""

    row: int
    network: str
    person: str
    profession: str
    practice: str
    wte: Decimal | None
    sessions: Decimal | None
    email: str
    phone: str
    starts: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class PayeeRow:
    """A nominated payee as the file has it."""

    row: int
    network: str
    ods_code: str
    name: str
    starts: date


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """A version of a network agreement as the file has it."""

    row: int
    network: str
    version: int
    starts: date
    note: str


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """A member in the file; `signed_on` is None where it says that nobody signed yet."""

    row: int
    network: str
    version: int
    code: str
    name: str
    signed_by: str
    signed_on: date | None
    schedules: tuple[int, ...]


class Networks:
    """The networks of the register, and those whose rows a file may hold."""

    def __init__(self, known: set[str], allowed: set[str]) -> None:
        self.known, self.allowed = known, allowed

    def code(self, reader: RowReader) -> str:
        """The network of a row, if it is one of these; else an error is noted."""
        code = reader.network("network_code")
        if code and code not in self.known:
            reader.fail("network_code", "Is a network the register does not know. Check the code.")
        elif code and code not in self.allowed:
            reader.fail("network_code", "Is not in your ICB. Leave out this row.")
        return code


def read_tab(
    plan: Plan, tabs: Mapping[str, Sheet], title: str, read: Callable[[RowReader], T | None]
) -> list[T]:
    """Read the rows of a tab; a row that says nothing reads as None, as does one with errors."""
    sheet = _tab(tabs, title)
    if len(sheet.rows) == 1 and has_columns(sheet, LAYOUTS[title]):
        return []
    inner = Plan()
    try:
        found = [row for row in map(read, rows_of(sheet, LAYOUTS[title], inner)) if row]
    except BadFile as error:
        raise BadFile(f"Tab “{title}”: {error}") from error
    _merge(plan, inner, title)
    return found


def _tab(tabs: Mapping[str, Sheet], title: str) -> Sheet:
    for name, sheet in tabs.items():
        if cells.normalised(name) == cells.normalised(title):
            return sheet
    raise BadFile(
        f"The workbook has no tab “{title}”. Its tabs are: {', '.join(tabs)[:200]}. "
        "Download the network details workbook and fill that in."
    )


def _merge(plan: Plan, inner: Plan, title: str) -> None:
    plan.rows_read += inner.rows_read
    plan.problems += [
        replace(problem, column=in_tab(title, problem.column)) for problem in inner.problems
    ]


def in_tab(title: str, column: str) -> str:
    """A column as an error names it: “Directors: person”."""
    return f"{title}: {column}" if column and not column.startswith(title) else column or title


def director(reader: RowReader, networks: Networks) -> DirectorRow | None:
    """Read a row of Directors."""
    if _says_nothing(reader, DIRECTORS, "network_code"):
        return None
    code = networks.code(reader)
    person = _text(reader, "person", 150, needed=True)
    profession = _text(reader, "profession", 80)
    practice = reader.code("practice_code", cells.PRACTICE_CODE, "A81001", needed=False)
    wte, sessions = (
        _amount(reader, "wte", Decimal(1), 3),
        _amount(reader, "sessions", Decimal("99.99"), 2),
    )
    email, phone = _email(reader), _phone(reader)
    starts, ends = reader.day("starts", needed=True), reader.day("ends")
    if starts and ends and ends <= starts:
        reader.fail("ends", f"Is not after the start on {cells.say(starts)}. Check both days.")
    if not reader.good or starts is None:
        return None
    return DirectorRow(
        reader.number, code, person, profession, practice, wte, sessions, email, phone, starts, ends
    )


def payee(reader: RowReader, networks: Networks) -> PayeeRow | None:
    """Read a row of Payees."""
    if _says_nothing(reader, PAYEES, "network_code"):
        return None
    code = networks.code(reader)
    ods_code = reader.code("ods_code", ODS_CODE, "A81001 or 8HK48")
    name = _text(reader, "name", 200, needed=True)
    starts = reader.day("starts", needed=True)
    if not reader.good or starts is None:
        return None
    return PayeeRow(reader.number, code, ods_code, name, starts)


def agreement(reader: RowReader, networks: Networks) -> AgreementRow | None:
    """Read a row of Agreements."""
    if _says_nothing(reader, AGREEMENTS, "network_code", "version"):
        return None
    code, version = networks.code(reader), _version(reader)
    starts, note = reader.day("starts", needed=True), _lines(reader, "note", LONGEST_NOTE)
    if not reader.good or starts is None:
        return None
    return AgreementRow(reader.number, code, version, starts, note)


def signature(reader: RowReader, networks: Networks, today: date) -> SignatureRow | None:
    """Read a row of Signatures."""
    head = ("network_code", "version", "organisation_code", "organisation_name")
    if _says_nothing(reader, SIGNATURES, "network_code", "version"):
        return None
    code, version = networks.code(reader), _version(reader)
    who = reader.code("organisation_code", ODS_CODE, "A81001 or FA123", needed=False)
    name = _text(reader, "organisation_name", 200)
    if not who and not name:
        reader.fail("organisation_code", "Is blank, and so is the name. Fill in who signed.")
    blank = _says_nothing(reader, SIGNATURES, *head)
    signed_on = reader.day("signed_on", needed=not blank)
    signed_by = _text(reader, "signed_by", 150, needed=not blank)
    if signed_on and signed_on > today:
        reader.fail("signed_on", "Is still to come. Write the day on which it was signed.")
    schedules = _schedules(reader)
    if not reader.good:
        return None
    return SignatureRow(reader.number, code, version, who, name, signed_by, signed_on, schedules)


def _says_nothing(reader: RowReader, title: str, *head: str) -> bool:
    """Whether all cells but those of `head` are blank: a row that nobody has filled in."""
    asked = (c.title for c in LAYOUTS[title].columns if c.title not in head)
    return not any(reader.raw(column) for column in asked)


def _text(reader: RowReader, title: str, longest: int, *, needed: bool = False) -> str:
    """A text of one line, with single blanks."""
    return " ".join(_lines(reader, title, longest, needed=needed).split())


def _lines(reader: RowReader, title: str, longest: int, *, needed: bool = False) -> str:
    """A text; one that a spreadsheet would run is read only as `guarded` gave it out."""
    given = reader.raw(title)
    if plain(given) == given:
        found = reader.text(title, needed=needed, longest=longest)
    else:
        found = plain(given)
        if len(found) > longest:
            reader.fail(title, f"Has {len(found)} characters. The most is {longest}.")
    return found


def _email(reader: RowReader) -> str:
    found = _text(reader, "email", 254)
    try:
        if found:
            validate_email(found)
    except ValidationError:
        reader.fail("email", "Is not an e-mail address. Write it like name@example.org.")
    return found


def _phone(reader: RowReader) -> str:
    """A telephone number may start with a plus sign."""
    found = " ".join(plain(reader.raw("phone")).split())
    if found and not PHONE.fullmatch(found):
        reader.fail("phone", "Is not a telephone number. Write it like 01632 960001.")
    return found


def _amount(reader: RowReader, title: str, most: Decimal, places: int) -> Decimal | None:
    found = reader.figure(title, needed=False)
    if found is not None and not (0 < found <= most and found == round(found, places)):
        reader.fail(
            title, f"Is not above 0 and at most {most}, with {places} decimals or fewer. Check it."
        )
    return found


def _version(reader: RowReader) -> int:
    found = reader.whole("version") or 0
    if reader.raw("version") and not 1 <= found <= MOST_VERSIONS and reader.good:
        reader.fail("version", "Is not a version. Write 1 for the first, 2 for the next.")
    return found


def _schedules(reader: RowReader) -> tuple[int, ...]:
    given = reader.raw("schedules")
    words = [word for word in re.split(r"[\s,;]+", given) if word]
    if any(word not in map(str, SCHEDULES) for word in words):
        reader.fail("schedules", "Are not schedules. Write numbers from 1 to 7, like 1, 2, 4.")
        return ()
    return tuple(sorted({int(word) for word in words}))
