"""Endpoints of services: each part of the contract has a file of its own."""

from django.urls import URLPattern

from pcn_portal.api import (
    achievement_urls,
    care_homes_urls,
    deadlines_urls,
    improvement_urls,
    population_urls,
    requirements_urls,
)

urlpatterns: list[URLPattern] = [
    *requirements_urls.urlpatterns,
    *deadlines_urls.urlpatterns,
    *care_homes_urls.urlpatterns,
    *achievement_urls.urlpatterns,
    *improvement_urls.urlpatterns,
    *population_urls.urlpatterns,
]
