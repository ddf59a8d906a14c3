"""Capacity and access improvement: declarations, checks, settings, plans and judgements.

`year` is the calendar year of the contract year's April, `part` a key of
services/improvement/criteria.yaml. Nothing is changed: a later turn, check or setting counts.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from networks.models import Network
from pcn_portal.audit.append_only import AppendOnly
from practices.models import Practice


class ImprovementDeclaration(AppendOnly):
    """A turn of a part: the clinical director declares it, or withdraws that (`declared` False).

    `met_on` is the day from which it is in place in every practice, `director` who the register
    had as clinical director on the day. Practices and evidence are in rows of their own.
    """

    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="improvement_declarations"
    )
    year = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=20)
    turn = models.PositiveSmallIntegerField()
    declared = models.BooleanField()
    met_on = models.DateField(null=True)
    director = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["network", "-year", "part", "-turn"]
        constraints = [
            models.UniqueConstraint("network", "year", "part", "turn", name="one_improvement_turn"),
            models.UniqueConstraint(
                fields=["id", "declared_by"], name="improvement_turn_and_its_declarer"
            ),
            models.CheckConstraint(
                name="improvement_declared_from_a_day",
                condition=Q(declared=False) | (Q(met_on__isnull=False) & ~Q(director="")),
            ),
            models.CheckConstraint(
                name="improvement_withdrawn_with_a_reason",
                condition=Q(declared=True) | (~Q(reason="") & Q(turn__gt=1)),
            ),
        ]


class ImprovementPractice(AppendOnly):
    """A core network practice of the day in which the part is declared to be in place."""

    declaration = models.ForeignKey(
        ImprovementDeclaration, on_delete=models.PROTECT, related_name="practices"
    )
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["declaration", "practice"]
        constraints = [
            models.UniqueConstraint(
                "declaration", "practice", name="improvement_practice_confirmed_once"
            ),
        ]


class ImprovementEvidence(AppendOnly):
    """How a criterion is met, in words."""

    declaration = models.ForeignKey(
        ImprovementDeclaration, on_delete=models.PROTECT, related_name="evidence"
    )
    criterion = models.CharField(max_length=20)
    words = models.TextField()

    class Meta:
        ordering = ["declaration", "id"]
        constraints = [
            models.UniqueConstraint(
                "declaration", "criterion", name="improvement_criterion_answered_once"
            ),
            models.CheckConstraint(name="improvement_evidence_is_words", condition=~Q(words="")),
        ]


class ImprovementOutcome(models.TextChoices):
    """What a board says of a declaration, before or after payment."""

    ACCEPTED = "accepted", "Accepted"
    MORE = "more", "More asked for"
    NOT_MET = "not_met", "Not met"


class ImprovementCheck(AppendOnly):
    """A board's check of a declaration; the latest counts. Who declared does not check.

    A foreign key of both columns sees to it that `declared_by` is who declared.
    """

    declaration = models.ForeignKey(
        ImprovementDeclaration, on_delete=models.PROTECT, related_name="checks"
    )
    outcome = models.CharField(max_length=10, choices=ImprovementOutcome.choices)
    reason = models.TextField()
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["declaration", "id"]
        constraints = [
            models.CheckConstraint(
                name="who_checks_improvement_did_not_declare_it",
                condition=~Q(checked_by=F("declared_by")),
            ),
            models.CheckConstraint(name="improvement_check_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="improvement_check_outcome",
                condition=Q(outcome__in=ImprovementOutcome.values),
            ),
        ]


class ImprovementPay(models.TextChoices):
    """When a board pays a declared part."""

    DECLARATION = "declaration", "On declaration, and check afterwards"
    ACCEPTANCE = "acceptance", "Only after the board has accepted it"


class ImprovementSetting(AppendOnly):
    """A board's decision for a year; the latest counts.

    Either when declared parts are paid, or how much each area counts where the year is judged
    (`weights`: whole numbers by area, of their sum).
    """

    icb_code = models.CharField(max_length=5)
    year = models.PositiveSmallIntegerField()
    pay = models.CharField(max_length=12, choices=ImprovementPay.choices, blank=True)
    weights = models.JSONField(null=True)
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["icb_code", "year", "-id"]
        constraints = [
            models.CheckConstraint(name="improvement_setting_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="improvement_setting_is_one_thing",
                condition=Q(pay__in=ImprovementPay.values, weights__isnull=True)
                | Q(pay="", weights__isnull=False),
            ),
        ]


class ImprovementPlan(AppendOnly):
    """A network's plan of a year that is judged; a later `turn` replaces it."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="improvement_plans")
    year = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField()
    submitted_on = models.DateField()
    words = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["network", "-year", "-turn"]
        constraints = [
            models.UniqueConstraint("network", "year", "turn", name="one_improvement_plan_turn"),
            models.UniqueConstraint(
                fields=["id", "recorded_by"], name="improvement_plan_and_its_recorder"
            ),
            models.CheckConstraint(name="improvement_plan_is_words", condition=~Q(words="")),
        ]


class ImprovementJudgement(AppendOnly):
    """What a board pays of an area at year end, in percent of what the area counts for.

    A later `turn` replaces an earlier one. Who recorded the plan does not judge it.
    """

    plan = models.ForeignKey(ImprovementPlan, on_delete=models.PROTECT, related_name="judgements")
    part = models.CharField(max_length=20)
    turn = models.PositiveSmallIntegerField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    reason = models.TextField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    judged_at = models.DateTimeField()
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["plan", "part", "-turn"]
        constraints = [
            models.UniqueConstraint("plan", "part", "turn", name="one_improvement_judgement"),
            models.CheckConstraint(
                name="improvement_judged_in_percent",
                condition=Q(percent__gte=0, percent__lte=100),
            ),
            models.CheckConstraint(name="improvement_judged_with_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="who_judges_improvement_did_not_plan_it",
                condition=~Q(judged_by=F("recorded_by")),
            ),
        ]
