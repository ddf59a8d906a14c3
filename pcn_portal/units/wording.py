"""Days, months, money and figures in the words of a statement."""

from datetime import date
from decimal import Decimal

from pcn_portal.units.periods import Month

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SHOWN_PLACES = 10


def day_in_words(day: date) -> str:
    """28 March 2024."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def month_in_words(month: Month) -> str:
    """March 2024."""
    return f"{MONTH_NAMES[month.number - 1]} {month.year}"


def exact_text(value: Decimal) -> str:
    """A figure as plain digits, exactly: never "1E+3"."""
    return f"{value:f}"


def shown_text(value: Decimal) -> str:
    """A result as plain digits: exact up to ten decimals, else cut there and marked "…"."""
    text = f"{value:f}"
    point = text.find(".")
    if point < 0:
        return text
    end = point + 1 + SHOWN_PLACES
    if text[end:].strip("0"):
        return f"{text[:end]}…"
    return text[:end].rstrip("0").rstrip(".")


def with_article(name: str) -> str:
    """A clinical pharmacist: "a paramedic", "an occupational therapist"; a GP keeps its letters."""
    words = name if name[:2].isupper() else name[:1].lower() + name[1:]
    return f"{'an' if words[:1].lower() in 'aeiou' else 'a'} {words}"
