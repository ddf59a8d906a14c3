"""Care homes as the CQC directory lists them, and to which network each is aligned."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from networks.models import Network
from pcn_portal.audit.append_only import AppendOnly
from pcn_portal.audit.dated import Dated, ends_not_before_starts, no_overlap
from pcn_portal.audit.history import keep_history
from practices.models import Sourced

LONGEST = 200


@keep_history()
class CareHome(models.Model):
    """A location that CQC registers as a care home, by its Location ID, as last listed.

    `primary_id` names the location that counts where two are registered for the same beds.
    `closed` is the first day on which it was no longer open, as somebody recorded it.
    """

    location_id = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=LONGEST)
    provider_id = models.CharField(max_length=20, blank=True)
    provider = models.CharField(max_length=LONGEST, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    local_authority = models.CharField(max_length=LONGEST, blank=True)
    region = models.CharField(max_length=LONGEST, blank=True)
    nursing = models.BooleanField()
    residential = models.BooleanField()
    primary_id = models.CharField(max_length=20, blank=True)
    opened = models.DateField(null=True)
    closed = models.DateField(null=True)
    closed_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "location_id"]
        indexes = [models.Index(fields=["local_authority"], name="care_home_authority")]
        constraints = [
            models.CheckConstraint(
                name="closed_home_says_why", condition=Q(closed__isnull=True) | ~Q(closed_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CareDirectory(AppendOnly, Sourced):
    """A directory that was taken in: the day it speaks of, and how many homes it lists."""

    published = models.DateField(unique=True)
    homes = models.PositiveIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["published"]


class HomeFact(AppendOnly):
    """What a directory says of a home, where it is not what the one before said.

    `beds` is None where the directory gives none. `listed` is false in the first directory that
    no longer lists it.
    """

    home = models.ForeignKey(CareHome, on_delete=models.PROTECT, related_name="facts")
    directory = models.ForeignKey(CareDirectory, on_delete=models.PROTECT, related_name="facts")
    source_row = models.PositiveIntegerField(null=True)
    listed = models.BooleanField()
    dormant = models.BooleanField()
    beds = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["home", "directory"]
        constraints = [
            models.UniqueConstraint("home", "directory", name="one_fact_per_home_and_directory"),
        ]


@keep_history()
class Alignment(Dated):
    """A home aligned to a network over [starts, ends) by the board's decision."""

    home = models.ForeignKey(CareHome, on_delete=models.PROTECT, related_name="alignments")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="aligned_homes")
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["home", "starts"]
        constraints = [
            no_overlap("home_aligned_to_one_network", "home"),
            ends_not_before_starts("alignment_period"),
            models.CheckConstraint(name="alignment_says_why", condition=~Q(reason="")),
        ]


class HomeClaim(AppendOnly):
    """A network says that a home is its own from a day; the board decides."""

    home = models.ForeignKey(CareHome, on_delete=models.PROTECT, related_name="claims")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="home_claims")
    from_day = models.DateField()
    reason = models.TextField()
    claimed_at = models.DateTimeField()
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="home_claim_says_why", condition=~Q(reason="")),
        ]


class HomeClaimDecision(AppendOnly):
    """The board's answer to a claim on a home, by somebody else than who claimed."""

    claim = models.OneToOneField(HomeClaim, on_delete=models.PROTECT, related_name="decision")
    agreed = models.BooleanField()
    reason = models.TextField()
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="who_decides_a_home_claim_did_not_make_it",
                condition=~Q(decided_by=F("claimed_by")),
            ),
            models.CheckConstraint(name="home_claim_decision_says_why", condition=~Q(reason="")),
        ]


class CodingStatement(AppendOnly):
    """A network says from a month on whether its residents are comprehensively coded.

    Of two for one month the later counts; it holds until another month's.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="coding")
    from_month = models.DateField()
    confirmed = models.BooleanField()
    words = models.TextField()
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["network", "from_month", "id"]
        constraints = [
            models.CheckConstraint(name="coding_from_a_month", condition=Q(from_month__day=1)),
            models.CheckConstraint(name="coding_says_how", condition=~Q(words="")),
        ]


class AuthorityChoice(AppendOnly):
    """A board says that a local authority's homes are its own to look after, or no longer."""

    icb_code = models.CharField(max_length=5)
    authority = models.CharField(max_length=LONGEST)
    chosen = models.BooleanField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["icb_code", "authority", "id"]
