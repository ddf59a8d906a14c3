"""Shapes of workforce plans, comparisons and the planner over REST."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from pcn_portal.api.fields import CodeField, MonthField, YearField
from pcn_portal.api.views import Query
from workforce.engine.comparing import Standing as ReturnStanding
from workforce.engine.roles import Area

BIG = 2**31 - 1


class PlanQuery(Query):
    """Whose plan of which contract year."""

    network = CodeField()
    year = YearField()


class PlanRequest(serializers.Serializer[Any]):
    """A plan as lines: role, WTE, and the month from which they count."""

    network = CodeField()
    year = YearField()
    lines = serializers.CharField(max_length=20_000)
    note = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class PlanDecisionRequest(serializers.Serializer[Any]):
    """Agreed, or returned with a reason."""

    agree = serializers.BooleanField()
    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class PlannedMonthShape(serializers.Serializer[Any]):
    """A role's month: WTE planned, and claimed (null while nothing was)."""

    role = serializers.CharField()
    month = serializers.CharField()
    planned = serializers.CharField()
    claimed = serializers.CharField(allow_null=True)


class WorkforcePlanShape(serializers.Serializer[Any]):
    """A plan; `agreed` is null while nobody has decided it."""

    id = serializers.IntegerField()
    network = serializers.CharField()
    year = serializers.CharField()
    turn = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    submitted_at = serializers.DateTimeField()
    agreed = serializers.BooleanField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    months = PlannedMonthShape(many=True)


class ComparisonQuery(Query):
    """Whose claims and return of which month."""

    network = CodeField()
    month = MonthField()


class ComparedRoleShape(serializers.Serializer[Any]):
    """A role: WTE claimed and FTE returned; null where the network did not submit."""

    role = serializers.CharField()
    claimed = serializers.CharField()
    staff = serializers.CharField(allow_null=True)
    contracted = serializers.CharField(allow_null=True)
    difference = serializers.CharField(allow_null=True)
    standing = serializers.ChoiceField(choices=[one.value for one in ReturnStanding])
    explanation = serializers.CharField(allow_blank=True)


class PlannerQuery(Query):
    """Who comes and who leaves, from which month; the month's contract year is looked at."""

    network = CodeField()
    from_month = MonthField()
    role = serializers.CharField(max_length=8, required=False, default="")
    wte = serializers.DecimalField(
        max_digits=4,
        decimal_places=2,
        required=False,
        default=Decimal(1),
        min_value=0,
        max_value=50,
    )
    area = serializers.ChoiceField(choices=[one.value for one in Area], default="national")
    leaves = serializers.IntegerField(required=False, min_value=1, max_value=BIG)


class PlannerShape(serializers.Serializer[Any]):
    """The year's sum with the change, in pounds; null is not known."""

    amount = serializers.CharField(allow_null=True)
    expected = serializers.CharField()
    comes = serializers.CharField()
    goes = serializers.CharField()
    lost = serializers.CharField(allow_null=True)
    beyond = serializers.CharField(allow_null=True)
    affordable = serializers.CharField(allow_null=True, help_text="WTE of the role.")
    notes = serializers.ListField(child=serializers.CharField())
