"""Networks by size, and the approvals of small ones, over REST."""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from networks.directory import commissioned_by
from networks.models import SizeApproval, SizeGround
from networks.size_approvals import (
    NetworkSize,
    SizeRefused,
    SizeState,
    approve_size,
    end_approval,
    sizes_to_weigh,
)
from networks.sizes import newest_vintages
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import YEARS, CodeField
from pcn_portal.api.pages import Order, page, text, whole, worked_out
from pcn_portal.api.shapes import EndRequest, Named, answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, OnDay, Paged, by_method, now, today
from pcn_portal.audit.dated import holds_on
from pcn_portal.units.periods import Month

BY_CODE = Order((("code", text),))
NEWEST = Order((("id", whole),), newest_first=True)


class SizeQuery(Paged, OnDay):
    """Filters of the networks by size."""

    icb = CodeField(required=False, help_text="ODS code of an ICB.")
    size_state = serializers.ChoiceField(required=False, choices=[s.value for s in SizeState])

    def validate_on(self, on: date) -> date:
        """Refuse a day that no contract year is of."""
        if on.year not in YEARS:
            raise serializers.ValidationError(f"Give a day from {YEARS[0]} to {YEARS[-1]}.")
        return on


class ApprovalQuery(Paged, OnDay):
    """Filters of the approvals; `on` leaves those that hold on a day."""

    network = CodeField(required=False, help_text="ODS code of a network.")
    on = serializers.DateField(required=False, help_text="A day; all approvals when left out.")


class SizeShape(Named):
    """A network's size on a day; `registered` sums what is known, `missing` names who is not."""

    members = serializers.IntegerField(help_text="Core network practices on the day.")
    registered = serializers.CharField(allow_null=True, help_text="Patients.")
    missing = Named(many=True)
    size_state = serializers.ChoiceField(choices=[s.value for s in SizeState])
    approval = serializers.IntegerField(allow_null=True)


class ApprovalRequest(serializers.Serializer[Any]):
    """Which network may have fewer than 30,000 patients, why, and until when."""

    network = CodeField(help_text="ODS code of a network.")
    ground = serializers.ChoiceField(choices=SizeGround.choices)
    reason = serializers.CharField(max_length=2000)
    starts = serializers.DateField()
    review_on = serializers.DateField()


class ApprovalShape(serializers.Serializer[Any]):
    """The approval of a network under 30,000 patients."""

    id = serializers.IntegerField()
    network = Named()
    ground = serializers.ChoiceField(choices=SizeGround.choices)
    reason = serializers.CharField()
    starts = serializers.DateField()
    ends = serializers.DateField(allow_null=True)
    review_on = serializers.DateField()
    approved_at = serializers.DateTimeField()
    approved_by = serializers.CharField()


class Sizes(Endpoint):
    """Networks by size."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="list_network_sizes",
        parameters=[SizeQuery],
        responses=answers(paged(SizeShape)),
    )
    def get(self, request: Request) -> Response:
        """List your networks on a day with their size and what it asks for, by code."""
        query = self.query(SizeQuery)
        on = query.get("on") or today()
        networks = networks_in(self.scope, on)
        if icb := query.get("icb"):
            networks = networks.filter(commissioned_by(icb, on))
        vintages = newest_vintages(by=Month.of(on).contract_year.list_date)
        found = sizes_to_weigh(networks, on=on, vintages=vintages)
        state = query.get("size_state")
        rows = [_size(row) for row in found if not state or row.state == state]
        rows.sort(key=lambda row: str(row["code"]))
        return Response(worked_out(request, rows, BY_CODE, query))


class Approvals(Endpoint):
    """Approvals of small networks, and giving one."""

    permission = by_method(get=Permission.SEE_NETWORKS, post=Permission.COMMISSION)

    @extend_schema(
        operation_id="list_size_approvals",
        parameters=[ApprovalQuery],
        responses=answers(paged(ApprovalShape)),
    )
    def get(self, request: Request) -> Response:
        """List the approvals of your networks, newest first, ended ones too."""
        query = self.query(ApprovalQuery)
        found = SizeApproval.objects.filter(
            Q(ends__isnull=True) | Q(ends__gt=F("starts")),
            network__in=networks_in(self.scope, query.get("on") or today()),
        )
        if "network" in query:
            found = found.filter(network__code=query["network"])
        if "on" in query:
            found = found.filter(holds_on(query["on"]))
        answer = page(request, _rows(found), NEWEST, query)
        return Response({**answer, "results": [_approval(row) for row in answer["results"]]})

    @extend_schema(
        operation_id="approve_size",
        request=ApprovalRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "network": "U90001",
                    "ground": "low_density",
                    "reason": "A made-up island",
                    "starts": "2025-04-01",
                    "review_on": "2027-04-01",
                },
                request_only=True,
            )
        ],
        responses=answers(ApprovalShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Approve a network's size; an approval in force ends where this one starts."""
        self.query(NoQuery)
        wanted = self.body(ApprovalRequest)
        code = wanted.pop("network")
        if not networks_in(self.scope, today()).filter(code=code).exists():
            raise NotFound(f"None of your networks has the code “{code}”.")
        try:
            made = approve_size(network_code=code, **wanted, by=self.person.actor, at=now())
        except SizeRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(made), status=201)


class EndApproval(Endpoint):
    """The end of an approval."""

    permission = Permission.COMMISSION

    @extend_schema(
        operation_id="end_size_approval", request=EndRequest, responses=answers(ApprovalShape)
    )
    def post(self, request: Request, approval_id: int) -> Response:
        """End an approval; `ends` is the first day on which it no longer holds."""
        self.query(NoQuery)
        theirs = SizeApproval.objects.filter(network__in=networks_in(self.scope, today()))
        if not theirs.filter(pk=approval_id).exists():
            self.missing()
        wanted = self.body(EndRequest)
        try:
            ended = end_approval(
                approval_id=approval_id,
                on=wanted["ends"],
                reason=wanted["reason"],
                by=self.person.actor,
                at=now(),
            )
        except SizeRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(ended))


def _size(row: NetworkSize) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "members": row.members,
        "registered": row.size.registered,
        "missing": [{"code": member.code, "name": member.name} for member in row.missing],
        "size_state": row.state.value,
        "approval": row.approval.pk if row.approval else None,
    }


def _rows(approvals: QuerySet[SizeApproval]) -> QuerySet[Any, Any]:
    return approvals.values(
        "id", "ground", "reason", "starts", "ends", "review_on", "approved_at",
        code=F("network__code"),
        name=F("network__name"),
        approver=F("approved_by__name"),
    )  # fmt: skip


def _approval(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "network": {"code": row.pop("code"), "name": row.pop("name")},
        "approved_by": row.pop("approver"),
        **row,
    }


def _one(approval: SizeApproval) -> dict[str, Any]:
    return _approval(_rows(SizeApproval.objects.filter(pk=approval.pk)).get())


urlpatterns = [
    path("network-sizes/", Sizes.as_view(), name="api_network_sizes"),
    path("size-approvals/", Approvals.as_view(), name="api_size_approvals"),
    path(
        "size-approvals/<int:approval_id>/end/", EndApproval.as_view(), name="api_end_size_approval"
    ),
]
