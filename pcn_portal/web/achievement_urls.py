"""Addresses of pages on the incentive fund."""

from django.urls import path

from pcn_portal.web.achievement_pages import achievement_of_board, network_achievement
from pcn_portal.web.achievement_set_pages import achievement_decide, achievement_decisions

DECISIONS = "rates/incentive/<slug:scheme>/decisions"
urlpatterns = [
    path("networks/<pcn:network>/incentive-fund/", network_achievement, name="network_achievement"),
    path("services/<icb:icb>/incentive-fund/", achievement_of_board, name="achievement_of_board"),
    path(f"{DECISIONS}/", achievement_decisions, name="achievement_decisions"),
    path(f"{DECISIONS}/<slug:decide>/", achievement_decide, name="achievement_decide"),
]
