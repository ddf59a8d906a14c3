"""Cells to codes, days and numbers. A cell that cannot be read says what to write instead."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
PRACTICE_CODE = re.compile(r"[A-Z][0-9]{5}")
NETWORK_CODE = re.compile(r"U[0-9]{5}")
ORGANISATION_CODE = re.compile(r"[A-Z0-9]{3}(?:[A-Z0-9]{2})?")
MISSING = {"", "no_data", "n/a", "null"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ISO = re.compile(r"([0-9]{4})(-?)([0-9]{2})\2([0-9]{2})(?:[T ]00:00(?::00)?)?")
_NAMED = re.compile(r"([0-9]{1,2})[- ]?([A-Za-z]{3})[a-z]*[- ]?([0-9]{4}|[0-9]{2})")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_MONTH_NAMED = re.compile(r"([A-Za-z]{3})[a-z]*[- ]([0-9]{4}|[0-9]{2})")


class BadCell(ValueError):
    """A cell cannot be read; the message says what is wrong and what to write."""


def normalised(title: str) -> str:
    """A column's title for comparison: line breaks, underscores, blanks and case do not count."""
    return re.sub(r"[^a-z0-9]+", " ", title.lower()).strip()


def read_text(cell: str, longest: int = 200) -> str:
    """Read a name or address; a formula is refused, because a spreadsheet would run it."""
    if cell.startswith(_FORMULA):
        raise BadCell(
            f"Starts with “{cell[0].strip() or 'a control character'}”, so a spreadsheet would run "
            "it as a formula. Remove that character."
        )
    if len(cell) > longest:
        raise BadCell(f"Has {len(cell)} characters. The most is {longest}.")
    return cell


def read_code(cell: str, pattern: re.Pattern[str], example: str) -> str:
    """Read an ODS code, in capitals or not."""
    code = read_text(cell).upper()
    if not pattern.fullmatch(code):
        raise BadCell(f"Is not a code of this kind. Write it like {example}.")
    return code


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _parts(cell: str) -> tuple[int, int, int] | None:
    if found := _ISO.fullmatch(cell):
        return int(found[1]), int(found[3]), int(found[4])
    if found := _NAMED.fullmatch(cell):
        return _year(found[3]), MONTHS.get(found[2].lower(), 0), int(found[1])
    if found := _SLASHED.fullmatch(cell):
        return int(found[3]), int(found[2]), int(found[1])
    return None


@lru_cache(maxsize=4096)
def read_day(cell: str) -> date:
    """Read 2026-07-01, 20260701, 01Jul2026, 01-Apr-26 or 01/04/2026."""
    parts = _parts(cell)
    try:
        day = date(*parts) if parts else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2100:
        raise BadCell("Is not a date. Write it as year, month, day: 2025-04-01.")
    return day


@lru_cache(maxsize=512)
def read_month(cell: str) -> date:
    """Read a month (2025-04, Apr-25, or its first day) as its first day."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", cell):
        cell = f"{cell}-01"
    elif found := _MONTH_NAMED.fullmatch(cell):
        cell = f"01-{found[1]}-{found[2]}"
    try:
        day = read_day(cell)
    except BadCell as error:
        raise BadCell("Is not a month. Write it as year and month: 2025-04.") from error
    if day.day != 1:
        raise BadCell("Is not a month: the day is not the first. Write it like 2025-04.")
    return day


def read_whole(cell: str) -> int:
    """Read a count: a whole number, not negative."""
    number = read_number(cell)
    if number != int(number):
        raise BadCell("Has decimals. Write a whole number.")
    return int(number)


def read_number(cell: str) -> Decimal:
    """Read a figure that is not negative, to its last digit."""
    if re.fullmatch(r"-\s*[0-9].*", cell):
        raise BadCell("Is negative. A figure is never below zero.")
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,30})?", cell):
        raise BadCell("Is not a number. Write digits only, with a point for decimals.")
    return Decimal(cell)


def read_degrees(cell: str) -> Decimal:
    """Read a latitude or longitude; west and south are negative. Publishers print 9e-05 too."""
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,15})?([eE]-[0-9]{1,2})?", cell):
        raise BadCell("Is not a number of degrees. Write it like 51.4279 or -2.9712.")
    return Decimal(cell)


def read_choice(cell: str, choices: Mapping[str, str]) -> str:
    """Read one of a few words (keys in lower case)."""
    found = choices.get(cell.lower())
    if found is None:
        raise BadCell(f"Is not one of: {', '.join(choices)}.")
    return found


@lru_cache(maxsize=4096)
def say(day: date) -> str:
    """A day as people write it: 1 April 2025."""
    return f"{day.day} {day:%B %Y}"
