"""The books: what was posted, what a later month corrects, and the chain that proves both.

A posting is one amount to one payee for one payment and entitlement month. Postings only grow:
nothing approved is ever changed, and what is known later is posted as the difference.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funding.models.adjustments import Adjustment
from funding.models.runs import Calculation, Decision, Line
from pcn_portal.audit.append_only import AppendOnly


class Recalculation(AppendOnly):
    """A network's earlier month worked out again by the calculation of a later one.

    Kept where something differs from what was posted. `inputs` are as in `Statement.inputs`.
    """

    calculation = models.ForeignKey(
        Calculation, on_delete=models.PROTECT, related_name="recalculations"
    )
    network_code = models.CharField(max_length=6)
    network_name = models.CharField(max_length=200)
    month = models.DateField()
    inputs = models.JSONField()

    class Meta:
        ordering = ["network_code", "month", "id"]
        indexes = [models.Index(fields=["network_code", "month"], name="recalculation_of")]
        constraints = [
            models.UniqueConstraint(
                "calculation", "network_code", "month", name="one_recalculation_per_month"
            ),
            models.CheckConstraint(name="recalculation_first_of_month", condition=Q(month__day=1)),
        ]


class Cause(models.TextChoices):
    """Why an earlier month comes to something else than was posted."""

    RATE = "rate", "Rate published or changed since"
    POPULATION = "population", "Population restated"
    MEMBERSHIP = "membership", "Practice joined, left or moved"
    BEDS = "beds", "Care home beds corrected"
    SUPPLIED = "supplied", "Missing figure supplied"
    CONVENTION = "convention", "Rounding convention changed"
    METHOD = "method", "Way of calculating changed"
    CLAIMS = "claims", "Claim approved since"
    DECLARED = "declared", "Declaration of capacity and access improvement"
    ACHIEVEMENT = "achievement", "Achievement approved since"


class Correction(AppendOnly):
    """The difference of one payment of an earlier month: arrears above zero, recovery below.

    `known` is the entitlement as known now, `posted` the sum of what was posted for it before.
    `causes` are values of `Cause`. `before` and `after` explain both sums: {amount, status,
    rate_id, steps, citations}, empty where there was or is no such line.
    """

    recalculation = models.ForeignKey(
        Recalculation, on_delete=models.PROTECT, related_name="corrections"
    )
    stream = models.CharField(max_length=60)
    component = models.CharField(max_length=20, blank=True)
    payee = models.CharField(max_length=8)
    known = models.DecimalField(max_digits=12, decimal_places=2)
    posted = models.DecimalField(max_digits=12, decimal_places=2)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    causes = models.JSONField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "recalculation", "stream", "component", "payee", name="one_correction_per_payment"
            ),
            models.CheckConstraint(
                name="correction_is_the_difference",
                condition=Q(amount=F("known") - F("posted")) & ~Q(amount=0),
            ),
        ]


class RecoverySpread(AppendOnly):
    """A commissioner's choice to recover a network's money over several months; the latest counts.

    It applies to what the month `month` recovers from the network. 1 instalment recovers at once.
    """

    icb_code = models.CharField(max_length=5)
    network_code = models.CharField(max_length=6)
    month = models.DateField()
    instalments = models.PositiveSmallIntegerField()
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="spread_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="spread_up_to_a_year", condition=Q(instalments__gte=1, instalments__lte=12)
            ),
        ]


class PostingKind(models.TextChoices):
    """What a posting is for."""

    ENTITLEMENT = "entitlement", "Entitlement"
    CORRECTION = "correction", "Correction of an earlier month"
    ADJUSTMENT = "adjustment", "Adjustment"


class Posting(AppendOnly):
    """One amount in the books: posted by an approval, for a month, to be paid in a month.

    A recovery in instalments is several postings with payment months of their own; `instalment`
    counts them from 1. `held` is the number of the payment hold under which it was posted.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="postings")
    icb_code = models.CharField(max_length=5)
    network_code = models.CharField(max_length=6)
    payee = models.CharField(max_length=8)
    stream = models.CharField(max_length=60)
    component = models.CharField(max_length=20, blank=True)
    entitlement_month = models.DateField()
    payment_month = models.DateField()
    kind = models.CharField(max_length=12, choices=PostingKind.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    line = models.ForeignKey(
        Line, null=True, on_delete=models.PROTECT, related_name="postings", db_constraint=False
    )
    correction = models.ForeignKey(
        Correction, null=True, on_delete=models.PROTECT, related_name="postings"
    )
    adjustment = models.ForeignKey(
        Adjustment, null=True, on_delete=models.PROTECT, related_name="postings"
    )
    instalment = models.PositiveSmallIntegerField(default=1)
    held = models.BigIntegerField(null=True)
    posted_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["network_code", "entitlement_month"], name="posting_of_network"),
            models.Index(fields=["icb_code", "payment_month"], name="posting_to_pay"),
            models.Index(fields=["icb_code", "entitlement_month"], name="posting_of_icb"),
        ]
        constraints = [
            models.UniqueConstraint(
                "icb_code",
                "network_code",
                "stream",
                "component",
                "payee",
                "entitlement_month",
                condition=Q(kind="entitlement"),
                name="one_entitlement_posted_per_month",
            ),
            models.UniqueConstraint(
                "correction",
                "instalment",
                condition=Q(kind="correction"),
                name="one_posting_per_correction_and_instalment",
            ),
            models.UniqueConstraint(
                "adjustment",
                "instalment",
                condition=Q(kind="adjustment"),
                name="one_posting_per_adjustment_and_instalment",
            ),
            models.CheckConstraint(
                name="posting_names_its_cause",
                condition=Q(
                    kind="entitlement",
                    line__isnull=False,
                    correction__isnull=True,
                    adjustment__isnull=True,
                    payment_month=F("entitlement_month"),
                    instalment=1,
                )
                | Q(
                    kind="correction",
                    line__isnull=True,
                    correction__isnull=False,
                    adjustment__isnull=True,
                    payment_month__gt=F("entitlement_month"),
                )
                | Q(
                    kind="adjustment",
                    line__isnull=True,
                    correction__isnull=True,
                    adjustment__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="posting_first_of_month",
                condition=Q(entitlement_month__day=1, payment_month__day=1),
            ),
        ]


class ChainLink(AppendOnly):
    """One link of an ICB's chain: each holds the digest of its object and of the link before.

    `kind` names what is linked (approval, payment_file); `object_key` is its primary key.
    `digest` is sha256 (hex) over the object, `hash` over the digest and `previous`.
    """

    icb_code = models.CharField(max_length=5)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    object_key = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)
    linked_at = models.DateTimeField()

    class Meta:
        ordering = ["icb_code", "number"]
        constraints = [
            models.UniqueConstraint("icb_code", "number", name="one_link_per_number"),
            models.UniqueConstraint("kind", "object_key", name="one_link_per_object"),
            models.CheckConstraint(
                name="only_the_first_link_has_none_before",
                condition=Q(number=1, previous="") | (Q(number__gt=1) & ~Q(previous="")),
            ),
        ]
