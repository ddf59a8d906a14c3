"""Claims: what a network declared for a month, person by person, and what became of each line."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from networks.models import Network
from pcn_portal.audit.append_only import AppendOnly
from workforce.models.register import Engagement


class ClaimKind(models.TextChoices):
    """What a claim is for."""

    MONTHLY = "monthly", "Monthly claim"
    UPLIFT = "uplift", "Uplift of months that were claimed"


class Uplift(AppendOnly):
    """Higher maxima or pay for months that were claimed: the claims that belong to one request.

    `proof` says how it is known that staff were paid the difference.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="uplifts")
    title = models.CharField(max_length=200)
    first_month = models.DateField()
    last_month = models.DateField()
    proof = models.TextField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="uplift_is_of_months",
                condition=Q(
                    first_month__day=1, last_month__day=1, last_month__gte=F("first_month")
                ),
            ),
            models.CheckConstraint(name="uplift_has_proof", condition=~Q(proof="") & ~Q(title="")),
        ]


class Claim(AppendOnly):
    """A network's claim for the work of a month, declared by a person of the network.

    `turn` counts the claims of a month: a later one has what was missing and what was corrected.
    `known_at` is the moment up to which maxima, terms and costs counted; `counting` how part of a
    month was counted (`DayCount`).
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="claims")
    month = models.DateField()
    turn = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=ClaimKind.choices)
    uplift = models.ForeignKey(Uplift, null=True, on_delete=models.PROTECT, related_name="claims")
    counting = models.CharField(max_length=14)
    declaration = models.TextField()
    evidence = models.TextField()
    known_at = models.DateTimeField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-month", "-turn"]
        constraints = [
            models.UniqueConstraint("network", "month", "turn", name="one_claim_per_turn"),
            models.CheckConstraint(name="claim_is_of_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="claim_is_declared_with_evidence",
                condition=~Q(declaration="") & ~Q(evidence=""),
            ),
            models.CheckConstraint(
                name="uplift_claim_names_its_uplift",
                condition=Q(kind="uplift", uplift__isnull=False)
                | Q(kind="monthly", uplift__isnull=True),
            ),
        ]


class ClaimLine(AppendOnly):
    """One person's part of a claim: `amount` is `claimable` less `before`, in pounds.

    `claimable` is what may be claimed for the month in all, `before` what earlier claims have of
    it. `above` is what the maximum leaves to the network. `pot` is the sum it is paid from.
    `steps` are {words, pounds}; `status` is that of the maximum.
    """

    id = models.BigAutoField(primary_key=True)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="claimed")
    reference = models.CharField(max_length=20)
    role = models.CharField(max_length=8)
    role_name = models.CharField(max_length=120)
    pot = models.CharField(max_length=4)
    wte = models.DecimalField(max_digits=6, decimal_places=4)
    claimable = models.DecimalField(max_digits=9, decimal_places=2)
    before = models.DecimalField(max_digits=9, decimal_places=2)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    above = models.DecimalField(max_digits=9, decimal_places=2)
    status = models.CharField(max_length=12)
    steps = models.JSONField()
    citations = models.JSONField()

    class Meta:
        ordering = ["claim", "reference", "id"]
        constraints = [
            models.UniqueConstraint("claim", "engagement", name="one_line_per_person_and_claim"),
            models.CheckConstraint(
                name="claim_line_is_the_difference",
                condition=Q(amount=F("claimable") - F("before")) & ~Q(amount=0),
            ),
            models.CheckConstraint(
                name="claimable_not_below_zero", condition=Q(claimable__gte=0, above__gte=0)
            ),
        ]


class LineStep(models.TextChoices):
    """What was done with a line; approved and rejected are final."""

    QUERIED = "queried", "Queried"
    ANSWERED = "answered", "Answered"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"


FINAL = (LineStep.APPROVED, LineStep.REJECTED)


class LineDecision(AppendOnly):
    """A query about a line, its answer, or the decision.

    `pay_month` is the month whose run pays an approved line. `submitted_by` repeats the claim's
    (a trigger sees to it), so that a constraint can speak of it.
    """

    id = models.BigAutoField(primary_key=True)
    line = models.ForeignKey(ClaimLine, on_delete=models.PROTECT, related_name="decisions")
    step = models.CharField(max_length=8, choices=LineStep.choices)
    reason = models.TextField(blank=True)
    pay_month = models.DateField(null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["line", "id"]
        indexes = [models.Index(fields=["pay_month"], name="approved_line_to_pay")]
        constraints = [
            models.UniqueConstraint(
                "line", condition=Q(step__in=FINAL), name="one_final_decision_per_line"
            ),
            models.CheckConstraint(
                name="approved_line_is_paid_in_a_month",
                condition=Q(step="approved", pay_month__isnull=False, pay_month__day=1)
                | (~Q(step="approved") & Q(pay_month__isnull=True)),
            ),
            models.CheckConstraint(
                name="line_step_has_a_reason", condition=Q(step="approved") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="who_decides_a_claim_did_not_declare_it",
                condition=~Q(step__in=("queried", *FINAL)) | ~Q(by=F("submitted_by")),
            ),
        ]


class CountingChoice(AppendOnly):
    """How a board counts part of a month, for claims of months from one on; the latest counts."""

    icb_code = models.CharField(max_length=5)
    from_month = models.DateField()
    counting = models.CharField(max_length=14)
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="counting_from_a_month", condition=Q(from_month__day=1)),
            models.CheckConstraint(name="counting_says_why", condition=~Q(reason="")),
        ]
