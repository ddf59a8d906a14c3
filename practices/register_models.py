"""Practices, the organisations above them and their populations, each fact dated and sourced."""

from django.db import models

from pcn_portal.audit.append_only import AppendOnly
from pcn_portal.audit.dated import Dated, ends_not_before_starts, no_overlap
from pcn_portal.audit.exact import ExactDecimalField
from pcn_portal.audit.history import keep_history
from practices.import_models import SourceFile


class OrganisationKind(models.TextChoices):
    """The commissioning organisations above practices and networks."""

    REGION = "region", "NHS England region"
    ICB = "icb", "Integrated care board"
    SUB_ICB = "sub_icb", "Sub-ICB location"


@keep_history()
class Organisation(models.Model):
    """A region, ICB or sub-ICB location, by its ODS code (3 or 5 characters)."""

    kind = models.CharField(max_length=10, choices=OrganisationKind.choices)
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["kind", "code"]
        constraints = [models.UniqueConstraint("kind", "code", name="organisation_kind_code")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Sourced(models.Model):
    """A fact that names the file and row it came from; both empty when a person entered it."""

    source = models.ForeignKey(SourceFile, null=True, on_delete=models.PROTECT, related_name="+")
    source_row = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True


@keep_history()
class OrganisationLink(Dated, Sourced):
    """A sub-ICB in an ICB, or an ICB in a region, for a period; one parent at a time."""

    child = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="parent_links")
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="child_links")

    class Meta:
        ordering = ["child", "starts"]
        constraints = [
            no_overlap("organisation_one_parent", "child"),
            ends_not_before_starts("organisation_link_period"),
        ]


class PracticeStatus(models.TextChoices):
    """ODS status of a practice; the register prints it as a letter or as a word."""

    ACTIVE = "active", "Active"
    CLOSED = "closed", "Closed"
    DORMANT = "dormant", "Dormant"
    PROPOSED = "proposed", "Proposed"
    UNKNOWN = "unknown", "Not in the practice register"


@keep_history()
class Practice(models.Model):
    """A GP practice by ODS code. `closed` is the first day on which it no longer exists."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=200)
    postcode = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=400, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    status = models.CharField(
        max_length=10, choices=PracticeStatus.choices, default=PracticeStatus.UNKNOWN
    )
    setting = models.CharField(max_length=10, blank=True)
    opened = models.DateField(null=True)
    closed = models.DateField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


@keep_history()
class PracticeCommissioner(Dated, Sourced):
    """The sub-ICB location that commissions a practice, for a period; one at a time."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="commissioners")
    sub_icb = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["practice", "starts"]
        constraints = [
            no_overlap("practice_one_commissioner", "practice"),
            ends_not_before_starts("practice_commissioner_period"),
        ]


class Basis(models.TextChoices):
    """What a population figure counts. The contract never mixes them."""

    REGISTERED = "registered", "Registered list"
    WEIGHTED = "weighted", "Contractor weighted population"
    ADJUSTED = "adjusted", "Adjusted population"


class PopulationFigure(AppendOnly, Sourced):
    """One practice's population on a reference date, as one publication gave it.

    A restated figure is a new `version` with a later `received_at`; the old one stays.
    `value` is in patients, at the full precision of the source. `vintage` names the publication.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="figures")
    basis = models.CharField(max_length=10, choices=Basis.choices)
    reference_date = models.DateField()
    version = models.PositiveSmallIntegerField()
    value = ExactDecimalField()
    vintage = models.CharField(max_length=120)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["practice", "basis", "reference_date", "version"]
        constraints = [
            models.UniqueConstraint(
                "practice", "basis", "reference_date", "version", name="population_figure_version"
            ),
            models.CheckConstraint(
                name="population_figure_not_negative", condition=models.Q(value__gte=0)
            ),
        ]
        indexes = [models.Index("reference_date", "basis", name="population_figure_vintage")]
