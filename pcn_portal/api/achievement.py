"""The incentive fund over REST: what is achieved, declared, decided, and national values."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from funding.achievement import decide_achievement
from networks.queries import networks_of_icb
from networks.refusals import RegisterRefused
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.achievement_shapes import (
    AchievedIndicatorShape,
    AchievementDecisionRequest,
    AchievementDeclarationShape,
    AchievementQuery,
    AchievementRequest,
    NationalValueRequest,
    PointOrderRequest,
    PointsDecisionRequest,
    RecordedShape,
)
from pcn_portal.api.services_base import ServicesEndpoint, refused
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import NoQuery, by_method, now, today
from services.achievement import OfNetwork, picture
from services.achievement_actions import (
    decide_order,
    declare_achievement,
    enter_national_value,
    override_points,
)
from services.engine.incentive import shown
from services.incentive_files import schemes
from services.models import AchievementDeclaration


class Achievements(ServicesEndpoint):
    """Indicators of networks."""

    permission = by_method(get=Permission.SEE_SERVICES, post=Permission.DECLARE_SERVICES)

    @extend_schema(
        operation_id="list_achievement",
        parameters=[AchievementQuery],
        responses=answers(AchievedIndicatorShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List the indicators of a board's networks, or of one, in a scheme."""
        query = self.query(AchievementQuery)
        scheme = schemes().get(query["scheme"])
        if scheme is None:
            self.missing()
        found = picture(
            scheme=scheme,
            network_ids=list(codes := self._networks(query)),
            known_at=now(),
            achieved_on=query.get("on"),
        )
        return Response(
            [
                {"network": codes[key], "indicator": code, "achieved_on": found.achieved_on}
                | _indicator(one)
                for key, these in found.networks.items()
                for code, one in these.items()
            ]
        )

    @extend_schema(
        operation_id="declare_achievement",
        request=AchievementRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"network": "U00001", "scheme": "2023-24", "statement": "On staff."},
                request_only=True,
            )
        ],
        responses=answers(AchievementDeclarationShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Declare a scheme's figures and points as they stand; they are frozen."""
        self.query(NoQuery)
        wanted = self.body(AchievementRequest)
        network = self.network(wanted.pop("network"))
        if network.code not in self.scope.networks:
            self.missing()
        try:
            made = declare_achievement(network=network, by=self.person.actor, at=now(), **wanted)
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_declaration(made), status=201)

    def _networks(self, query: dict[str, Any]) -> dict[int, str]:
        if code := query.get("network"):
            found = self.network(code)
            return {found.pk: found.code}
        icb = query.get("icb", "")
        self.board(icb)
        networks = networks_of_icb(icb, today()).order_by("code")
        return dict(networks.values_list("pk", "code"))


class DecideAchievement(ServicesEndpoint):
    """A board's decision."""

    permission = Permission.REVIEW_SERVICES

    @extend_schema(
        operation_id="decide_achievement",
        request=AchievementDecisionRequest,
        responses=answers(AchievementDeclarationShape),
    )
    def post(self, request: Request, achievement_id: int) -> Response:
        """Approve a declaration for payment, or return it."""
        self.query(NoQuery)
        networks = networks_in(self.scope, today())
        made = AchievementDeclaration.objects.filter(pk=achievement_id, network__in=networks)
        found = made.first()
        if found is None:
            self.missing()
        wanted = self.body(AchievementDecisionRequest)
        given = wanted.pop("recorded", [])
        recorded = {one["indicator"]: (one["amount"], one["reason"]) for one in given}
        try:
            decide_achievement(
                declaration_id=found.pk, recorded=recorded, by=self.person.actor, at=now(), **wanted
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_declaration(made.get()))


class PointsDecisions(ServicesEndpoint):
    """All points by decision."""

    permission = Permission.SET_SERVICES

    @extend_schema(
        operation_id="decide_points",
        request=PointsDecisionRequest,
        responses=answers(RecordedShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Give all points of an indicator to one network or all, or withdraw that."""
        self.query(NoQuery)
        wanted = self.body(PointsDecisionRequest)
        code = wanted.pop("network", "")
        network = self.network(code) if code else None
        try:
            made = override_points(network=network, by=self.person.actor, at=now(), **wanted)
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response({"id": made.pk}, status=201)


class NationalValues(ServicesEndpoint):
    """National values."""

    permission = Permission.SET_SERVICES

    @extend_schema(
        operation_id="enter_national_value",
        request=NationalValueRequest,
        responses=answers(RecordedShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Record a national list size or prevalence with its source."""
        self.query(NoQuery)
        wanted = self.body(NationalValueRequest)
        try:
            made = enter_national_value(by=self.person.actor, at=now(), **wanted)
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response({"id": made.pk}, status=201)


class PointOrders(ServicesEndpoint):
    """Rounding."""

    permission = Permission.SET_SERVICES

    @extend_schema(
        operation_id="decide_point_order",
        request=PointOrderRequest,
        responses=answers(RecordedShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Decide when a scheme's payment is rounded."""
        self.query(NoQuery)
        wanted = self.body(PointOrderRequest)
        try:
            made = decide_order(by=self.person.actor, at=now(), **wanted)
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response({"id": made.pk}, status=201)


def _indicator(one: OfNetwork) -> dict[str, Any]:
    result, counted = one.result, one.result.counted
    return {
        "numerator": counted and counted.numerator,
        "denominator": counted and counted.denominator,
        "adjusted_for": counted and counted.adjusted,
        "from_practices": one.from_practices,
        "by_decision": result.full,
        "points": None if result.points is None else shown(result.points),
        "pounds": result.pounds,
        "missed": result.missed,
        "after_adjustments": result.complete,
        "next_point": result.earned and result.earned.next_point,
        "full": result.earned and result.earned.full,
        "lacks": list(result.lacks),
        "not_sure": list(result.open),
    }


def _declaration(made: AchievementDeclaration) -> dict[str, Any]:
    decision = getattr(made, "decision", None)
    return {
        "id": made.pk,
        "network": made.network.code,
        "scheme": made.scheme,
        "turn": made.turn,
        "approved": decision.approved if decision else None,
        "pay_month": decision.pay_month if decision else None,
        "reason": decision.reason if decision else "",
    }
