"""Joins the pages and the API. Every address has a door: see `tests/rules/test_doors.py`."""

from django.urls import URLPattern, URLResolver, include, path

from pcn_portal.web import (
    account_pages,
    agreement_pages,
    change_pages,
    history_pages,
    hold_pages,
    home_pages,
    incentive_pages,
    member_pages,
    money_urls,
    network_list_pages,
    network_pages,
    network_role_pages,
    people_of_network_pages,
    people_pages,
    practice_pages,
    services_urls,
    size_pages,
    source_pages,
    staff_urls,
    vacancy_pages,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home_pages.home, name="home"),
    path("health/", home_pages.health, name="health"),
    *account_pages.urlpatterns,
    *incentive_pages.urlpatterns,
    *money_urls.urlpatterns,
    *staff_urls.urlpatterns,
    *services_urls.urlpatterns,
    *agreement_pages.urlpatterns,
    *change_pages.urlpatterns,
    *history_pages.urlpatterns,
    *hold_pages.urlpatterns,
    *member_pages.urlpatterns,
    *people_of_network_pages.urlpatterns,
    *network_role_pages.urlpatterns,
    *size_pages.urlpatterns,
    *vacancy_pages.urlpatterns,
    *network_list_pages.urlpatterns,
    *network_pages.urlpatterns,
    *people_pages.urlpatterns,
    *practice_pages.urlpatterns,
    *source_pages.urlpatterns,
    path("api/v1/", include("pcn_portal.api.urls")),
]

handler400 = "pcn_portal.web.errors.bad_request"
handler403 = "pcn_portal.web.errors.forbidden"
handler404 = "pcn_portal.web.errors.not_found"
handler500 = "pcn_portal.web.errors.broken"
