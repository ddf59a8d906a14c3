"""Endpoints on requirements."""

from django.urls import URLPattern, path

from pcn_portal.api import requirements, requirements_evidence

urlpatterns: list[URLPattern] = [
    path("requirements/", requirements.Requirements.as_view(), name="api_requirements"),
    path("deliveries/", requirements.Deliveries.as_view(), name="api_deliveries"),
    path(
        "deliveries/confirm/",
        requirements.CarriedDeliveries.as_view(),
        name="api_confirm_deliveries",
    ),
    path(
        "deliveries/<int:requirement_answer_id>/review/",
        requirements.ReviewDelivery.as_view(),
        name="api_review_delivery",
    ),
    path(
        "requirement-heat/",
        requirements.RequirementHeat.as_view(),
        name="api_requirement_heat",
    ),
    path("evidence/", requirements_evidence.EvidenceItems.as_view(), name="api_evidence"),
    path(
        "evidence/<int:evidence_id>/uses/",
        requirements_evidence.EvidenceUses.as_view(),
        name="api_evidence_uses",
    ),
]
