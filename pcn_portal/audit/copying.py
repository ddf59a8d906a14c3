"""Writing many rows at once by PostgreSQL's COPY, ten times faster than INSERT."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from django.db import connection, models

Value = str | int | Decimal | date | datetime | None
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_in(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Value]]
) -> None:
    """Append rows to a model's table; `columns` are its columns, in the order of each row.

    Constraints and triggers hold as for INSERT. Defaults set in Python do not: name every column.
    """
    lines = ["\t".join(map(_text, row)) + "\n" for row in rows]
    if not lines:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(statement, BytesIO("".join(lines).encode()))


def _text(value: Value) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, datetime):
        return value.isoformat()
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)
