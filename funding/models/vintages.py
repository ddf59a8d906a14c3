"""A board's choice to use populations of another day than the payments ask for."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from pcn_portal.audit.append_only import AppendOnly
from practices.models import Basis


class VintageOverride(AppendOnly):
    """Figures of `reference_date` stand in where those of 1 January are missing; the latest counts.

    `year` is the calendar year in which the contract year begins. No date takes the choice back.
    """

    icb_code = models.CharField(max_length=5)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    year = models.PositiveSmallIntegerField()
    reference_date = models.DateField(null=True)
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="vintage_override_has_reason", condition=~Q(reason="")),
        ]
