"""Organisations in a network besides its core network practices, and who serves the others."""

from django.db import models
from django.db.models import Q

from networks.models.register import Network
from pcn_portal.audit.dated import Dated, ends_not_before_starts, no_overlap
from pcn_portal.audit.history import keep_history
from practices.models import Practice, Sourced

__all__ = ["Cover", "Partner", "PartnerKind"]


class PartnerKind(models.TextChoices):
    """Who signs a network agreement without the DES."""

    PRACTICE = "practice", "Practice (member, network agreement only)"
    PHARMACY = "pharmacy", "Community pharmacy"
    COMMUNITY_SERVICES = "community_services", "Community services"
    MENTAL_HEALTH = "mental_health", "Mental health"
    FEDERATION = "federation", "GP federation"
    VOLUNTARY = "voluntary", "Voluntary sector"
    LOCAL_AUTHORITY = "local_authority", "Local authority"
    HOSPITAL = "hospital", "Hospital"
    OTHER = "other", "Other"


@keep_history()
class Partner(Dated, Sourced):
    """A member of a network that is not a core network practice, [starts, ends).

    A practice that signed only the network agreement is one: it has a share of network funding
    and none of the DES payments (NHS guidance on Primary Care Networks, v1.3).
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="partners")
    kind = models.CharField(max_length=20, choices=PartnerKind.choices)
    name = models.CharField(max_length=200)
    ods_code = models.CharField(max_length=8, blank=True)
    practice = models.ForeignKey(
        Practice, null=True, on_delete=models.PROTECT, related_name="partnerships"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["network", "kind", "name", "starts"]
        constraints = [
            no_overlap("partner_once_in_a_network", "network", "name"),
            no_overlap("practice_partner_once_in_a_network", "network", "practice"),
            ends_not_before_starts("partner_period"),
            models.CheckConstraint(name="partner_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="partner_practice_is_one",
                condition=Q(kind="practice", practice__isnull=False)
                | (~Q(kind="practice") & Q(practice__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.ods_code})" if self.ods_code else self.name


@keep_history()
class Cover(Dated, Sourced):
    """How the patients of a practice outside any network are served, [starts, ends).

    By a network of the register, or by another organisation (a federation) by name.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="covers")
    network = models.ForeignKey(
        Network, null=True, on_delete=models.PROTECT, related_name="covered_practices"
    )
    organisation = models.CharField(max_length=200, blank=True)
    ods_code = models.CharField(max_length=8, blank=True)
    how_paid = models.TextField()

    class Meta:
        ordering = ["practice", "starts"]
        constraints = [
            no_overlap("practice_covered_once", "practice"),
            ends_not_before_starts("cover_period"),
            models.CheckConstraint(
                name="cover_by_network_or_organisation",
                condition=Q(network__isnull=False, organisation="")
                | (Q(network__isnull=True) & ~Q(organisation="")),
            ),
            models.CheckConstraint(name="cover_says_how_paid", condition=~Q(how_paid="")),
        ]
