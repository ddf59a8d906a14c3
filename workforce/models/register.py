"""The staff register: posts, who is in them on which terms, leave, and the baseline of 2019."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from networks.models import Network
from pcn_portal.audit.append_only import AppendOnly
from pcn_portal.audit.dated import Dated, ends_not_before_starts, no_overlap
from pcn_portal.audit.history import keep_history
from practices.models import Practice
from workforce.engine.roles import AREA_TITLES, Area

AREAS = [(area.value, AREA_TITLES[area]) for area in Area]
MOST_WTE = "1.07"
"""40 hours a week, the most of one person, as a part of 37.5."""


class EmployerKind(models.TextChoices):
    """Who employs or engages somebody."""

    PRACTICE = "practice", "Core network practice"
    FEDERATION = "federation", "GP federation"
    TRUST = "trust", "NHS trust"
    VOLUNTARY = "voluntary", "Voluntary sector"
    AGENCY = "agency", "Agency or other supplier"


class Before(models.TextChoices):
    """Where somebody worked before: it decides whether the post is additional."""

    NEW = "new", "Not employed by the network or its practices"
    BASELINE = "baseline", "In this role at one of the practices on 31 March 2019"
    SCHEME = "scheme", "Moved from a national scheme for clinical pharmacists"
    RECENT = "recent", "Employed by the network or its practices in the 12 months before"
    SENIOR = "senior", "The same, and moved to a more senior or specialist nursing post"


class LeaveKind(models.TextChoices):
    """Why somebody in post is away."""

    PARENTAL = "parental", "Maternity, adoption or parental leave"
    SICKNESS = "sickness", "Sickness"
    OTHER = "other", "Other leave"


def _recorded_by() -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


@keep_history()
class Post(Dated):
    """A post of a network in a role of the scheme: `wte` funded over [starts, ends).

    `later` is whether it is not the network's first in a role that pays later ones more. A post
    that nobody is in is planned.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="staff_posts")
    role = models.CharField(max_length=8)
    wte = models.DecimalField(max_digits=3, decimal_places=2)
    area = models.CharField(max_length=8, choices=AREAS, default=Area.NATIONAL.value)
    later = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = _recorded_by()

    class Meta:
        ordering = ["network", "role", "starts", "id"]
        constraints = [
            models.CheckConstraint(
                name="post_is_of_one_person_at_most", condition=Q(wte__gt=0, wte__lte=MOST_WTE)
            ),
            ends_not_before_starts("post_period"),
            models.CheckConstraint(name="post_has_a_role", condition=~Q(role="")),
        ]


@keep_history(without=("name",))
class Person(models.Model):
    """Somebody of a network's staff: a reference for everybody, a name for the network alone.

    The name is in no history and is erased by rule; see `workforce.keeping`.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="staff")
    reference = models.CharField(max_length=20)
    name = models.CharField(max_length=150, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["network", "reference"]
        constraints = [
            models.UniqueConstraint("network", "reference", name="one_reference_per_person"),
            models.CheckConstraint(
                name="erased_person_has_no_name", condition=Q(erased_at__isnull=True) | Q(name="")
            ),
        ]


@keep_history()
class Engagement(Dated):
    """A person in a post over [starts, ends); an empty period is one recorded by mistake.

    `contracted_until` is the last day of a fixed term as agreed at its start. `covers` is the
    engagement of who is on leave. What they work and cost is in `Terms`.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="engagements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="engagements")
    employer_kind = models.CharField(max_length=10, choices=EmployerKind.choices)
    employer = models.CharField(max_length=200)
    before = models.CharField(max_length=8, choices=Before.choices)
    contracted_until = models.DateField(null=True, blank=True)
    covers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="covered")
    recorded_at = models.DateTimeField()
    recorded_by = _recorded_by()

    class Meta:
        ordering = ["person__reference", "starts", "id"]
        constraints = [
            no_overlap("person_once_in_a_post", "post", "person"),
            ends_not_before_starts("engagement_period"),
            models.CheckConstraint(name="nobody_covers_themselves", condition=~Q(covers=F("pk"))),
            models.CheckConstraint(name="engagement_names_employer", condition=~Q(employer="")),
        ]


class Terms(AppendOnly):
    """Hours a week and pounds a month of an engagement from a day on.

    Of those from the same day the one recorded last counts. `fees` are a supplier's.
    """

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="terms")
    from_day = models.DateField()
    band = models.CharField(max_length=20, blank=True)
    hours = models.DecimalField(max_digits=4, decimal_places=2)
    salary = models.DecimalField(max_digits=8, decimal_places=2)
    employer_ni = models.DecimalField(max_digits=8, decimal_places=2)
    employer_pension = models.DecimalField(max_digits=8, decimal_places=2)
    fees = models.DecimalField(max_digits=8, decimal_places=2)
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = _recorded_by()

    class Meta:
        ordering = ["engagement", "from_day", "id"]
        constraints = [
            models.CheckConstraint(
                name="terms_hours_of_one_person", condition=Q(hours__gt=0, hours__lte=40)
            ),
            models.CheckConstraint(
                name="terms_costs_not_below_zero",
                condition=Q(
                    salary__gte=0, employer_ni__gte=0, employer_pension__gte=0, fees__gte=0
                ),
            ),
        ]


class TermsPractice(AppendOnly):
    """Sessions a week that somebody works for one practice, under the terms they belong to."""

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="spread")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    sessions = models.DecimalField(max_digits=4, decimal_places=2)

    class Meta:
        ordering = ["terms", "practice__code"]
        constraints = [
            models.UniqueConstraint("terms", "practice", name="practice_once_in_a_spread"),
            models.CheckConstraint(
                name="sessions_of_one_week", condition=Q(sessions__gt=0, sessions__lte=14)
            ),
        ]


@keep_history()
class Leave(Dated):
    """Somebody in post is away over [starts, ends); pay that falls is in new terms."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="leave")
    kind = models.CharField(max_length=10, choices=LeaveKind.choices)

    class Meta:
        ordering = ["engagement", "starts"]
        constraints = [
            no_overlap("one_leave_at_a_time", "engagement"),
            ends_not_before_starts("leave_period"),
        ]


class MonthCost(AppendOnly):
    """What a month really cost, where it is not what the terms come to; the latest counts."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="costs")
    month = models.DateField()
    salary = models.DecimalField(max_digits=8, decimal_places=2)
    employer_ni = models.DecimalField(max_digits=8, decimal_places=2)
    employer_pension = models.DecimalField(max_digits=8, decimal_places=2)
    fees = models.DecimalField(max_digits=8, decimal_places=2)
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = _recorded_by()

    class Meta:
        ordering = ["engagement", "month", "id"]
        constraints = [
            models.CheckConstraint(name="month_cost_is_of_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="month_cost_not_below_zero",
                condition=Q(
                    salary__gte=0, employer_ni__gte=0, employer_pension__gte=0, fees__gte=0
                ),
            ),
            models.CheckConstraint(name="month_cost_says_why", condition=~Q(reason="")),
        ]


@keep_history()
class Baseline(models.Model):
    """WTE that a practice employed in a role on 31 March 2019, outside the scheme.

    `vacant_since` is the day since which it is not filled, if it is not.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="baselines")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=8)
    wte = models.DecimalField(max_digits=5, decimal_places=2)
    vacant_since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["network", "practice__code", "role"]
        constraints = [
            models.UniqueConstraint("network", "practice", "role", name="one_baseline_per_role"),
            models.CheckConstraint(name="baseline_is_some", condition=Q(wte__gt=0)),
        ]
