"""Shapes of projects over REST."""

from typing import Any

from rest_framework import serializers

from pcn_portal.api.fields import CodeField
from pcn_portal.api.views import Query
from services.models import ProjectState, WithKind

FIGURE: dict[str, Any] = {"max_digits": 14, "decimal_places": 4, "allow_null": True}


def _line(longest: int = 200) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, default="", allow_blank=True)


class ProjectsQuery(Query):
    """Whose projects, with which kind of partner, and with which words."""

    network = CodeField(required=False)
    icb = CodeField(required=False)
    kind = serializers.ChoiceField(choices=WithKind.choices, required=False)
    q = serializers.CharField(max_length=200, required=False, default="")


class ProjectPartnerShape(serializers.Serializer[Any]):
    """An organisation that a project works with."""

    kind = serializers.ChoiceField(choices=WithKind.choices)
    name = serializers.CharField(max_length=200)
    does = _line(400)


class ProjectRequest(serializers.Serializer[Any]):
    """What a version of a project says; null and blank are not known."""

    title = serializers.CharField(max_length=200)
    cohort = serializers.CharField(max_length=4000)
    aim = serializers.CharField(max_length=4000)
    state = serializers.ChoiceField(choices=ProjectState.choices, default="idea")
    stopped_because = _line(4000)
    starts = serializers.DateField(required=False, allow_null=True, default=None)
    ends = serializers.DateField(required=False, allow_null=True, default=None)
    ages = _line()
    conditions = _line()
    places = _line()
    people = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)
    measure = _line()
    unit = _line(60)
    baseline = serializers.DecimalField(required=False, default=None, **FIGURE)
    baseline_on = serializers.DateField(required=False, allow_null=True, default=None)
    target = serializers.DecimalField(required=False, default=None, **FIGURE)
    story = _line(4000)
    quote = _line(4000)
    quote_by = _line()
    serves = _line()
    roles = _line()
    leads = _line()
    shared = serializers.BooleanField(default=False)
    partners = ProjectPartnerShape(many=True, required=False, default=list)


class NewProjectRequest(ProjectRequest):
    """A new project of a network."""

    network = CodeField()


class ProjectChangeRequest(ProjectRequest):
    """A project anew; `seen` is the version that was read, so that nobody's text is lost."""

    seen = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)


class ProjectResultRequest(serializers.Serializer[Any]):
    """What was measured on a day; one of the same day corrects it."""

    measured_on = serializers.DateField()
    value = serializers.DecimalField(max_digits=14, decimal_places=4)
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]
    note = _line(4000)


class ProjectResultShape(serializers.Serializer[Any]):
    """A figure; `turn` counts how often the day was recorded, and the last one counts."""

    measured_on = serializers.DateField()
    turn = serializers.IntegerField()
    value = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    note = serializers.CharField(allow_blank=True)
    recorded_at = serializers.DateTimeField()


class ProjectShape(ProjectRequest):
    """A project as its last version says, with every result."""

    id = serializers.IntegerField()
    network = serializers.CharField()
    version = serializers.IntegerField()
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField()
    results = ProjectResultShape(many=True)


class SharedProjectShape(serializers.Serializer[Any]):
    """What a network lets others read."""

    id = serializers.IntegerField()
    network = serializers.CharField()
    title = serializers.CharField()
    aim = serializers.CharField()
    story = serializers.CharField(allow_blank=True)
    measure = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(allow_blank=True)
    results = ProjectResultShape(many=True)
