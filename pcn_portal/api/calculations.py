"""Calculations: an ICB's month, its totals and gaps, and its approval or return."""

from collections.abc import Callable
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from funding.actions import DecisionRefused, approve, return_calculation
from funding.engine.life import Stage
from funding.models import Calculation, Decision
from funding.queries import counting_calculations, gap_groups, standing_of, stream_totals
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import calculations_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField, MonthField, month_text
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.shapes import GapGroupShape, answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, Paged, now

ORDER = Order((("id", whole),), newest_first=True)
STATES = ["calculated", "approved", "returned"]
STANDINGS = ["calculated", "checked", "approved_once", "returned", *map(str, Stage)]


class CalculationQuery(Paged):
    """Filters of the list of calculations."""

    icb = CodeField(required=False, help_text="ODS code of an ICB.")
    month = MonthField(required=False)
    state = serializers.ChoiceField(required=False, choices=STATES)
    versions = serializers.ChoiceField(
        required=False,
        choices=["counting", "all"],
        help_text="Only those that count for their month, or every one (all, when left out).",
    )


class Reason(serializers.Serializer[Any]):
    """Why something is returned."""

    reason = serializers.CharField(max_length=2000)


class Comment(serializers.Serializer[Any]):
    """What an approver wants to add."""

    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class DecisionShape(serializers.Serializer[Any]):
    """Who decided what, when and why."""

    outcome = serializers.ChoiceField(choices=STATES[1:])
    decided_by = serializers.CharField()
    decided_at = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True)


class CalculationShape(serializers.Serializer[Any]):
    """The result of an ICB's month. `digest` is over every fact, rate and convention used."""

    id = serializers.IntegerField()
    icb = serializers.CharField()
    icb_name = serializers.CharField()
    month = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    total = serializers.CharField(help_text="Pounds: the entitlements of the month.")
    corrections = serializers.CharField(help_text="Pounds more or less for earlier months.")
    adjustments = serializers.CharField(help_text="Pounds entered by hand.")
    due = serializers.CharField(help_text="Pounds: the three together.")
    held = serializers.CharField(help_text="Pounds not paid because of payment holds.")
    payable = serializers.CharField(help_text="Pounds: what is due less what is held.")
    networks = serializers.IntegerField()
    lines = serializers.IntegerField()
    gaps = serializers.IntegerField()
    known_at = serializers.DateTimeField()
    calculated_at = serializers.DateTimeField()
    calculated_by = serializers.CharField()
    digest = serializers.CharField()
    rates_digest = serializers.CharField()
    decision = DecisionShape(allow_null=True)


class StreamShape(serializers.Serializer[Any]):
    """One payment of a calculation."""

    stream = serializers.CharField()
    title = serializers.CharField()
    lines = serializers.IntegerField()
    total = serializers.CharField(help_text="Pounds.")
    gaps = serializers.IntegerField()


class CalculationDetailShape(CalculationShape):
    """A calculation with its totals by payment and what is missing. `counts`: for its month."""

    counts = serializers.BooleanField()
    standing = serializers.ChoiceField(
        choices=STANDINGS, help_text="How far it is, from its check to its payment."
    )
    streams = StreamShape(many=True)
    missing = GapGroupShape(many=True)


class Calculations(Endpoint):
    """Calculations."""

    permission = Permission.SEE_RUNS

    @extend_schema(
        operation_id="list_calculations",
        parameters=[CalculationQuery],
        responses=answers(paged(CalculationShape)),
    )
    def get(self, request: Request) -> Response:
        """List the calculations of your ICBs, newest first."""
        query = self.query(CalculationQuery)
        found = calculations_in(self.scope)
        if query.get("versions") == "counting":
            found = found.filter(pk__in=counting_calculations().values("pk"))
        if "icb" in query:
            found = found.filter(icb_code=query["icb"])
        if "month" in query:
            found = found.filter(month=query["month"])
        rows = _rows(found)
        if "state" in query:
            rows = rows.filter(state=query["state"])
        answer = page(request, rows, ORDER, query)
        return Response({**answer, "results": [_row(row) for row in answer["results"]]})


class OneCalculation(Endpoint):
    """One calculation."""

    permission = Permission.SEE_RUNS

    @extend_schema(operation_id="get_calculation", responses=answers(CalculationDetailShape))
    def get(self, request: Request, calculation_id: int) -> Response:
        """Show a calculation: its totals by payment, what is missing, and the decision on it."""
        self.query(NoQuery)
        calculation = calculations_in(self.scope).filter(pk=calculation_id).first()
        if calculation is None:
            self.missing()
        return Response(_detail(calculation))


class _Decide(Endpoint):
    """A decision on a calculation, by somebody other than who calculated it."""

    permission = Permission.APPROVE

    def decide(self, calculation_id: int, action: Callable[..., object], reason: str) -> Response:
        calculation = calculations_in(self.scope).filter(pk=calculation_id).first()
        if calculation is None:
            self.missing()
        try:
            action(calculation_id=calculation.pk, by=self.person.actor, at=now(), reason=reason)
        except DecisionRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_detail(calculation))


class Approve(_Decide):
    """Approval."""

    @extend_schema(
        operation_id="approve_calculation",
        request=Comment,
        examples=[
            OpenApiExample(
                "Example", value={"reason": "Checked against last month."}, request_only=True
            )
        ],
        responses=answers(CalculationDetailShape),
    )
    def post(self, request: Request, calculation_id: int) -> Response:
        """Approve a calculation; final for its ICB and month."""
        self.query(NoQuery)
        return self.decide(calculation_id, approve, self.body(Comment).get("reason", ""))


class Return(_Decide):
    """Return."""

    @extend_schema(
        operation_id="return_calculation",
        request=Reason,
        examples=[
            OpenApiExample(
                "Example",
                value={"reason": "The beds of one network are missing."},
                request_only=True,
            )
        ],
        responses=answers(CalculationDetailShape),
    )
    def post(self, request: Request, calculation_id: int) -> Response:
        """Return a calculation with a reason; the month is then run again."""
        self.query(NoQuery)
        return self.decide(calculation_id, return_calculation, self.body(Reason)["reason"])


def _rows(calculations: QuerySet[Calculation]) -> QuerySet[Any, Any]:
    """Calculations with their decision, which is at most one."""
    return calculations.values(
        "id", "icb_name", "month", "total", "corrections", "adjustments", "held", "networks",
        "lines", "gaps", "known_at", "calculated_at", "digest", "rates_digest",
        icb=F("icb_code"),
        calculated_by_name=F("calculated_by__name"),
        state=Coalesce("decisions__outcome", Value("calculated"), output_field=CharField()),
        decided_by=F("decisions__decided_by__name"),
        decided_at=F("decisions__decided_at"),
        reason=F("decisions__reason"),
    )  # fmt: skip


def _row(row: dict[str, Any]) -> dict[str, Any]:
    decided_by, decided_at = row.pop("decided_by"), row.pop("decided_at")
    reason, calculated_by = row.pop("reason"), row.pop("calculated_by_name")
    decision = {
        "outcome": row["state"],
        "decided_by": decided_by,
        "decided_at": decided_at,
        "reason": reason,
    }
    due = row["total"] + row["corrections"] + row["adjustments"]
    return {
        **row,
        "month": month_text(row["month"]),
        "due": due,
        "payable": due - row["held"],
        "calculated_by": calculated_by,
        "decision": decision if decided_at else None,
    }


def decision_row(decision: Decision) -> dict[str, Any]:
    """A decision as DecisionShape has it."""
    return {
        "outcome": decision.outcome,
        "decided_by": decision.decided_by.name,
        "decided_at": decision.decided_at,
        "reason": decision.reason,
    }


def _detail(calculation: Calculation) -> dict[str, Any]:
    return {
        **_row(_rows(Calculation.objects.filter(pk=calculation.pk)).get()),
        "standing": standing_of(calculation),
        "counts": counting_calculations().filter(pk=calculation.pk).exists(),
        "streams": [vars(stream) for stream in stream_totals(calculation)],
        "missing": [vars(group) for group in gap_groups(calculation)],
    }
