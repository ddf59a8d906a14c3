"""Beds in aligned care homes, month by month, each count with its source."""

from django.db import models

from networks.models import Network
from pcn_portal.audit.append_only import AppendOnly
from practices.models import Sourced


class BedCount(AppendOnly, Sourced):
    """CQC-registered beds in a network's aligned care homes for one month.

    `month` is its first day. A corrected count is a new `version`; the old one stays. No row
    means nobody has counted: it is never read as zero.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="bed_counts")
    month = models.DateField()
    version = models.PositiveSmallIntegerField()
    beds = models.PositiveIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["network", "month", "version"]
        constraints = [
            models.UniqueConstraint("network", "month", "version", name="bed_count_version"),
            models.CheckConstraint(
                name="bed_count_first_of_month", condition=models.Q(month__day=1)
            ),
        ]
