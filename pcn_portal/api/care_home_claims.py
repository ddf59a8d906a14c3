"""What networks say about care homes over REST: claims on homes, and coding of residents."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from networks.refusals import RegisterRefused
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.care_homes import HomesEndpoint
from pcn_portal.api.care_homes_shapes import (
    CodingRequest,
    CodingShape,
    HomeClaimDecisionRequest,
    HomeClaimRequest,
    HomeClaimShape,
    HomesQuery,
)
from pcn_portal.api.services_base import refused
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import NoQuery, by_method, now, today
from pcn_portal.units.periods import Month
from services.care_homes import claim_home, decide_home_claim, state_coding
from services.models import CodingStatement, HomeClaim


class HomeClaims(HomesEndpoint):
    """A network's claims on homes."""

    permission = by_method(get=Permission.SEE_SERVICES, post=Permission.KEEP_SERVICES)

    @extend_schema(
        operation_id="list_care_home_claims",
        parameters=[HomesQuery],
        responses=answers(HomeClaimShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List a network's claims, the latest first."""
        network = self.network(self.query(HomesQuery)["network"])
        rows = network.home_claims.select_related("home", "network", "decision")
        return Response([_claim(one) for one in rows])

    @extend_schema(
        operation_id="claim_care_home",
        request=HomeClaimRequest,
        responses=answers(HomeClaimShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Say that a home is your network's from a day; the board decides."""
        self.query(NoQuery)
        wanted = self.body(HomeClaimRequest)
        network, home = self.own_network(wanted["network"]), self.home(wanted["location_id"])
        try:
            made = claim_home(
                home_id=home.pk,
                network=network,
                from_day=wanted["from_day"],
                reason=wanted["reason"],
                by=self.person.actor,
                at=now(),
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_claim(made), status=201)


class DecideHomeClaim(HomesEndpoint):
    """The board's answer to a claim."""

    permission = Permission.REVIEW_SERVICES

    @extend_schema(
        operation_id="decide_care_home_claim",
        request=HomeClaimDecisionRequest,
        responses=answers(HomeClaimShape),
    )
    def post(self, request: Request, home_claim_id: int) -> Response:
        """Agree, which aligns the home and refuses other claims on it, or refuse."""
        self.query(NoQuery)
        networks = networks_in(self.scope, today())
        if not HomeClaim.objects.filter(pk=home_claim_id, network__in=networks).exists():
            self.missing()
        wanted = self.body(HomeClaimDecisionRequest)
        try:
            decide_home_claim(claim_id=home_claim_id, by=self.person.actor, at=now(), **wanted)
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        claims = HomeClaim.objects.select_related("home", "network", "decision")
        return Response(_claim(claims.get(pk=home_claim_id)))


class Coding(HomesEndpoint):
    """What a network says of its residents' coding."""

    permission = by_method(get=Permission.SEE_SERVICES, post=Permission.KEEP_SERVICES)

    @extend_schema(
        operation_id="list_care_home_coding",
        parameters=[HomesQuery],
        responses=answers(CodingShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List what a network said, the earliest month first."""
        network = self.network(self.query(HomesQuery)["network"])
        return Response([_coding(one, network.code) for one in network.coding.all()])

    @extend_schema(
        operation_id="state_care_home_coding",
        request=CodingRequest,
        responses=answers(CodingShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Say whether residents are comprehensively coded from a month on."""
        self.query(NoQuery)
        wanted = self.body(CodingRequest)
        network = self.own_network(wanted.pop("network"))
        try:
            made = state_coding(network=network, by=self.person.actor, at=now(), **wanted)
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_coding(made, network.code), status=201)


def _claim(one: HomeClaim) -> dict[str, Any]:
    decision = getattr(one, "decision", None)
    return {
        "id": one.pk,
        "network": one.network.code,
        "location_id": one.home.location_id,
        "from_day": one.from_day,
        "reason": one.reason,
        "agreed": decision.agreed if decision else None,
        "decision": decision.reason if decision else "",
    }


def _coding(one: CodingStatement, code: str) -> dict[str, Any]:
    return {
        "network": code,
        "from_month": str(Month.of(one.from_month)),
        "confirmed": one.confirmed,
        "words": one.words,
        "stated_at": one.stated_at,
    }
