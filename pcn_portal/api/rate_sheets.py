"""Rates by people over REST: list sheets, enter one, publish or reject it."""

from typing import Any

from django.db.models import F, QuerySet
from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from funding.actions import SheetEntry, SheetRefused, decide_sheet, enter_sheet
from funding.actions.rates import LONGEST
from funding.models import RateSheet
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.rate_scope import may_for_sheet, sheets_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, Paged, by_method, now

ORDER = Order((("id", whole),), newest_first=True)
STATES = ["waiting", "published", "rejected"]


class SheetRequest(serializers.Serializer[Any]):
    """The rates in the layout of a year's file, and the document they were read in."""

    icb = CodeField(required=False, help_text="ODS code, for a local variation of that ICB.")
    networks = serializers.ListField(child=CodeField(), required=False)
    title = serializers.CharField(max_length=200)
    document = serializers.CharField(max_length=2000)
    content = serializers.CharField(max_length=LONGEST, trim_whitespace=False, help_text="YAML.")


class SheetDecisionRequest(serializers.Serializer[Any]):
    """Whether to publish, and what was compared with the document."""

    publish = serializers.BooleanField()
    compared = serializers.CharField(max_length=2000)


class SheetShape(serializers.Serializer[Any]):
    """Rates that a person entered; they count once somebody else has published them."""

    id = serializers.IntegerField()
    icb = serializers.CharField(allow_blank=True)
    networks = serializers.ListField(child=serializers.CharField())
    year = serializers.CharField()
    title = serializers.CharField()
    document = serializers.CharField()
    content = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    entered_by = serializers.CharField()
    entered_at = serializers.DateTimeField()
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    compared = serializers.CharField(allow_null=True)


class RateSheets(Endpoint):
    """Sheets of entered rates, and entering one."""

    permission = by_method(get=Permission.SEE_RATES, post=Permission.ENTER_RATES)

    @extend_schema(
        operation_id="list_rate_sheets", parameters=[Paged], responses=answers(paged(SheetShape))
    )
    def get(self, request: Request) -> Response:
        """List the rates that people entered, newest first: national ones and your ICBs'."""
        query = self.query(Paged)
        answer = page(request, _rows(sheets_in(self.scope)), ORDER, query)
        return Response({**answer, "results": [_row(row) for row in answer["results"]]})

    @extend_schema(
        operation_id="enter_rate_sheet",
        request=SheetRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "title": "Split of core funding 2024/25",
                    "document": "Letter of 26 September 2024, page 2",
                    "content": "year: 2024/25\nsources: …\nrates: …",
                },
                request_only=True,
            )
        ],
        responses=answers(SheetShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Enter rates, which then wait for somebody else. Without `icb` they are national."""
        self.query(NoQuery)
        wanted = self.body(SheetRequest)
        icb = wanted.pop("icb", "")
        if not may_for_sheet(self.person, Permission.ENTER_RATES, icb):
            raise PermissionDenied("You may enter local variations of your own ICBs only.")
        entry = SheetEntry(icb_code=icb, networks=tuple(wanted.pop("networks", ())), **wanted)
        try:
            made = enter_sheet(entry=entry, by=self.person.actor, at=now())
        except SheetRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(made.pk), status=201)


class DecideRateSheet(Endpoint):
    """Publishing or rejecting a sheet."""

    permission = Permission.CHECK_RATES

    @extend_schema(
        operation_id="decide_rate_sheet",
        request=SheetDecisionRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"publish": True, "compared": "Both values and the dates, page 2."},
                request_only=True,
            )
        ],
        responses=answers(SheetShape),
    )
    def post(self, request: Request, sheet_id: int) -> Response:
        """Publish rates or reject them, as somebody who did not enter them."""
        self.query(NoQuery)
        wanted = self.body(SheetDecisionRequest)
        found = sheets_in(self.scope).filter(pk=sheet_id).first()
        if found is None:
            self.missing()
        if not may_for_sheet(self.person, Permission.CHECK_RATES, found.icb_code):
            raise PermissionDenied("National rates are checked by a national administrator.")
        try:
            decide_sheet(sheet_id=found.pk, **wanted, by=self.person.actor, at=now())
        except SheetRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(found.pk))


def _rows(found: QuerySet[RateSheet]) -> QuerySet[Any, Any]:
    return found.values(
        "id", "networks", "year", "title", "document", "content", "entered_at",
        icb=F("icb_code"),
        published=F("decision__published"),
        entered_name=F("entered_by__name"),
        decided_by=F("decision__decided_by__name"),
        decided_at=F("decision__decided_at"),
        compared=F("decision__compared"),
    )  # fmt: skip


def _row(row: dict[str, Any]) -> dict[str, Any]:
    published, entered_by = row.pop("published"), row.pop("entered_name")
    state = STATES[0] if published is None else STATES[1] if published else STATES[2]
    return {**row, "entered_by": entered_by, "state": state}


def _one(number: int) -> dict[str, Any]:
    return _row(_rows(RateSheet.objects.filter(pk=number)).get())


urlpatterns = [
    path("rate-sheets/", RateSheets.as_view(), name="api_rate_sheets"),
    path(
        "rate-sheets/<int:sheet_id>/decide/",
        DecideRateSheet.as_view(),
        name="api_rate_sheet_decide",
    ),
]
