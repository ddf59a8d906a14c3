"""Deadlines that boards and England enter, what is said to be done, and who is told of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from networks.models import Network
from pcn_portal.audit.append_only import AppendOnly


def _person() -> models.ForeignKey[models.Model, models.Model]:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class Deadline(AppendOnly):
    """Something due in a contract year, for a board's networks or, without a board, for England.

    `year` is the calendar year of its April. `beside` is the key of the national deadline that
    it gives a day of its own for. What it says is in `DeadlineVersion`, the last of which counts.
    """

    icb_code = models.CharField(max_length=5, blank=True)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    monthly = models.BooleanField()
    beside = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    made_by = _person()

    class Meta:
        ordering = ["icb_code", "year", "id"]
        constraints = [
            models.UniqueConstraint(
                "icb_code",
                "year",
                "beside",
                condition=~Q(beside=""),
                name="one_own_day_beside_a_national_one",
            ),
            models.CheckConstraint(name="deadline_has_a_kind", condition=~Q(kind="")),
        ]


class DeadlineVersion(AppendOnly):
    """What a deadline says from a moment on: its day, or the day of each month, and what is done.

    A monthly day is so many `months_after` the month it is about. Reminders begin `remind_days`
    before; `escalate_after` days late it goes to `escalate_to`, or to every commissioner.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    what = models.TextField()
    day = models.DateField(null=True)
    day_of_month = models.PositiveSmallIntegerField(null=True)
    months_after = models.PositiveSmallIntegerField(default=0)
    remind_days = models.PositiveSmallIntegerField()
    escalate_after = models.PositiveSmallIntegerField(null=True)
    escalate_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn = models.BooleanField(default=False)
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = _person()

    class Meta:
        ordering = ["deadline", "number"]
        constraints = [
            models.UniqueConstraint("deadline", "number", name="one_deadline_version_per_number"),
            models.CheckConstraint(
                name="deadline_has_a_day_or_a_day_of_the_month",
                condition=Q(day__isnull=False, day_of_month__isnull=True, months_after=0)
                | Q(
                    day__isnull=True,
                    day_of_month__isnull=False,
                    day_of_month__gte=1,
                    day_of_month__lte=31,
                ),
            ),
            models.CheckConstraint(
                name="deadline_says_what_and_why",
                condition=~Q(title="") & ~Q(what="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="deadline_days_in_reason",
                condition=Q(remind_days__lte=90, months_after__lte=12)
                & (
                    Q(escalate_after__isnull=True, escalate_to__isnull=True)
                    | Q(
                        escalate_after__isnull=False,
                        escalate_after__gte=1,
                        escalate_after__lte=365,
                    )
                ),
            ),
        ]


class TickSide(models.TextChoices):
    """Who says that it is done."""

    NETWORK = "network", "The network"
    BOARD = "board", "The board"


class DeadlineTick(AppendOnly):
    """That a network has done what is due, or that it has not after all; the latest counts.

    `due_key` names the deadline and the month or year, as in “care-home-beds_2025-04”.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="deadline_ticks")
    due_key = models.CharField(max_length=80)
    done_on = models.DateField(null=True)
    words = models.TextField()
    side = models.CharField(max_length=7, choices=TickSide.choices)
    recorded_at = models.DateTimeField()
    recorded_by = _person()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["due_key", "network"], name="ticks_of_a_deadline")]
        constraints = [
            models.CheckConstraint(
                name="deadline_tick_says_something", condition=~Q(words="") & ~Q(due_key="")
            ),
        ]


class CalendarFeed(AppendOnly):
    """A secret address at which a person's calendar program reads a network's or board's days.

    Only the digest of the secret is kept. It ends with a `CalendarFeedEnd`.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds"
    )
    code = models.CharField(max_length=6)
    digest = models.CharField(max_length=64, unique=True)
    words = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["person", "-id"]
        constraints = [
            models.CheckConstraint(
                name="calendar_feed_keeps_only_a_digest",
                condition=Q(digest__regex=r"^[0-9a-f]{64}$") & ~Q(code="") & ~Q(words=""),
            ),
        ]


class CalendarFeedEnd(AppendOnly):
    """The end of a secret address: it answers nobody from then on."""

    feed = models.OneToOneField(CalendarFeed, on_delete=models.PROTECT, related_name="end")
    ended_at = models.DateTimeField()
    ended_by = _person()


class DigestChoice(AppendOnly):
    """How often a person wants the e-mail on what is due; the latest counts."""

    class How(models.TextChoices):
        DAILY = "daily", "Every day"
        WEEKLY = "weekly", "Every week"
        OFF = "off", "Never"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digest_choices"
    )
    how = models.CharField(max_length=6, choices=How.choices)
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="digest_choice_is_known", condition=Q(how__in=("daily", "weekly", "off"))
            ),
        ]


class DeadlineMail(AppendOnly):
    """An e-mail on what is due that went to a person: one a day at most.

    `digest` False: it only said what was escalated to them.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deadline_mails"
    )
    day = models.DateField()
    address = models.EmailField()
    digest = models.BooleanField()
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint("person", "day", name="one_deadline_mail_a_day"),
        ]


class DeadlineEscalation(AppendOnly):
    """That a person was told of a network which is late with a deadline: once for its day."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="escalated_deadlines"
    )
    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="deadline_escalations"
    )
    due_key = models.CharField(max_length=80)
    day = models.DateField()
    days_late = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "person", "network", "due_key", "day", name="escalated_once_to_each_person"
            ),
            models.CheckConstraint(
                name="escalated_is_late", condition=Q(days_late__gte=1) & ~Q(due_key="")
            ),
        ]
