"""Adjustments: amounts that people enter by hand, with a reason, and another person agrees to."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funding.models.runs import Calculation
from pcn_portal.audit.append_only import AppendOnly


class AdjustmentKind(models.TextChoices):
    """What an adjustment is for."""

    HOURS = "hours", "Hours not delivered"
    GOODWILL = "goodwill", "Goodwill"
    ONE_OFF = "one_off", "One-off funding"
    DEVELOPMENT = "development", "Development funding"
    WINTER = "winter", "Winter support"
    OTHER = "other", "Other"


class AdjustmentLimit(AppendOnly):
    """Up to how many pounds a commissioner may agree to an adjustment; the latest of an ICB counts.

    Above it, and where none is set, an approver must.
    """

    icb_code = models.CharField(max_length=5)
    limit = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="limit_with_reason", condition=Q(limit__gte=0) & ~Q(reason="")
            ),
        ]


class Adjustment(AppendOnly):
    """An amount in pounds to a network's payee or one of its practices; below zero takes back.

    Due in `instalments` months from `first_month` on. One that `reverses` another mirrors each of
    its instalments. `evidence` says where the evidence is.
    """

    icb_code = models.CharField(max_length=5)
    network_code = models.CharField(max_length=6)
    payee = models.CharField(max_length=8)
    kind = models.CharField(max_length=12, choices=AdjustmentKind.choices)
    first_month = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    instalments = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField()
    evidence = models.TextField()
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversal"
    )
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="adjustment_is_not_zero", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="adjustment_in_a_year", condition=Q(instalments__gte=1, instalments__lte=12)
            ),
            models.CheckConstraint(
                name="adjustment_first_of_month", condition=Q(first_month__day=1)
            ),
            models.CheckConstraint(
                name="adjustment_has_reason", condition=~Q(reason="") & ~Q(evidence="")
            ),
        ]


class AdjustmentDecision(AppendOnly):
    """Somebody else's agreement to an adjustment, or refusal of it.

    `entered_by` repeats the adjustment's (a trigger sees to it), so that a constraint can speak
    of it.
    """

    adjustment = models.OneToOneField(Adjustment, on_delete=models.PROTECT, related_name="decision")
    agreed = models.BooleanField()
    reason = models.TextField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="who_agrees_did_not_enter", condition=~Q(decided_by=F("entered_by"))
            ),
            models.CheckConstraint(name="adjustment_decision_has_reason", condition=~Q(reason="")),
        ]


class AdjustmentDue(AppendOnly):
    """An instalment of an agreed adjustment that a calculation takes up; pounds.

    `month` is the instalment's own; the calculation's may be a later one.
    """

    calculation = models.ForeignKey(
        Calculation, on_delete=models.PROTECT, related_name="adjustments_due"
    )
    adjustment = models.ForeignKey(Adjustment, on_delete=models.PROTECT, related_name="due")
    instalment = models.PositiveSmallIntegerField()
    month = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "calculation", "adjustment", "instalment", name="one_instalment_per_calculation"
            ),
        ]
