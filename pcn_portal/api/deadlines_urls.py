"""Endpoints on what is due."""

from django.urls import URLPattern, path

from pcn_portal.api import deadline_feeds, deadlines, deadlines_entered

urlpatterns: list[URLPattern] = [
    path("due/", deadlines.DueList.as_view(), name="api_due"),
    path("due-standings/", deadlines.DueStandings.as_view(), name="api_due_standings"),
    path("due-ahead/", deadlines.DueAhead.as_view(), name="api_due_ahead"),
    path("due-ticks/", deadlines.DueTicks.as_view(), name="api_due_ticks"),
    path("deadlines/", deadlines_entered.EnteredDeadlines.as_view(), name="api_deadlines"),
    path(
        "deadlines/<int:deadline_id>/",
        deadlines_entered.OneDeadline.as_view(),
        name="api_deadline",
    ),
    path(
        "deadlines/<int:deadline_id>/withdraw/",
        deadlines_entered.WithdrawDeadline.as_view(),
        name="api_withdraw_deadline",
    ),
    path("calendar-feeds/", deadline_feeds.CalendarFeeds.as_view(), name="api_calendar_feeds"),
    path(
        "calendar-feeds/<int:feed_id>/",
        deadline_feeds.OneCalendarFeed.as_view(),
        name="api_calendar_feed",
    ),
    path("deadline-digest/", deadline_feeds.DeadlineDigest.as_view(), name="api_deadline_digest"),
]
