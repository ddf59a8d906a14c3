"""Notices about the DES over REST: what practices told their commissioners."""

from typing import Any

from django.db.models import F
from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from networks.models import NoticeKind, ParticipationNotice
from networks.participation.actions import Notice, NoticeRefused, record_notice
from networks.participation.years import label
from networks.refusals import LONGEST_REASON
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import practices_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField, DayField, YearField
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.shapes import Named, answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, Paged, by_method, now, today

BY_ID = Order((("id", whole),), newest_first=True)
_NOTICE = ("id", "year", "kind", "received_on", "effective", "reason", "consent", "recorded_at")
_NAMES = {
    "code": F("practice__code"),
    "name": F("practice__name"),
    "who": F("recorded_by__name"),
}


class NoticeQuery(Paged):
    """Filters of the list of notices."""

    practice = CodeField(required=False)
    year = YearField(required=False)


class NoticeRequest(serializers.Serializer[Any]):
    """A practice's notice. `received_on` decides whether it came in time."""

    practice = CodeField()
    year = YearField(help_text="A contract year: 2025/26.")
    kind = serializers.ChoiceField(choices=NoticeKind.choices)
    received_on = DayField()
    effective = DayField(help_text="The first of a month of the year.")
    reason = serializers.CharField(max_length=LONGEST_REASON)
    consent = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=LONGEST_REASON,
        help_text="For a late sign-up.",
    )


class NoticeShape(serializers.Serializer[Any]):
    """A notice as recorded; it is never changed, a later one replaces it."""

    id = serializers.IntegerField()
    practice = Named()
    year = serializers.CharField()
    kind = serializers.ChoiceField(choices=NoticeKind.choices)
    received_on = serializers.DateField()
    effective = serializers.DateField()
    reason = serializers.CharField()
    consent = serializers.CharField(allow_blank=True)
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField()


class Notices(Endpoint):
    """Notices, and recording one."""

    permission = by_method(get=Permission.SEE_NETWORKS, post=Permission.COMMISSION)

    @extend_schema(
        operation_id="list_notices",
        parameters=[NoticeQuery],
        responses=answers(paged(NoticeShape)),
    )
    def get(self, request: Request) -> Response:
        """List the notices of your practices, the newest first."""
        query = self.query(NoticeQuery)
        own = practices_in(self.scope, today())
        notices = ParticipationNotice.objects.filter(practice__in=own)
        if "practice" in query:
            notices = notices.filter(practice__code=query["practice"])
        if "year" in query:
            notices = notices.filter(year=query["year"])
        found = page(request, notices.values(*_NOTICE, **_NAMES), BY_ID, query)
        return Response({**found, "results": [_notice(row) for row in found["results"]]})

    @extend_schema(
        operation_id="record_notice",
        request=NoticeRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "practice": "A12345",
                    "year": "2025/26",
                    "kind": "opt_out",
                    "received_on": "2025-04-20",
                    "effective": "2025-07-01",
                    "reason": "Letter of the partners.",
                },
                request_only=True,
            )
        ],
        responses=answers(NoticeShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Record a notice; the opt-out of a core network practice proposes that it leaves."""
        self.query(NoQuery)
        wanted = self.body(NoticeRequest)
        code = wanted.pop("practice")
        practice = practices_in(self.scope, today()).filter(code=code).first()
        if practice is None:
            raise NotFound(f"None of your practices has the code “{code}”.")
        try:
            notice = record_notice(
                practice=practice, notice=Notice(**wanted), by=self.person.actor, at=now()
            )
        except NoticeRefused as refusal:
            raise Refused(str(refusal)) from None
        rows = ParticipationNotice.objects.filter(pk=notice.pk)
        return Response(_notice(rows.values(*_NOTICE, **_NAMES).get()), status=201)


def _notice(row: dict[str, Any]) -> dict[str, Any]:
    practice = {"code": row.pop("code"), "name": row.pop("name")}
    named = {"practice": practice, "year": label(row.pop("year")), "recorded_by": row.pop("who")}
    return {**row, **named}


urlpatterns: list[URLPattern] = [
    path("participation/notices/", Notices.as_view(), name="api_notices"),
]
