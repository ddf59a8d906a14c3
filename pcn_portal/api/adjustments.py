"""Adjustments over REST: list, enter, decide, reverse, and the board's limit."""

from typing import Any

from django.db.models import F, QuerySet
from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from funding.actions import (
    AdjustmentRefused,
    Entry,
    decide_adjustment,
    enter_adjustment,
    reverse_adjustment,
    set_adjustment_limit,
)
from funding.models import Adjustment
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import adjustments_in, icbs_in, scope_of
from pcn_portal.api.adjustment_shapes import (
    CHOSEN,
    STATES,
    AdjustmentDecisionRequest,
    AdjustmentQuery,
    AdjustmentRequest,
    AdjustmentShape,
    LimitRequest,
    LimitShape,
    ReversalRequest,
)
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import month_text
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, by_method, now

ORDER = Order((("id", whole),), newest_first=True)


class Adjustments(Endpoint):
    """Adjustments, and entering one."""

    permission = by_method(get=Permission.SEE_RUNS, post=Permission.COMMISSION)

    @extend_schema(
        operation_id="list_adjustments",
        parameters=[AdjustmentQuery],
        responses=answers(paged(AdjustmentShape)),
    )
    def get(self, request: Request) -> Response:
        """List the adjustments of your ICBs, newest first."""
        query = self.query(AdjustmentQuery)
        found = adjustments_in(self.scope)
        if "icb" in query:
            found = found.filter(icb_code=query["icb"])
        if "network" in query:
            found = found.filter(network_code=query["network"])
        if "state" in query:
            found = found.filter(CHOSEN[query["state"]])
        answer = page(request, _rows(found), ORDER, query)
        return Response({**answer, "results": [_row(row) for row in answer["results"]]})

    @extend_schema(
        operation_id="enter_adjustment",
        request=AdjustmentRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "icb": "QZ1",
                    "network": "U90001",
                    "kind": "hours",
                    "amount": "-1250.00",
                    "first_month": "2025-06",
                    "instalments": 2,
                    "reason": "Hours not delivered in May.",
                    "evidence": "Report of 5 June 2025.",
                },
                request_only=True,
            )
        ],
        responses=answers(AdjustmentShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Enter an adjustment, which then waits for somebody else."""
        self.query(NoQuery)
        wanted = self.body(AdjustmentRequest)
        icb = wanted.pop("icb")
        if not icbs_in(self.scope).filter(code=icb).exists():
            raise NotFound(f"None of your ICBs has the code “{icb}”.")
        entry = Entry(network_code=wanted.pop("network"), payee=wanted.pop("payee", ""), **wanted)
        try:
            made = enter_adjustment(icb_code=icb, entry=entry, by=self.person.actor, at=now())
        except AdjustmentRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(made.pk), status=201)


class DecideAdjustment(Endpoint):
    """Deciding on an adjustment."""

    permission = Permission.SEE_RUNS

    @extend_schema(
        operation_id="decide_adjustment",
        request=AdjustmentDecisionRequest,
        examples=[
            OpenApiExample(
                "Example", value={"agree": True, "reason": "Seen the report."}, request_only=True
            )
        ],
        responses=answers(AdjustmentShape),
    )
    def post(self, request: Request, adjustment_id: int) -> Response:
        """Agree or refuse, as a commissioner or approver who did not enter it."""
        self.query(NoQuery)
        wanted = self.body(AdjustmentDecisionRequest)
        senior = adjustments_in(scope_of(self.person, Permission.APPROVE))
        junior = adjustments_in(scope_of(self.person, Permission.COMMISSION))
        if not adjustments_in(self.scope).filter(pk=adjustment_id).exists():
            self.missing()
        approves = senior.filter(pk=adjustment_id).exists()
        if not approves and not junior.filter(pk=adjustment_id).exists():
            raise PermissionDenied("A commissioner or approver of the board decides on it.")
        try:
            decide_adjustment(
                adjustment_id=adjustment_id,
                senior=approves,
                **wanted,
                by=self.person.actor,
                at=now(),
            )
        except AdjustmentRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(adjustment_id))


class ReverseAdjustment(Endpoint):
    """Reversing an adjustment."""

    permission = Permission.COMMISSION

    @extend_schema(
        operation_id="reverse_adjustment",
        request=ReversalRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"first_month": "2025-07", "reason": "The hours were made up."},
                request_only=True,
            )
        ],
        responses=answers(AdjustmentShape, 201),
    )
    def post(self, request: Request, adjustment_id: int) -> Response:
        """Enter the mirror of an agreed adjustment; it waits for somebody else too."""
        self.query(NoQuery)
        wanted = self.body(ReversalRequest)
        if not adjustments_in(self.scope).filter(pk=adjustment_id).exists():
            self.missing()
        try:
            made = reverse_adjustment(
                adjustment_id=adjustment_id, **wanted, by=self.person.actor, at=now()
            )
        except AdjustmentRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(made.pk), status=201)


class AdjustmentLimits(Endpoint):
    """The limit up to which a commissioner agrees."""

    permission = Permission.APPROVE

    @extend_schema(
        operation_id="set_adjustment_limit",
        request=LimitRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"icb": "QZ1", "limit": "5000.00", "reason": "Scheme of delegation."},
                request_only=True,
            )
        ],
        responses=answers(LimitShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Set up to how many pounds a commissioner may agree to what another entered."""
        self.query(NoQuery)
        wanted = self.body(LimitRequest)
        icb = wanted.pop("icb")
        if not icbs_in(self.scope).filter(code=icb).exists():
            raise NotFound(f"None of your ICBs has the code “{icb}”.")
        try:
            made = set_adjustment_limit(icb_code=icb, **wanted, by=self.person.actor, at=now())
        except AdjustmentRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(
            {"icb": made.icb_code, "limit": made.limit, "reason": made.reason}, status=201
        )


def _rows(found: QuerySet[Adjustment]) -> QuerySet[Any, Any]:
    return found.values(
        "id", "payee", "kind", "amount", "first_month", "instalments", "reason", "evidence",
        "entered_at",
        icb=F("icb_code"),
        network=F("network_code"),
        mirrors=F("reverses_id"),
        agreed=F("decision__agreed"),
        entered_name=F("entered_by__name"),
        decided_by=F("decision__decided_by__name"),
        decided_at=F("decision__decided_at"),
        decided_reason=F("decision__reason"),
    )  # fmt: skip


def _row(row: dict[str, Any]) -> dict[str, Any]:
    agreed, reverses, entered_by = (row.pop(n) for n in ("agreed", "mirrors", "entered_name"))
    return {
        **row,
        "reverses": reverses,
        "entered_by": entered_by,
        "first_month": month_text(row["first_month"]),
        "state": STATES[0] if agreed is None else STATES[1] if agreed else STATES[2],
    }


def _one(number: int) -> dict[str, Any]:
    return _row(_rows(Adjustment.objects.filter(pk=number)).get())


urlpatterns = [
    path("adjustments/", Adjustments.as_view(), name="api_adjustments"),
    path(
        "adjustments/<int:adjustment_id>/decide/",
        DecideAdjustment.as_view(),
        name="api_adjustment_decide",
    ),
    path(
        "adjustments/<int:adjustment_id>/reverse/",
        ReverseAdjustment.as_view(),
        name="api_adjustment_reverse",
    ),
    path("adjustment-limits/", AdjustmentLimits.as_view(), name="api_adjustment_limits"),
]
