"""A month on its way: what was acknowledged, who checked and first approved it, how it was paid."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from funding.models.runs import Calculation, Decision
from pcn_portal.audit.append_only import AppendOnly

PERSON = settings.AUTH_USER_MODEL


class Acknowledgement(AppendOnly):
    """Somebody's reason why an unusual thing of an ICB's month is right.

    `key` and `sentence` say what was seen: it counts for every calculation of the month that says
    the same. `size` is in pounds.
    """

    icb_code = models.CharField(max_length=5)
    month = models.DateField()
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    network_code = models.CharField(max_length=6, blank=True)
    sentence = models.TextField()
    size = models.DecimalField(max_digits=14, decimal_places=2)
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "icb_code", "month", "key", "sentence", name="one_acknowledgement_of_a_thing"
            ),
            models.CheckConstraint(name="acknowledged_with_reason", condition=~Q(reason="")),
        ]


class MonthCheck(AppendOnly):
    """That a calculation was gone through: nothing unusual was left without a reason."""

    calculation = models.OneToOneField(
        Calculation, on_delete=models.PROTECT, related_name="check_made"
    )
    unusual = models.PositiveIntegerField()
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]


class ApprovalLimit(AppendOnly):
    """Above how many pounds a month needs a second approval; an ICB's latest row counts.

    `limit` None: one approval is enough whatever the sum.
    """

    icb_code = models.CharField(max_length=5)
    limit = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="approval_limit_with_reason",
                condition=(Q(limit__isnull=True) | Q(limit__gte=0)) & ~Q(reason=""),
            ),
        ]


class FirstApproval(AppendOnly):
    """The first of two approvals of a calculation above its ICB's limit."""

    calculation = models.OneToOneField(
        Calculation, on_delete=models.PROTECT, related_name="first_approval"
    )
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]


class MonthStep(AppendOnly):
    """A step of an approved month onward (sent, paid, closed) or back, which needs a reason.

    `before` and `after` are stages; `on` is the day it happened; `reference` is the finance
    system's. A trigger sees to it that each step starts where the one before it ended.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="life")
    number = models.PositiveSmallIntegerField()
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    on = models.DateField()
    reference = models.CharField(max_length=100, blank=True)
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["decision", "number"]
        constraints = [
            models.UniqueConstraint("decision", "number", name="one_step_at_a_time"),
            models.CheckConstraint(
                name="step_to_a_neighbour_back_with_reason",
                condition=Q(before="approved", after="sent")
                | Q(before="sent", after="paid")
                | Q(before="paid", after="closed")
                | (
                    ~Q(reason="")
                    & (
                        Q(before="sent", after="approved")
                        | Q(before="paid", after="sent")
                        | Q(before="closed", after="paid")
                    )
                ),
            ),
        ]


class MoneyMail(AppendOnly):
    """That a person was told by e-mail of an event, by its kind and key: nobody hears twice."""

    kind = models.CharField(max_length=20)
    object_key = models.CharField(max_length=40)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField()
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "kind", "object_key", "person", name="one_mail_of_an_event_to_a_person"
            ),
        ]
