"""Projects of a network: their list, one as a story, and writing them down."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import scope_of
from pcn_portal.web.bar_drawing import Bars, draw_bars
from pcn_portal.web.formats import counted, day, exact
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.project_forms import (
    ProjectChangeForm,
    ProjectForm,
    ResultForm,
    facts_of,
    initial_of,
    result_of,
)
from pcn_portal.web.register_forms import form_page, saved
from pcn_portal.web.staff_pages import done
from services.models import Project, ProjectResult, ProjectVersion
from services.project_lists import projects_of, results_of, versions_of
from services.projects import add_result, begin_project, rewrite_project

COLOURS = {"running": "blue", "idea": "grey", "finished": "green", "stopped": "orange"}


@requires(Permission.SEE_SERVICES)
@require_safe
def network_projects(request: PortalRequest, network: str) -> HttpResponse:
    """What a network does and did, those that run first."""
    found = find_network(request, network, timezone.localdate(), Permission.SEE_SERVICES)
    versions = projects_of([found.pk])
    running = sum(one.state == "running" for one in versions)
    context = {
        "network": found,
        "rows": [{"one": one, "tag": state_tag(one)} for one in versions],
        "mine": keeps(request, found),
        "answer": f"{counted(len(versions), 'project,projects')}, {running} of them running.",
        "crumbs": _crumbs(found)[:-1],
    }
    return render(request, "pages/population/projects.html", context)


@requires(Permission.SEE_SERVICES)
@require_safe
def network_project(
    request: PortalRequest, network: str, population_project_id: int
) -> HttpResponse:
    """One project told as a page: whom it is for, with whom, what was measured, the story."""
    found = find_network(request, network, timezone.localdate(), Permission.SEE_SERVICES)
    project = find_project(found, population_project_id)
    versions = list(versions_of(project))
    context = {
        "network": found,
        "project": project,
        "versions": versions[1:],
        "mine": keeps(request, found),
        "crumbs": _crumbs(found),
        **told(versions[0], project),
    }
    return render(request, "pages/population/project.html", context)


@requires(Permission.KEEP_SERVICES)
@require_http_methods(["GET", "POST"])
def project_new(request: PortalRequest, network: str) -> HttpResponse:
    """Write a new project down."""
    found = own(request, network)
    form = ProjectForm(request.POST or None, initial={"state": "idea"})

    def write(clean: dict[str, Any]) -> None:
        form.made = begin_project(  # type: ignore[attr-defined]
            network=found, facts=facts_of(clean), by=request.user.actor, at=timezone.now()
        )

    if saved(form, write):
        made = form.made  # type: ignore[attr-defined]
        return done(request, "It is recorded.", "network_project", found.code, made.project_id)
    return form_page(
        request, form, heading="Write a project down", caption=found.name, button="Record",
        crumbs=_crumbs(found),
    )  # fmt: skip


@requires(Permission.KEEP_SERVICES)
@require_http_methods(["GET", "POST"])
def project_change(
    request: PortalRequest, network: str, population_project_id: int
) -> HttpResponse:
    """Write a project anew; what it said before stays."""
    found = own(request, network)
    project = find_project(found, population_project_id)
    version = versions_of(project)[0]
    form = ProjectChangeForm(request.POST or None, initial=initial_of(version))
    if saved(
        form,
        lambda clean: rewrite_project(
            project_id=project.pk,
            facts=facts_of(clean),
            by=request.user.actor,
            at=timezone.now(),
            seen=clean["seen"],
        ),
    ):
        return done(request, "It is recorded.", "network_project", found.code, project.pk)
    return form_page(
        request, form, heading="Change the project", caption=version.title, button="Record",
        crumbs=_crumbs(found), effects=["What it says now stays readable below the project."],
    )  # fmt: skip


@requires(Permission.KEEP_SERVICES)
@require_http_methods(["GET", "POST"])
def project_result(
    request: PortalRequest, network: str, population_project_id: int
) -> HttpResponse:
    """Record what was measured."""
    found = own(request, network)
    project = find_project(found, population_project_id)
    version = versions_of(project)[0]
    form = ResultForm(request.POST or None)
    if saved(
        form,
        lambda clean: add_result(
            project_id=project.pk, facts=result_of(clean), by=request.user.actor, at=timezone.now()
        ),
    ):
        return done(request, "It is recorded.", "network_project", found.code, project.pk)
    measured = version.measure or "Nothing is measured yet: change the project first."
    return form_page(
        request, form, heading="Record a result", caption=version.title, button="Record",
        crumbs=_crumbs(found), effects=[f"Measured: {measured}"],
    )  # fmt: skip


def told(version: ProjectVersion, project: Project) -> dict[str, Any]:
    """What a project's page tells, whoever reads it."""
    results, corrected = results_of(project)
    return {
        "one": version,
        "tag": state_tag(version),
        "partners": list(version.partners.all()),
        "results": results,
        "corrected": corrected,
        "bars": _bars(version, results),
        "answer": project_answer(version, results),
    }


def project_answer(version: ProjectVersion, results: list[ProjectResult]) -> str:
    """The result in a sentence: the last figure beside baseline and target."""
    if not version.measure:
        return f"{version.get_state_display()}. Nothing is measured yet."
    if not results:
        return f"{version.get_state_display()}. Measured: {version.measure}. No result yet."
    last, unit = results[-1], f" {version.unit}" if version.unit else ""
    words = f"{version.measure}: {exact(last.value)}{unit} on {day(last.measured_on)}"
    if version.baseline is not None:
        words += f", {exact(version.baseline)} on {day(version.baseline_on)} before"
    if version.target is not None:
        words += f"; the target is {exact(version.target)}"
    return f"{words}."


def state_tag(version: ProjectVersion) -> dict[str, str]:
    return {"text": version.get_state_display(), "colour": COLOURS[version.state]}


def _bars(version: ProjectVersion, results: list[ProjectResult]) -> Bars | None:
    points: list[tuple[str, Decimal]] = []
    if version.baseline is not None:
        points.append((f"Baseline, {day(version.baseline_on)}", version.baseline))
    points += [(day(one.measured_on), one.value) for one in results]
    if not results:
        return None
    if version.target is not None:
        points.append(("Target", version.target))
    labels, values = [words for words, _ in points], [value for _, value in points]
    return draw_bars(labels, [values], [[exact(value) for value in values]])


def keeps(request: PortalRequest, network: Network) -> bool:
    """Whether the person writes the projects of this network: they work for it."""
    return network.code in scope_of(request.user, Permission.KEEP_SERVICES).networks


def own(request: PortalRequest, code: str) -> Network:
    """A network whose projects the person writes, or 404."""
    network = find_network(request, code, timezone.localdate(), Permission.KEEP_SERVICES)
    if not keeps(request, network):
        raise Http404("Projects are written by the network itself.")
    return network


def find_project(network: Network, project_id: int) -> Project:
    found = Project.objects.filter(network=network, pk=project_id).first()
    if found is None:
        raise Http404("This network has no such project.")
    return found


def _crumbs(network: Network) -> list[dict[str, str]]:
    return crumbs(
        (network.name, reverse("network_services", args=[network.code])),
        ("Population", reverse("network_population", args=[network.code])),
        ("Projects", reverse("network_projects", args=[network.code])),
    )
