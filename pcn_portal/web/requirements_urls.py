"""Addresses of pages on requirements."""

from django.urls import URLPattern, path

from pcn_portal.web import (
    requirements_board_pages,
    requirements_evidence_pages,
    requirements_pages,
    requirements_set_pages,
)

NETWORK = "networks/<pcn:network>/requirements/"
BOARD = "services/<icb:icb>/requirements/"
SETS = "services/requirement-sets/"

urlpatterns: list[URLPattern] = [
    path(NETWORK, requirements_pages.network_requirements, name="network_requirements"),
    path(f"{NETWORK}carry/", requirements_pages.requirements_carry, name="requirements_carry"),
    path(
        f"{NETWORK}evidence/",
        requirements_evidence_pages.network_evidence,
        name="network_evidence",
    ),
    path(f"{NETWORK}evidence/new/", requirements_evidence_pages.evidence_new, name="evidence_new"),
    path(
        f"{NETWORK}evidence/<int:evidence_id>/",
        requirements_evidence_pages.evidence_item,
        name="evidence_item",
    ),
    path(
        f"{NETWORK}evidence/<int:evidence_id>/file/",
        requirements_evidence_pages.evidence_file,
        name="evidence_file",
    ),
    path(
        f"{NETWORK}<slug:requirement>/",
        requirements_pages.network_requirement,
        name="network_requirement",
    ),
    path(BOARD, requirements_board_pages.requirements_of_board, name="requirements_of_board"),
    path(f"{BOARD}heat.csv", requirements_board_pages.requirements_file, name="requirements_file"),
    path(SETS, requirements_set_pages.requirement_sets, name="requirement_sets"),
    path(
        f"{SETS}<int:requirement_set_id>/",
        requirements_set_pages.requirement_set,
        name="requirement_set",
    ),
    path(
        f"{SETS}<int:requirement_set_id>/write/",
        requirements_set_pages.requirement_write,
        name="requirement_write",
    ),
]
