"""Where two sources disagree about a practice's network."""

from django.conf import settings
from django.db import models

from networks.models.register import Network
from pcn_portal.audit.history import keep_history
from practices.models import Practice, Sourced


@keep_history()
class MembershipDifference(Sourced):
    """Two sources disagree about a practice's network on a day; a person decides.

    `register_network` or `file_network` empty means that source has the practice in none.
    """

    class Outcome(models.TextChoices):
        """What the person decided."""

        OPEN = "open", "Needs a decision"
        KEEP = "keep", "Register kept"
        ACCEPT = "accept", "File accepted"

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="differences")
    on = models.DateField()
    register_network = models.ForeignKey(
        Network, null=True, on_delete=models.PROTECT, related_name="+"
    )
    file_network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    found_at = models.DateTimeField()
    effective = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["practice", "on"]
        constraints = [
            models.UniqueConstraint(
                "practice", "on", "source", name="one_difference_per_practice_day_and_file"
            ),
            models.CheckConstraint(
                name="difference_decided_with_reason",
                condition=models.Q(outcome="open", decided_at__isnull=True)
                | (
                    models.Q(decided_at__isnull=False)
                    & ~models.Q(outcome="open")
                    & ~models.Q(reason="")
                ),
            ),
        ]
