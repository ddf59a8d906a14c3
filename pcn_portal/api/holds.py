"""Payment holds over REST: list, place and lift."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from networks.holds import LONGEST_REASON, HoldRefused, lift_hold, place_hold, standing_on
from networks.models import PaymentHold
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import holds_in, networks_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField, MonthField, month_text
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.shapes import Named, answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, Paged, by_method, now, today

ORDER = Order((("id", whole),), newest_first=True)
STATES = {"open": Q(lifted_at=None), "lifted": Q(lifted_at__isnull=False)}


class HoldQuery(Paged):
    """Filters of the list of holds."""

    network = CodeField(required=False, help_text="ODS code of a network.")
    state = serializers.ChoiceField(required=False, choices=list(STATES))
    on = serializers.DateField(required=False, help_text="Only holds that stood on this day.")


class HoldRequest(serializers.Serializer[Any]):
    """What to hold, from which month, and why."""

    network = CodeField(help_text="ODS code of a network.")
    from_month = MonthField()
    reason = serializers.CharField(max_length=LONGEST_REASON)


class LiftRequest(serializers.Serializer[Any]):
    """Why a hold is lifted."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class HoldShape(serializers.Serializer[Any]):
    """A hold on a network's payments, from a month until it is lifted."""

    id = serializers.IntegerField()
    network = Named()
    state = serializers.ChoiceField(choices=list(STATES))
    from_month = serializers.CharField()
    reason = serializers.CharField()
    placed_at = serializers.DateTimeField()
    placed_by = serializers.CharField()
    lifted_at = serializers.DateTimeField(allow_null=True)
    lifted_by = serializers.CharField(allow_null=True)
    lifted_reason = serializers.CharField(allow_blank=True)


class Holds(Endpoint):
    """Payment holds, and placing one."""

    permission = by_method(get=Permission.SEE_NETWORKS, post=Permission.COMMISSION)

    @extend_schema(
        operation_id="list_holds", parameters=[HoldQuery], responses=answers(paged(HoldShape))
    )
    def get(self, request: Request) -> Response:
        """List the payment holds of your networks, newest first, lifted ones too."""
        query = self.query(HoldQuery)
        found = holds_in(self.scope, today())
        if "network" in query:
            found = found.filter(network__code=query["network"])
        if "state" in query:
            found = found.filter(STATES[query["state"]])
        if "on" in query:
            found = found.filter(standing_on(query["on"]))
        answer = page(request, _rows(found), ORDER, query)
        return Response({**answer, "results": [_row(row) for row in answer["results"]]})

    @extend_schema(
        operation_id="place_hold",
        request=HoldRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "network": "U90001",
                    "from_month": "2025-04",
                    "reason": "The network agreement is not signed.",
                },
                request_only=True,
            )
        ],
        responses=answers(HoldShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Hold a network's payments from a month on. What it is entitled to is still calculated."""
        self.query(NoQuery)
        wanted = self.body(HoldRequest)
        if not networks_in(self.scope, today()).filter(code=wanted["network"]).exists():
            raise NotFound(f"None of your networks has the code “{wanted['network']}”.")
        try:
            hold = place_hold(**wanted, by=self.person.actor, at=now())
        except HoldRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(hold), status=201)


class LiftHold(Endpoint):
    """Lifting a hold."""

    permission = Permission.COMMISSION

    @extend_schema(
        operation_id="lift_hold",
        request=LiftRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"reason": "The network agreement was signed on 2 May 2025."},
                request_only=True,
            )
        ],
        responses=answers(HoldShape),
    )
    def post(self, request: Request, hold_id: int) -> Response:
        """Lift a hold: months calculated from now on are paid."""
        self.query(NoQuery)
        reason = self.body(LiftRequest)["reason"]
        if not holds_in(self.scope, today()).filter(pk=hold_id).exists():
            self.missing()
        try:
            hold = lift_hold(hold_id=hold_id, reason=reason, by=self.person.actor, at=now())
        except HoldRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(hold))


def _rows(holds: QuerySet[PaymentHold]) -> QuerySet[Any, Any]:
    return holds.values(
        "id", "from_month", "reason", "placed_at", "lifted_at", "lifted_reason",
        code=F("network__code"),
        name=F("network__name"),
        placed_by_name=F("placed_by__name"),
        lifted_by_name=F("lifted_by__name"),
    )  # fmt: skip


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "network": {"code": row["code"], "name": row["name"]},
        "state": "open" if row["lifted_at"] is None else "lifted",
        "from_month": month_text(row["from_month"]),
        "reason": row["reason"],
        "placed_at": row["placed_at"],
        "placed_by": row["placed_by_name"],
        "lifted_at": row["lifted_at"],
        "lifted_by": row["lifted_by_name"],
        "lifted_reason": row["lifted_reason"],
    }


def _one(hold: PaymentHold) -> dict[str, Any]:
    return _row(_rows(PaymentHold.objects.filter(pk=hold.pk)).get())


urlpatterns = [
    path("holds/", Holds.as_view(), name="api_holds"),
    path("holds/<int:hold_id>/lift/", LiftHold.as_view(), name="api_lift_hold"),
]
