"""What boards decide about improvement over REST: when they pay, plans, and judged areas."""

from datetime import timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from networks.refusals import RegisterRefused
from pcn_portal.accounts.permissions import Permission
from pcn_portal.api.improvement import ImprovementEndpoint, icb_of
from pcn_portal.api.improvement_shapes import (
    ImprovementJudgementRequest,
    ImprovementJudgementShape,
    ImprovementPlanRequest,
    ImprovementPlanShape,
    ImprovementSettingQuery,
    ImprovementSettingRequest,
    ImprovementSettingShape,
)
from pcn_portal.api.services_base import refused
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import NoQuery, by_method, now
from pcn_portal.units.periods import ContractYear
from services.improvement import year_of_payment
from services.improvement_boards import (
    AreaJudged,
    judge_areas,
    set_paying,
    set_weights,
    submit_improvement_plan,
)
from services.improvement_queries import rules_of
from services.keeping import ServicesRefused
from services.models import ImprovementPay


class ImprovementSettings(ImprovementEndpoint):
    """A board's decision for a year."""

    permission = by_method(get=Permission.SEE_SERVICES, post=Permission.REVIEW_SERVICES)

    @extend_schema(
        operation_id="get_improvement_setting",
        parameters=[ImprovementSettingQuery],
        responses=answers(ImprovementSettingShape),
    )
    def get(self, request: Request) -> Response:
        """Show when a board pays declared parts of a year, or how much its areas count."""
        query = self.query(ImprovementSettingQuery)
        return Response(_setting(self.board(query["icb"]), ContractYear(query["year"])))

    @extend_schema(
        operation_id="set_improvement_setting",
        request=ImprovementSettingRequest,
        responses=answers(ImprovementSettingShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Decide when a board pays, or how much the areas of a judged year count."""
        self.query(NoQuery)
        sent = self.body(ImprovementSettingRequest)
        icb, year = self.board(sent["icb"]), ContractYear(sent["year"])
        try:
            self._set(icb, year, sent)
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_setting(icb, year), status=201)

    def _set(self, icb: str, year: ContractYear, sent: dict[str, Any]) -> None:
        common: Any = {"icb_code": icb, "year": year, "by": self.person.actor, "at": now()}
        if ("pay" in sent) == ("weights" in sent):
            raise ServicesRefused("Give `pay` or `weights`, and not both.", "pay")
        if "pay" in sent:
            set_paying(pay=ImprovementPay(sent["pay"]), reason=sent["reason"], **common)
        else:
            set_weights(weights=sent["weights"], reason=sent["reason"], **common)


class ImprovementPlans(ImprovementEndpoint):
    """A network's plan of a judged year."""

    permission = Permission.KEEP_SERVICES

    @extend_schema(
        operation_id="submit_improvement_plan",
        request=ImprovementPlanRequest,
        responses=answers(ImprovementPlanShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Record a network's plan and the day it was submitted; it replaces an earlier one."""
        self.query(NoQuery)
        sent = self.body(ImprovementPlanRequest)
        network, year = self.own_network(sent["network"]), ContractYear(sent["year"])
        try:
            made = submit_improvement_plan(
                network=network,
                year=year,
                submitted_on=sent["submitted_on"],
                words=sent["words"],
                by=self.person.actor,
                at=now(),
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        late = made.submitted_on > year_of_payment(year).last_day
        shown = {name: getattr(made, name) for name in ("id", "turn", "submitted_on", "words")}
        return Response(
            shown | {"network": network.code, "year": str(year), "late": late}, status=201
        )


class ImprovementJudgements(ImprovementEndpoint):
    """A board's judgement of a network's areas."""

    permission = Permission.REVIEW_SERVICES

    @extend_schema(
        operation_id="judge_improvement",
        request=ImprovementJudgementRequest,
        responses=answers(ImprovementJudgementShape(many=True), 201),
    )
    def post(self, request: Request) -> Response:
        """Judge every area of a network's year at year end; it replaces an earlier judgement."""
        self.query(NoQuery)
        sent = self.body(ImprovementJudgementRequest)
        network, year = self.network(sent["network"]), ContractYear(sent["year"])
        areas = {one["part"]: AreaJudged(one["percent"], one["reason"]) for one in sent["areas"]}
        try:
            made = judge_areas(
                network=network,
                icb_code=icb_of(network, year.after - timedelta(days=1)),
                year=year,
                areas=areas,
                by=self.person.actor,
                at=now(),
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        names = ("id", "part", "turn", "percent", "reason")
        return Response([{name: getattr(one, name) for name in names} for one in made], status=201)


def _setting(icb: str, year: ContractYear) -> dict[str, Any]:
    rules = rules_of(icb, year, now())
    last = rules.pay or rules.weighed
    return {
        "icb": icb,
        "year": str(year),
        "pays_after_acceptance": rules.after_acceptance,
        "weights": rules.weights,
        "reason": last.reason if last else "",
        "set_at": last.set_at if last else None,
    }
