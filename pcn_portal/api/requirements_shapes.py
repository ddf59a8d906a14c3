"""Shapes of requirements, answers, reviews and evidence over REST."""

from typing import Any

from rest_framework import serializers

from pcn_portal.api.fields import CodeField, DayField, YearField
from pcn_portal.api.views import Query
from services.engine.requirements import Level, State, Status

LONGEST = 4000
BIG = 2**31 - 1


class RequirementsQuery(Query):
    """Which contract year."""

    year = YearField()


class DeliveriesQuery(Query):
    """Whose answers of which contract year."""

    network = CodeField()
    year = YearField()


class HeatQuery(Query):
    """Which board's table of which contract year."""

    icb = CodeField()
    year = YearField()


class EvidenceQuery(Query):
    """Whose evidence."""

    network = CodeField()


class RequirementShape(serializers.Serializer[Any]):
    """A requirement of a year. `what` is empty where it is not known; `known` marks how well."""

    code = serializers.CharField()
    title = serializers.CharField()
    starts = serializers.DateField(allow_null=True)
    known = serializers.CharField()
    what = serializers.CharField(allow_blank=True)
    what_known = serializers.CharField()
    prompts = serializers.CharField(allow_blank=True)
    sources = serializers.CharField(allow_blank=True)
    set_version = serializers.IntegerField()


class RiskShape(serializers.Serializer[Any]):
    """What might go wrong, and what is done about it."""

    words = serializers.CharField(max_length=LONGEST)
    likelihood = serializers.ChoiceField(choices=[one.value for one in Level], default="medium")
    impact = serializers.ChoiceField(choices=[one.value for one in Level], default="medium")
    done = serializers.CharField(max_length=LONGEST, required=False, default="", allow_blank=True)


class SaidShape(serializers.Serializer[Any]):
    """How a requirement is delivered."""

    status = serializers.ChoiceField(choices=[one.value for one in Status])
    narrative = serializers.CharField(
        max_length=LONGEST, required=False, default="", allow_blank=True
    )
    plan = serializers.CharField(max_length=LONGEST, required=False, default="", allow_blank=True)
    owner = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    starts = DayField(required=False, default=None, allow_null=True)
    due = DayField(required=False, default=None, allow_null=True)
    risks = RiskShape(many=True, required=False, default=list)


class DeliveryRequest(SaidShape):
    """An answer; `seen_turn` is the turn you saw last, 0 for none."""

    network = CodeField()
    year = YearField()
    code = serializers.CharField(max_length=8)
    seen_turn = serializers.IntegerField(min_value=0, max_value=BIG)


class DeliveryShape(SaidShape):
    """The last answer to a requirement; `accepted` is null while it is not reviewed."""

    id = serializers.IntegerField()
    network = serializers.CharField()
    year = serializers.CharField()
    code = serializers.CharField()
    turn = serializers.IntegerField()
    carried = serializers.BooleanField()
    given_at = serializers.DateTimeField()
    accepted = serializers.BooleanField(allow_null=True)
    response = serializers.CharField(allow_blank=True)


class CarryRequest(serializers.Serializer[Any]):
    """Which of last year's answers are still right."""

    network = CodeField()
    year = YearField()
    codes = serializers.ListField(
        child=serializers.CharField(max_length=8), allow_empty=False, max_length=50
    )


class ReviewRequest(serializers.Serializer[Any]):
    """The board's response to an answer."""

    accept = serializers.BooleanField()
    words = serializers.CharField(max_length=LONGEST, required=False, default="", allow_blank=True)


class HeatCellShape(serializers.Serializer[Any]):
    """How a requirement stands in a network, and why."""

    network = serializers.CharField()
    code = serializers.CharField()
    state = serializers.ChoiceField(choices=[one.value for one in State])
    reasons = serializers.ListField(child=serializers.CharField())


class UseShape(serializers.Serializer[Any]):
    """Where evidence is used: a requirement by its code, or a return by its name."""

    kind = serializers.ChoiceField(choices=["requirement", "return"])
    year = serializers.CharField()
    key = serializers.CharField()


class EvidenceShape(serializers.Serializer[Any]):
    """An item of evidence and where it is used; its file is read on its page."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    day = serializers.DateField()
    words = serializers.CharField(allow_blank=True)
    file = serializers.CharField(allow_blank=True)
    uses = UseShape(many=True)


class EvidenceRequest(serializers.Serializer[Any]):
    """Evidence in words; a file is added on the page."""

    network = CodeField()
    title = serializers.CharField(max_length=200)
    day = DayField()
    words = serializers.CharField(max_length=LONGEST)


class UseRequest(serializers.Serializer[Any]):
    """A link to where evidence is used, made or taken away."""

    kind = serializers.ChoiceField(choices=["requirement", "return"])
    year = YearField()
    key = serializers.CharField(max_length=80)
    linked = serializers.BooleanField(default=True)
