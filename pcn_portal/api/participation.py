"""Participation in the DES over REST: how practices stand, and the windows for notices."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from networks.directory import commissioned_by, matching
from networks.participation.standing import (
    Standing,
    State,
    nearest_day,
    participants,
    standings,
)
from networks.participation.windows import WindowRefused, open_window, windows_of
from networks.participation.years import label, year_of
from networks.refusals import LONGEST_REASON
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import practices_in
from pcn_portal.api import notices
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField, DayField, YearField
from pcn_portal.api.pages import Order, page, text
from pcn_portal.api.shapes import Named, answers, paged
from pcn_portal.api.views import (
    Endpoint,
    NoQuery,
    OnRegisterDay,
    Paged,
    Query,
    by_method,
    now,
    today,
)
from practices.models import Practice

BY_CODE = Order((("code", text),))


class ParticipationQuery(Paged, OnRegisterDay):
    """The year (that of the day if left out) and filters."""

    year = YearField(required=False, help_text="A contract year: 2025-26.")
    q = serializers.CharField(required=False, max_length=100, help_text="Part of name or code.")
    icb = CodeField(required=False, help_text="ODS code of an ICB.")


class WindowQuery(Query):
    """Whose windows."""

    year = YearField(required=False, help_text="A contract year; this one if left out.")


class WindowRequest(serializers.Serializer[Any]):
    """A window after a variation of the DES: [opens, closes)."""

    opens = DayField()
    closes = DayField(required=False, allow_null=True, default=None)
    source = serializers.CharField(max_length=LONGEST_REASON)  # type: ignore[assignment]


class StandingShape(Named):
    """How a practice stands. `why`: from what it follows; `trouble`: what does not fit."""

    network = Named(allow_null=True)
    state = serializers.ChoiceField(choices=State.choices)
    takes_part = serializers.BooleanField()
    why = serializers.CharField()
    trouble = serializers.CharField(allow_blank=True)
    notice = serializers.IntegerField(allow_null=True, help_text="The notice in effect.")
    coming = serializers.IntegerField(allow_null=True, help_text="One that takes effect later.")


class WindowShape(serializers.Serializer[Any]):
    """A time in which notices count, [opens, closes). Of the yearly one `opens` is not known."""

    yearly = serializers.BooleanField()
    opens = serializers.DateField(allow_null=True)
    closes = serializers.DateField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]


class WindowsShape(serializers.Serializer[Any]):
    """The windows of a contract year."""

    year = serializers.CharField()
    windows = WindowShape(many=True)


class Participation(Endpoint):
    """How practices stand in a contract year."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="list_participation",
        parameters=[ParticipationQuery],
        responses=answers(paged(StandingShape)),
    )
    def get(self, request: Request) -> Response:
        """List how your practices stand in a contract year on a day, by code."""
        query = self.query(ParticipationQuery)
        on = query.get("on") or today()
        year = query.get("year", year_of(on))
        day = nearest_day(year, on)
        practices = practices_in(self.scope, day).filter(matching(query.get("q", "")))
        if icb := query.get("icb"):
            theirs = Practice.objects.filter(commissioned_by(icb, day))
            practices = practices.filter(pk__in=theirs.values("pk"))
        chosen = participants(practices, year=year, on=on)
        found = page(request, chosen.values("id", "code"), BY_CODE, query)
        shown = Practice.objects.filter(pk__in=[row["id"] for row in found["results"]])
        rows = [_standing(standing) for standing in standings(shown, year=year, on=on)]
        return Response({**found, "results": rows})


class Windows(Endpoint):
    """Windows for notices, and entering one."""

    permission = by_method(get=Permission.SEE_NETWORKS, post=Permission.CONFIGURE)

    @extend_schema(
        operation_id="get_participation_windows",
        parameters=[WindowQuery],
        responses=answers(WindowsShape),
    )
    def get(self, request: Request) -> Response:
        """Show until when practices may opt out of a contract year, and its other windows."""
        return Response(_windows(self.query(WindowQuery).get("year", year_of(today()))))

    @extend_schema(
        operation_id="open_participation_window",
        request=WindowRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"opens": "2025-09-01", "closes": "2025-10-01", "source": "A letter."},
                request_only=True,
            )
        ],
        responses=answers(WindowsShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Enter a window after a variation of the DES; for national administrators."""
        self.query(NoQuery)
        wanted = self.body(WindowRequest)
        year = year_of(wanted["opens"])
        try:
            open_window(year=year, **wanted, by=self.person.actor, at=now())
        except WindowRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_windows(year), status=201)


def _standing(standing: Standing) -> dict[str, Any]:
    network = standing.network
    return {
        "code": standing.practice.code,
        "name": standing.practice.name,
        "network": network and {"code": network.code, "name": network.name},
        "state": standing.state,
        "takes_part": standing.takes_part,
        "why": standing.why,
        "trouble": standing.trouble,
        "notice": standing.notice and standing.notice.pk,
        "coming": standing.coming and standing.coming.pk,
    }


def _windows(year: int) -> dict[str, Any]:
    names = ("yearly", "opens", "closes", "source")
    windows = [{name: getattr(w, name) for name in names} for w in windows_of(year)]
    return {"year": label(year), "windows": windows}


urlpatterns: list[URLPattern] = [
    path("participation/", Participation.as_view(), name="api_participation"),
    *notices.urlpatterns,
    path("participation/windows/", Windows.as_view(), name="api_participation_windows"),
]
