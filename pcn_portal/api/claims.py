"""Claims for additional roles over REST."""

from datetime import date
from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from funding.claims.deciding import decide_lines
from funding.claims.declaring import Declaration, declare
from funding.claims.drafting import draft_of
from funding.claims.outlook import outlooks
from funding.claims.queries import summaries
from funding.pots import pots_of
from networks.models import Network
from networks.queries import icb_codes_of_networks, networks_of_icb
from networks.refusals import RegisterRefused
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, networks_in, scope_of
from pcn_portal.api.claims_rows import (
    claim_row,
    draft_line,
    refused,
    sum_row,
    whole_claim,
)
from pcn_portal.api.claims_shapes import (
    ArrsSumShape,
    ClaimRequest,
    ClaimShape,
    ClaimsQuery,
    DraftQuery,
    DraftShape,
    LineDecisionRequest,
    SumsQuery,
    WholeClaimShape,
)
from pcn_portal.api.pages import Order, whole, worked_out
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, by_method, now, today
from pcn_portal.units.periods import ContractYear
from workforce.models import FINAL, Claim, ClaimLine, LineStep

BY_NUMBER = Order((("id", whole),))


class ClaimsEndpoint(Endpoint):
    """What the endpoints of claims share."""

    def network(self, code: str) -> Network:
        found = networks_in(self.scope, today()).filter(code=code).first()
        if found is None:
            self.missing()
        return found

    def claim(self, claim_id: int) -> Claim:
        networks = networks_in(self.scope, today())
        found = Claim.objects.filter(pk=claim_id, network__in=networks).first()
        if found is None:
            self.missing()
        return found

    def check_side(self, network_id: int, step: LineStep) -> None:
        """An answer is the network's own, every other step the board's."""
        answers_ = step == LineStep.ANSWERED
        permission = Permission.KEEP_STAFF if answers_ else Permission.DECIDE_CLAIMS
        scope = scope_of(self.person, permission)
        if not networks_in(scope, today()).filter(pk=network_id).exists():
            raise PermissionDenied()


class Claims(ClaimsEndpoint):
    """The claims of your networks."""

    permission = by_method(get=Permission.SEE_STAFF, post=Permission.KEEP_STAFF)

    @extend_schema(
        operation_id="list_claims", parameters=[ClaimsQuery], responses=answers(paged(ClaimShape))
    )
    def get(self, request: Request) -> Response:
        """List claims with their pounds by state, in the order they were declared."""
        query = self.query(ClaimsQuery)
        networks = networks_in(self.scope, today())
        if code := query.get("network"):
            networks = networks.filter(code=code)
        claims = Claim.objects.filter(network__in=networks)
        if month := query.get("month"):
            claims = claims.filter(month=month)
        if query["waiting"]:
            open_ = ClaimLine.objects.exclude(decisions__step__in=FINAL).values("claim")
            claims = claims.filter(pk__in=open_)
        rows = summaries(claims.select_related("network", "submitted_by").order_by("pk"))
        return Response(worked_out(request, [claim_row(row) for row in rows], BY_NUMBER, query))

    @extend_schema(
        operation_id="declare_claim",
        request=ClaimRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "network": "U00001",
                    "month": "2025-04",
                    "declared": True,
                    "evidence": "Payroll report of April",
                },
                request_only=True,
            )
        ],
        responses=answers(WholeClaimShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Declare a month as the register has it; see `claim-drafts/` for what that is."""
        self.query(NoQuery)
        wanted = self.body(ClaimRequest)
        network = self.network(wanted["network"])
        if network.code not in self.scope.networks:
            self.missing()
        given = Declaration(
            wanted["declared"], wanted["evidence"], frozenset(wanted.get("leave_out", ()))
        )
        try:
            made = declare(
                network=network, month=wanted["month"], given=given, by=self.person.actor, at=now()
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(whole_claim(made), status=201)


class OneClaim(ClaimsEndpoint):
    """One claim."""

    permission = Permission.SEE_STAFF

    @extend_schema(operation_id="get_claim", responses=answers(WholeClaimShape))
    def get(self, request: Request, claim_id: int) -> Response:
        """Return a claim with every line, its steps and how it stands."""
        self.query(NoQuery)
        return Response(whole_claim(self.claim(claim_id)))


class LineDecisions(ClaimsEndpoint):
    """Decisions on lines."""

    permission = Permission.SEE_STAFF

    @extend_schema(
        operation_id="decide_claim_lines",
        request=LineDecisionRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"lines": [1, 2], "step": "queried", "reason": "Which week?"},
                request_only=True,
            )
        ],
        responses=answers(WholeClaimShape),
    )
    def post(self, request: Request, claim_id: int) -> Response:
        """Query, approve or reject lines for the board, or answer its query for the network."""
        self.query(NoQuery)
        claim = self.claim(claim_id)
        wanted = self.body(LineDecisionRequest)
        step = LineStep(wanted["step"])
        self.check_side(claim.network_id, step)
        try:
            decide_lines(
                claim_id=claim.pk,
                line_ids=wanted["lines"],
                step=step,
                reason=wanted["reason"],
                by=self.person.actor,
                at=now(),
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(whole_claim(claim))


class ClaimDraft(ClaimsEndpoint):
    """What a claim would be."""

    permission = Permission.SEE_STAFF

    @extend_schema(
        operation_id="draft_claim", parameters=[DraftQuery], responses=answers(DraftShape)
    )
    def get(self, request: Request) -> Response:
        """Return what the register has for a month: a line or a rule for everybody in post."""
        query = self.query(DraftQuery)
        network = self.network(query["network"])
        draft = draft_of(network=network, month=query["month"], known_at=now())
        return Response(
            {
                "network": network.code,
                "month": str(draft.month),
                "counting": draft.counting.value,
                "total": draft.total,
                "lines": [draft_line(line) for line in draft.lines],
            }
        )


class Sums(ClaimsEndpoint):
    """The year's sums."""

    permission = Permission.SEE_STAFF

    @extend_schema(
        operation_id="list_arrs_sums",
        parameters=[SumsQuery],
        responses=answers(ArrsSumShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """Return the sums of one network or of a board's networks, by month, and what is lost."""
        query = self.query(SumsQuery)
        year = ContractYear(query["year"])
        icb, networks = self._networks(query, year)
        ask: dict[str, Any] = {
            "icb_code": icb,
            "network_ids": list(networks),
            "year": year,
            "known_at": now(),
        }
        pots, found = pots_of(**ask), outlooks(**ask)
        return Response(
            [
                sum_row(networks[key], year, pots[key][pot], outlook)
                for key in networks
                for pot, outlook in found[key].items()
            ]
        )

    def _networks(self, query: dict[str, Any], year: ContractYear) -> tuple[str, dict[int, str]]:
        """The board's code, and the codes of the networks asked for by number."""
        day = max(year.first, min(today(), date.fromordinal(year.after.toordinal() - 1)))
        if code := query.get("network"):
            network = self.network(code)
            boards = icb_codes_of_networks(network_ids=[network.pk], on=day)
            return boards.get(network.pk, ""), {network.pk: network.code}
        icb = query.get("icb", "")
        if not icb:
            raise serializers.ValidationError({"network": ["Give a network or an ICB."]})
        if not icbs_in(self.scope).filter(code=icb).exists():
            self.missing()
        rows = networks_of_icb(icb, day).order_by("code").values_list("pk", "code")
        return icb, dict(rows)


urlpatterns = [
    path("claims/", Claims.as_view(), name="api_claims"),
    path("claims/<int:claim_id>/", OneClaim.as_view(), name="api_claim"),
    path("claims/<int:claim_id>/decisions/", LineDecisions.as_view(), name="api_claim_decisions"),
    path("claim-drafts/", ClaimDraft.as_view(), name="api_claim_draft"),
    path("arrs-sums/", Sums.as_view(), name="api_arrs_sums"),
]
