"""How money, figures and dates are written on every page. A missing value says so in words."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from pcn_portal.units.periods import Month

MISSING = "Not known"
_WHOLE = re.compile(r"(?<![\d.,])\d{4,}(?![\d,])")
MINUS = "\N{MINUS SIGN}"


def money(value: Decimal | None, word: str = "") -> str:
    """Write pounds: £1,234.56. A negative one takes a minus sign and `word` ("recovered")."""
    if value is None:
        return MISSING
    text = f"£{abs(value):,.2f}"
    if value >= 0:
        return text
    return f"{MINUS}{text} {word}".rstrip()


def money_change(value: Decimal | None) -> str:
    """Write a difference in words: "£12.00 more", "£3.50 less", "No change"."""
    if value is None:
        return MISSING
    if value == 0:
        return "No change"
    return f"£{abs(value):,.2f} {'more' if value > 0 else 'less'}"


def patients(value: Decimal | int | None) -> str:
    """Write a population to the whole patient, with commas, for reading only."""
    if value is None:
        return MISSING
    return f"{Decimal(value).quantize(Decimal(1), rounding=ROUND_HALF_UP):,}"


def exact(value: Decimal | int | None) -> str:
    """Write a figure to its last digit, with commas and without idle zeros."""
    if value is None:
        return MISSING
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def spaced(text: str) -> str:
    """Put commas into the whole numbers of a formula or result: £15,276.104938445…"""
    return _WHOLE.sub(lambda found: f"{int(found[0]):,}", text)


def counted(number: int, words: str) -> str:
    """Write a number with its noun: counted(2, "network,networks") is "2 networks"."""
    one, many = words.split(",")
    return f"{number:,} {one if number == 1 else many}"


def day(value: date | datetime | None) -> str:
    """Write a date: 1 April 2025."""
    if value is None:
        return MISSING
    on = timezone.localdate(value) if isinstance(value, datetime) else value
    return f"{on.day} {on:%B %Y}"


def month(value: date | Month | str | None) -> str:
    """Write a month, given as one of its days, a Month or "2025-04": April 2025."""
    if value is None:
        return MISSING
    if isinstance(value, str):
        value = Month.parse(value)
    first = value.first if isinstance(value, Month) else value
    return f"{first:%B %Y}"


def moment(value: datetime | None) -> str:
    """Write a time in London: 3 May 2025 at 10:32am."""
    if value is None:
        return MISSING
    local = timezone.localtime(value)
    hour = local.hour % 12 or 12
    return f"{day(local)} at {hour}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def period(starts: date, ends: date | None) -> str:
    """Write a half-open period by its first and last day."""
    if ends is None:
        return f"From {day(starts)}"
    if ends <= starts:
        return f"Recorded for {day(starts)} and replaced from that day"
    return f"{day(starts)} to {day(date.fromordinal(ends.toordinal() - 1))}"


def joined(parts: list[str]) -> str:
    """Write a list as a sentence has it: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
