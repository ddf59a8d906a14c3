"""Writing a calculation: its row, then statements, lines and gaps by COPY."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import Any

import orjson
from django.db import connection

from funding.engine.facts import Figure, NetworkFacts
from funding.engine.lines import Entitlement
from funding.models import Calculation, Gap, Line, Statement
from networks.holds import KnownHold

NOTHING = Decimal("0.00")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True, slots=True)
class More:
    """What comes to the month's own entitlements, in pounds by network code."""

    corrections: Mapping[str, Decimal]
    adjustments: Mapping[str, Decimal]

    def corrected(self, network: str) -> Decimal:
        return self.corrections.get(network, NOTHING)

    def adjusted(self, network: str) -> Decimal:
        return self.adjustments.get(network, NOTHING)


def copy_statements(
    calculation: Calculation,
    results: Sequence[tuple[NetworkFacts, Entitlement]],
    holds: Mapping[str, KnownHold],
    more: More,
) -> None:
    """Write the statement, lines and gaps of every network, in the order given.

    `holds` are by network code; `more` is what comes to the month's own entitlements.
    """
    ids = _reserve(len(results))
    numbered = list(zip(ids, results, strict=True))
    copy_rows(
        Statement._meta.db_table,
        "id, calculation_id, network_code, network_name, month, total, corrections, adjustments, "
        "inputs, hold, notes",
        (
            _statement(pk, calculation, facts, found, holds.get(facts.code), more)
            for pk, (facts, found) in numbered
        ),
    )
    copy_rows(
        Line._meta.db_table,
        "statement_id, stream, component, payee, amount, status, rate_id, steps, citations",
        (row for pk, (_, found) in numbered for row in _lines(pk, found)),
    )
    copy_rows(
        Gap._meta.db_table,
        "statement_id, stream, payee, missing",
        (row for pk, (_, found) in numbered for row in _gaps(pk, found)),
    )


def copy_rows(table: str, columns: str, rows: Iterable[str]) -> None:
    """COPY rows of PostgreSQL's text format (tab-separated, escaped) into a table."""
    text = "".join(rows)
    if not text:
        return
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", BytesIO(text.encode()))


def inputs_used(facts: NetworkFacts) -> list[dict[str, Any]]:
    """The figures a statement rests on, each with its source, as `Statement.inputs` keeps them.

    Values are text at full precision. The care home beds are the network's own: `practice` and
    `name` are then the network's.
    """
    found = [
        _input(practice.code, practice.name, basis, figure)
        for practice in facts.practices
        for basis, figure in (
            ("registered", practice.registered),
            ("adjusted", practice.adjusted),
            ("weighted", practice.weighted),
        )
        if figure is not None
    ]
    if facts.beds is not None:
        found.append(_input(facts.code, facts.name, "beds", facts.beds))
    return found


def _input(code: str, name: str, basis: str, figure: Figure) -> dict[str, Any]:
    said = {"override": figure.override} if figure.override else {}
    return said | {
        "practice": code,
        "name": name,
        "basis": basis,
        "value": str(figure.value),
        "reference_date": figure.reference_date and figure.reference_date.isoformat(),
        "source": figure.source,
        "row": figure.row,
    }


def _reserve(number: int) -> list[int]:
    """Take the next statement numbers, so that lines can name theirs without reading back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Statement._meta.db_table, number],
        )
        return [row[0] for row in cursor.fetchall()]


def _statement(
    pk: int,
    calculation: Calculation,
    facts: NetworkFacts,
    found: Entitlement,
    hold: KnownHold | None,
    more: More,
) -> str:
    name = facts.name.translate(_ESCAPES)
    start = f"{pk}\t{calculation.pk}\t{facts.code}\t{name}"
    held = "\\N" if hold is None else as_json(hold._asdict())
    inputs = as_json(inputs_used(facts))
    sums = f"{found.total}\t{more.corrected(facts.code)}\t{more.adjusted(facts.code)}"
    notes = as_json([asdict(note) for note in found.notes])
    return f"{start}\t{calculation.month}\t{sums}\t{inputs}\t{held}\t{notes}\n"


def _lines(statement: int, found: Entitlement) -> Iterable[str]:
    for line in found.lines:
        steps = as_json([step.as_dict() for step in line.steps])
        yield (
            f"{statement}\t{line.stream}\t{line.component}\t{line.payee}\t{line.amount}"
            f"\t{line.status}\t{line.rate_id}\t{steps}\t{_citations(line.citations)}\n"
        )


def _gaps(statement: int, found: Entitlement) -> Iterable[str]:
    for gap in found.gaps:
        missing = gap.missing.translate(_ESCAPES)
        yield f"{statement}\t{gap.stream}\t{gap.payee}\t{missing}\n"


@lru_cache(maxsize=1024)
def _citations(citations: tuple[str, ...]) -> str:
    return as_json(citations)


def as_json(value: Any) -> str:
    """JSON in COPY's text format: it holds no tab or line break, so only backslashes escape."""
    return orjson.dumps(value).decode().replace("\\", "\\\\")


def totals(entitlements: Iterable[Entitlement]) -> tuple[int, int, Decimal]:
    """Numbers of lines and gaps, and pounds, of a whole calculation."""
    found = list(entitlements)
    return (
        sum(len(e.lines) for e in found),
        sum(len(e.gaps) for e in found),
        sum((e.total for e in found), Decimal("0.00")),
    )


def sum_held(
    results: Iterable[tuple[NetworkFacts, Entitlement]],
    holds: Mapping[str, KnownHold],
    more: More,
) -> Decimal:
    """Pounds of a calculation that are not paid, because the network's payments are held."""
    held = (
        found.total + more.corrected(facts.code) + more.adjusted(facts.code)
        for facts, found in results
        if facts.code in holds
    )
    return sum(held, NOTHING)
