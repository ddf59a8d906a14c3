"""Beds in aligned care homes, month by month, each count with its source and its homes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from networks.models import Network
from pcn_portal.audit.append_only import AppendOnly
from practices.models import Sourced
from services.models.care_homes import CareHome


class BedCount(AppendOnly, Sourced):
    """CQC-registered beds in a network's aligned care homes for one month.

    `month` is its first day. A corrected count is a new `version`; the old one stays. No row
    means nobody has counted: it is never read as zero. A count is from a file (`source`), or was
    confirmed by a person home by home (`counted_by`, `reason` and the rows of `CountedHome`).
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="bed_counts")
    month = models.DateField()
    version = models.PositiveSmallIntegerField()
    beds = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["network", "month", "version"]
        constraints = [
            models.UniqueConstraint("network", "month", "version", name="bed_count_version"),
            models.CheckConstraint(
                name="bed_count_first_of_month", condition=models.Q(month__day=1)
            ),
            models.CheckConstraint(
                name="bed_count_of_a_person_says_why",
                condition=Q(counted_by__isnull=True) | ~Q(reason=""),
            ),
        ]


class CountedHome(AppendOnly):
    """A home in a confirmed count: its beds where it counts, and why it does or does not."""

    count = models.ForeignKey(BedCount, on_delete=models.PROTECT, related_name="homes")
    home = models.ForeignKey(CareHome, on_delete=models.PROTECT, related_name="counted")
    counts = models.BooleanField()
    beds = models.PositiveIntegerField()
    why = models.TextField()

    class Meta:
        ordering = ["count", "home"]
        constraints = [
            models.UniqueConstraint("count", "home", name="home_once_in_a_count"),
            models.CheckConstraint(name="counted_home_says_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="home_that_does_not_count_has_no_beds",
                condition=Q(counts=True) | Q(beds=0),
            ),
        ]
