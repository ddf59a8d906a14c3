"""Keyset pages: the next page starts after the last row seen, so inserts never shift it."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db.models import Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

LIMIT = 500
DEFAULT_LIMIT = 100
BIG = 2**63


def whole(value: Any) -> int:
    """Read a row number of a cursor; refuse what no table can hold."""
    if type(value) is not int or not 0 <= value < BIG:
        raise ValueError
    return value


def text(value: Any) -> str:
    """Read a code of a cursor."""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return value


def day(value: Any) -> date:
    return date.fromisoformat(text(value))


def moment(value: Any) -> datetime:
    read = datetime.fromisoformat(text(value))
    if read.tzinfo is None:
        raise ValueError
    return read


def uuid(value: Any) -> UUID:
    return UUID(text(value))


@dataclass(frozen=True)
class Order:
    """The columns a list is ordered by, together unique, and how a cursor's values are read."""

    columns: tuple[tuple[str, Callable[[Any], Any]], ...]
    newest_first: bool = False

    def names(self) -> list[str]:
        sign = "-" if self.newest_first else ""
        return [sign + name for name, _ in self.columns]

    def cursor(self, row: dict[str, Any]) -> str:
        """Return the opaque position of `row`."""
        position = orjson.dumps([row[name] for name, _ in self.columns])
        return base64.urlsafe_b64encode(position).decode().rstrip("=")

    def position(self, cursor: str) -> list[Any]:
        """Return the values at a cursor; a cursor that is not ours is refused by name."""
        try:
            return self._values(cursor)
        except (ValueError, binascii.Error, RecursionError):
            sentence = "Follow the address in “next”; this is not one of its cursors."
            raise ValidationError({"cursor": [sentence]}) from None

    def after(self, cursor: str) -> Q:
        """Return the rows behind a cursor."""
        values = self.position(cursor)
        beyond = "lt" if self.newest_first else "gt"
        behind, same = Q(), Q()
        for (name, _), value in zip(self.columns, values, strict=True):
            behind |= same & Q(**{f"{name}__{beyond}": value})
            same &= Q(**{name: value})
        return behind

    def _values(self, cursor: str) -> list[Any]:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(values, list) or len(values) != len(self.columns):
            raise ValueError
        return [read(value) for (_, read), value in zip(self.columns, values, strict=True)]


def page(
    request: Request,
    rows: QuerySet[Any, Any],
    order: Order,
    query: dict[str, Any],
    hidden: Sequence[str] = (),
) -> dict[str, Any]:
    """Return one page of `rows` (a `.values()` queryset) as {"results", "next"}.

    `query` holds the validated `limit` and `cursor`; `hidden` are columns that only order.
    """
    limit: int = query.get("limit") or DEFAULT_LIMIT
    if query.get("cursor"):
        rows = rows.filter(order.after(query["cursor"]))
    found = list(rows.order_by(*order.names())[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    following = _address(request, order.cursor(found[-1])) if more else None
    for row in found:
        for name in hidden:
            del row[name]
    return {"results": found, "next": following}


def worked_out(
    request: Request, rows: Sequence[dict[str, Any]], order: Order, query: dict[str, Any]
) -> dict[str, Any]:
    """Return one page of rows that no query can order, given in the ascending order of `order`."""
    limit: int = query.get("limit") or DEFAULT_LIMIT
    if query.get("cursor"):
        seen = order.position(query["cursor"])
        rows = [row for row in rows if [row[name] for name, _ in order.columns] > seen]
    more, found = len(rows) > limit, list(rows[:limit])
    following = _address(request, order.cursor(found[-1])) if more else None
    return {"results": found, "next": following}


def _address(request: Request, cursor: str) -> str:
    parameters = request.query_params.copy()
    parameters["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
