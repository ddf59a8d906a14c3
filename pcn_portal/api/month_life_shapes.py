"""What the API takes and gives about a month's check, its steps and its limit."""

from typing import Any

from rest_framework import serializers

from funding.engine.life import Stage
from funding.engine.unusual import Kind
from pcn_portal.api.fields import CodeField, MonthField
from pcn_portal.api.views import Query


class AcknowledgedShape(serializers.Serializer[Any]):
    """Who acknowledged something unusual, when and why."""

    by = serializers.CharField()
    at = serializers.DateTimeField()
    reason = serializers.CharField()


class UnusualShape(serializers.Serializer[Any]):
    """Something unusual against the month before; `size` is what it is about."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=[str(kind) for kind in Kind])
    network = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField()
    size = serializers.CharField(help_text="Pounds.")
    acknowledged = AcknowledgedShape(allow_null=True)


class CheckShape(serializers.Serializer[Any]):
    """The check of a calculation."""

    calculation = serializers.IntegerField()
    checked_by = serializers.CharField(allow_null=True)
    checked_at = serializers.DateTimeField(allow_null=True)
    open = serializers.IntegerField(help_text="How many things nobody acknowledged yet.")
    unusual = UnusualShape(many=True)


class AcknowledgeRequest(serializers.Serializer[Any]):
    """Which unusual things are right, and why."""

    keys = serializers.ListField(
        child=serializers.CharField(max_length=200),
        required=False,
        max_length=5000,
        help_text="Left out: all that are open.",
    )
    reason = serializers.CharField(max_length=2000)


class StepRequest(serializers.Serializer[Any]):
    """What happened to an approved month."""

    icb = CodeField(help_text="ODS code of the ICB.")
    month = MonthField()
    to = serializers.ChoiceField(choices=[str(stage) for stage in Stage])
    on = serializers.DateField()
    reference = serializers.CharField(max_length=100, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class StepQuery(Query):
    """Whose month."""

    icb = CodeField(help_text="ODS code of the ICB.")
    month = MonthField()


class MonthStepShape(serializers.Serializer[Any]):
    """One step of an approved month, onward or back."""

    number = serializers.IntegerField()
    before = serializers.CharField()
    after = serializers.CharField()
    on = serializers.DateField()
    reference = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    made_by = serializers.CharField()
    made_at = serializers.DateTimeField()


class LifeShape(serializers.Serializer[Any]):
    """How far an approved month is, and how it came there."""

    icb = serializers.CharField()
    month = serializers.CharField()
    stage = serializers.ChoiceField(choices=[str(stage) for stage in Stage])
    steps = MonthStepShape(many=True)


class ApprovalLimitRequest(serializers.Serializer[Any]):
    """Above how many pounds a month needs two approvals; null for no limit."""

    icb = CodeField(help_text="ODS code of the ICB.")
    limit = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, allow_null=True)
    reason = serializers.CharField(max_length=2000)


class ApprovalLimitShape(serializers.Serializer[Any]):
    """The limit that was set."""

    icb = serializers.CharField()
    limit = serializers.CharField(allow_null=True)
    reason = serializers.CharField()
