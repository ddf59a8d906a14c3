"""Additional roles over REST: tables of roles with their maxima, and maxima that people enter."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import scope_of
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import MonthField, month_text
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, Paged, by_method, now
from pcn_portal.units.periods import Month
from workforce.actions import LONGEST, MaximaEntry, MaximaRefused, decide_maxima, enter_maxima
from workforce.engine.roles import Area, Maximum, Role, RoleBook, RoleTable, Standing
from workforce.models import MaximaSheet
from workforce.queries import role_book

ORDER = Order((("id", whole),), newest_first=True)


class MaximumShape(serializers.Serializer[Any]):
    """Pounds a year for one WTE, on-costs included; null where not known or where there is none."""

    pounds = serializers.CharField(allow_null=True)
    standing = serializers.ChoiceField(choices=[one.value for one in Standing])
    sources = serializers.ListField(child=serializers.CharField())


class RoleLimitShape(serializers.Serializer[Any]):
    """WTE a network may have, below and from 100,000 patients; null is not known."""

    small = serializers.IntegerField(allow_null=True)
    large = serializers.IntegerField(allow_null=True)


class AdditionalRoleShape(serializers.Serializer[Any]):
    """A role of one table. `after_share` says that the maximum is of what is paid."""

    code = serializers.CharField()
    name = serializers.CharField()
    starts = serializers.DateField(help_text="First day on which it can be claimed.")
    band = serializers.CharField(allow_blank=True)
    share = serializers.CharField()
    later_share = serializers.CharField(help_text="For all but the network’s first.")
    after_share = serializers.BooleanField()
    limit = RoleLimitShape(allow_null=True)
    rules = serializers.ListField(child=serializers.CharField())
    maxima = serializers.DictField(child=MaximumShape(), help_text="By area.")


class RoleTableShape(serializers.Serializer[Any]):
    """Roles in force over [starts, ends), with the maxima that people entered since."""

    id = serializers.CharField()
    starts = serializers.DateField()
    ends = serializers.DateField()
    published = serializers.DateField(
        help_text="Counts as known from this day; the first day where no other is known."
    )
    note = serializers.CharField()
    sources = serializers.ListField(child=serializers.CharField())
    roles = AdditionalRoleShape(many=True)


class MaximaRequest(serializers.Serializer[Any]):
    """Lines "role area pounds" for whole months, and the document they were read in."""

    title = serializers.CharField(max_length=200)
    first_month = MonthField()
    last_month = MonthField()
    lines = serializers.CharField(max_length=LONGEST, trim_whitespace=False)
    document = serializers.CharField(max_length=2000)


class MaximaDecisionRequest(serializers.Serializer[Any]):
    """Whether to publish, and what was compared with the document."""

    publish = serializers.BooleanField()
    compared = serializers.CharField(max_length=2000)


class MaximaSheetShape(serializers.Serializer[Any]):
    """Maxima that a person entered; they count once somebody else has published them."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    first_month = serializers.CharField()
    last_month = serializers.CharField()
    maxima = serializers.DictField(child=serializers.DictField(child=serializers.CharField()))
    document = serializers.CharField()
    entered_by = serializers.CharField()
    entered_at = serializers.DateTimeField()
    published = serializers.BooleanField(allow_null=True, help_text="Null while it waits.")
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    compared = serializers.CharField(allow_null=True)


class RoleTables(Endpoint):
    """Tables of roles."""

    permission = Permission.SEE_RATES

    @extend_schema(operation_id="list_role_tables", responses=answers(RoleTableShape(many=True)))
    def get(self, request: Request) -> Response:
        """List every table of additional roles with its maxima, oldest first."""
        self.query(NoQuery)
        book = role_book(now())
        return Response([_table(book, table) for table in book.tables])


class MaximaSheets(Endpoint):
    """Sheets of maxima, and entering one."""

    permission = by_method(get=Permission.SEE_RATES, post=Permission.ENTER_RATES)

    @extend_schema(
        operation_id="list_maxima_sheets",
        parameters=[Paged],
        responses=answers(paged(MaximaSheetShape)),
    )
    def get(self, request: Request) -> Response:
        """List the maxima that people entered, newest first."""
        query = self.query(Paged)
        found = page(request, _sheets().values("id"), ORDER, query)
        ids = [row["id"] for row in found["results"]]
        by_id = _sheets().in_bulk(ids)
        return Response({**found, "results": [_sheet(by_id[key]) for key in ids]})

    @extend_schema(
        operation_id="enter_maxima",
        request=MaximaRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "title": "Revised maxima 2025/26",
                    "first_month": "2025-04",
                    "last_month": "2026-03",
                    "lines": "CP national 69383.00",
                    "document": "Letter of 1 August 2025, Table 2",
                },
                request_only=True,
            )
        ],
        responses=answers(MaximaSheetShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Enter maxima of England, which then wait for somebody else."""
        self.query(NoQuery)
        wanted = self.body(MaximaRequest)
        _only_nationally(self.person, Permission.ENTER_RATES)
        starts = wanted.pop("first_month")
        ends = Month.of(wanted.pop("last_month")).next.first
        try:
            made = enter_maxima(
                entry=MaximaEntry(starts=starts, ends=ends, **wanted),
                by=self.person.actor,
                at=now(),
            )
        except MaximaRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_sheet(made), status=201)


class DecideMaxima(Endpoint):
    """Publishing or rejecting a sheet of maxima."""

    permission = Permission.CHECK_RATES

    @extend_schema(
        operation_id="decide_maxima",
        request=MaximaDecisionRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"publish": True, "compared": "Every value and the months, Table 2."},
                request_only=True,
            )
        ],
        responses=answers(MaximaSheetShape),
    )
    def post(self, request: Request, maxima_id: int) -> Response:
        """Publish maxima or reject them, as somebody who did not enter them."""
        self.query(NoQuery)
        wanted = self.body(MaximaDecisionRequest)
        if not MaximaSheet.objects.filter(pk=maxima_id).exists():
            self.missing()
        _only_nationally(self.person, Permission.CHECK_RATES)
        try:
            decide_maxima(sheet_id=maxima_id, **wanted, by=self.person.actor, at=now())
        except MaximaRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_sheet(_sheets().get(pk=maxima_id)))


def _only_nationally(person: User, permission: Permission) -> None:
    if not scope_of(person, permission).england:
        raise PermissionDenied("Maxima are kept by a national administrator.")


def _sheets() -> QuerySet[MaximaSheet]:
    return MaximaSheet.objects.select_related("entered_by", "decision__decided_by")


def _sheet(sheet: MaximaSheet) -> dict[str, Any]:
    decision = getattr(sheet, "decision", None)
    return {
        "id": sheet.pk,
        "title": sheet.title,
        "first_month": month_text(sheet.starts),
        "last_month": str(Month.of(sheet.ends).previous),
        "maxima": sheet.maxima,
        "document": sheet.document,
        "entered_by": str(sheet.entered_by),
        "entered_at": sheet.entered_at,
        "published": decision.published if decision else None,
        "decided_by": str(decision.decided_by) if decision else None,
        "decided_at": decision.decided_at if decision else None,
        "compared": decision.compared if decision else None,
    }


def _table(book: RoleBook, table: RoleTable) -> dict[str, Any]:
    return {
        "id": table.id,
        "starts": table.starts,
        "ends": table.ends,
        "published": table.published,
        "note": table.note,
        "sources": table.sources,
        "roles": [_role(role) for role in book.roles_of(table, timezone.localdate())],
    }


def _role(role: Role) -> dict[str, Any]:
    limit = role.limit
    return {
        "code": role.code,
        "name": role.name,
        "starts": role.starts,
        "band": role.band,
        "share": role.share,
        "later_share": role.later_share,
        "after_share": role.after_share,
        "limit": {"small": limit.small, "large": limit.large} if limit else None,
        "rules": role.rules,
        "maxima": {area.value: _maximum(role.maximum(area)) for area in Area},
    }


def _maximum(found: Maximum) -> dict[str, Any]:
    return {"pounds": found.pounds, "standing": found.standing.value, "sources": found.sources}


urlpatterns = [
    path("role-tables/", RoleTables.as_view(), name="api_role_tables"),
    path("maxima-sheets/", MaximaSheets.as_view(), name="api_maxima_sheets"),
    path("maxima-sheets/<int:maxima_id>/decide/", DecideMaxima.as_view(), name="api_decide_maxima"),
]
