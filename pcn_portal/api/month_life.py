"""A month's check, its steps after approval, and the limit for a second one, over REST."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from funding.actions import (
    CheckRefused,
    Step,
    StepRefused,
    acknowledge,
    check,
    set_approval_limit,
    take_step,
)
from funding.models import Calculation, MonthStep
from funding.queries import approval_of, check_of, seen_in, stage_of, steps_of
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import calculations_in, icbs_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import month_text
from pcn_portal.api.month_life_shapes import (
    AcknowledgeRequest,
    ApprovalLimitRequest,
    ApprovalLimitShape,
    CheckShape,
    LifeShape,
    StepQuery,
    StepRequest,
)
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, NoQuery, by_method, now


class _OfCalculation(Endpoint):
    """Endpoints below one calculation of the scope."""

    def calculation(self, number: int) -> Calculation:
        """The calculation, or 404."""
        found = calculations_in(self.scope).filter(pk=number).first()
        if found is None:
            self.missing()
        return found


class Check(_OfCalculation):
    """The check of a calculation."""

    permission = by_method(get=Permission.SEE_RUNS, post=Permission.CHECK_MONTH)

    @extend_schema(operation_id="get_check", responses=answers(CheckShape))
    def get(self, request: Request, calculation_id: int) -> Response:
        """List what is unusual in a calculation, the largest first, and what was acknowledged."""
        self.query(NoQuery)
        return Response(_check(self.calculation(calculation_id)))

    @extend_schema(operation_id="confirm_check", request=None, responses=answers(CheckShape, 201))
    def post(self, request: Request, calculation_id: int) -> Response:
        """Confirm the check; refused while something unusual is neither right nor put right."""
        self.query(NoQuery)
        found = self.calculation(calculation_id)
        try:
            check(calculation_id=found.pk, by=self.person.actor, at=now())
        except CheckRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_check(found), status=201)


class Acknowledge(_OfCalculation):
    """Acknowledging what is unusual."""

    permission = Permission.CHECK_MONTH

    @extend_schema(
        operation_id="acknowledge_unusual",
        request=AcknowledgeRequest,
        examples=[
            OpenApiExample(
                "Example", value={"reason": "The list is as published."}, request_only=True
            )
        ],
        responses=answers(CheckShape),
    )
    def post(self, request: Request, calculation_id: int) -> Response:
        """Say why unusual things of a calculation are right."""
        self.query(NoQuery)
        wanted = self.body(AcknowledgeRequest)
        found = self.calculation(calculation_id)
        try:
            acknowledge(
                calculation_id=found.pk,
                keys=wanted.get("keys"),
                reason=wanted["reason"],
                by=self.person.actor,
                at=now(),
            )
        except CheckRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_check(found))


class MonthSteps(Endpoint):
    """The steps of an approved month."""

    permission = by_method(get=Permission.SEE_RUNS, post=Permission.START_RUNS)

    @extend_schema(
        operation_id="get_month_steps", parameters=[StepQuery], responses=answers(LifeShape)
    )
    def get(self, request: Request) -> Response:
        """Show how far an approved month is: approved, sent, paid or closed, with each step."""
        wanted = self.query(StepQuery)
        self._icb(wanted["icb"])
        return Response(_life(wanted["icb"], wanted["month"]))

    @extend_schema(
        operation_id="take_month_step",
        request=StepRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"icb": "QZ1", "month": "2025-04", "to": "sent", "on": "2025-05-06"},
                request_only=True,
            )
        ],
        responses=answers(LifeShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Record that an approved month was sent, paid or closed, or return it with a reason."""
        self.query(NoQuery)
        wanted = self.body(StepRequest)
        icb, month = wanted.pop("icb"), wanted.pop("month")
        self._icb(icb)
        try:
            take_step(
                icb_code=icb, month=month, step=Step(**wanted), by=self.person.actor, at=now()
            )
        except StepRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_life(icb, month), status=201)

    def _icb(self, code: str) -> None:
        if not icbs_in(self.scope).filter(code=code).exists():
            raise NotFound(f"None of your ICBs has the code “{code}”.")


class ApprovalLimits(Endpoint):
    """The limit above which a month needs two approvals."""

    permission = Permission.COMMISSION

    @extend_schema(
        operation_id="set_approval_limit",
        request=ApprovalLimitRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"icb": "QZ1", "limit": "500000.00", "reason": "Scheme of delegation."},
                request_only=True,
            )
        ],
        responses=answers(ApprovalLimitShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Set above how many pounds a month of an ICB needs a second approval."""
        self.query(NoQuery)
        wanted = self.body(ApprovalLimitRequest)
        icb = wanted.pop("icb")
        if not icbs_in(self.scope).filter(code=icb).exists():
            raise NotFound(f"None of your ICBs has the code “{icb}”.")
        try:
            made = set_approval_limit(icb_code=icb, **wanted, by=self.person.actor, at=now())
        except StepRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response({"icb": icb, "limit": made.limit, "reason": made.reason}, status=201)


def _check(calculation: Calculation) -> dict[str, Any]:
    made = check_of(calculation)
    seen = seen_in(calculation)
    return {
        "calculation": calculation.pk,
        "checked_by": made.checked_by.name if made else None,
        "checked_at": made.checked_at if made else None,
        "open": sum(one.open for one in seen),
        "unusual": [
            {
                "key": one.thing.key,
                "kind": str(one.thing.kind),
                "network": one.thing.network_code,
                "sentence": one.thing.sentence,
                "size": one.thing.size,
                "acknowledged": one.acknowledged
                and {
                    "by": one.acknowledged.made_by.name,
                    "at": one.acknowledged.made_at,
                    "reason": one.acknowledged.reason,
                },
            }
            for one in seen
        ],
    }


def _life(icb: str, month: Any) -> dict[str, Any]:
    decision = approval_of(icb_code=icb, month=month)
    if decision is None:
        raise NotFound("This month is not approved.")
    return {
        "icb": icb,
        "month": month_text(month),
        "stage": str(stage_of(decision)),
        "steps": [_step(step) for step in steps_of(decision)],
    }


def _step(step: MonthStep) -> dict[str, Any]:
    names = ("number", "before", "after", "on", "reference", "reason", "made_at")
    return {name: getattr(step, name) for name in names} | {"made_by": step.made_by.name}


urlpatterns = [
    path("calculations/<int:calculation_id>/check/", Check.as_view(), name="api_check"),
    path(
        "calculations/<int:calculation_id>/acknowledge/",
        Acknowledge.as_view(),
        name="api_acknowledge",
    ),
    path("month-steps/", MonthSteps.as_view(), name="api_month_steps"),
    path("approval-limits/", ApprovalLimits.as_view(), name="api_approval_limits"),
]
