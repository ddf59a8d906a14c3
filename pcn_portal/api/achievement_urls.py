"""Endpoints on the incentive fund."""

from django.urls import path

from pcn_portal.api.achievement import (
    Achievements,
    DecideAchievement,
    NationalValues,
    PointOrders,
    PointsDecisions,
)

urlpatterns = [
    path("achievements/", Achievements.as_view(), name="api_achievements"),
    path(
        "achievements/<int:achievement_id>/decide/",
        DecideAchievement.as_view(),
        name="api_decide_achievement",
    ),
    path("incentive-decisions/", PointsDecisions.as_view(), name="api_points_decisions"),
    path("incentive-national-values/", NationalValues.as_view(), name="api_national_values"),
    path("incentive-rounding/", PointOrders.as_view(), name="api_point_orders"),
]
