"""Networks by ODS code, who commissions them, and the spells of their core network practices."""

from django.db import models
from django.db.models import F, Q

from networks.models.proposals import Proposal
from pcn_portal.audit.append_only import AppendOnly
from pcn_portal.audit.dated import Dated, ends_not_before_starts, no_overlap
from pcn_portal.audit.history import keep_history
from practices.models import Organisation, Practice, Sourced

__all__ = [
    "Network",
    "NetworkCommissioner",
    "NetworkMembership",
    "NetworkName",
    "NetworkSuccession",
]


def caused_by() -> "models.ForeignKey[Proposal | None, Proposal | None]":
    """The decided proposal that a fact came from; empty for what a file or a person entered."""
    return models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="+")


@keep_history()
class Network(models.Model):
    """A Primary Care Network by ODS code (U and five digits).

    `closed` is the first day on which it no longer exists. `name` is the name it has today; the
    one it had on another day is in `NetworkName`, see networks/names.py.
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


@keep_history()
class NetworkName(Dated, Sourced):
    """A name a network bears for a period. Only networks that were ever renamed have any."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    proposal = caused_by()

    class Meta:
        ordering = ["network", "starts"]
        constraints = [
            no_overlap("network_one_name", "network"),
            ends_not_before_starts("network_name_period"),
        ]


@keep_history()
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


@keep_history()
class NetworkMembership(Dated, Sourced):
    """A spell of a core network practice: [starts, ends). No practice is core in two networks.

    An empty spell (ends = starts) is one that ODS recorded and a later one replaced from its
    first day, or a change called off before its day; it is kept to be readable and never counts.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="memberships")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="memberships")
    started_by = caused_by()
    ended_by = caused_by()

    class Meta:
        ordering = ["practice", "starts"]
        constraints = [
            no_overlap("practice_core_in_one_network", "practice"),
            ends_not_before_starts("membership_period"),
        ]
        indexes = [models.Index("network", "starts", name="membership_network")]


class NetworkSuccession(AppendOnly):
    """A merged or split network leads to its parents and children, from the day `on`."""

    parent = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="children")
    child = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="parents")
    on = models.DateField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on", "parent", "child"]
        constraints = [
            models.UniqueConstraint("parent", "child", "proposal", name="network_succession_once"),
            models.CheckConstraint(
                name="network_succeeds_another", condition=~Q(parent=F("child"))
            ),
        ]
