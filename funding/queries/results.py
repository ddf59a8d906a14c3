"""What a calculation holds: its statements, totals by payment, and gaps by kind."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import CharField, Count, F, Func, OuterRef, QuerySet, Subquery, Sum, Value

from funding.engine.streams import STREAM_TITLES
from funding.models import Calculation, Gap, Line, Statement


def statements_of(calculation: Calculation) -> QuerySet[Statement]:
    """A calculation's statements by network code, with numbers `line_count` and `gap_count`."""
    lines = Line.objects.filter(statement=OuterRef("pk"))
    gaps = Gap.objects.filter(statement=OuterRef("pk"))
    return calculation.statements.annotate(
        line_count=_number(lines), gap_count=_number(gaps)
    ).defer("inputs")


def _number(rows: QuerySet[Line] | QuerySet[Gap]) -> Func:
    counted = Subquery(
        rows.order_by().values("statement").annotate(number=Count("pk")).values("number")
    )
    return Func(counted, Value(0), function="COALESCE")


@dataclass(frozen=True)
class StreamTotal:
    """One payment's lines and pounds in a calculation, and its gaps."""

    stream: str
    title: str
    lines: int
    total: Decimal
    gaps: int


def stream_totals(calculation: Calculation) -> list[StreamTotal]:
    """Lines, pounds and gaps by payment, in the order of a statement; two queries."""
    lines = Line.objects.filter(statement__calculation=calculation).order_by().values("stream")
    sums = {
        stream: (number, total)
        for stream, number, total in lines.annotate(
            number=Count("id"), total=Sum("amount")
        ).values_list("stream", "number", "total")
    }
    missing = Gap.objects.filter(statement__calculation=calculation).order_by().values("stream")
    gaps = dict(missing.annotate(number=Count("id")).values_list("stream", "number"))
    return [
        StreamTotal(
            stream, title, *sums.get(stream, (0, Decimal("0.00"))), gaps=gaps.get(stream, 0)
        )
        for stream, title in STREAM_TITLES.items()
        if stream in sums or stream in gaps
    ]


@dataclass(frozen=True)
class GapGroup:
    """One kind of missing input in one payment: how often, and in how many networks."""

    stream: str
    title: str
    missing: str
    number: int
    networks: int


def _kind() -> Func:
    """What is missing, without the practice: "… population on 1 January 2025"."""
    return Func(
        F("missing"),
        Value(" of practice "),
        Value(1),
        function="split_part",
        output_field=CharField(),
    )


def gap_groups(*calculations: Calculation) -> list[GapGroup]:
    """The calculations' gaps by payment and kind of missing input, in one query."""
    rows = (
        Gap.objects.filter(statement__calculation__in=calculations)
        .annotate(kind=_kind())
        .order_by()
        .values("stream", "kind")
        .annotate(number=Count("id"), networks=Count("statement", distinct=True))
    )
    order = list(STREAM_TITLES)
    groups = [
        GapGroup(r["stream"], STREAM_TITLES[r["stream"]], r["kind"], r["number"], r["networks"])
        for r in rows
    ]
    return sorted(groups, key=lambda group: (order.index(group.stream), group.missing))


def gaps_of_kind(calculation: Calculation, *, stream: str, missing: str) -> QuerySet[Gap]:
    """The single gaps of a group, with their statements, by network and payee."""
    return (
        Gap.objects.filter(statement__calculation=calculation, stream=stream)
        .annotate(kind=_kind())
        .filter(kind=missing)
        .select_related("statement")
        .defer("statement__inputs")
        .order_by("statement__network_code", "payee", "id")
    )
