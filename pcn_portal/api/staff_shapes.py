"""Shapes of a network's staff over REST."""

from typing import Any

from rest_framework import serializers

from pcn_portal.api.fields import CodeField, DayField, MonthField
from pcn_portal.api.views import Paged
from workforce.engine.roles import Area
from workforce.models import Before, EmployerKind, LeaveKind

POUNDS: dict[str, Any] = {"max_digits": 7, "decimal_places": 2, "min_value": 0}
COSTS = ("salary", "employer_ni", "employer_pension", "fees")


class StaffQuery(Paged):
    """Whose staff, and on which day."""

    network = CodeField()
    on = DayField(required=False, help_text="The day; today when left out.")


class PayRequest(serializers.Serializer[Any]):
    """Hours a week, and pounds a month."""

    hours = serializers.DecimalField(max_digits=5, decimal_places=2)
    band = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)
    salary = serializers.DecimalField(**POUNDS)
    employer_ni = serializers.DecimalField(required=False, **POUNDS)
    employer_pension = serializers.DecimalField(required=False, **POUNDS)
    fees = serializers.DecimalField(required=False, **POUNDS)
    spread = serializers.DictField(
        child=serializers.DecimalField(max_digits=4, decimal_places=2),
        required=False,
        help_text="Sessions a week by practice code.",
    )


class StaffRequest(PayRequest):
    """Somebody in a post of their own, or in the post of the number given."""

    network = CodeField()
    post = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    role = serializers.CharField(max_length=8, required=False)
    area = serializers.ChoiceField(choices=[area.value for area in Area], default="national")
    later = serializers.BooleanField(default=False)
    reference = serializers.CharField(max_length=20, required=False, default="")
    name = serializers.CharField(max_length=150, required=False, default="")
    employer_kind = serializers.ChoiceField(choices=EmployerKind.values, default="practice")
    employer = serializers.CharField(max_length=200)
    starts = DayField()
    ends = DayField(required=False, help_text="First day no longer in post.")
    contracted_until = DayField(required=False)
    before = serializers.ChoiceField(choices=Before.values, default="new")
    covers = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class StaffTermsRequest(PayRequest):
    """Other hours or pay from a day on, and why."""

    from_day = DayField()
    reason = serializers.CharField(max_length=2000)


class StaffEndRequest(serializers.Serializer[Any]):
    """The first day no longer in post; null takes an entered one back."""

    ends = DayField(allow_null=True)


class StaffLeaveRequest(serializers.Serializer[Any]):
    """A time away, [starts, ends)."""

    kind = serializers.ChoiceField(choices=LeaveKind.values)
    starts = DayField()
    ends = DayField(required=False)


class MonthCostRequest(serializers.Serializer[Any]):
    """What a month really cost, and why it is not what the terms come to."""

    month = MonthField()
    salary = serializers.DecimalField(**POUNDS)
    employer_ni = serializers.DecimalField(required=False, **POUNDS)
    employer_pension = serializers.DecimalField(required=False, **POUNDS)
    fees = serializers.DecimalField(required=False, **POUNDS)
    reason = serializers.CharField(max_length=2000)


class TermsShape(serializers.Serializer[Any]):
    """Hours a week, pounds a month, and sessions a week by practice code."""

    from_day = serializers.DateField()
    band = serializers.CharField()
    hours = serializers.CharField()
    salary = serializers.CharField()
    employer_ni = serializers.CharField()
    employer_pension = serializers.CharField()
    fees = serializers.CharField()
    spread = serializers.DictField(child=serializers.CharField())


class StaffShape(serializers.Serializer[Any]):
    """Somebody in post. `name` is null for everybody but the network itself."""

    id = serializers.IntegerField()
    network = serializers.CharField()
    post = serializers.IntegerField()
    reference = serializers.CharField()
    name = serializers.CharField(allow_null=True)
    role = serializers.CharField()
    area = serializers.CharField()
    employer_kind = serializers.CharField()
    employer = serializers.CharField()
    before = serializers.CharField()
    starts = serializers.DateField()
    ends = serializers.DateField(allow_null=True)
    covers = serializers.IntegerField(allow_null=True)
    terms = TermsShape(allow_null=True)
