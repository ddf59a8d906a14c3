"""What the national workforce publication says of each network."""

from django.db import models
from django.db.models import Q

from networks.models import Network
from pcn_portal.audit.append_only import AppendOnly
from practices.models import Sourced


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
