"""Shapes of capacity and access improvement over REST."""

from typing import Any

from rest_framework import serializers

from pcn_portal.api.fields import CodeField, DayField, YearField
from pcn_portal.api.views import Query
from services.engine.improvement import State
from services.keeping import LONGEST_TEXT
from services.models import ImprovementOutcome, ImprovementPay

STATES = [one.value for one in State]


class ImprovementQuery(Query):
    """Whose parts of which contract year: a network's, or those of all networks of a board."""

    network = CodeField(required=False, help_text="ODS code of a network.")
    icb = CodeField(required=False, help_text="ODS code of an ICB, for all its networks.")
    year = YearField()


class ImprovementSettingQuery(Query):
    """Which board's decision of which contract year."""

    icb = CodeField()
    year = YearField()


class ImprovementCheckShape(serializers.Serializer[Any]):
    """A board's check of a turn."""

    outcome = serializers.ChoiceField(choices=ImprovementOutcome.choices)
    reason = serializers.CharField()
    checked_at = serializers.DateTimeField()
    checked_by = serializers.CharField()


class ImprovementTurnShape(serializers.Serializer[Any]):
    """A declaration, or its withdrawal (`declared` false)."""

    id = serializers.IntegerField()
    network = serializers.CharField()
    year = serializers.CharField()
    part = serializers.CharField()
    turn = serializers.IntegerField()
    declared = serializers.BooleanField()
    met_on = serializers.DateField(allow_null=True)
    director = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    declared_at = serializers.DateTimeField()
    declared_by = serializers.CharField()
    practices = serializers.ListField(child=serializers.CharField())
    evidence = serializers.DictField(child=serializers.CharField())
    checks = ImprovementCheckShape(many=True)


class ImprovementPartShape(serializers.Serializer[Any]):
    """A part of a network's year. Pounds are null where an input is missing."""

    network = serializers.CharField()
    year = serializers.CharField()
    part = serializers.CharField()
    title = serializers.CharField()
    criteria = serializers.DictField(child=serializers.CharField(), help_text="Words by key.")
    criteria_known = serializers.CharField(help_text="How well the criteria are known.")
    state = serializers.ChoiceField(choices=STATES)
    share = serializers.CharField(allow_null=True, help_text="Of the year’s rate, as 2/3.")
    share_known = serializers.CharField(help_text="How well the share is known.")
    paying = serializers.BooleanField(help_text="Whether the facts make it due.")
    waits_for_acceptance = serializers.BooleanField()
    to_check = serializers.BooleanField()
    declaration = serializers.IntegerField(
        allow_null=True, help_text="The last turn, or the last judgement in a judged year."
    )
    most = serializers.CharField(allow_null=True, help_text="Pounds of the year if it is met.")
    due = serializers.CharField(allow_null=True, help_text="Pounds of the year as declared.")
    booked = serializers.CharField(help_text="Pounds in approved months.")
    not_confirmed = serializers.ListField(
        child=serializers.CharField(), help_text="Practices that joined since the declaration."
    )


class ImprovementHistoryQuery(Query):
    """Whose turns of which part."""

    network = CodeField()
    year = YearField()
    part = serializers.CharField(max_length=20)


class ImprovementDeclarationRequest(serializers.Serializer[Any]):
    """A part declared in every core network practice of today."""

    network = CodeField()
    year = YearField()
    part = serializers.CharField(max_length=20)
    met_on = DayField()
    practices = serializers.ListField(child=CodeField(), max_length=200)
    evidence = serializers.DictField(child=serializers.CharField(max_length=LONGEST_TEXT))


class ImprovementReasonRequest(serializers.Serializer[Any]):
    """Why a declaration is withdrawn."""

    reason = serializers.CharField(max_length=LONGEST_TEXT)


class ImprovementCheckRequest(serializers.Serializer[Any]):
    """What the board finds, and why."""

    outcome = serializers.ChoiceField(choices=ImprovementOutcome.choices)
    reason = serializers.CharField(max_length=LONGEST_TEXT)


class ImprovementSettingRequest(serializers.Serializer[Any]):
    """When a board pays (`pay`), or how much areas of a judged year count (`weights`)."""

    icb = CodeField()
    year = YearField()
    pay = serializers.ChoiceField(choices=ImprovementPay.choices, required=False)
    weights = serializers.DictField(child=serializers.IntegerField(), required=False)
    reason = serializers.CharField(max_length=LONGEST_TEXT)


class ImprovementSettingShape(serializers.Serializer[Any]):
    """What a board decided for a year; null where it decided nothing."""

    icb = serializers.CharField()
    year = serializers.CharField()
    pays_after_acceptance = serializers.BooleanField()
    weights = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    set_at = serializers.DateTimeField(allow_null=True)


class ImprovementPlanRequest(serializers.Serializer[Any]):
    """A network's plan of a judged year."""

    network = CodeField()
    year = YearField()
    submitted_on = DayField()
    words = serializers.CharField(max_length=LONGEST_TEXT)


class ImprovementPlanShape(serializers.Serializer[Any]):
    """A plan; `late` says that it was submitted after the year's day."""

    id = serializers.IntegerField()
    network = serializers.CharField()
    year = serializers.CharField()
    turn = serializers.IntegerField()
    submitted_on = serializers.DateField()
    late = serializers.BooleanField()
    words = serializers.CharField()


class ImprovementAreaRequest(serializers.Serializer[Any]):
    """What is paid of an area, in percent, and why."""

    part = serializers.CharField(max_length=20)
    percent = serializers.DecimalField(max_digits=5, decimal_places=2)
    reason = serializers.CharField(max_length=LONGEST_TEXT)


class ImprovementJudgementRequest(serializers.Serializer[Any]):
    """All areas of a network's judged year."""

    network = CodeField()
    year = YearField()
    areas = ImprovementAreaRequest(many=True)


class ImprovementJudgementShape(serializers.Serializer[Any]):
    """An area as judged."""

    id = serializers.IntegerField()
    part = serializers.CharField()
    turn = serializers.IntegerField()
    percent = serializers.CharField()
    reason = serializers.CharField()
