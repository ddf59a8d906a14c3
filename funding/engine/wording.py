"""Days, months, money and figures in the words of a statement."""

from datetime import date
from decimal import ROUND_DOWN, Decimal

from funding.engine.periods import Month

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
SHOWN_PLACES = Decimal("1e-10")


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
    cut = value.quantize(SHOWN_PLACES, rounding=ROUND_DOWN)
    if cut == value:
        return f"{cut.normalize():f}"
    return f"{cut:f}…"
