"""Reading the ready reckoner's document field by field: every refusal names case and field."""

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from pcn_portal.units.periods import BadPeriod, Month

MOST_DIGITS = 15
MOST_DECIMALS = 20
"""More digits than any population has; beyond this a figure is a mistake."""

LONGEST_QUOTE = 80


class BadReckonerInput(ValueError):
    """A document that cannot be reckoned: which case and field, and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the document we are: the case, and the part of it."""

    case: str = ""
    part: str = ""

    def refuse(self, field: str, problem: str) -> NoReturn:
        where = [f"Case {self.case}"] if self.case else []
        where += [self.part] if self.part else []
        where += [f"“{_short(field)}”"] if field else []
        raise BadReckonerInput(f"{', '.join(where) or 'The document'} {problem}")


class Taken:
    """A mapping from which each known key is taken once; what is left over is refused."""

    def __init__(self, value: Any, place: Place) -> None:
        self.place = place
        if not isinstance(value, dict):
            place.refuse("", "must be an object with named fields, in { }.")
        self._left: dict[str, Any] = dict(value)

    def refuse_others(self) -> None:
        """Refuse the keys that nobody took."""
        for key in self._left:
            self.place.refuse(str(key), "is not a known field. Check its spelling, or remove it.")

    def anything(self, key: str) -> Any:
        return self._left.pop(key, None)

    def list(self, key: str, *, required: bool = True) -> list[Any]:
        value = self.anything(key)
        if value is None and not required:
            return []
        if not isinstance(value, list):
            self.place.refuse(key, "must be a list, in [ ].")
        return value

    def text(self, key: str) -> str:
        value = self.anything(key)
        if not isinstance(value, str) or not value.strip():
            self.place.refuse(key, "must be text in quotes, and not empty.")
        return value

    def identifier(self, key: str) -> str | int:
        value = self.anything(key)
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            self.place.refuse(key, "must be a name or number that tells the case apart.")
        return value

    def day(self, key: str) -> date | None:
        value = self.anything(key)
        if value is None:
            return None
        try:
            if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.place.refuse(key, 'must be a day, as "2024-07-15".')

    def month(self, key: str) -> Month | None:
        value = self.anything(key)
        return None if value is None else self.as_month(key, value)

    def as_month(self, key: str, value: Any) -> Month:
        try:
            month = Month.parse(value)
        except BadPeriod:
            self.place.refuse(key, 'must be written as year and month, as "2025-04".')
        if not 2000 <= month.year <= 2100:
            self.place.refuse(key, f"has {month}. Name a month between 2000 and 2100.")
        return month

    def number(self, key: str) -> Decimal | None:
        return self.as_number(key, self.anything(key))

    def as_number(self, key: str, value: Any) -> Decimal | None:
        """A figure, not negative; None stays None: it is missing, which is not zero."""
        if value is None:
            return None
        number = self._decimal(key, value)
        if not number.is_finite():
            self.place.refuse(
                key, f"is {number}, which is no figure. Leave it out if it is missing."
            )
        if number.is_signed():
            self.place.refuse(key, "is negative. A figure is zero or more.")
        if number.adjusted() >= MOST_DIGITS:
            self.place.refuse(key, f"is too large. At most {MOST_DIGITS} digits are read.")
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > MOST_DECIMALS:
            self.place.refuse(key, f"has more than {MOST_DECIMALS} decimals. Shorten it.")
        return number

    def _decimal(self, key: str, value: Any) -> Decimal:
        plain = isinstance(value, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value)
        exact = isinstance(value, int | Decimal) and not isinstance(value, bool)
        if not plain and not exact:
            self.place.refuse(key, 'must be a plain number, as "32250" or "29476.11": no commas.')
        return Decimal(value)


def read_document(content: bytes) -> Any:
    """A document as JSON has it, numbers exact; raise BadReckonerInput if it is not JSON.

    A field twice in one object is refused; NaN is read and refused where a figure stands.
    """
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=Decimal,
            object_pairs_hook=_object,
        )
    except BadReckonerInput:
        raise
    except UnicodeDecodeError:
        raise BadReckonerInput("The document is not UTF-8 text. Save it as UTF-8.") from None
    except json.JSONDecodeError as problem:
        raise BadReckonerInput(
            f"The document is not JSON: line {problem.lineno}, column {problem.colno}:"
            f" {problem.msg}. Correct it there."
        ) from None
    except RecursionError:
        raise BadReckonerInput("The document is nested too deeply. Use the given layout.") from None
    except ValueError:
        raise BadReckonerInput("The document has a number too long to read. Shorten it.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise BadReckonerInput(f"The field “{_short(key)}” is twice in one object. Keep one.")
        result[key] = value
    return result


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
