"""Uplifts of months that were claimed, over REST."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from funding.claims.queries import summaries
from funding.claims.uplifting import UpliftEntry, decide_uplift, request_uplift
from networks.refusals import RegisterRefused
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.claims import ClaimsEndpoint
from pcn_portal.api.claims_rows import claim_row, refused
from pcn_portal.api.claims_shapes import LINE_STEPS, ClaimShape
from pcn_portal.api.fields import CodeField, MonthField, month_text
from pcn_portal.api.pages import Order, whole, worked_out
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.views import NoQuery, Paged, by_method, now, today
from workforce.models import Claim, LineStep, Uplift

BY_NUMBER = Order((("id", whole),))


class UpliftRequest(serializers.Serializer[Any]):
    """Which months, what for, and where the proof is that staff were paid the difference."""

    network = CodeField()
    first_month = MonthField()
    last_month = MonthField()
    title = serializers.CharField(max_length=200)
    proof = serializers.CharField(max_length=2000)
    paid = serializers.BooleanField(help_text="Staff have been paid the difference.")


class UpliftDecisionRequest(serializers.Serializer[Any]):
    """What is decided of every line that waits."""

    step = serializers.ChoiceField(choices=LINE_STEPS)
    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class UpliftShape(serializers.Serializer[Any]):
    """An uplift with a claim for each month that has a difference."""

    id = serializers.IntegerField()
    network = serializers.CharField()
    title = serializers.CharField()
    first_month = serializers.CharField()
    last_month = serializers.CharField()
    proof = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    claims = ClaimShape(many=True)


class Uplifts(ClaimsEndpoint):
    """The uplifts of your networks."""

    permission = by_method(get=Permission.SEE_STAFF, post=Permission.KEEP_STAFF)

    @extend_schema(
        operation_id="list_uplifts", parameters=[Paged], responses=answers(paged(UpliftShape))
    )
    def get(self, request: Request) -> Response:
        """List uplifts in the order they were requested."""
        query = self.query(Paged)
        found = Uplift.objects.filter(network__in=networks_in(self.scope, today()))
        rows = [_row(one) for one in found.select_related("network").order_by("pk")]
        return Response(worked_out(request, rows, BY_NUMBER, query))

    @extend_schema(
        operation_id="request_uplift",
        request=UpliftRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "network": "U00001",
                    "first_month": "2025-04",
                    "last_month": "2025-07",
                    "title": "Pay award of 2025/26",
                    "proof": "Payroll report of August",
                    "paid": True,
                },
                request_only=True,
            )
        ],
        responses=answers(UpliftShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Claim what the months come to now, less what was claimed, as one request."""
        self.query(NoQuery)
        wanted = self.body(UpliftRequest)
        network = self.network(wanted.pop("network"))
        if network.code not in self.scope.networks:
            self.missing()
        try:
            made = request_uplift(
                network=network, entry=UpliftEntry(**wanted), by=self.person.actor, at=now()
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_row(made), status=201)


class UpliftDecisions(ClaimsEndpoint):
    """A decision on an uplift."""

    permission = Permission.SEE_STAFF

    @extend_schema(
        operation_id="decide_uplift", request=UpliftDecisionRequest, responses=answers(UpliftShape)
    )
    def post(self, request: Request, uplift_id: int) -> Response:
        """Approve, query, reject or answer every line of an uplift that waits."""
        self.query(NoQuery)
        networks = networks_in(self.scope, today())
        one = Uplift.objects.filter(pk=uplift_id, network__in=networks).first()
        if one is None:
            self.missing()
        wanted = self.body(UpliftDecisionRequest)
        step = LineStep(wanted["step"])
        self.check_side(one.network_id, step)
        try:
            decide_uplift(
                uplift_id=one.pk,
                step=step,
                reason=wanted["reason"],
                by=self.person.actor,
                at=now(),
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_row(one))


def _row(one: Uplift) -> dict[str, Any]:
    claims = Claim.objects.filter(uplift=one).select_related("network", "submitted_by")
    return {
        "id": one.pk,
        "network": one.network.code,
        "title": one.title,
        "first_month": month_text(one.first_month),
        "last_month": month_text(one.last_month),
        "proof": one.proof,
        "submitted_at": one.submitted_at,
        "claims": [claim_row(row) for row in summaries(claims.order_by("month"))],
    }


urlpatterns = [
    path("uplifts/", Uplifts.as_view(), name="api_uplifts"),
    path(
        "uplifts/<int:uplift_id>/decisions/",
        UpliftDecisions.as_view(),
        name="api_uplift_decisions",
    ),
]
