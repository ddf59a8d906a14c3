"""What may be claimed for one person's month, over REST. Nothing is kept."""

from decimal import Decimal
from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from pcn_portal.accounts.permissions import Permission
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import DayField, MonthField
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, NoQuery, now
from pcn_portal.units.periods import Month
from workforce.claim_cases import ClaimCase, work_out
from workforce.engine.claims import BadClaim, Cost, DayCount, InPost
from workforce.engine.roles import Area, Standing

POUNDS: dict[str, Any] = {"max_digits": 7, "decimal_places": 2, "min_value": 0}
COSTS = ("salary", "employer_ni", "employer_pension", "fees")


class ClaimableRequest(serializers.Serializer[Any]):
    """Role, month, hours, days in post and the month's cost in pounds; nobody's name."""

    role = serializers.CharField(max_length=8)
    month = MonthField()
    area = serializers.ChoiceField(choices=[area.value for area in Area], default="national")
    hours = serializers.DecimalField(max_digits=5, decimal_places=2)
    starts = DayField()
    ends = DayField(required=False, help_text="First day no longer in post.")
    salary = serializers.DecimalField(**POUNDS)
    employer_ni = serializers.DecimalField(required=False, **POUNDS)
    employer_pension = serializers.DecimalField(required=False, **POUNDS)
    fees = serializers.DecimalField(required=False, **POUNDS)
    first = serializers.BooleanField(default=True)
    day_count = serializers.ChoiceField(
        choices=[one.value for one in DayCount], default=DayCount.OF_MONTH.value
    )
    known_on = DayField(required=False, help_text="Only maxima published by this day.")


class ClaimStepShape(serializers.Serializer[Any]):
    """One step, with its pounds before rounding."""

    words = serializers.CharField()
    pounds = serializers.CharField()


class ClaimableShape(serializers.Serializer[Any]):
    """Pounds that may be claimed, and those above the maximum, with every step."""

    role = serializers.CharField()
    amount = serializers.CharField()
    above = serializers.CharField()
    maximum = serializers.CharField(help_text="Pounds a year for one WTE.")
    standing = serializers.ChoiceField(choices=[one.value for one in Standing])
    steps = ClaimStepShape(many=True)


class ClaimableAmount(Endpoint):
    """What may be claimed."""

    permission = Permission.USE_RECKONER

    @extend_schema(
        operation_id="work_out_claimable",
        request=ClaimableRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "role": "CP",
                    "month": "2024-11",
                    "hours": "37.5",
                    "starts": "2024-11-17",
                    "salary": "4200.00",
                },
                request_only=True,
            )
        ],
        responses=answers(ClaimableShape),
    )
    def post(self, request: Request) -> Response:
        """Work out what may be claimed for a person's month. The network's sum is not looked at."""
        self.query(NoQuery)
        try:
            worked = work_out(_case(self.body(ClaimableRequest)), known_at=now())
        except BadClaim as bad:
            raise Refused(str(bad)) from None
        return Response(
            {
                "role": worked.role.name,
                "amount": worked.claimable.amount,
                "above": worked.claimable.above,
                "maximum": worked.maximum.pounds,
                "standing": worked.maximum.standing.value,
                "steps": [
                    {"words": step.words, "pounds": step.shown} for step in worked.claimable.steps
                ],
            }
        )


def _case(wanted: dict[str, Any]) -> ClaimCase:
    post = InPost(
        month=Month.of(wanted["month"]),
        hours=wanted["hours"],
        area=Area(wanted["area"]),
        starts=wanted["starts"],
        ends=wanted.get("ends"),
        first=wanted["first"],
    )
    cost = Cost(*(wanted.get(part, Decimal("0.00")) for part in COSTS))
    known_on = wanted.get("known_on", timezone.localdate())
    return ClaimCase(wanted["role"].upper(), post, cost, known_on, DayCount(wanted["day_count"]))


urlpatterns = [path("claimable/", ClaimableAmount.as_view(), name="api_claimable")]
