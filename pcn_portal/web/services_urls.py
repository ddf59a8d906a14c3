"""Addresses of services: each part of the contract has a file of its own."""

from django.urls import URLPattern, path

from pcn_portal.web import (
    achievement_urls,
    care_homes_urls,
    deadlines_urls,
    improvement_urls,
    population_urls,
    requirements_urls,
    services_pages,
)

urlpatterns: list[URLPattern] = [
    path("services/", services_pages.services, name="services"),
    path("services/<icb:icb>/", services_pages.services_of_board, name="services_of_board"),
    path(
        "networks/<pcn:network>/services/", services_pages.network_services, name="network_services"
    ),
    *requirements_urls.urlpatterns,
    *deadlines_urls.urlpatterns,
    *care_homes_urls.urlpatterns,
    *achievement_urls.urlpatterns,
    *improvement_urls.urlpatterns,
    *population_urls.urlpatterns,
]
