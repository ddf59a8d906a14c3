"""Networks, who commissions them and which practices are their core network practices."""

from django.conf import settings
from django.db import models

from pcn_portal.audit.dated import Dated, ends_not_before_starts, no_overlap
from practices.models import Organisation, Practice, Sourced


class Network(models.Model):
    """A Primary Care Network by ODS code (U and five digits).

    `closed` is the first day on which it no longer exists.
    """

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    opened = models.DateField(null=True)
    closed = models.DateField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class NetworkCommissioner(Dated, Sourced):
    """The sub-ICB location that commissions a network, for a period; one at a time."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="commissioners")
    sub_icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["network", "starts"]
        constraints = [
            no_overlap("network_one_commissioner", "network"),
            ends_not_before_starts("network_commissioner_period"),
        ]


class NetworkMembership(Dated, Sourced):
    """A spell of a core network practice: [starts, ends). No practice is core in two networks.

    An empty spell (ends = starts) is one that ODS recorded and a later one replaced from its
    first day; it is kept to be readable and never counts.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="memberships")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        ordering = ["practice", "starts"]
        constraints = [
            no_overlap("practice_core_in_one_network", "practice"),
            ends_not_before_starts("membership_period"),
        ]
        indexes = [models.Index("network", "starts", name="membership_network")]


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
