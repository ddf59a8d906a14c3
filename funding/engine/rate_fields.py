"""Reading one mapping of a rate file, key by key; whatever was not asked for is refused."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from funding.engine.rate import BadRates
from funding.engine.rate_yaml import Unquoted


class Fields:
    """A mapping and where it is; each read key is ticked off, `refuse_others` looks at the rest.

    `where` is the beginning of every error: file, then rate, then component.
    """

    def __init__(self, mapping: Any, where: str) -> None:
        self.where = where
        if not isinstance(mapping, dict):
            raise BadRates(f"{where}: keys expected here. Copy the layout of another rate.")
        self._values: dict[str, Any] = mapping
        self._seen: set[str] = set()

    def refuse(self, key: str, problem: str) -> NoReturn:
        raise BadRates(f"{self.where}: “{key}” {problem}")

    def refuse_others(self) -> None:
        """Refuse the keys that nobody read."""
        for key in self._values:
            if key not in self._seen:
                self.refuse(key, "is not a key of this file. Check its spelling, or remove it.")

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key, default)
        if isinstance(value, Unquoted):
            self.refuse(key, f"is the bare number {value.text}. Put it in quotes.")
        if not isinstance(value, str) or (not value.strip() and default is None):
            self.refuse(key, "must be text, and not empty.")
        return value

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in allowed and value != default:
            self.refuse(key, f"is “{value}”. Write one of: {', '.join(allowed)}.")
        return value

    def day(self, key: str) -> date:
        text = self.text(key)
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            self.refuse(key, f"is “{text}”, which is no day. Write year-month-day: 2025-04-01.")

    def day_or_unknown(self, key: str) -> date | None:
        return None if self.text(key) == "unknown" else self.day(key)

    def decimal_or_unknown(self, key: str) -> Decimal | None:
        text = self.text(key)
        if text == "unknown":
            return None
        if not re.fullmatch(r"\d+(\.\d+)?", text):
            self.refuse(key, f'is “{text}”. Write a quoted decimal, as "1.761", or unknown.')
        return Decimal(text)

    def flag(self, key: str, *, required: bool = False) -> bool:
        value = self._take(key, None if required else False)
        if not isinstance(value, bool):
            self.refuse(key, "must be true or false.")
        return value

    def list(self, key: str, default: Sequence[Any] | None = None) -> Sequence[Any]:
        value = self._take(key, default)
        if not isinstance(value, list | tuple) or (not value and default is None):
            self.refuse(key, "must be a list with at least one entry.")
        return value

    def mapping(self, key: str) -> "Fields | None":
        if key not in self._values:
            return None
        return Fields(self._take(key, None), f"{self.where}: “{key}”")

    def raw(self) -> dict[str, Any]:
        """The mapping itself, for a reader of its entries."""
        return self._values

    def _take(self, key: str, default: Any) -> Any:
        self._seen.add(key)
        if key not in self._values:
            if default is None:
                raise BadRates(f"{self.where}: “{key}” is missing. Add it.")
            return default
        return self._values[key]
