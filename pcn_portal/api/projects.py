"""Projects of networks over REST: read, write anew, record results, and what others share."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from networks.queries import networks_of_icb
from networks.refusals import RegisterRefused
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.project_shapes import (
    NewProjectRequest,
    ProjectChangeRequest,
    ProjectRequest,
    ProjectResultRequest,
    ProjectResultShape,
    ProjectShape,
    ProjectsQuery,
    SharedProjectShape,
)
from pcn_portal.api.services_base import refused
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, NoQuery, by_method, now, today
from services.models import Project, ProjectResult, ProjectVersion
from services.project_lists import newest_versions, searched, shared_projects
from services.projects import (
    PartnerLine,
    ProjectFacts,
    ResultFacts,
    add_result,
    begin_project,
    rewrite_project,
)

READ_AND_KEEP = by_method(get=Permission.SEE_SERVICES, post=Permission.KEEP_SERVICES)
FACTS = [name for name in map(str, ProjectRequest().fields) if name != "partners"]
RESULT = [str(name) for name in ProjectResultShape().fields]


class ProjectsEndpoint(Endpoint):
    """What the endpoints of projects share."""

    def project(self, project_id: int) -> Project:
        networks = networks_in(self.scope, today())
        found = Project.objects.filter(pk=project_id, network__in=networks).first()
        if found is None:
            self.missing()
        return found

    def own(self, project_id: int) -> Project:
        """A project of a network that the person works for."""
        found = Project.objects.filter(pk=project_id, network__code__in=self.scope.networks).first()
        if found is None:
            self.missing()
        return found


class Projects(ProjectsEndpoint):
    """Projects of the person's networks."""

    permission = READ_AND_KEEP

    @extend_schema(
        operation_id="list_projects",
        parameters=[ProjectsQuery],
        responses=answers(ProjectShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List projects as they stand, by title."""
        query = self.query(ProjectsQuery)
        networks = networks_in(self.scope, today())
        if "network" in query:
            networks = networks.filter(code=query["network"])
        versions = newest_versions().filter(project__network__in=networks)
        if "icb" in query:
            of_icb = networks_of_icb(query["icb"], today())
            versions = versions.filter(project__network__in=of_icb)
        found = searched(versions, query["q"], query.get("kind", ""))
        return Response(_rows(found.order_by("title", "pk")))

    @extend_schema(
        operation_id="begin_project",
        request=NewProjectRequest,
        responses=answers(ProjectShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Write a new project of one's own network down."""
        self.query(NoQuery)
        wanted = self.body(NewProjectRequest)
        code = wanted.pop("network")
        networks = networks_in(self.scope, today()).filter(code__in=self.scope.networks)
        network = networks.filter(code=code).first()
        if network is None:
            self.missing()
        try:
            made = begin_project(
                network=network, facts=_facts(wanted), by=self.person.actor, at=now()
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_one(made.project), status=201)


class OneProject(ProjectsEndpoint):
    """One project."""

    permission = READ_AND_KEEP

    @extend_schema(operation_id="get_project", responses=answers(ProjectShape))
    def get(self, request: Request, population_project_id: int) -> Response:
        """Return a project with its results."""
        self.query(NoQuery)
        return Response(_one(self.project(population_project_id)))

    @extend_schema(
        operation_id="rewrite_project",
        request=ProjectChangeRequest,
        responses=answers(ProjectShape),
    )
    def post(self, request: Request, population_project_id: int) -> Response:
        """Write a project anew: what is left out becomes empty. What it said before stays."""
        self.query(NoQuery)
        project = self.own(population_project_id)
        wanted = self.body(ProjectChangeRequest)
        seen = wanted.pop("seen")
        try:
            rewrite_project(
                project_id=project.pk,
                facts=_facts(wanted),
                by=self.person.actor,
                at=now(),
                seen=seen,
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_one(project))


class ProjectResults(ProjectsEndpoint):
    """Results of a project."""

    permission = Permission.KEEP_SERVICES

    @extend_schema(
        operation_id="add_project_result",
        request=ProjectResultRequest,
        responses=answers(ProjectShape, 201),
    )
    def post(self, request: Request, population_project_id: int) -> Response:
        """Record what was measured on a day."""
        self.query(NoQuery)
        project = self.own(population_project_id)
        facts = ResultFacts(**self.body(ProjectResultRequest))
        try:
            add_result(project_id=project.pk, facts=facts, by=self.person.actor, at=now())
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_one(project), status=201)


class SharedProjects(Endpoint):
    """What networks let all others read."""

    permission = Permission.SEE_SERVICES

    @extend_schema(
        operation_id="list_shared_projects", responses=answers(SharedProjectShape(many=True))
    )
    def get(self, request: Request) -> Response:
        """List title, aim, story and results of every shared project."""
        self.query(NoQuery)
        names = [str(name) for name in SharedProjectShape().fields]
        return Response([{name: row[name] for name in names} for row in _rows(shared_projects())])


def _facts(wanted: dict[str, Any]) -> ProjectFacts:
    partners = tuple(PartnerLine(**one) for one in wanted["partners"])
    return ProjectFacts(**wanted | {"partners": partners})


def _one(project: Project) -> dict[str, Any]:
    (row,) = _rows(newest_versions().filter(project=project))
    return row


def _rows(versions: Iterable[ProjectVersion]) -> list[dict[str, Any]]:
    found = list(versions)
    results: dict[int, list[dict[str, Any]]] = {}
    ids = [one.project_id for one in found]
    for result in ProjectResult.objects.filter(project__in=ids).order_by("measured_on", "turn"):
        row = {name: getattr(result, name) for name in RESULT}
        results.setdefault(result.project_id, []).append(row)
    return [
        {
            "id": one.project_id,
            "network": one.project.network.code,
            "version": one.version,
            "recorded_at": one.recorded_at,
            "recorded_by": str(one.recorded_by),
            **{name: getattr(one, name) for name in FACTS},
            "partners": [
                {"kind": partner.kind, "name": partner.name, "does": partner.does}
                for partner in one.partners.all()
            ],
            "results": results.get(one.project_id, []),
        }
        for one in found
    ]


def _refused(refusal: RegisterRefused) -> Exception:
    """The domain's refusal: at its field, or of the whole."""
    if not refusal.field:
        return Refused(str(refusal))
    return serializers.ValidationError({refusal.field: [str(refusal)]})
