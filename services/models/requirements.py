"""What the contract asks in a year, what networks answer, its review, and evidence."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from networks.models import Network
from pcn_portal.audit.append_only import AppendOnly
from services.engine.requirements import Level, Status
from services.requirements_files import KNOWN

PERSON = settings.AUTH_USER_MODEL
STATUSES = [(status.value, status.label) for status in Status]
LEVELS = [(level.value, level.value.title()) for level in Level]
MARKS = [(mark, mark) for mark in KNOWN]


class RequirementSet(AppendOnly):
    """A set of requirements that somebody drafts for a year as its next version.

    `year` is the calendar year of its April. What it asks is in `RequirementText`; it counts once
    a `RequirementSetDecision` publishes it.
    """

    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    note = models.TextField()
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint("year", "version", name="requirement_set_version"),
            models.CheckConstraint(
                name="requirement_set_of_the_contract",
                condition=Q(year__gte=2019, year__lte=2100, version__gte=1) & ~Q(note=""),
            ),
        ]


class RequirementText(AppendOnly):
    """One requirement of a draft; of several revisions the last counts, and may take it out."""

    of_set = models.ForeignKey(RequirementSet, on_delete=models.PROTECT, related_name="texts")
    code = models.CharField(max_length=8)
    revision = models.PositiveSmallIntegerField()
    asked = models.BooleanField(default=True)
    title = models.CharField(max_length=200)
    starts = models.DateField(null=True)
    known = models.CharField(max_length=16, choices=MARKS)
    what = models.TextField(blank=True)
    what_known = models.CharField(max_length=16, choices=MARKS)
    prompts = models.TextField(blank=True)
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)
    replaces = ArrayField(models.CharField(max_length=8), default=list)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["of_set", "code", "revision"]
        constraints = [
            models.UniqueConstraint("of_set", "code", "revision", name="requirement_revision"),
            models.CheckConstraint(
                name="requirement_is_known_by_a_source",
                condition=Q(known__in=["memory_only", "unknown"]) | ~Q(source=""),
            ),
            models.CheckConstraint(
                name="requirement_says_what_is_known",
                condition=Q(what="", what_known="unknown")
                | (~Q(what="") & ~Q(what_known="unknown")),
            ),
            models.CheckConstraint(
                name="requirement_has_words", condition=~Q(title="") & ~Q(code="")
            ),
        ]


class RequirementSetDecision(AppendOnly):
    """A draft published, or given up, by somebody who wrote nothing of it (a trigger checks)."""

    of_set = models.OneToOneField(RequirementSet, on_delete=models.PROTECT, related_name="decision")
    published = models.BooleanField()
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="requirement_set_says_why", condition=~Q(reason="")),
        ]


class DeliveryAnswer(AppendOnly):
    """What a network says of a requirement of a year, at its `turn`; earlier turns stay.

    `carried_from` is the earlier year's turn whose answer was confirmed as it was.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="deliveries")
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=8)
    turn = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=STATUSES)
    plan = models.TextField(blank=True)
    owner = models.CharField(max_length=200, blank=True)
    starts = models.DateField(null=True)
    due = models.DateField(null=True)
    narrative = models.TextField(blank=True)
    carried_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["network", "-year", "code", "-turn"]
        constraints = [
            models.UniqueConstraint("network", "year", "code", "turn", name="delivery_turn"),
            models.CheckConstraint(
                name="delivery_status_is_known", condition=Q(status__in=[s for s, _ in STATUSES])
            ),
            models.CheckConstraint(
                name="delivery_ends_not_before_it_starts",
                condition=Q(starts__isnull=True) | Q(due__isnull=True) | Q(due__gte=F("starts")),
            ),
            models.CheckConstraint(
                name="plan_of_delivery_has_date_and_owner",
                condition=~Q(status="planned") | (Q(due__isnull=False) & ~Q(owner="")),
            ),
            models.CheckConstraint(
                name="delivered_says_what_was_done", condition=~Q(status="delivered", narrative="")
            ),
        ]


class DeliveryRisk(AppendOnly):
    """What might keep a network from delivering, as an answer says."""

    answer = models.ForeignKey(DeliveryAnswer, on_delete=models.PROTECT, related_name="risks")
    number = models.PositiveSmallIntegerField()
    words = models.TextField()
    likelihood = models.CharField(max_length=6, choices=LEVELS)
    impact = models.CharField(max_length=6, choices=LEVELS)
    done = models.TextField(blank=True)

    class Meta:
        ordering = ["answer", "number"]
        constraints = [
            models.UniqueConstraint("answer", "number", name="delivery_risk_once"),
            models.CheckConstraint(
                name="delivery_risk_is_marked",
                condition=~Q(words="")
                & Q(likelihood__in=[v for v, _ in LEVELS], impact__in=[v for v, _ in LEVELS]),
            ),
        ]


class DeliveryReview(AppendOnly):
    """The board's response to an answer: accepted, or more is asked for with words."""

    answer = models.OneToOneField(DeliveryAnswer, on_delete=models.PROTECT, related_name="review")
    accepted = models.BooleanField()
    words = models.TextField(blank=True)
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="who_reviews_delivery_did_not_answer",
                condition=~Q(reviewed_by=F("given_by")),
            ),
            models.CheckConstraint(
                name="more_of_delivery_says_what", condition=Q(accepted=True) | ~Q(words="")
            ),
        ]


class Evidence(AppendOnly):
    """Something that shows what a network did, recorded once; perhaps with a file."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=200)
    day = models.DateField()
    words = models.TextField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["network", "-day", "-id"]
        constraints = [
            models.CheckConstraint(
                name="evidence_is_words_or_a_file",
                condition=~Q(title="") & (~Q(words="") | Q(content__isnull=False)),
            ),
            models.CheckConstraint(
                name="evidence_file_is_whole",
                condition=Q(content__isnull=True, name="", sha256="", size__isnull=True)
                | (Q(content__isnull=False, size__isnull=False) & ~Q(name="") & ~Q(sha256="")),
            ),
            models.UniqueConstraint(
                "network", "sha256", name="evidence_file_once", condition=~Q(sha256="")
            ),
        ]


class EvidenceUse(AppendOnly):
    """Where evidence is used: a requirement's code or a return's name, in a year.

    Of several turns the last counts; `linked` False takes it away again.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(
        max_length=12, choices=[("requirement", "Requirement"), ("return", "Return")]
    )
    year = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=80)
    turn = models.PositiveSmallIntegerField()
    linked = models.BooleanField()
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["evidence", "-year", "kind", "key", "turn"]
        constraints = [
            models.UniqueConstraint(
                "evidence", "kind", "year", "key", "turn", name="evidence_use_turn"
            ),
            models.CheckConstraint(
                name="evidence_use_is_named",
                condition=~Q(key="") & Q(kind__in=["requirement", "return"]),
            ),
        ]
