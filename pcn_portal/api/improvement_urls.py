"""Endpoints on capacity and access improvement."""

from django.urls import URLPattern, path

from pcn_portal.api.improvement import (
    CheckImprovement,
    ImprovementDeclarations,
    ImprovementParts,
    WithdrawImprovement,
)
from pcn_portal.api.improvement_boards import (
    ImprovementJudgements,
    ImprovementPlans,
    ImprovementSettings,
)

DECLARATIONS = "improvement-declarations"

urlpatterns: list[URLPattern] = [
    path("improvement-parts/", ImprovementParts.as_view(), name="api_improvement_parts"),
    path(
        f"{DECLARATIONS}/", ImprovementDeclarations.as_view(), name="api_improvement_declarations"
    ),
    path(
        f"{DECLARATIONS}/<int:improvement_turn_id>/withdraw/",
        WithdrawImprovement.as_view(),
        name="api_withdraw_improvement",
    ),
    path(
        f"{DECLARATIONS}/<int:improvement_turn_id>/check/",
        CheckImprovement.as_view(),
        name="api_check_improvement",
    ),
    path("improvement-settings/", ImprovementSettings.as_view(), name="api_improvement_settings"),
    path("improvement-plans/", ImprovementPlans.as_view(), name="api_improvement_plans"),
    path(
        "improvement-judgements/",
        ImprovementJudgements.as_view(),
        name="api_improvement_judgements",
    ),
]
