"""Addresses of pages on population and projects."""

from django.urls import URLPattern, path

from pcn_portal.web import gallery_pages, population_pages, project_pages

_OF = "networks/<pcn:network>/projects/"
_ONE = f"{_OF}<int:population_project_id>/"
urlpatterns: list[URLPattern] = [
    path(
        "networks/<pcn:network>/population/",
        population_pages.network_population,
        name="network_population",
    ),
    path(
        "networks/<pcn:network>/population/<str:age_band>/",
        population_pages.network_population_band,
        name="network_population_band",
    ),
    path(_OF, project_pages.network_projects, name="network_projects"),
    path(f"{_OF}new/", project_pages.project_new, name="project_new"),
    path(_ONE, project_pages.network_project, name="network_project"),
    path(f"{_ONE}change/", project_pages.project_change, name="project_change"),
    path(f"{_ONE}results/", project_pages.project_result, name="project_result"),
    path(
        "services/<icb:icb>/population/",
        population_pages.population_of_board,
        name="population_of_board",
    ),
    path(
        "services/<icb:icb>/population.csv",
        population_pages.population_of_board_file,
        name="population_of_board_file",
    ),
    path("services/<icb:icb>/projects/", gallery_pages.projects_of_board, name="projects_of_board"),
    path("services/projects/", gallery_pages.projects_shared, name="projects_shared"),
    path(
        "services/projects/<int:population_project_id>/",
        gallery_pages.project_shared,
        name="project_shared",
    ),
]
