"""Workforce plans, claims beside national returns, and the planner of a year's sum, over REST."""

from datetime import date
from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from funding.claims.planner import Question, plan_ahead
from networks.models import Network
from networks.queries import icb_codes_of_networks
from networks.refusals import RegisterRefused
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.claims import ClaimsEndpoint
from pcn_portal.api.claims_rows import refused
from pcn_portal.api.plans_shapes import (
    ComparedRoleShape,
    ComparisonQuery,
    PlanDecisionRequest,
    PlannerQuery,
    PlannerShape,
    PlanQuery,
    PlanRequest,
    WorkforcePlanShape,
)
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import NoQuery, by_method, now, today
from pcn_portal.units.periods import ContractYear, Month
from workforce.comparing import compared_networks, explanations_of
from workforce.engine.comparing import Compared
from workforce.models import WorkforcePlan
from workforce.plans import beside_claims, decide_plan, latest_plan, submit_plan


class WorkforcePlans(ClaimsEndpoint):
    """The last plan of a network's year."""

    permission = by_method(get=Permission.SEE_STAFF, post=Permission.KEEP_STAFF)

    @extend_schema(
        operation_id="get_workforce_plan",
        parameters=[PlanQuery],
        responses=answers(WorkforcePlanShape),
    )
    def get(self, request: Request) -> Response:
        """Return the last plan of a network's year beside what was claimed."""
        query = self.query(PlanQuery)
        network = self.network(query["network"])
        plan = latest_plan(network, ContractYear(query["year"]))
        if plan is None:
            self.missing()
        return Response(_plan(plan, network))

    @extend_schema(
        operation_id="submit_workforce_plan",
        request=PlanRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"network": "U00001", "year": "2025-26", "lines": "CP 3.00 2025-04"},
                request_only=True,
            )
        ],
        responses=answers(WorkforcePlanShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Submit a plan; it replaces an earlier one of the year."""
        self.query(NoQuery)
        wanted = self.body(PlanRequest)
        network = self.network(wanted["network"])
        if network.code not in self.scope.networks:
            self.missing()
        try:
            made = submit_plan(
                network=network,
                year=ContractYear(wanted["year"]),
                text=wanted["lines"],
                note=wanted["note"],
                by=self.person.actor,
                at=now(),
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_plan(made, network), status=201)


class DecideWorkforcePlan(ClaimsEndpoint):
    """A board's decision on a plan."""

    permission = Permission.DECIDE_CLAIMS

    @extend_schema(
        operation_id="decide_workforce_plan",
        request=PlanDecisionRequest,
        responses=answers(WorkforcePlanShape),
    )
    def post(self, request: Request, plan_id: int) -> Response:
        """Agree to a plan or return it."""
        self.query(NoQuery)
        networks = networks_in(self.scope, today())
        plan = WorkforcePlan.objects.filter(pk=plan_id, network__in=networks).first()
        if plan is None:
            self.missing()
        wanted = self.body(PlanDecisionRequest)
        try:
            decide_plan(plan_id=plan.pk, by=self.person.actor, at=now(), **wanted)
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        found = WorkforcePlan.objects.select_related("network", "decision").get(pk=plan.pk)
        return Response(_plan(found, found.network))


class WorkforceComparison(ClaimsEndpoint):
    """Claimed beside returned."""

    permission = Permission.SEE_STAFF

    @extend_schema(
        operation_id="compare_workforce",
        parameters=[ComparisonQuery],
        responses=answers(ComparedRoleShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List a network's roles of a month: claimed, returned, and what was said about it."""
        query = self.query(ComparisonQuery)
        network = self.network(query["network"])
        ids = [network.pk]
        said = explanations_of(query["month"], ids)
        rows = compared_networks(query["month"], ids)[network.pk]
        return Response([_compared(one, said.get((network.pk, one.role))) for one in rows])


class Planner(ClaimsEndpoint):
    """What a year's sum affords."""

    permission = Permission.SEE_STAFF

    @extend_schema(
        operation_id="plan_arrs_sum", parameters=[PlannerQuery], responses=answers(PlannerShape)
    )
    def get(self, request: Request) -> Response:
        """Return what the year's sum has left if somebody comes or leaves. Nothing is kept."""
        query = self.query(PlannerQuery)
        network = self.network(query["network"])
        asked = Question(
            from_month=query["from_month"],
            role=query["role"].upper(),
            wte=query["wte"],
            area=query["area"],
            leaves=query.get("leaves"),
        )
        year = Month.of(asked.from_month).contract_year
        found = plan_ahead(
            icb_code=_icb(network, year),
            network=network,
            year=year,
            asked=asked,
            known_at=now(),
        )
        names = ("expected", "comes", "goes", "lost", "beyond", "affordable")
        shown = {name: getattr(found, name) for name in names}
        return Response({"amount": found.outlook.pot, **shown, "notes": list(found.notes)})


def _icb(network: Network, year: ContractYear) -> str:
    day = max(year.first, min(today(), date.fromordinal(year.after.toordinal() - 1)))
    return icb_codes_of_networks(network_ids=[network.pk], on=day).get(network.pk, "")


def _plan(plan: WorkforcePlan, network: Network) -> dict[str, Any]:
    decision = getattr(plan, "decision", None)
    return {
        "id": plan.pk,
        "network": network.code,
        "year": str(ContractYear(plan.year)),
        "turn": plan.turn,
        "note": plan.note,
        "submitted_at": plan.submitted_at,
        "agreed": decision.agreed if decision else None,
        "reason": decision.reason if decision else "",
        "months": [
            {
                "role": role,
                "month": str(cell.month),
                "planned": cell.planned,
                "claimed": cell.claimed,
            }
            for role, cells in beside_claims(plan).items()
            for cell in cells
        ],
    }


def _compared(one: Compared, said: Any) -> dict[str, Any]:
    return {
        "role": one.role,
        "claimed": one.claimed,
        "staff": one.staff,
        "contracted": one.contracted,
        "difference": one.difference,
        "standing": one.standing.value,
        "explanation": said.reason if said else "",
    }


urlpatterns = [
    path("workforce-plans/", WorkforcePlans.as_view(), name="api_workforce_plans"),
    path(
        "workforce-plans/<int:plan_id>/decide/",
        DecideWorkforcePlan.as_view(),
        name="api_decide_workforce_plan",
    ),
    path(
        "workforce-comparisons/",
        WorkforceComparison.as_view(),
        name="api_workforce_comparisons",
    ),
    path("arrs-planner/", Planner.as_view(), name="api_arrs_planner"),
]
