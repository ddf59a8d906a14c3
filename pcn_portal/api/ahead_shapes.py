"""What the API takes and gives about forecasts and scenarios."""

from typing import Any

from rest_framework import serializers

from funding.engine.scenarios import Kind
from pcn_portal.api.fields import CodeField, MonthField
from pcn_portal.api.views import Query
from practices.models import Basis


class ForecastQuery(Query):
    """Whose contract year: a board's, or a network's."""

    year = serializers.CharField(max_length=7, help_text="For example 2025/26.")
    icb = CodeField(required=False)
    network = CodeField(required=False)


class ScenariosQuery(Query):
    """Whose scenarios."""

    icb = CodeField()


class ScenarioRequest(serializers.Serializer[Any]):
    """A new scenario, without changes yet."""

    icb = CodeField()
    year = serializers.CharField(max_length=7)
    name = serializers.CharField(max_length=100)


class ChangeRequest(serializers.Serializer[Any]):
    """A change; which fields count depends on its kind."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    start = MonthField(help_text="The month from which it holds.")
    practice = CodeField(required=False)
    network = CodeField(required=False, help_text="Left out in a move: the practice leaves.")
    basis = serializers.ChoiceField(required=False, choices=Basis.values)
    rate = serializers.CharField(required=False, max_length=60)
    value = serializers.DecimalField(required=False, max_digits=15, decimal_places=5)


class DropRequest(serializers.Serializer[Any]):
    """Which change is taken out, from 1."""

    number = serializers.IntegerField(min_value=1, max_value=100)


class ProposeScenarioRequest(serializers.Serializer[Any]):
    """Why the moves are proposed."""

    reason = serializers.CharField(max_length=1000)


class SumShape(serializers.Serializer[Any]):
    """Pounds, whether they are posted, and what is missing of them."""

    amount = serializers.CharField(help_text="Pounds.")
    posted = serializers.BooleanField()
    missing = serializers.IntegerField(help_text="Amounts that are not known. They are not zero.")
    provisional = serializers.BooleanField()


class ForecastMonthShape(serializers.Serializer[Any]):
    """One month of a year by payment."""

    month = serializers.CharField()
    total = SumShape()
    streams = serializers.DictField(child=SumShape())


class ForecastShape(serializers.Serializer[Any]):
    """A year by month, payment and network."""

    year = serializers.CharField()
    total = SumShape()
    months = ForecastMonthShape(many=True)
    streams = serializers.DictField(child=SumShape())
    networks = serializers.DictField(child=SumShape())


class ScenarioShape(serializers.Serializer[Any]):
    """A scenario with its changes."""

    id = serializers.IntegerField()
    icb = serializers.CharField()
    year = serializers.CharField()
    name = serializers.CharField()
    changes = serializers.ListField(child=serializers.DictField())


class ScenarioResultShape(ScenarioShape):
    """A scenario, the year as it is, and the year with its changes; null if it fits no more."""

    base = ForecastShape()
    result = ForecastShape(allow_null=True)
    broken = serializers.CharField(allow_blank=True)


class ProposedShape(serializers.Serializer[Any]):
    """What became of a scenario's change."""

    proposal = serializers.IntegerField(allow_null=True)
    words = serializers.CharField()
