"""Workforce plans of a year, and what networks say about differences from their returns."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from networks.models import Network
from pcn_portal.audit.append_only import AppendOnly


class WorkforcePlan(AppendOnly):
    """A network's plan of a contract year as it was submitted; a later `turn` replaces it.

    `year` is the calendar year of its April. What it plans is in `PlanLine`.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["network", "-year", "-turn"]
        constraints = [
            models.UniqueConstraint("network", "year", "turn", name="one_plan_per_turn"),
        ]


class PlanLine(AppendOnly):
    """Whole-time equivalents of a role that a plan has in a month."""

    plan = models.ForeignKey(WorkforcePlan, on_delete=models.PROTECT, related_name="lines")
    role = models.CharField(max_length=8)
    month = models.DateField()
    wte = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["plan", "role", "month"]
        constraints = [
            models.UniqueConstraint("plan", "role", "month", name="one_plan_line_per_month"),
            models.CheckConstraint(
                name="plan_line_is_some_wte_of_a_month", condition=Q(wte__gt=0, month__day=1)
            ),
        ]


class PlanDecision(AppendOnly):
    """The board's agreement to a plan, or its return with a reason."""

    plan = models.OneToOneField(WorkforcePlan, on_delete=models.PROTECT, related_name="decision")
    agreed = models.BooleanField()
    reason = models.TextField(blank=True)
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
                name="who_agrees_a_plan_did_not_submit_it",
                condition=~Q(decided_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="returned_plan_says_why", condition=Q(agreed=True) | ~Q(reason="")
            ),
        ]


class ReturnExplanation(AppendOnly):
    """Why claimed WTE of a role is not what was returned for a month; the latest counts."""

    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="return_explanations"
    )
    month = models.DateField()
    role = models.CharField(max_length=8)
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["network", "-month", "role", "-id"]
        constraints = [
            models.CheckConstraint(
                name="return_explanation_is_of_a_month", condition=Q(month__day=1)
            ),
            models.CheckConstraint(name="return_explanation_says_why", condition=~Q(reason="")),
        ]
