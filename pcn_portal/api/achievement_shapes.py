"""Shapes of the incentive fund over REST."""

from typing import Any

from rest_framework import serializers

from pcn_portal.api.views import Query
from services.engine.incentive import Order
from services.models import NationalKind
from services.models.achievement import CONFIDENCE


class AchievementQuery(Query):
    """Which networks and scheme, and perhaps which achievement date."""

    scheme = serializers.CharField(max_length=10)
    icb = serializers.CharField(max_length=5, required=False)
    network = serializers.CharField(max_length=6, required=False)
    on = serializers.DateField(required=False, help_text="Achievement date; the latest if absent.")


class AchievedIndicatorShape(serializers.Serializer[Any]):
    """An indicator of a network; null is not known, which is not zero."""

    network = serializers.CharField()
    indicator = serializers.CharField()
    achieved_on = serializers.DateField(allow_null=True)
    numerator = serializers.IntegerField(allow_null=True)
    denominator = serializers.IntegerField(allow_null=True)
    adjusted_for = serializers.IntegerField(allow_null=True)
    from_practices = serializers.BooleanField()
    by_decision = serializers.BooleanField()
    points = serializers.CharField(allow_null=True)
    pounds = serializers.CharField(allow_null=True)
    missed = serializers.CharField(allow_null=True)
    after_adjustments = serializers.BooleanField()
    next_point = serializers.IntegerField(allow_null=True)
    full = serializers.IntegerField(allow_null=True)
    lacks = serializers.ListField(child=serializers.CharField())
    not_sure = serializers.ListField(child=serializers.CharField())


class AchievementRequest(serializers.Serializer[Any]):
    """A declaration of a scheme by the network's clinical director."""

    network = serializers.CharField(max_length=6)
    scheme = serializers.CharField(max_length=10)
    statement = serializers.CharField(max_length=4000)


class AchievementDeclarationShape(serializers.Serializer[Any]):
    """A declaration and its decision; `approved` is null while it waits."""

    id = serializers.IntegerField()
    network = serializers.CharField()
    scheme = serializers.CharField()
    turn = serializers.IntegerField()
    approved = serializers.BooleanField(allow_null=True)
    pay_month = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class RecordedPoundsRequest(serializers.Serializer[Any]):
    """Pounds for an indicator that could not be valued, and why."""

    indicator = serializers.CharField(max_length=12)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0)
    reason = serializers.CharField(max_length=1000)


class AchievementDecisionRequest(serializers.Serializer[Any]):
    """Approval or return of a declaration."""

    approve = serializers.BooleanField()
    reason = serializers.CharField(max_length=4000, allow_blank=True, default="")
    recorded = RecordedPoundsRequest(many=True, required=False)


class PointsDecisionRequest(serializers.Serializer[Any]):
    """All points by decision for one network or (without one) all; `full` false withdraws."""

    scheme = serializers.CharField(max_length=10)
    indicator = serializers.CharField(max_length=12)
    network = serializers.CharField(max_length=6, required=False)
    full = serializers.BooleanField()
    reason = serializers.CharField(max_length=4000)
    source = serializers.CharField(max_length=400)  # type: ignore[assignment]


class NationalValueRequest(serializers.Serializer[Any]):
    """A national value with source and mark."""

    scheme = serializers.CharField(max_length=10)
    kind = serializers.ChoiceField(choices=NationalKind.values)
    indicator = serializers.CharField(max_length=12, allow_blank=True, default="")
    value = serializers.DecimalField(max_digits=19, decimal_places=10)
    source = serializers.CharField(max_length=400)  # type: ignore[assignment]
    confidence = serializers.ChoiceField(choices=CONFIDENCE)


class PointOrderRequest(serializers.Serializer[Any]):
    """When a scheme's payment is rounded."""

    scheme = serializers.CharField(max_length=10)
    order = serializers.ChoiceField(choices=[one.value for one in Order])
    reason = serializers.CharField(max_length=4000)


class RecordedShape(serializers.Serializer[Any]):
    """The number of what was recorded."""

    id = serializers.IntegerField()
