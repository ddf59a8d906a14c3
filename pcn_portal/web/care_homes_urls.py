"""Addresses of pages on care homes."""

from django.urls import URLPattern, path

from pcn_portal.web import (
    care_home_month_pages,
    care_home_pages,
    care_homes_board_pages,
    care_homes_network_pages,
)

NETWORK = "networks/<pcn:network>/care-homes"
BOARD = "services/<icb:icb>/care-homes"
HOME = f"{BOARD}/<int:care_home_id>"

urlpatterns: list[URLPattern] = [
    path(f"{NETWORK}/", care_homes_network_pages.network_care_homes, name="network_care_homes"),
    path(f"{NETWORK}/claim/", care_homes_network_pages.home_claim_new, name="home_claim_new"),
    path(f"{NETWORK}/coding/", care_homes_network_pages.coding_state, name="coding_state"),
    path(
        f"{NETWORK}/<month:month>/",
        care_home_month_pages.care_home_month,
        name="care_home_month",
    ),
    path(f"{BOARD}/", care_homes_board_pages.care_homes_of_board, name="care_homes_of_board"),
    path(f"{BOARD}/homes/", care_homes_board_pages.care_homes_list, name="care_homes_list"),
    path(
        f"{BOARD}/authorities/",
        care_homes_board_pages.care_home_authorities,
        name="care_home_authorities",
    ),
    path(
        f"{BOARD}/claims/<int:home_claim_id>/",
        care_homes_board_pages.home_claim_decide,
        name="home_claim_decide",
    ),
    path(f"{HOME}/", care_home_pages.care_home, name="care_home"),
    path(f"{HOME}/align/", care_home_pages.care_home_align, name="care_home_align"),
    path(f"{HOME}/end/", care_home_pages.care_home_end, name="care_home_end"),
    path(f"{HOME}/close/", care_home_pages.care_home_close, name="care_home_close"),
]
