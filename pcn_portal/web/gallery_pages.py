"""Projects of a board's networks, whom they work with, and what networks share with all others."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks.queries import networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import asked_words, crumbs, icb_or_404, page_of
from pcn_portal.web.population_words import network_key
from pcn_portal.web.project_pages import state_tag, told
from services.models import ProjectVersion, WithKind
from services.project_lists import (
    joint_work,
    newest_versions,
    searched,
    shared_projects,
)


@requires(Permission.SEE_SERVICES)
@require_safe
def projects_of_board(request: PortalRequest, icb: str) -> HttpResponse:
    """The board's gallery with search, and which networks work with which kinds of partners."""
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    networks = sorted(networks_of_icb(icb, timezone.localdate()), key=network_key)
    every = newest_versions().filter(project__network__in=[one.pk for one in networks])
    joint = joint_work(every)
    versions = list(_asked(request, every).order_by("title", "pk"))
    context = {
        "board": board,
        "rows": _rows(versions),
        "joint": [
            {
                "network": one,
                "cells": [joint.get(one.pk, {}).get(kind, 0) for kind in WithKind.values],
            }
            for one in networks
        ],
        "answer": f"{counted(len(versions), 'project,projects')} found; "
        f"{counted(len(joint), 'network works,networks work')} with partners, of {len(networks)}.",
        "crumbs": crumbs(
            (board.name, reverse("services_of_board", args=[icb])),
            ("Population", reverse("population_of_board", args=[icb])),
        ),
        **_search(request),
    }
    return render(request, "pages/population/gallery.html", context)


@requires(Permission.SEE_SERVICES)
@require_safe
def projects_shared(request: PortalRequest) -> HttpResponse:
    """Projects that networks let all others read, so that what works is copied."""
    page = page_of(request, _asked(request, shared_projects(), shared=True))
    context = {
        "rows": _rows(list(page)),
        "page": page,
        "answer": f"{counted(page.paginator.count, 'project,projects')} to learn from.",
        "crumbs": crumbs(("Services", reverse("services"))),
        **_search(request),
    }
    return render(request, "pages/population/shared.html", context)


@requires(Permission.SEE_SERVICES)
@require_safe
def project_shared(request: PortalRequest, population_project_id: int) -> HttpResponse:
    """Title, aim, result and story of a shared project; its own people see the same."""
    version = newest_versions().filter(project=population_project_id).first()
    if version is None or not (version.shared or _in_scope(request, version)):
        raise Http404("No such project is shared.")
    context = {
        **told(version, version.project),
        "crumbs": crumbs(
            ("Services", reverse("services")), ("Shared projects", reverse("projects_shared"))
        ),
    }
    return render(request, "pages/population/shared_project.html", context)


def _in_scope(request: PortalRequest, version: ProjectVersion) -> bool:
    scope = scope_of(request.user, Permission.SEE_SERVICES)
    own = networks_in(scope, timezone.localdate())
    return own.filter(pk=version.project.network_id).exists()


def _asked(request: PortalRequest, versions: Any, shared: bool = False) -> Any:
    """Only what others may read is searched where others read."""
    kind = request.GET.get("kind", "")
    words = asked_words(request, "q", 200)
    if shared:
        return searched(versions, words, names=("title", "aim", "story"))
    return searched(versions, words, kind if kind in WithKind.values else "")


def _search(request: PortalRequest) -> dict[str, Any]:
    return {
        "q": asked_words(request, "q", 200),
        "kinds": WithKind.choices,
        "kind": request.GET.get("kind", ""),
        "titles": WithKind.labels,
    }


def _rows(versions: list[ProjectVersion]) -> list[dict[str, Any]]:
    return [{"one": one, "tag": state_tag(one)} for one in versions]
