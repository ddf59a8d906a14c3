"""The incentive fund over REST: its schemes, and what an indicator earns."""

from decimal import Decimal
from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from pcn_portal.accounts.permissions import Permission
from pcn_portal.api.errors import Refused
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, NoQuery
from services.engine.incentive import BadFigures, Figures, Indicator, NotValued, Order, shown
from services.incentive_cases import Case, work_out
from services.incentive_files import Scheme, schemes

MOST = 10**7
RATIO: dict[str, Any] = {"max_digits": 13, "decimal_places": 10, "min_value": 0, "max_value": 100}


class IncentiveIndicatorShape(serializers.Serializer[Any]):
    """An indicator; null is not known, which is not zero. Thresholds are shares."""

    code = serializers.CharField()
    description = serializers.CharField()
    points = serializers.CharField(allow_null=True)
    points_known = serializers.CharField()
    binary = serializers.BooleanField()
    lower = serializers.CharField(allow_null=True)
    upper = serializers.CharField(allow_null=True)
    thresholds_known = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    sources = serializers.ListField(child=serializers.CharField())


class IncentiveSchemeShape(serializers.Serializer[Any]):
    """A scheme over [starts, ends)."""

    id = serializers.CharField()
    title = serializers.CharField()
    starts = serializers.DateField()
    ends = serializers.DateField()
    point = serializers.CharField(allow_null=True, help_text="Pounds a point.")
    points = serializers.IntegerField(allow_null=True)
    confidence = serializers.CharField()
    notes = serializers.CharField(allow_blank=True)
    indicators = IncentiveIndicatorShape(many=True)


class IncentiveRequest(serializers.Serializer[Any]):
    """An indicator of a scheme with its figures in patients; `met` is for a binary one."""

    scheme = serializers.CharField(max_length=10)
    indicator = serializers.CharField(max_length=12)
    numerator = serializers.IntegerField(default=0, min_value=0, max_value=MOST)
    denominator = serializers.IntegerField(default=0, min_value=0, max_value=MOST)
    adjusted = serializers.IntegerField(default=0, min_value=0, max_value=MOST)
    met = serializers.BooleanField(default=False)
    list_ratio = serializers.DecimalField(required=False, **RATIO)
    prevalence_ratio = serializers.DecimalField(required=False, **RATIO)
    order = serializers.ChoiceField(choices=[one.value for one in Order], default=Order.ONCE.value)


class IncentiveStepShape(serializers.Serializer[Any]):
    """One step with its value."""

    words = serializers.CharField()
    value = serializers.CharField()


class IncentiveEarnedShape(serializers.Serializer[Any]):
    """Points earned, not rounded; pounds are null where the value of a point is not known."""

    points = serializers.CharField()
    performance = serializers.CharField(allow_null=True)
    pounds = serializers.CharField(allow_null=True)
    missed = serializers.CharField(allow_null=True)
    next_point = serializers.IntegerField(allow_null=True)
    full = serializers.IntegerField(allow_null=True)
    steps = IncentiveStepShape(many=True)


class IncentiveSchemes(Endpoint):
    """The schemes."""

    permission = Permission.SEE_RATES

    @extend_schema(
        operation_id="list_incentive_schemes",
        responses=answers(IncentiveSchemeShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List every scheme of the incentive fund with its indicators and how each is known."""
        self.query(NoQuery)
        return Response([_scheme(one) for one in schemes().values()])


class IncentiveEarned(Endpoint):
    """What an indicator earns."""

    permission = Permission.USE_RECKONER

    @extend_schema(
        operation_id="work_out_incentive",
        request=IncentiveRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "scheme": "2020-21",
                    "indicator": "VI-01",
                    "numerator": 750,
                    "denominator": 1000,
                },
                request_only=True,
            )
        ],
        responses=answers(IncentiveEarnedShape),
    )
    def post(self, request: Request) -> Response:
        """Work out the points and pounds of one indicator. Nothing is kept."""
        self.query(NoQuery)
        try:
            worked = work_out(_case(self.body(IncentiveRequest)))
        except BadFigures as bad:
            raise serializers.ValidationError({bad.field: [str(bad)]}) from None
        except NotValued as unknown:
            raise Refused(str(unknown)) from None
        found = worked.earned
        return Response(
            {
                "points": shown(found.points),
                "performance": None if found.performance is None else shown(found.performance),
                "pounds": worked.pounds,
                "missed": worked.missed,
                "next_point": found.next_point,
                "full": found.full,
                "steps": [{"words": step.words, "value": step.value} for step in found.steps],
            }
        )


def _case(wanted: dict[str, Any]) -> Case:
    return Case(
        scheme=wanted["scheme"],
        indicator=wanted["indicator"],
        figures=Figures(wanted["numerator"], wanted["denominator"], wanted["adjusted"]),
        met=wanted["met"],
        list_ratio=wanted.get("list_ratio", Decimal(1)),
        prevalence_ratio=wanted.get("prevalence_ratio", Decimal(1)),
        order=Order(wanted["order"]),
    )


def _scheme(one: Scheme) -> dict[str, Any]:
    names = ("id", "title", "starts", "ends", "point", "points", "confidence", "notes")
    shown_ = {name: getattr(one, name) for name in names}
    return shown_ | {"indicators": [_indicator(each) for each in one.indicators.values()]}


def _indicator(one: Indicator) -> dict[str, Any]:
    names = ("code", "description", "points", "points_known", "binary", "lower", "upper")
    shown_ = {name: getattr(one, name) for name in (*names, "thresholds_known", "note")}
    return shown_ | {"sources": list(one.sources)}


urlpatterns = [
    path("incentive-schemes/", IncentiveSchemes.as_view(), name="api_incentive_schemes"),
    path("incentive-points/", IncentiveEarned.as_view(), name="api_incentive_points"),
]
