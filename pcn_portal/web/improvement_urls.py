"""Addresses of pages on capacity and access improvement."""

from django.urls import URLPattern, path

from pcn_portal.web import (
    improvement_board_pages,
    improvement_checks,
    improvement_declare,
    improvement_judging,
    improvement_pages,
)

NETWORK = "networks/<pcn:network>/improvement"
TURN = f"{NETWORK}/turns/<int:improvement_turn_id>"
PART = f"{NETWORK}/<slug:year>/<slug:improvement_part>"
BOARD = "services/<icb:icb>/improvement"

urlpatterns: list[URLPattern] = [
    path(f"{NETWORK}/", improvement_pages.network_improvement, name="network_improvement"),
    path(
        f"{NETWORK}/plan/<slug:judged_year>/",
        improvement_judging.improvement_plan,
        name="improvement_plan",
    ),
    path(
        f"{NETWORK}/judge/<slug:judged_year>/",
        improvement_judging.improvement_judge,
        name="improvement_judge",
    ),
    path(f"{TURN}/check/", improvement_checks.improvement_check, name="improvement_check"),
    path(
        f"{TURN}/withdraw/", improvement_declare.improvement_withdraw, name="improvement_withdraw"
    ),
    path(f"{PART}/", improvement_pages.improvement_history, name="improvement_history"),
    path(f"{PART}/declare/", improvement_declare.improvement_declare, name="improvement_declare"),
    path(f"{BOARD}/", improvement_board_pages.improvement_of_board, name="improvement_of_board"),
    path(
        f"{BOARD}/<slug:year>/setting/",
        improvement_checks.improvement_setting,
        name="improvement_setting",
    ),
]
