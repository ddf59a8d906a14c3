"""What the API takes and gives about paid money and queries."""

from typing import Any

from rest_framework import serializers

from funding.engine.matching import Found, Stray, YearFound
from funding.models import PaidKind, QueryMessage
from pcn_portal.api.fields import CodeField, MonthField
from pcn_portal.api.views import Paged, Query


class YearQuery(Query):
    """Which board's contract year; a network's part of it."""

    icb = CodeField(help_text="ODS code of the ICB.")
    year = serializers.CharField(max_length=7, help_text="For example 2025/26.")
    network = CodeField(required=False)


class PaidSideShape(serializers.Serializer[Any]):
    """What one kind of file says of a due sum."""

    found = serializers.ChoiceField(choices=[str(one) for one in Found])
    got = serializers.CharField(help_text="Pounds.")
    difference = serializers.CharField(help_text="Pounds got more (or less) than due.")
    lines = serializers.ListField(child=serializers.IntegerField())


class DueShape(serializers.Serializer[Any]):
    """A due sum with what was paid and received; null where no file of the kind is here."""

    payee = serializers.CharField()
    networks = serializers.ListField(child=serializers.CharField())
    stream = serializers.CharField()
    month = serializers.CharField(help_text="The month it was paid with.")
    due = serializers.CharField(help_text="Pounds.")
    paid = PaidSideShape(allow_null=True)
    received = PaidSideShape(allow_null=True)
    settled = serializers.BooleanField()
    age = serializers.IntegerField(help_text="Days since the month ended.")


class StrayShape(serializers.Serializer[Any]):
    """A line that fits nothing due, with the likely reason."""

    line = serializers.IntegerField()
    file = serializers.CharField()
    row = serializers.IntegerField()
    payee = serializers.CharField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    amount = serializers.CharField(help_text="Pounds.")
    reason = serializers.ChoiceField(choices=[str(one) for one in Stray])
    words = serializers.CharField()


class OddShape(serializers.Serializer[Any]):
    """A payment that came in another number of instalments than it was due."""

    kind = serializers.ChoiceField(choices=PaidKind.values)
    payee = serializers.CharField()
    stream = serializers.CharField()
    due = serializers.IntegerField()
    came = serializers.IntegerField()


class ReconciliationShape(serializers.Serializer[Any]):
    """A board's contract year: due, paid and received."""

    icb = serializers.CharField()
    year = serializers.CharField()
    due = serializers.CharField(help_text="Pounds.")
    rows = DueShape(many=True)
    strays = StrayShape(many=True)
    odd = OddShape(many=True)


class PaidSourceShape(serializers.Serializer[Any]):
    """Where files come from: columns by part, and the source's words by stream."""

    id = serializers.IntegerField(read_only=True)
    icb = CodeField(help_text="ODS code of the ICB.")
    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(choices=PaidKind.values)
    columns = serializers.DictField(child=serializers.CharField(max_length=200))
    words = serializers.DictField(child=serializers.CharField(max_length=200), required=False)


class TakeRequest(serializers.Serializer[Any]):
    """A file of a source; a published year's needs its contract year's first."""

    source = serializers.IntegerField()  # type: ignore[assignment]
    file = serializers.FileField(allow_empty_file=True)
    year = serializers.IntegerField(required=False, help_text="For example 2021 for 2021/22.")


class PaidFileShape(serializers.Serializer[Any]):
    """A file as it was taken."""

    id = serializers.IntegerField()
    icb = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=PaidKind.values)
    sha256 = serializers.CharField()
    lines = serializers.IntegerField()


class YearLineShape(serializers.Serializer[Any]):
    """A sum of a published year beside the books."""

    line = serializers.IntegerField()
    row = serializers.IntegerField()
    payee = serializers.CharField()
    network = serializers.CharField(allow_blank=True)
    label = serializers.CharField()  # type: ignore[assignment]
    amount = serializers.CharField(help_text="Pounds.")
    posted = serializers.CharField(allow_null=True, help_text="Pounds; null: nothing was posted.")
    found = serializers.ChoiceField(choices=[str(one) for one in YearFound])
    why = serializers.CharField()


class YearFileShape(PaidFileShape):
    """A published year's file with each sum beside the books."""

    year = serializers.IntegerField()
    rows = YearLineShape(many=True)


class QueriesQuery(Paged):
    """Filters of the list of queries."""

    icb = CodeField(required=False)
    network = CodeField(required=False)


class AskRequest(serializers.Serializer[Any]):
    """What is asked, on what, and by when it is to be answered (28 days, when left out)."""

    network = CodeField(help_text="The network it concerns.")
    subject = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=4000)
    line = serializers.IntegerField(required=False, help_text="A line of paid money.")
    posting = serializers.IntegerField(required=False, help_text="A posting of the books.")
    payee = serializers.CharField(required=False, max_length=12)
    stream = serializers.CharField(required=False, max_length=60)
    month = MonthField(required=False)
    due_on = serializers.DateField(required=False)


class ActRequest(serializers.Serializer[Any]):
    """What is done about a query; `owner` is the e-mail address of whom it is given to."""

    act = serializers.ChoiceField(choices=["answer", "give", "close", "reopen"])
    text = serializers.CharField(max_length=4000)
    owner = serializers.EmailField(required=False)


class MessageShape(serializers.Serializer[Any]):
    """Something said or done about a query."""

    act = serializers.ChoiceField(choices=QueryMessage.Act.values)
    text = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    owner = serializers.CharField(allow_null=True)


class MoneyQueryShape(serializers.Serializer[Any]):
    """A query with its clock and thread."""

    id = serializers.IntegerField()
    icb = serializers.CharField()
    network = serializers.CharField(allow_blank=True)
    subject = serializers.CharField()
    payee = serializers.CharField(allow_blank=True)
    stream = serializers.CharField(allow_blank=True)
    month = serializers.CharField(allow_null=True)
    amount = serializers.CharField(allow_null=True, help_text="Pounds.")
    open = serializers.BooleanField()
    owner = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField()
    days_left = serializers.IntegerField(help_text="Below zero it is late.")
    outcome = serializers.CharField(allow_blank=True)
    messages = MessageShape(many=True)
