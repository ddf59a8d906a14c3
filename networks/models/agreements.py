"""Network agreements, who signed which schedules, data sharing agreements, and documents."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from networks.models.partners import Partner
from networks.models.register import Network
from pcn_portal.audit.append_only import AppendOnly
from pcn_portal.audit.dated import Dated, ends_not_before_starts, no_overlap
from pcn_portal.audit.history import keep_history
from practices.models import Practice, Sourced

__all__ = [
    "SCHEDULES",
    "Agreement",
    "AgreementSchedule",
    "Document",
    "SharingAgreement",
    "SharingParty",
    "Signature",
]

SCHEDULES = {
    1: "Network specifics",
    2: "Additional terms",
    3: "Activities",
    4: "Financial arrangements",
    5: "Workforce",
    6: "Insolvency events",
    7: "Arrangements with organisations outside the network",
}
"""The schedules of the network agreement by number."""


@keep_history()
class Agreement(Dated, Sourced):
    """One version of a network's agreement, in force in [starts, ends); one at a time."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["network", "version"]
        constraints = [
            no_overlap("network_one_agreement", "network"),
            ends_not_before_starts("agreement_period"),
            models.UniqueConstraint("network", "version", name="agreement_version"),
        ]

    def __str__(self) -> str:
        return f"Network agreement, version {self.version}"


@keep_history()
class AgreementSchedule(models.Model):
    """What one schedule of a version says, in short."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="schedules")
    number = models.PositiveSmallIntegerField(choices=list(SCHEDULES.items()))
    summary = models.TextField()

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint("agreement", "number", name="schedule_once"),
            models.CheckConstraint(
                name="schedule_number_1_to_7", condition=Q(number__gte=1, number__lte=7)
            ),
        ]


@keep_history()
class Signature(Sourced):
    """Who signed a version of the agreement, when, and which schedules.

    By a core network practice or by another member, never both.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    practice = models.ForeignKey(
        Practice, null=True, on_delete=models.PROTECT, related_name="signatures"
    )
    partner = models.ForeignKey(
        Partner, null=True, on_delete=models.PROTECT, related_name="signatures"
    )
    signed_on = models.DateField()
    signed_by = models.CharField(max_length=150)
    schedules = ArrayField(models.PositiveSmallIntegerField(), default=list)

    class Meta:
        ordering = ["agreement", "signed_on", "id"]
        constraints = [
            models.UniqueConstraint("agreement", "practice", name="practice_signs_once"),
            models.UniqueConstraint("agreement", "partner", name="partner_signs_once"),
            models.CheckConstraint(
                name="signature_of_practice_or_partner",
                condition=Q(practice__isnull=False, partner__isnull=True)
                | Q(practice__isnull=True, partner__isnull=False),
            ),
            models.CheckConstraint(
                name="signature_schedules_1_to_7",
                condition=Q(schedules__contained_by=list(SCHEDULES)),
            ),
        ]


@keep_history()
class SharingAgreement(Dated, Sourced):
    """A data sharing agreement of a network: what for, on which basis, who watches over it."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="sharing")
    title = models.CharField(max_length=200)
    purposes = models.TextField()
    lawful_basis = models.TextField()
    protection_officer = models.CharField(max_length=200)
    review_on = models.DateField()
    dspt_filed_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["network", "title", "starts"]
        constraints = [
            no_overlap("sharing_agreement_once", "network", "title"),
            ends_not_before_starts("sharing_period"),
        ]

    def __str__(self) -> str:
        return self.title


@keep_history()
class SharingParty(models.Model):
    """A party to a data sharing agreement; unsigned while `signed_on` is empty."""

    sharing = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT, related_name="parties")
    practice = models.ForeignKey(Practice, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    ods_code = models.CharField(max_length=8, blank=True)
    signed_on = models.DateField(null=True)
    signed_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["sharing", "name"]
        constraints = [
            models.UniqueConstraint("sharing", "name", name="party_once"),
            models.CheckConstraint(
                name="party_signed_by_whom",
                condition=Q(signed_on__isnull=True, signed_by="")
                | (Q(signed_on__isnull=False) & ~Q(signed_by="")),
            ),
        ]


class Document(AppendOnly):
    """A PDF or DOCX kept in the database, so never within a web server's reach.

    It belongs to an agreement or to a data sharing agreement of the network.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="documents")
    agreement = models.ForeignKey(
        Agreement, null=True, on_delete=models.PROTECT, related_name="documents"
    )
    sharing = models.ForeignKey(
        SharingAgreement, null=True, on_delete=models.PROTECT, related_name="documents"
    )
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="document_of_one_agreement",
                condition=Q(agreement__isnull=False, sharing__isnull=True)
                | Q(agreement__isnull=True, sharing__isnull=False),
            ),
        ]
