"""Addresses of pages on what is due."""

from django.urls import URLPattern, path

from pcn_portal.web import (
    deadlines_enter_pages,
    deadlines_feed_pages,
    deadlines_grid_pages,
    deadlines_month_pages,
    deadlines_network_pages,
    deadlines_pages,
    deadlines_tick_pages,
)

BOARD = "services/<icb:icb>/deadlines"
ENGLAND = "services/england/deadlines"
NETWORK = "networks/<pcn:network>/deadlines"

urlpatterns: list[URLPattern] = [
    path(f"{BOARD}/", deadlines_pages.deadlines_of_board, name="deadlines_of_board"),
    path(f"{BOARD}/networks/", deadlines_grid_pages.deadlines_grid, name="deadlines_grid"),
    path(f"{BOARD}/ahead/", deadlines_pages.deadlines_ahead, name="deadlines_ahead"),
    path(
        f"{BOARD}/due/<slug:due_key>/", deadlines_pages.deadline_of_board, name="deadline_of_board"
    ),
    path(
        f"{BOARD}/due/<slug:due_key>/done/",
        deadlines_tick_pages.deadline_ticks,
        name="deadline_ticks",
    ),
    path(
        f"{BOARD}/calendar/<month:month>/",
        deadlines_month_pages.deadlines_month,
        name="deadlines_month",
    ),
    path(
        f"{BOARD}/deadlines.ics",
        deadlines_feed_pages.board_calendar_file,
        name="board_calendar_file",
    ),
    path(f"{BOARD}/new/", deadlines_enter_pages.deadline_new, name="deadline_new"),
    path(
        f"{BOARD}/own/<int:deadline_id>/", deadlines_enter_pages.deadline_own, name="deadline_own"
    ),
    path(f"{ENGLAND}/", deadlines_enter_pages.deadlines_of_england, name="deadlines_of_england"),
    path(
        f"{ENGLAND}/new/",
        deadlines_enter_pages.deadline_new_for_england,
        name="deadline_new_for_england",
    ),
    path(
        f"{ENGLAND}/own/<int:deadline_id>/",
        deadlines_enter_pages.deadline_of_england,
        name="deadline_of_england",
    ),
    path(f"{NETWORK}/", deadlines_network_pages.network_deadlines, name="network_deadlines"),
    path(
        f"{NETWORK}/due/<slug:due_key>/",
        deadlines_network_pages.network_deadline,
        name="network_deadline",
    ),
    path(
        f"{NETWORK}/deadlines.ics",
        deadlines_feed_pages.network_calendar_file,
        name="network_calendar_file",
    ),
    path("deadlines/yours/", deadlines_feed_pages.your_deadlines, name="your_deadlines"),
    path(
        "deadlines/yours/<int:feed_id>/revoke/",
        deadlines_feed_pages.feed_revoke,
        name="feed_revoke",
    ),
    path(
        "calendar/<str:token>/deadlines.ics",
        deadlines_feed_pages.deadline_feed,
        name="deadline_feed",
    ),
]
