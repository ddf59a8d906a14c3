"""Maxima that people enter and another checks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pcn_portal.audit.append_only import AppendOnly


class MaximaSheet(AppendOnly):
    """Role maxima read in a document, for [starts, ends).

    `maxima` is {role: {area: pounds a year for one WTE, as text}}; see `workforce.engine.roles`.
    """

    title = models.CharField(max_length=200)
    starts = models.DateField()
    ends = models.DateField()
    maxima = models.JSONField()
    document = models.TextField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="maxima_cite_a_document", condition=~Q(document="") & ~Q(title="")
            ),
            models.CheckConstraint(
                name="maxima_are_of_whole_months",
                condition=Q(starts__day=1, ends__day=1, ends__gt=F("starts")),
            ),
            models.CheckConstraint(name="maxima_are_some", condition=~Q(maxima={})),
        ]


class MaximaDecision(AppendOnly):
    """Publication of a sheet of maxima by somebody else, or its rejection.

    `entered_by` repeats the sheet's (a trigger sees to it), so that a constraint can speak of it.
    """

    sheet = models.OneToOneField(MaximaSheet, on_delete=models.PROTECT, related_name="decision")
    published = models.BooleanField()
    compared = models.TextField()
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
                name="who_publishes_maxima_did_not_enter", condition=~Q(decided_by=F("entered_by"))
            ),
            models.CheckConstraint(name="who_publishes_maxima_compared", condition=~Q(compared="")),
        ]
