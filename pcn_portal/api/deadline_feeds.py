"""Calendar addresses and the e-mail on what is due, each person's own, over REST."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from networks.refusals import RegisterRefused
from pcn_portal.accounts.deadline_scope import visible
from pcn_portal.accounts.permissions import Permission
from pcn_portal.api.deadlines_shapes import (
    CalendarFeedRequest,
    CalendarFeedShape,
    DeadlineDigestShape,
)
from pcn_portal.api.services_base import refused
from pcn_portal.api.shapes import ERRORS, answers
from pcn_portal.api.views import Endpoint, NoQuery, now, today
from services.deadlines.feeds import choose_digest, digest_of, end_feed, make_feed, open_feeds
from services.models import CalendarFeed


class CalendarFeeds(Endpoint):
    """One's own calendar addresses."""

    permission = Permission.SEE_SERVICES

    @extend_schema(
        operation_id="list_calendar_feeds", responses=answers(CalendarFeedShape(many=True))
    )
    def get(self, request: Request) -> Response:
        """List your calendar addresses that are not revoked; the secrets are not kept."""
        self.query(NoQuery)
        return Response([_feed(one) for one in open_feeds(self.person.pk)])

    @extend_schema(
        operation_id="make_calendar_feed",
        request=CalendarFeedRequest,
        examples=[
            OpenApiExample(
                "Example", value={"code": "U00001", "words": "My phone"}, request_only=True
            )
        ],
        responses=answers(CalendarFeedShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Make a secret address; it is told only in this answer."""
        self.query(NoQuery)
        wanted = self.body(CalendarFeedRequest)
        if visible(self.person, wanted["code"], today()) is None:
            self.missing()
        try:
            feed, secret = make_feed(**wanted, by=self.person.actor, at=now())
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        address = request.build_absolute_uri(reverse("deadline_feed", args=[secret]))
        return Response(_feed(feed) | {"address": address}, status=201)


class OneCalendarFeed(Endpoint):
    """One of one's own addresses."""

    permission = Permission.SEE_SERVICES

    @extend_schema(operation_id="revoke_calendar_feed", responses={204: None, **ERRORS})
    def delete(self, request: Request, feed_id: int) -> Response:
        """Revoke an address: it answers nobody from now on."""
        self.query(NoQuery)
        if not open_feeds(self.person.pk).filter(pk=feed_id).exists():
            self.missing()
        try:
            end_feed(feed_id=feed_id, by=self.person.actor, at=now())
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(status=204)


class DeadlineDigest(Endpoint):
    """How often the e-mail comes."""

    permission = Permission.SEE_SERVICES

    @extend_schema(operation_id="get_deadline_digest", responses=answers(DeadlineDigestShape))
    def get(self, request: Request) -> Response:
        """Return how often the e-mail on what is due comes to you."""
        self.query(NoQuery)
        return Response({"how": digest_of(self.person.pk)})

    @extend_schema(
        operation_id="choose_deadline_digest",
        request=DeadlineDigestShape,
        responses=answers(DeadlineDigestShape),
    )
    def post(self, request: Request) -> Response:
        """Choose how often the e-mail comes."""
        self.query(NoQuery)
        how = self.body(DeadlineDigestShape)["how"]
        choose_digest(how=how, by=self.person.actor, at=now())
        return Response({"how": how})


def _feed(feed: CalendarFeed) -> dict[str, Any]:
    return {
        "id": feed.pk,
        "code": feed.code,
        "words": feed.words,
        "made_at": feed.made_at,
        "address": None,
    }
