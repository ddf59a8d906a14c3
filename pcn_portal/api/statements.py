"""Statements: what a network is entitled to for a month, and why."""

from decimal import Decimal
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from funding.documents import statement_number
from funding.engine.streams import STREAM_TITLES
from funding.models import Statement
from funding.queries import counting_calculations, current_statement, decision_on
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import statements_in
from pcn_portal.api.calculations import STATES, DecisionShape, decision_row
from pcn_portal.api.fields import CodeField, MonthField, month_from, month_text
from pcn_portal.api.pages import BIG, Order, day, page, text, whole
from pcn_portal.api.shapes import Named, answers, paged
from pcn_portal.api.views import Endpoint, Paged, Query
from pcn_portal.units.periods import Month

ORDER = Order((("network_code", text), ("month", day), ("id", whole)))


class StatementQuery(Paged):
    """Filters of the list of statements."""

    network = CodeField(required=False, help_text="ODS code of a network.")
    month = MonthField(required=False)
    icb = CodeField(required=False, help_text="ODS code of an ICB.")
    status = serializers.ChoiceField(required=False, choices=STATES)
    versions = serializers.ChoiceField(
        required=False,
        choices=["counting", "all"],
        help_text="Only the statement that counts for each month (when left out), or every one.",
    )


class StatementVersion(Query):
    """Which calculation's statement."""

    calculation = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=BIG - 1,
        help_text="A calculation's number; the one that counts when left out.",
    )


class StatementHoldShape(serializers.Serializer[Any]):
    """The payment hold in force when the statement was calculated."""

    id = serializers.IntegerField()
    from_month = serializers.CharField()
    reason = serializers.CharField()
    placed_at = serializers.DateTimeField()


class StatementShape(serializers.Serializer[Any]):
    """One network's month. With a `hold` the entitlement stands and nothing is payable."""

    id = serializers.IntegerField()
    statement_number = serializers.CharField(
        help_text="Names the statement for good once it is approved."
    )
    network = Named()
    icb = Named()
    month = serializers.CharField()
    status = serializers.ChoiceField(choices=STATES)
    total = serializers.CharField(help_text="Pounds: the entitlements of the month.")
    corrections = serializers.CharField(help_text="Pounds more or less for earlier months.")
    adjustments = serializers.CharField(help_text="Pounds entered by hand.")
    due = serializers.CharField(help_text="Pounds: the three together.")
    held = serializers.CharField(help_text="Pounds: what is due while payments are held, else 0.")
    payable = serializers.CharField(help_text="Pounds: what is due less what is held.")
    hold = StatementHoldShape(allow_null=True)
    calculation = serializers.IntegerField()


class StepShape(serializers.Serializer[Any]):
    """One step of an explanation."""

    label = serializers.CharField()  # type: ignore[assignment]
    formula = serializers.CharField()
    value = serializers.CharField()
    rate = serializers.CharField(allow_blank=True)
    citation = serializers.CharField(allow_blank=True)


class LineShape(serializers.Serializer[Any]):
    """One monthly amount to one payee, with the steps that lead to it."""

    id = serializers.IntegerField()
    stream = serializers.CharField()
    title = serializers.CharField()
    component = serializers.CharField(allow_blank=True)
    payee = serializers.CharField()
    amount = serializers.CharField(help_text="Pounds.")
    status = serializers.CharField()
    rate_id = serializers.CharField()
    steps = StepShape(many=True)
    citations = serializers.ListField(child=serializers.CharField())


class GapShape(serializers.Serializer[Any]):
    """What could not be calculated: the missing input, and for whom."""

    stream = serializers.CharField()
    title = serializers.CharField()
    missing = serializers.CharField()
    payee = serializers.CharField()


class NoteShape(serializers.Serializer[Any]):
    """A payment that is not due because of what nobody declared: neither money nor a gap."""

    stream = serializers.CharField()
    component = serializers.CharField()
    text = serializers.CharField()


class InputShape(serializers.Serializer[Any]):
    """A figure that was used, with the file and row it came from."""

    practice = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    basis = serializers.CharField()
    value = serializers.CharField()
    reference_date = serializers.CharField(allow_null=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    row = serializers.IntegerField(allow_null=True)
    override = serializers.CharField(
        allow_blank=True, help_text="Why a figure of another day was used, if one was."
    )


class StatementDetailShape(StatementShape):
    """A statement with its lines, gaps and inputs."""

    known_at = serializers.DateTimeField()
    calculated_at = serializers.DateTimeField()
    decision = DecisionShape(allow_null=True)
    totals = serializers.DictField(child=serializers.CharField(), help_text="Pounds by stream.")
    lines = LineShape(many=True)
    gaps = GapShape(many=True)
    notes = NoteShape(many=True)
    inputs = InputShape(many=True)


class Statements(Endpoint):
    """Statements."""

    permission = Permission.SEE_STATEMENTS

    @extend_schema(
        operation_id="list_statements",
        parameters=[StatementQuery],
        responses=answers(paged(StatementShape)),
    )
    def get(self, request: Request) -> Response:
        """List the statements of your networks, by network and month.

        A network's own people see a statement once it is approved.
        """
        query = self.query(StatementQuery)
        found = statements_in(self.scope).filter(_chosen(query))
        if query.get("versions") != "all":
            found = found.filter(calculation__in=counting_calculations())
        rows = _rows(found)
        if "status" in query:
            rows = rows.filter(status=query["status"])
        answer = page(request, rows, ORDER, query)
        return Response({**answer, "results": [_row(row) for row in answer["results"]]})


class OneStatement(Endpoint):
    """One statement."""

    permission = Permission.SEE_STATEMENTS

    @extend_schema(
        operation_id="get_statement",
        parameters=[StatementVersion],
        responses=answers(StatementDetailShape),
    )
    def get(self, request: Request, network: str, month: str) -> Response:
        """Show a network's statement for a month: lines with steps, gaps, and inputs used."""
        calculation = self.query(StatementVersion).get("calculation")
        first = month_from(month)
        if first is None:
            self.missing()
        within = statements_in(self.scope)
        if calculation is not None:
            within = within.filter(calculation=calculation)
        found = current_statement(network_code=network.upper(), month=first, within=within)
        if found is None:
            self.missing()
        return Response(_detail(found))


def _chosen(query: dict[str, Any]) -> Q:
    columns = {"network": "network_code", "month": "month", "icb": "calculation__icb_code"}
    return Q(**{column: query[name] for name, column in columns.items() if name in query})


def _rows(statements: QuerySet[Statement]) -> QuerySet[Any, Any]:
    """Statements with the decision on their calculation, which is at most one."""
    decision = "calculation__decisions"
    return statements.values(
        "id", "network_code", "network_name", "month", "total", "corrections",
        "adjustments", "hold",
        icb_code=F("calculation__icb_code"),
        icb_name=F("calculation__icb_name"),
        number=F("calculation_id"),
        status=Coalesce(f"{decision}__outcome", Value(STATES[0]), output_field=CharField()),
    )  # fmt: skip


def _row(row: dict[str, Any]) -> dict[str, Any]:
    nothing = Decimal("0.00")
    due = row["total"] + row["corrections"] + row["adjustments"]
    return {
        "id": row["id"],
        "statement_number": statement_number(
            row["icb_code"], Month.of(row["month"]), row["network_code"]
        ),
        "network": {"code": row["network_code"], "name": row["network_name"]},
        "icb": {"code": row["icb_code"], "name": row["icb_name"]},
        "month": month_text(row["month"]),
        "status": row["status"],
        "total": row["total"],
        "corrections": row["corrections"],
        "adjustments": row["adjustments"],
        "due": due,
        "held": due if row["hold"] else nothing,
        "payable": nothing if row["hold"] else due,
        "hold": row["hold"] and row["hold"] | {"from_month": row["hold"]["from_month"][:7]},
        "calculation": row["number"],
    }


def _detail(statement: Statement) -> dict[str, Any]:
    row = _rows(Statement.objects.filter(pk=statement.pk)).get()
    lines = list(
        statement.lines.order_by("id").values(
            "id", "stream", "component", "payee", "amount", "status", "rate_id", "steps",
            "citations",
        )
    )  # fmt: skip
    gaps = list(statement.gaps.order_by("id").values("stream", "missing", "payee"))
    decision = decision_on(statement.calculation)
    return {
        **_row(row),
        "known_at": statement.calculation.known_at,
        "calculated_at": statement.calculation.calculated_at,
        "decision": decision and decision_row(decision),
        "totals": _totals(lines),
        "lines": [_titled(line) for line in lines],
        "gaps": [_titled(gap) for gap in gaps],
        "notes": statement.notes,
        "inputs": [{"override": ""} | used for used in statement.inputs],
    }


def _totals(lines: list[Any]) -> dict[str, Any]:
    totals: dict[str, Any] = {}
    for line in lines:
        totals[line["stream"]] = totals.get(line["stream"], 0) + line["amount"]
    return totals


def _titled(row: Any) -> dict[str, Any]:
    return {**row, "title": STREAM_TITLES.get(row["stream"], row["stream"])}
