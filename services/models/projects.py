"""What a network does about inequalities, with whom, and what came of it: versions only grow."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from networks.models import Network, Partner
from pcn_portal.audit.append_only import AppendOnly


class ProjectState(models.TextChoices):
    """Where a project stands."""

    IDEA = "idea", "Idea"
    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"
    STOPPED = "stopped", "Stopped"


class WithKind(models.TextChoices):
    """Kinds of organisations that networks work with."""

    LOCAL_AUTHORITY = "local_authority", "Local authority"
    VOLUNTARY = "voluntary", "Voluntary sector"
    SCHOOL = "school", "School"
    NHS = "nhs", "Other NHS provider"
    FEDERATION = "federation", "GP federation"
    NETWORK = "network", "Other network"
    OTHER = "other", "Other"


class Project(AppendOnly):
    """A project of a network. What it is stands in its versions; the last one counts."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="projects")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["network", "id"]


class ProjectVersion(AppendOnly):
    """A project as somebody wrote it down. `shared` lets other networks read its story.

    `people` is how many the cohort has, if counted. The measure has a unit, a baseline with its
    day, and a target; each may be empty (not known).
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=ProjectState.choices)
    stopped_because = models.TextField(blank=True)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    cohort = models.TextField()
    ages = models.CharField(max_length=200, blank=True)
    conditions = models.CharField(max_length=200, blank=True)
    places = models.CharField(max_length=200, blank=True)
    people = models.PositiveIntegerField(null=True)
    aim = models.TextField()
    measure = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    baseline = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    baseline_on = models.DateField(null=True)
    target = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    story = models.TextField(blank=True)
    quote = models.TextField(blank=True)
    quote_by = models.CharField(max_length=200, blank=True)
    serves = models.CharField(max_length=200, blank=True)
    roles = models.CharField(max_length=200, blank=True)
    leads = models.CharField(max_length=200, blank=True)
    shared = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["project", "version"]
        constraints = [
            models.UniqueConstraint("project", "version", name="one_project_version"),
            models.CheckConstraint(
                name="project_says_what_for_whom",
                condition=~Q(title="") & ~Q(aim="") & ~Q(cohort=""),
            ),
            models.CheckConstraint(
                name="stopped_project_says_why",
                condition=~Q(state="stopped") | ~Q(stopped_because=""),
            ),
            models.CheckConstraint(
                name="project_ends_after_it_starts",
                condition=Q(ends__isnull=True) | Q(starts__isnull=True) | Q(ends__gte=F("starts")),
            ),
            models.CheckConstraint(
                name="project_baseline_has_a_day",
                condition=Q(baseline__isnull=True, baseline_on__isnull=True)
                | Q(baseline__isnull=False, baseline_on__isnull=False),
            ),
            models.CheckConstraint(
                name="project_figures_have_a_measure",
                condition=Q(baseline__isnull=True, target__isnull=True) | ~Q(measure=""),
            ),
        ]


class ProjectPartner(AppendOnly):
    """An organisation that a version of a project names: who it is and what it does.

    `partner` is the network's registered member of that name, if it is one.
    """

    of_version = models.ForeignKey(
        ProjectVersion, on_delete=models.PROTECT, related_name="partners"
    )
    kind = models.CharField(max_length=20, choices=WithKind.choices)
    name = models.CharField(max_length=200)
    does = models.CharField(max_length=400, blank=True)
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["of_version", "id"]
        constraints = [
            models.UniqueConstraint("of_version", "name", name="project_partner_once"),
            models.CheckConstraint(name="project_partner_has_name", condition=~Q(name="")),
        ]


class ProjectResult(AppendOnly):
    """What was measured of a project on a day, and where it is from; the last `turn` counts."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="results")
    measured_on = models.DateField()
    turn = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=14, decimal_places=4)
    source = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["project", "measured_on", "turn"]
        constraints = [
            models.UniqueConstraint("project", "measured_on", "turn", name="one_result_a_turn"),
            models.CheckConstraint(name="result_says_its_source", condition=~Q(source="")),
        ]
