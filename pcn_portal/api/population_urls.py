"""Endpoints on population and projects."""

from django.urls import URLPattern, path

from pcn_portal.api.network_ages import NetworkAges
from pcn_portal.api.projects import OneProject, ProjectResults, Projects, SharedProjects

urlpatterns: list[URLPattern] = [
    path("network-ages/", NetworkAges.as_view(), name="api_network_ages"),
    path("projects/", Projects.as_view(), name="api_projects"),
    path("projects/<int:population_project_id>/", OneProject.as_view(), name="api_project"),
    path(
        "projects/<int:population_project_id>/results/",
        ProjectResults.as_view(),
        name="api_project_results",
    ),
    path("shared-projects/", SharedProjects.as_view(), name="api_shared_projects"),
]
