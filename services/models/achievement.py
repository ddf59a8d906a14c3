"""Figures of the incentive fund, decisions about them, and what a network declares of a scheme."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from networks.models import Network
from pcn_portal.audit.append_only import AppendOnly
from practices.models import Practice, Sourced

CONFIDENCE = ("two_sources", "single_source", "derived", "memory_only")


class Measure(models.TextChoices):
    """What a published value counts, as far as performance needs it."""

    NUMERATOR = "numerator", "Numerator"
    DENOMINATOR = "denominator", "Denominator"
    ADJUSTED = "adjusted", "Personalised care adjustment"
    EXCLUSION = "exclusion", "Exclusion"
    OTHER = "other", "Another measure"


class AchievementFigure(AppendOnly, Sourced):
    """A value of one indicator for a network or a practice on an achievement date.

    `year` is the calendar year of the contract year's April; `field` the publication's own name.
    A corrected value is a new `version`. No row is no figure: it is never read as zero.
    """

    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    practice = models.ForeignKey(Practice, null=True, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=12)
    measure = models.CharField(max_length=12, choices=Measure.choices)
    field = models.CharField(max_length=80)
    achieved_on = models.DateField()
    value = models.PositiveBigIntegerField()
    version = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["year", "indicator", "achieved_on", "id"]
        indexes = [models.Index(fields=["year", "achieved_on"], name="achievement_figure_date")]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "year", "indicator", "measure", "field", "achieved_on", "network",
                    "practice", "version",
                ],
                nulls_distinct=False,
                name="achievement_figure_version",
            ),
            models.CheckConstraint(
                name="achievement_figure_is_of_one_organisation",
                condition=Q(network__isnull=True, practice__isnull=False)
                | Q(network__isnull=False, practice__isnull=True),
            ),
        ]  # fmt: skip


class AchievementOverride(AppendOnly):
    """All points of an indicator given by decision, to one network or (network null) to all.

    `full` false withdraws an earlier decision. A network's own decision counts before one for all.
    """

    scheme = models.CharField(max_length=10)
    indicator = models.CharField(max_length=12)
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    full = models.BooleanField()
    reason = models.TextField()
    source_words = models.CharField(max_length=400)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="achievement_override_says_why_and_whence",
                condition=~Q(reason="") & ~Q(source_words=""),
            )
        ]


class NationalKind(models.TextChoices):
    """A national value that adjusted pounds need."""

    LIST_SIZE = "list_size", "Average registered list of a network, in patients"
    PREVALENCE = "prevalence", "National denominator ÷ national registered list"


class NationalValue(AppendOnly):
    """A national value of a scheme, with source and confidence; the one entered last counts."""

    scheme = models.CharField(max_length=10)
    kind = models.CharField(max_length=12, choices=NationalKind.choices)
    indicator = models.CharField(max_length=12, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=10)
    source_words = models.CharField(max_length=400)
    confidence = models.CharField(max_length=16)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="national_value_is_above_nothing", condition=Q(value__gt=0)
            ),
            models.CheckConstraint(
                name="national_value_has_a_source_and_a_mark",
                condition=~Q(source_words="") & Q(confidence__in=CONFIDENCE),
            ),
            models.CheckConstraint(
                name="prevalence_is_of_an_indicator",
                condition=Q(kind="list_size", indicator="")
                | (Q(kind="prevalence") & ~Q(indicator="")),
            ),
        ]


class PointOrder(AppendOnly):
    """When a scheme's payment is rounded, as decided; the decision made last counts."""

    scheme = models.CharField(max_length=10)
    order = models.CharField(max_length=12)
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="point_order_is_known_and_says_why",
                condition=Q(order__in=("once", "point_first")) & ~Q(reason=""),
            )
        ]


class AchievementDeclaration(AppendOnly):
    """A scheme's figures and points as the clinical director declared them; frozen.

    `fingerprint` is of the figures and members it rests on: when those differ now, it is to be
    declared again, as a later `turn`.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="achievements")
    scheme = models.CharField(max_length=10)
    turn = models.PositiveSmallIntegerField()
    achieved_on = models.DateField(null=True)
    statement = models.TextField()
    fingerprint = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["network", "scheme", "-turn"]
        constraints = [
            models.UniqueConstraint("network", "scheme", "turn", name="one_achievement_per_turn"),
            models.CheckConstraint(
                name="achievement_declares_something", condition=~Q(statement="")
            ),
        ]


class DeclaredIndicator(AppendOnly):
    """An indicator of a declaration: points as an exact fraction, pounds, steps; null is unknown.

    `lacks` says what is missing to value it. `amount` is before adjustments unless `complete`.
    """

    declaration = models.ForeignKey(
        AchievementDeclaration, on_delete=models.PROTECT, related_name="indicators"
    )
    indicator = models.CharField(max_length=12)
    points = models.CharField(max_length=80, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    complete = models.BooleanField()
    by_decision = models.BooleanField()
    lacks = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    citations = models.JSONField(default=list)
    status = models.CharField(max_length=12)

    class Meta:
        ordering = ["declaration", "indicator"]
        constraints = [
            models.UniqueConstraint(
                "declaration", "indicator", name="one_declared_indicator_of_a_code"
            ),
            models.CheckConstraint(
                name="declared_indicator_has_a_status",
                condition=Q(status__in=("confirmed", "provisional")),
            ),
        ]


class AchievementDecision(AppendOnly):
    """The board's approval of a declaration, with the month that pays it, or its return."""

    declaration = models.OneToOneField(
        AchievementDeclaration, on_delete=models.PROTECT, related_name="decision"
    )
    approved = models.BooleanField()
    reason = models.TextField(blank=True)
    pay_month = models.DateField(null=True)
    submitted_by = models.ForeignKey(
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
                name="who_approves_an_achievement_did_not_declare_it",
                condition=~Q(decided_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="approved_achievement_has_a_month_to_pay",
                condition=Q(approved=True, pay_month__isnull=False, pay_month__day=1)
                | (Q(approved=False, pay_month__isnull=True) & ~Q(reason="")),
            ),
        ]


class AchievementPayment(AppendOnly):
    """An indicator's approved pounds; a figure that was not worked out has a reason."""

    decision = models.ForeignKey(
        AchievementDecision, on_delete=models.PROTECT, related_name="payments"
    )
    declared = models.OneToOneField(
        DeclaredIndicator, on_delete=models.PROTECT, related_name="payment"
    )
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    recorded = models.BooleanField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["decision", "id"]
        constraints = [
            models.CheckConstraint(
                name="achievement_payment_is_not_below_nothing", condition=Q(amount__gte=0)
            ),
            models.CheckConstraint(
                name="recorded_achievement_says_why",
                condition=Q(recorded=False) | ~Q(reason=""),
            ),
        ]
