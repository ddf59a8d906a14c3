"""A network's statements: the one that counts for a month, the one before, and its lines."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from funding.engine.streams import STREAM_TITLES
from funding.models import Decision, Gap, Line, RunPart, Statement
from pcn_portal.units.periods import Month

Row = TypeVar("Row", Line, Gap)


def current_statements(
    *,
    network_codes: list[str] | None = None,
    months: list[date] | None = None,
    within: QuerySet[Statement] | None = None,
) -> QuerySet[Statement]:
    """The statement that counts for each network and month: approved, else the latest.

    `within` is the scope's statements (for a network's people the approved ones only). Each has
    `approved` (bool) and its calculation; without `inputs`. By network, newest month first.
    """
    statements = Statement.objects.all() if within is None else within
    if network_codes is not None:
        statements = statements.filter(network_code__in=network_codes)
    if months is not None:
        statements = statements.filter(month__in=months)
    approved = Decision.objects.filter(
        calculation=OuterRef("calculation"), outcome=Decision.Outcome.APPROVED
    )
    newest_run = RunPart.objects.filter(calculation=OuterRef("calculation")).order_by(
        "-run__known_at", "-run__requested_at"
    )
    return (
        statements.annotate(
            approved=Exists(approved),
            known_at=Subquery(newest_run.values("run__known_at")[:1]),
            requested_at=Subquery(newest_run.values("run__requested_at")[:1]),
        )
        .order_by("network_code", "-month", "-approved", "-known_at", "-requested_at", "-id")
        .distinct("network_code", "month")
        .select_related("calculation")
        .defer("inputs")
    )


def current_statement(
    *, network_code: str, month: date, within: QuerySet[Statement] | None = None
) -> Statement | None:
    """The statement that counts for one network and month, if there is one."""
    return current_statements(network_codes=[network_code], months=[month], within=within).first()


def previous_statement(
    statement: Statement, *, within: QuerySet[Statement] | None = None
) -> Statement | None:
    """The statement that counts for the same network in the month before."""
    before = Month.of(statement.month).previous.first
    return current_statement(network_code=statement.network_code, month=before, within=within)


@dataclass(frozen=True)
class StreamGroup:
    """One payment on a statement: its lines and gaps, and its pounds."""

    stream: str
    title: str
    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))


def statement_groups(statement: Statement) -> list[StreamGroup]:
    """A statement's lines and gaps by payment, in the order of a statement; two queries."""
    lines = _by_stream(list(statement.lines.order_by("id")))
    gaps = _by_stream(list(statement.gaps.order_by("id")))
    return [
        StreamGroup(stream, title, tuple(lines.get(stream, ())), tuple(gaps.get(stream, ())))
        for stream, title in STREAM_TITLES.items()
        if stream in lines or stream in gaps
    ]


def _by_stream(rows: list[Row]) -> dict[str, list[Row]]:
    return {stream: list(found) for stream, found in groupby(rows, key=lambda row: row.stream)}
