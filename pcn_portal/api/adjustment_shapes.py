"""What the endpoints of adjustments take and give."""

from typing import Any

from django.db.models import Q
from rest_framework import serializers

from funding.models import AdjustmentKind
from pcn_portal.api.fields import CodeField, MonthField
from pcn_portal.api.views import Paged

CHOSEN = {
    "waiting": Q(decision=None),
    "agreed": Q(decision__agreed=True),
    "refused": Q(decision__agreed=False),
}
STATES = list(CHOSEN)
TEXT = 2000


class AdjustmentQuery(Paged):
    """Filters of the list of adjustments."""

    icb = CodeField(required=False, help_text="ODS code of an ICB.")
    network = CodeField(required=False, help_text="ODS code of a network.")
    state = serializers.ChoiceField(required=False, choices=STATES)


class AdjustmentRequest(serializers.Serializer[Any]):
    """To whom, what for, how much from when, why, and where the evidence is."""

    icb = CodeField(help_text="ODS code of the ICB.")
    network = CodeField(help_text="ODS code of the network.")
    payee = CodeField(required=False, help_text="ODS code of one of its practices, if paid itself.")
    kind = serializers.ChoiceField(choices=AdjustmentKind.choices)
    amount = serializers.DecimalField(
        max_digits=9, decimal_places=2, help_text="Pounds; below zero takes back."
    )
    first_month = MonthField()
    instalments = serializers.IntegerField(min_value=1, max_value=12, default=1)
    reason = serializers.CharField(max_length=TEXT)
    evidence = serializers.CharField(max_length=TEXT)


class AdjustmentDecisionRequest(serializers.Serializer[Any]):
    """Whether to agree, and why."""

    agree = serializers.BooleanField()
    reason = serializers.CharField(max_length=TEXT)


class ReversalRequest(serializers.Serializer[Any]):
    """From which month on, and why."""

    first_month = MonthField()
    reason = serializers.CharField(max_length=TEXT)


class LimitRequest(serializers.Serializer[Any]):
    """Up to how many pounds a commissioner may agree, and why."""

    icb = CodeField(help_text="ODS code of the ICB.")
    limit = serializers.DecimalField(max_digits=9, decimal_places=2, min_value=0)
    reason = serializers.CharField(max_length=TEXT)


class LimitShape(serializers.Serializer[Any]):
    """A limit; the latest of an ICB counts."""

    icb = serializers.CharField()
    limit = serializers.CharField(help_text="Pounds.")
    reason = serializers.CharField()


class AdjustmentShape(serializers.Serializer[Any]):
    """An amount entered by hand; paid once somebody else agrees and a month takes it up."""

    id = serializers.IntegerField()
    icb = serializers.CharField()
    network = serializers.CharField()
    payee = serializers.CharField()
    kind = serializers.CharField()
    amount = serializers.CharField(help_text="Pounds.")
    first_month = serializers.CharField()
    instalments = serializers.IntegerField()
    reason = serializers.CharField()
    evidence = serializers.CharField()
    reverses = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=STATES)
    entered_by = serializers.CharField()
    entered_at = serializers.DateTimeField()
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_reason = serializers.CharField(allow_null=True)
