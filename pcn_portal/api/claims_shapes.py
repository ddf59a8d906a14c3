"""Shapes of claims and of the year's sums over REST."""

from typing import Any

from rest_framework import serializers

from pcn_portal.api.claimable import ClaimStepShape
from pcn_portal.api.fields import CodeField, MonthField, YearField
from pcn_portal.api.views import Paged, Query
from workforce.models import ClaimKind, LineStep

LINE_STEPS = [step.value for step in LineStep]


class ClaimsQuery(Paged):
    """Which claims: of a network, of a month, or only those that wait."""

    network = CodeField(required=False)
    month = MonthField(required=False)
    waiting = serializers.BooleanField(required=False, default=False)


class DraftQuery(Query):
    """Whose claim of which month."""

    network = CodeField()
    month = MonthField()


class SumsQuery(Query):
    """Whose year: one network's, or all of a board's."""

    network = CodeField(required=False)
    icb = CodeField(required=False)
    year = YearField(help_text="A contract year: 2025-26.")


class ClaimRequest(serializers.Serializer[Any]):
    """A declaration. `leave_out` are people (their ids in `staff/`) for a later claim."""

    network = CodeField()
    month = MonthField()
    declared = serializers.BooleanField()
    evidence = serializers.CharField(max_length=2000)
    leave_out = serializers.ListField(
        child=serializers.IntegerField(), required=False, max_length=500
    )


class LineDecisionRequest(serializers.Serializer[Any]):
    """Lines of one claim and what is decided of them."""

    lines = serializers.ListField(
        child=serializers.IntegerField(min_value=1), min_length=1, max_length=500
    )
    step = serializers.ChoiceField(choices=LINE_STEPS)
    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class ClaimShape(serializers.Serializer[Any]):
    """A claim with its pounds by state."""

    id = serializers.IntegerField()
    network = serializers.CharField()
    month = serializers.CharField()
    turn = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ClaimKind.values)
    evidence = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    submitted_by = serializers.CharField()
    total = serializers.CharField()
    waiting = serializers.CharField()
    queried = serializers.CharField()
    approved = serializers.CharField()
    rejected = serializers.CharField()


class ClaimLineShape(serializers.Serializer[Any]):
    """One person's line. `state` is waiting, or the last step made."""

    id = serializers.IntegerField()
    staff = serializers.IntegerField()
    reference = serializers.CharField()
    role = serializers.CharField()
    pot = serializers.CharField()
    wte = serializers.CharField()
    claimable = serializers.CharField()
    before = serializers.CharField()
    amount = serializers.CharField()
    above = serializers.CharField()
    status = serializers.CharField()
    state = serializers.ChoiceField(choices=["waiting", *LINE_STEPS])
    reason = serializers.CharField(allow_blank=True)
    pay_month = serializers.CharField(allow_null=True)
    steps = ClaimStepShape(many=True)
    citations = serializers.ListField(child=serializers.CharField())


class WholeClaimShape(ClaimShape):
    """A claim with its lines."""

    lines = ClaimLineShape(many=True)


class DraftLineShape(serializers.Serializer[Any]):
    """What may be claimed for somebody; `stopped` is the rule against it, or empty."""

    staff = serializers.IntegerField()
    reference = serializers.CharField()
    role = serializers.CharField()
    pot = serializers.CharField()
    wte = serializers.CharField()
    claimable = serializers.CharField()
    before = serializers.CharField()
    amount = serializers.CharField()
    above = serializers.CharField()
    cut = serializers.CharField()
    status = serializers.CharField()
    stopped = serializers.CharField(allow_blank=True)
    steps = ClaimStepShape(many=True)


class DraftShape(serializers.Serializer[Any]):
    """A month's claim as the register has it."""

    network = serializers.CharField()
    month = serializers.CharField()
    counting = serializers.CharField()
    total = serializers.CharField()
    lines = DraftLineShape(many=True)


class ArrsSumMonthShape(serializers.Serializer[Any]):
    """One month of a sum, in pounds."""

    month = serializers.CharField()
    claimed = serializers.CharField()
    approved = serializers.CharField()
    booked = serializers.CharField()
    open = serializers.CharField()
    to_come = serializers.CharField()
    planned = serializers.CharField()


class ArrsSumShape(serializers.Serializer[Any]):
    """A network's sum of a year. Null is not known, which is not zero."""

    network = serializers.CharField()
    year = serializers.CharField()
    pot = serializers.CharField()
    title = serializers.CharField()
    amount = serializers.CharField(allow_null=True)
    note = serializers.CharField()
    provisional = serializers.BooleanField()
    expected = serializers.CharField()
    lost = serializers.CharField(allow_null=True)
    beyond = serializers.CharField(allow_null=True)
    unclear = serializers.IntegerField(help_text="Months of people that cannot be worked out.")
    months = ArrsSumMonthShape(many=True)
