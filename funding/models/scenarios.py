"""What-if scenarios of a board: named, saved, and changed with a history."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from pcn_portal.audit.history import keep_history


@keep_history()
class Scenario(models.Model):
    """A board's what-if for a contract year; `year` is the calendar year in which it begins.

    `changes` is a list of {kind, start, practice, network, basis, rate, value}, as text; see
    `funding.engine.scenarios.Change`. What it said before is kept by the database.
    """

    icb_code = models.CharField(max_length=5)
    name = models.CharField(max_length=100)
    year = models.PositiveSmallIntegerField()
    changes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint("icb_code", "year", "name", name="one_scenario_of_a_name"),
            models.CheckConstraint(name="scenario_has_name", condition=~Q(name="")),
        ]
