"""Rates that people enter: one enters a sheet, another compares it with the document."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pcn_portal.audit.append_only import AppendOnly


class RateSheet(AppendOnly):
    """Rates in the format of a year's file, with the document they were read in.

    National where `icb_code` is empty, else an ICB's local variation for `networks` (codes; an
    empty list is all of the ICB's). `content` is YAML as docs/new-contract-year.md has it, with
    its own `sources`.
    """

    title = models.CharField(max_length=200)
    year = models.CharField(max_length=7)
    icb_code = models.CharField(max_length=5, blank=True)
    networks = models.JSONField(default=list)
    content = models.TextField()
    document = models.TextField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="sheet_cites_a_document", condition=~Q(document="") & ~Q(title="")
            ),
            models.CheckConstraint(
                name="national_sheet_is_for_all", condition=~Q(icb_code="") | Q(networks=[])
            ),
        ]


class RateSheetDecision(AppendOnly):
    """Publication of a sheet by somebody else, who says what they compared, or its rejection.

    `entered_by` repeats the sheet's (a trigger sees to it), so that a constraint can speak of it.
    """

    sheet = models.OneToOneField(RateSheet, on_delete=models.PROTECT, related_name="decision")
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
                name="who_publishes_did_not_enter", condition=~Q(decided_by=F("entered_by"))
            ),
            models.CheckConstraint(name="who_publishes_compared", condition=~Q(compared="")),
        ]
