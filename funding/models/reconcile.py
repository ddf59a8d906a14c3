"""Money as others say it was paid or received, and queries on any line."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from funding.models.books import Posting
from pcn_portal.audit.append_only import AppendOnly

PERSON = settings.AUTH_USER_MODEL


class PaidKind(models.TextChoices):
    """Whose word a file is."""

    STATEMENT = "statement", "National statement: what was paid"
    BANK = "bank", "Bank: what was received"
    YEARLY = "yearly", "Published file of a year’s payments"


class PaidSource(AppendOnly):
    """Where files of paid money come from and which column holds what; the latest of a name counts.

    `columns` are titles by part (payee, amount, payment, month, day); `words` are the source's
    names of payments, by the portal's stream.
    """

    icb_code = models.CharField(max_length=5)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=PaidKind.choices)
    columns = models.JSONField()
    words = models.JSONField(default=dict)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="paid_source_has_name", condition=~Q(name="")),
        ]


class PaidFile(AppendOnly):
    """A file of paid money as it was received; the same bytes are taken once by an ICB."""

    source = models.ForeignKey(PaidSource, on_delete=models.PROTECT, related_name="files")
    icb_code = models.CharField(max_length=5)
    kind = models.CharField(max_length=10, choices=PaidKind.choices)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    year = models.PositiveSmallIntegerField(null=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint("icb_code", "sha256", name="one_paid_file_of_the_same_bytes"),
            models.CheckConstraint(
                name="yearly_file_has_year",
                condition=Q(kind="yearly", year__isnull=False)
                | (~Q(kind="yearly") & Q(year__isnull=True)),
            ),
        ]


class PaidLine(AppendOnly):
    """One sum of a file, in pounds: who got it, and what the file says it is for.

    `label` is the file's own word for the payment; `stream` is empty and `month` null where the
    file does not say or the portal does not know it. `network` is a yearly file's.
    """

    file = models.ForeignKey(PaidFile, on_delete=models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField()
    payee = models.CharField(max_length=12)
    payee_name = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=6, blank=True)
    label = models.CharField(max_length=200, blank=True)
    stream = models.CharField(max_length=60, blank=True)
    month = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("file", "row", "label", name="one_paid_line_per_cell"),
            models.CheckConstraint(name="paid_line_is_not_zero", condition=~Q(amount=0)),
        ]


class MoneyQuery(AppendOnly):
    """A question about a line of paid money, a posting, or a payee's month.

    It is to be answered by `due_on`. What was said since, by whom, who owns it and how it ended
    are its `QueryMessage`s.
    """

    icb_code = models.CharField(max_length=5)
    network_code = models.CharField(max_length=6, blank=True)
    subject = models.CharField(max_length=200)
    payee = models.CharField(max_length=12, blank=True)
    stream = models.CharField(max_length=60, blank=True)
    month = models.DateField(null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    line = models.ForeignKey(
        PaidLine, null=True, on_delete=models.PROTECT, related_name="money_queries"
    )
    posting = models.ForeignKey(
        Posting, null=True, on_delete=models.PROTECT, related_name="money_queries"
    )
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="query_has_subject", condition=~Q(subject="")),
        ]


class QueryMessage(AppendOnly):
    """Something said or done about a query: a message, a new owner, its end, or its reopening."""

    class Act(models.TextChoices):
        """What was done."""

        SAID = "said", "Said"
        OWNED = "owned", "Given to"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Opened again"

    money_query = models.ForeignKey(MoneyQuery, on_delete=models.PROTECT, related_name="messages")
    number = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=10, choices=Act.choices)
    text = models.TextField()
    owner = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["money_query", "number"]
        constraints = [
            models.UniqueConstraint("money_query", "number", name="one_message_at_a_time"),
            models.CheckConstraint(name="message_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="only_an_owner_change_names_one",
                condition=Q(act="owned", owner__isnull=False)
                | (~Q(act="owned") & Q(owner__isnull=True)),
            ),
        ]
