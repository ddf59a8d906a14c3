"""Who supervises staff, what they train for, where they work and with what."""

from django.db import models
from django.db.models import Q

from networks.models import Network
from pcn_portal.audit.dated import Dated, ends_not_before_starts
from pcn_portal.audit.history import keep_history
from practices.models import Practice
from workforce.models.register import Engagement


class Funder(models.TextChoices):
    """Who pays for equipment."""

    ICB = "icb", "Integrated care board"
    NETWORK = "network", "Network"
    PRACTICE = "practice", "Practice"
    EMPLOYER = "employer", "Employer"
    NOBODY = "nobody", "Nobody yet"


class EquipmentKind(models.TextChoices):
    """What somebody needs to work, as networks report it missing."""

    LAPTOP = "laptop", "Laptop"
    VPN = "vpn", "Secure network access (VPN)"
    PHONE = "phone", "Phone"
    SMARTCARD = "smartcard", "Smartcard"


class Half(models.TextChoices):
    """Half a day."""

    MORNING = "am", "Morning"
    AFTERNOON = "pm", "Afternoon"


DAYS = [
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
]


@keep_history()
class Supervision(Dated):
    """Who supervises somebody, and how many times a year, over [starts, ends).

    `supervisor` is a job, like senior pharmacist; `at` the practice of a mentor elsewhere.
    """

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="supervision")
    supervisor = models.CharField(max_length=150)
    at = models.ForeignKey(Practice, null=True, on_delete=models.PROTECT, related_name="+")
    times_a_year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["engagement", "starts", "id"]
        constraints = [
            models.CheckConstraint(
                name="supervision_has_somebody_and_some_time",
                condition=~Q(supervisor="") & Q(times_a_year__gte=1, times_a_year__lte=366),
            ),
            ends_not_before_starts("supervision_period"),
        ]


@keep_history()
class Training(models.Model):
    """A training pathway of somebody: when it began, is due and was finished."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="training")
    pathway = models.CharField(max_length=200)
    starts = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    finished = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["engagement", "starts", "id"]
        constraints = [
            models.CheckConstraint(name="training_has_a_pathway", condition=~Q(pathway="")),
        ]


@keep_history()
class Room(models.Model):
    """Desks or rooms at a practice's site that a network's staff may use in one half day a week."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="rooms")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    site = models.CharField(max_length=100)
    day = models.PositiveSmallIntegerField(choices=DAYS)
    half = models.CharField(max_length=2, choices=Half.choices)
    desks = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["network", "practice__code", "site", "day", "half"]
        constraints = [
            models.UniqueConstraint(
                "network", "practice", "site", "day", "half", name="one_room_row_per_half_day"
            ),
            models.CheckConstraint(
                name="room_day_of_the_week", condition=Q(day__gte=1, day__lte=7, desks__lte=200)
            ),
        ]


@keep_history()
class Equipment(models.Model):
    """One thing somebody needs: whether they have it, whose it is, and who pays."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="equipment")
    kind = models.CharField(max_length=10, choices=EquipmentKind.choices)
    held = models.BooleanField()
    owner = models.CharField(max_length=100, blank=True)
    funder = models.CharField(max_length=8, choices=Funder.choices)

    class Meta:
        ordering = ["engagement", "kind"]
        constraints = [
            models.UniqueConstraint("engagement", "kind", name="one_piece_of_a_kind"),
        ]
