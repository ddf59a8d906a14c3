"""Maxima that people enter and another checks, and what the national workforce publication says."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from networks.models import Network
from pcn_portal.audit.append_only import AppendOnly
from practices.models import Sourced


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


class WorkforceReturn(AppendOnly, Sourced):
    """A network's staff in one month of the national workforce publication; no person is kept.

    `month` is its first day; a restated month is a new `version`. `posts` are the rows of staff
    (one a role held), `fte` theirs and `contracted_fte` that of contracted services, which are
    not people; 1.0 is 37.5 hours a week. `roles` has the same for each role of the publication:
    [{group, role, detail, posts, fte, contracted_fte}], figures as text. No row means that the
    network did not submit: it is never read as zero.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="workforce_returns")
    month = models.DateField()
    version = models.PositiveSmallIntegerField()
    posts = models.PositiveIntegerField()
    fte = models.DecimalField(max_digits=14, decimal_places=9)
    contracted_fte = models.DecimalField(max_digits=14, decimal_places=9)
    roles = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["network", "-month", "-version"]
        constraints = [
            models.UniqueConstraint(
                "network", "month", "version", name="one_workforce_return_per_version"
            ),
            models.CheckConstraint(
                name="workforce_return_is_of_a_month", condition=Q(month__day=1)
            ),
            models.CheckConstraint(
                name="workforce_return_fte_not_below_zero",
                condition=Q(fte__gte=0, contracted_fte__gte=0),
            ),
        ]
