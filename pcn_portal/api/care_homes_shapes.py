"""Shapes of care homes, their months and counts over REST."""

from typing import Any

from rest_framework import serializers

from pcn_portal.api.fields import CodeField, DayField, MonthField
from pcn_portal.api.views import Query
from services.care_home_months import MonthStanding


class HomeMonthsQuery(Query):
    """Which board's networks in which month."""

    icb = CodeField()
    month = MonthField()


class HomesQuery(Query):
    """Whose aligned homes."""

    network = CodeField()


class CountedHomeShape(serializers.Serializer[Any]):
    """An aligned home in a month; `beds` is null where no directory gives them."""

    location_id = serializers.CharField()
    name = serializers.CharField()
    counts = serializers.BooleanField()
    beds = serializers.IntegerField(allow_null=True)
    why = serializers.CharField()


class HomeMonthShape(serializers.Serializer[Any]):
    """A network's month. Null is not known; pounds are of one month."""

    network = serializers.CharField()
    month = serializers.CharField()
    standing = serializers.ChoiceField(choices=[one.value for one in MonthStanding])
    counted = serializers.IntegerField(allow_null=True)
    counted_version = serializers.IntegerField(allow_null=True)
    proposed = serializers.IntegerField(allow_null=True)
    premium_counted = serializers.CharField(allow_null=True)
    premium_proposed = serializers.CharField(allow_null=True)
    homes = CountedHomeShape(many=True)


class AlignedHomeShape(serializers.Serializer[Any]):
    """A home and the network it is aligned to over [starts, ends)."""

    id = serializers.IntegerField()
    location_id = serializers.CharField()
    name = serializers.CharField()
    network = serializers.CharField()
    starts = serializers.DateField()
    ends = serializers.DateField(allow_null=True)
    reason = serializers.CharField()


class AlignRequest(serializers.Serializer[Any]):
    """A home, by its CQC Location ID, aligned to a network from a day."""

    location_id = serializers.CharField(max_length=20)
    network = CodeField()
    starts = DayField()
    reason = serializers.CharField(max_length=4000)


class EndAlignmentRequest(serializers.Serializer[Any]):
    """The first day without the alignment, and why."""

    ends = DayField()
    reason = serializers.CharField(max_length=4000)


class OtherwiseRequest(serializers.Serializer[Any]):
    """A home that is counted otherwise than by the rule."""

    location_id = serializers.CharField(max_length=20)
    counts = serializers.BooleanField()
    why = serializers.CharField(max_length=2000)


class CountRequest(serializers.Serializer[Any]):
    """A month's count: `expected` is the number of beds it comes to, as you saw it."""

    network = CodeField()
    month = MonthField()
    expected = serializers.IntegerField(min_value=0, max_value=1_000_000)
    reason = serializers.CharField(max_length=4000)
    otherwise = OtherwiseRequest(many=True, required=False, default=list)


class HomeClaimRequest(serializers.Serializer[Any]):
    """A network's claim on a home from a day."""

    network = CodeField()
    location_id = serializers.CharField(max_length=20)
    from_day = DayField()
    reason = serializers.CharField(max_length=4000)


class HomeClaimShape(serializers.Serializer[Any]):
    """A claim; `agreed` is null while the board has not decided it."""

    id = serializers.IntegerField()
    network = serializers.CharField()
    location_id = serializers.CharField()
    from_day = serializers.DateField()
    reason = serializers.CharField()
    agreed = serializers.BooleanField(allow_null=True)
    decision = serializers.CharField(allow_blank=True)


class HomeClaimDecisionRequest(serializers.Serializer[Any]):
    """Agreed or refused, and why."""

    agree = serializers.BooleanField()
    reason = serializers.CharField(max_length=4000)


class CodingRequest(serializers.Serializer[Any]):
    """Whether residents are comprehensively coded from a month on."""

    network = CodeField()
    from_month = MonthField()
    confirmed = serializers.BooleanField()
    words = serializers.CharField(max_length=2000)


class CodingShape(CodingRequest):
    """What a network said of its coding."""

    stated_at = serializers.DateTimeField()
