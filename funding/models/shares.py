"""Schedule 4 as dated rules: how a network gives its money out to its practices."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from funding.engine.shares import By
from pcn_portal.audit.append_only import AppendOnly


class ShareRule(AppendOnly):
    """A network's rule for one payment (`stream`), or for every other, from a month on.

    The latest row of a payment that has begun by a month counts for it, so a correction is a new
    row of the same month. `terms` are the sums, percentages and members of `Rule`, as text:
    {top_fixed, top_percent, fixed: {practice: pounds}, percent: {practice: %}, others: [practice]}.
    """

    network_code = models.CharField(max_length=6)
    stream = models.CharField(max_length=60, blank=True)
    from_month = models.DateField()
    by = models.CharField(max_length=12, choices=[(by.value, by.value) for by in By])
    terms = models.JSONField()
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["network_code", "stream", "from_month", "id"]
        indexes = [models.Index(fields=["network_code", "from_month"], name="share_rule_of")]
        constraints = [
            models.CheckConstraint(
                name="share_rule_first_of_month", condition=Q(from_month__day=1)
            ),
            models.CheckConstraint(name="share_rule_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="share_rule_knows_how", condition=Q(by__in=[by.value for by in By])
            ),
        ]
