"""Shapes of what is due over REST."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from pcn_portal.api.fields import CodeField, DayField, YearField
from pcn_portal.api.views import Query
from pcn_portal.due.ahead import MOST_DAYS
from services.deadlines.entering import MOST_LATE, MOST_MONTHS, MOST_REMIND
from services.deadlines.kinds import KINDS
from services.deadlines.year import REMIND_DAYS
from services.engine.deadlines import Standing
from services.models import DigestChoice, TickSide

LONG = 4000


class DeadlinesQuery(Query):
    """A board's year, or a network's: give one of the two."""

    year = YearField()
    icb = CodeField(required=False)
    network = CodeField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("icb" in attrs) == ("network" in attrs):
            raise ValidationError({"icb": ["Give either a board or a network."]})
        return attrs


class StandingsQuery(Query):
    """One deadline of a board, by its key."""

    icb = CodeField()
    due = serializers.CharField(max_length=80)


class AheadQuery(Query):
    """From which day (today), and how many days on (30)."""

    icb = CodeField()
    starts = DayField(required=False)
    days = serializers.IntegerField(required=False, default=30, min_value=1, max_value=MOST_DAYS)


class DeadlineSaidShape(serializers.Serializer[Any]):
    """A day as one of them says it; null where it is not known."""

    whose = serializers.CharField()
    day = serializers.DateField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]


class DeadlineDueShape(serializers.Serializer[Any]):
    """Something due; `day` is the last day in time, `said` every day that stands for it."""

    due = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    what = serializers.CharField()
    month = serializers.CharField(allow_null=True)
    day = serializers.DateField(allow_null=True)
    said = DeadlineSaidShape(many=True)
    withdrawn = serializers.BooleanField()
    remind_days = serializers.IntegerField()
    escalate_after = serializers.IntegerField(allow_null=True)
    networks = serializers.IntegerField()
    done = serializers.IntegerField()
    late = serializers.ListField(child=serializers.CharField())
    stands = serializers.ChoiceField(
        choices=[one.value for one in Standing],
        allow_null=True,
        help_text="How the network stands; null in a board's list.",
    )


class DeadlineStandingShape(serializers.Serializer[Any]):
    """How a network stands; `done_at` or, as somebody said, `done_on` where it is done."""

    network = serializers.CharField()
    name = serializers.CharField()
    due = serializers.CharField()
    stands = serializers.ChoiceField(choices=[one.value for one in Standing])
    days_late = serializers.IntegerField()
    done_at = serializers.DateTimeField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)
    said_by = serializers.ChoiceField(choices=TickSide.values, allow_null=True)
    words = serializers.CharField(allow_blank=True)


class MissedCutOffShape(DeadlineStandingShape):
    """Who misses a cut-off; `pounds` are of an approved month, null where not known."""

    title = serializers.CharField()
    day = serializers.DateField()
    stake = serializers.CharField()
    pounds = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    pounds_of = serializers.CharField(allow_null=True)


class DeadlineFactsRequest(serializers.Serializer[Any]):
    """What a version says: a day, or the day of each month and the months after."""

    title = serializers.CharField(max_length=200)
    what = serializers.CharField(max_length=LONG)
    reason = serializers.CharField(max_length=LONG)
    day = DayField(required=False, allow_null=True, default=None)
    day_of_month = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=31
    )
    months_after = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=MOST_MONTHS
    )
    remind_days = serializers.IntegerField(
        required=False, default=REMIND_DAYS, min_value=0, max_value=MOST_REMIND
    )
    escalate_after = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=MOST_LATE
    )
    escalate_to = serializers.EmailField(
        required=False,
        allow_blank=True,
        default="",
        help_text="A commissioner of the board; every one of them when left out.",
    )


class DeadlineRequest(DeadlineFactsRequest):
    """A new deadline; `beside` names a national one, and then settles kind and `monthly`."""

    icb = CodeField(allow_blank=True, help_text="Empty for all of England.")
    year = YearField()
    kind = serializers.ChoiceField(choices=list(KINDS), required=False, default="other")
    monthly = serializers.BooleanField(required=False, default=False)
    beside = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class WithdrawalRequest(serializers.Serializer[Any]):
    """Why a deadline is withdrawn."""

    reason = serializers.CharField(max_length=LONG)


class DeadlineVersionShape(serializers.Serializer[Any]):
    """What a deadline said from a moment on."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    what = serializers.CharField()
    day = serializers.DateField(allow_null=True)
    day_of_month = serializers.IntegerField(allow_null=True)
    months_after = serializers.IntegerField()
    remind_days = serializers.IntegerField()
    escalate_after = serializers.IntegerField(allow_null=True)
    withdrawn = serializers.BooleanField()
    reason = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class EnteredDeadlineShape(serializers.Serializer[Any]):
    """A deadline that people entered, with every version, the newest first."""

    id = serializers.IntegerField()
    icb = serializers.CharField(allow_blank=True)
    year = serializers.CharField()
    kind = serializers.CharField()
    monthly = serializers.BooleanField()
    beside = serializers.CharField(allow_blank=True)
    versions = DeadlineVersionShape(many=True)


class DeadlineTickRequest(serializers.Serializer[Any]):
    """That a network has done it; without `done_on`, that it has not after all."""

    network = CodeField()
    due = serializers.CharField(max_length=80)
    done_on = DayField(required=False, allow_null=True, default=None)
    words = serializers.CharField(max_length=LONG)


class CalendarFeedRequest(serializers.Serializer[Any]):
    """A board's or network's code, and which calendar program it is for."""

    code = CodeField()
    words = serializers.CharField(max_length=200)


class CalendarFeedShape(serializers.Serializer[Any]):
    """A calendar's secret address; the address itself is told only when it is made."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    words = serializers.CharField()
    made_at = serializers.DateTimeField()
    address = serializers.CharField(allow_null=True)


class DeadlineDigestShape(serializers.Serializer[Any]):
    """How often the e-mail on what is due comes."""

    how = serializers.ChoiceField(choices=DigestChoice.How.values)
