"""Reads about projects: of networks, of one, and of what others share. No query per row."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from services.models import (
    Project,
    ProjectPartner,
    ProjectResult,
    ProjectVersion,
)

SEARCHED = ("title", "cohort", "ages", "conditions", "places", "aim", "serves")
ORDER = {"running": 0, "idea": 1, "finished": 2, "stopped": 3}


def newest_versions() -> QuerySet[ProjectVersion]:
    """The last version of every project, with its network and partners."""
    later = ProjectVersion.objects.filter(
        project=OuterRef("project"), version__gt=OuterRef("version")
    )
    return (
        ProjectVersion.objects.filter(~Exists(later))
        .select_related("project__network", "recorded_by")
        .prefetch_related("partners__partner")
    )


def projects_of(network_ids: Collection[int]) -> list[ProjectVersion]:
    """The projects of networks as they stand: running ones first, then by title."""
    found = newest_versions().filter(project__network__in=list(network_ids))
    return sorted(found, key=lambda one: (ORDER[one.state], one.title.lower(), one.pk))


def shared_projects() -> QuerySet[ProjectVersion]:
    """Projects that their networks share with every other network, by title."""
    return newest_versions().filter(shared=True).order_by("title", "pk")


def searched(
    versions: QuerySet[ProjectVersion],
    words: str = "",
    kind: str = "",
    names: Sequence[str] = SEARCHED,
) -> QuerySet[ProjectVersion]:
    """Those that have the words in one of `names`, and work with this kind of partner."""
    if words.strip():
        named = Q()
        for name in names:
            named |= Q(**{f"{name}__icontains": words.strip()})
        versions = versions.filter(named)
    if kind:
        partners = ProjectPartner.objects.filter(of_version=OuterRef("pk"), kind=kind)
        versions = versions.filter(Exists(partners))
    return versions


def joint_work(versions: Iterable[ProjectVersion]) -> dict[int, dict[str, int]]:
    """How many projects of each network name each kind of partner, by network id."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for version in versions:
        for kind in {partner.kind for partner in version.partners.all()}:
            found[version.project.network_id][kind] += 1
    return {network: dict(kinds) for network, kinds in found.items()}


def results_of(project: Project) -> tuple[list[ProjectResult], list[ProjectResult]]:
    """What was measured, by day: the figures that count, and those corrected since."""
    every = list(project.results.select_related("recorded_by").order_by("measured_on", "turn"))
    last = {one.measured_on: one for one in every}
    counting = list(last.values())
    return counting, [one for one in every if last[one.measured_on] is not one]


def versions_of(project: Project) -> QuerySet[ProjectVersion]:
    """Every text of a project, the newest first."""
    found = project.versions.select_related("recorded_by").prefetch_related("partners__partner")
    return found.order_by("-version")
