"""What a commissioner decides about a network as it stands: its size, a hold, who takes part."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from networks.models.register import Network
from pcn_portal.audit.append_only import AppendOnly
from pcn_portal.audit.dated import Dated, ends_not_before_starts, no_overlap
from pcn_portal.audit.history import keep_history
from practices.models import Practice

__all__ = [
    "NoticeKind",
    "ParticipationNotice",
    "ParticipationWindow",
    "PaymentHold",
    "SizeApproval",
    "SizeGround",
]


class SizeGround(models.TextChoices):
    """Why a network may have fewer than 30,000 patients."""

    NATURAL_COMMUNITY = "natural_community", "Natural community"
    LOW_DENSITY = "low_density", "Low population density"
    BOTH = "both", "Natural community with low population density"


@keep_history()
class SizeApproval(Dated):
    """The commissioner's approval of a network under 30,000 patients, until it is reviewed."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="size_approvals")
    ground = models.CharField(max_length=20, choices=SizeGround.choices)
    reason = models.TextField()
    review_on = models.DateField()
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["network", "starts"]
        constraints = [
            no_overlap("network_one_size_approval", "network"),
            ends_not_before_starts("size_approval_period"),
            models.CheckConstraint(name="size_approval_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="size_review_after_approval", condition=Q(review_on__gt=models.F("starts"))
            ),
        ]


@keep_history()
class PaymentHold(models.Model):
    """A network's payments are held from a contract month on, until the hold is lifted.

    Months calculated while it stands are held whole; lifting it frees them all.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="holds")
    from_month = models.DateField()
    reason = models.TextField()
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-placed_at"]
        constraints = [
            models.CheckConstraint(name="hold_first_of_month", condition=Q(from_month__day=1)),
            models.CheckConstraint(name="hold_has_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                "network", condition=Q(lifted_at__isnull=True), name="one_hold_at_a_time"
            ),
            models.CheckConstraint(
                name="hold_lifted_with_reason",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_reason="")),
            ),
        ]


class ParticipationWindow(AppendOnly):
    """A time in which practices may opt in or out after an in-year variation of the DES.

    `closes` is the first day after it, empty while not known. The yearly opt-out is data of the
    contract year (networks/years.yaml); these are entered as they are announced.
    """

    year = models.PositiveSmallIntegerField()
    opens = models.DateField()
    closes = models.DateField(null=True)
    source = models.TextField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["year", "opens"]
        constraints = [
            models.CheckConstraint(name="window_has_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="window_closes_after_it_opens",
                condition=Q(closes__isnull=True) | Q(closes__gt=models.F("opens")),
            ),
        ]


class NoticeKind(models.TextChoices):
    """What a practice told its commissioner about the year's DES."""

    OPT_OUT = "opt_out", "Opts out"
    SIGN_UP = "sign_up", "Signs up"
    LATE_SIGN_UP = "late_sign_up", "Signs up late, with the commissioner's consent"


class ParticipationNotice(AppendOnly):
    """A practice's notice for a contract year; the latest one counts.

    `year` is the calendar year of its April; `received_on` decides whether it came in time.
    Without one, a practice that took part at the end of the year before is enrolled.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="notices")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    received_on = models.DateField()
    effective = models.DateField()
    reason = models.TextField()
    consent = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["practice", "year", "id"]
        constraints = [
            models.CheckConstraint(name="notice_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="late_sign_up_has_consent",
                condition=~Q(kind="late_sign_up") | ~Q(consent=""),
            ),
        ]
