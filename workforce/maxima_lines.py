"""Maxima as people type them: a role, an area and pounds on each line."""

from decimal import Decimal, InvalidOperation

from workforce.engine.roles import AREA_WORDS, Area

LARGEST = Decimal("999999.99")
EXAMPLE = "CP national 66972.00"
Maxima = dict[str, dict[str, str]]


class BadLine(ValueError):
    """A line that cannot be read; the message names it and says what to write."""


def read_maxima(text: str, roles: set[str]) -> Maxima:
    """Read lines like "CP national 66972.00"; raise BadLine. `roles` are the codes there are."""
    found: Maxima = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            role, area, pounds = _line(number, line, roles)
            if area in found.setdefault(role, {}):
                raise BadLine(f"Line {number}: {role} {area} stands there twice. Write it once.")
            found[role][area] = pounds
    if not found:
        raise BadLine(f"Write at least one maximum, for example {EXAMPLE}.")
    return found


def _line(number: int, line: str, roles: set[str]) -> tuple[str, str, str]:
    words = line.replace("£", "").split()
    if len(words) != 3:
        raise BadLine(f"Line {number}: write a role, an area and pounds, for example {EXAMPLE}.")
    role, area, text = words[0].upper(), words[1].lower(), words[2]
    if role not in roles:
        raise BadLine(f"Line {number}: there is no role “{role[:20]}” on those days.")
    if area not in set(Area):
        areas = ", ".join(f"{one.value} ({AREA_WORDS[one]})" for one in Area)
        raise BadLine(f"Line {number}: “{area[:20]}” is not an area. The areas are {areas}.")
    return role, area, _pounds(number, text)


def _pounds(number: int, text: str) -> str:
    try:
        pounds = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise BadLine(f"Line {number}: “{text[:20]}” is not pounds.") from None
    if not pounds.is_finite() or not 0 < pounds <= LARGEST or pounds != round(pounds, 2):
        raise BadLine(
            f"Line {number}: write pounds and pence above 0 and at most {LARGEST:,}: 66972.00."
        )
    return f"{pounds:.2f}"
