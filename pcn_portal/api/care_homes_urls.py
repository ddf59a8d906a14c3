"""Endpoints on care homes."""

from django.urls import URLPattern, path

from pcn_portal.api import care_home_claims, care_homes

urlpatterns: list[URLPattern] = [
    path("care-home-months/", care_homes.HomeMonths.as_view(), name="api_care_home_months"),
    path("care-home-counts/", care_homes.HomeCounts.as_view(), name="api_care_home_counts"),
    path("care-homes/", care_homes.AlignedHomes.as_view(), name="api_aligned_homes"),
    path(
        "care-homes/<int:alignment_id>/end/",
        care_homes.EndAlignedHome.as_view(),
        name="api_end_aligned_home",
    ),
    path("care-home-claims/", care_home_claims.HomeClaims.as_view(), name="api_home_claims"),
    path(
        "care-home-claims/<int:home_claim_id>/decide/",
        care_home_claims.DecideHomeClaim.as_view(),
        name="api_decide_home_claim",
    ),
    path("care-home-coding/", care_home_claims.Coding.as_view(), name="api_care_home_coding"),
]
