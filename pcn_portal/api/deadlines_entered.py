"""Entering, moving and withdrawing deadlines over REST."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from networks.refusals import RegisterRefused
from pcn_portal.accounts.deadline_scope import commissioners_of, deadlines_in
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import scope_of
from pcn_portal.api.deadlines_shapes import (
    DeadlineFactsRequest,
    DeadlineRequest,
    EnteredDeadlineShape,
    WithdrawalRequest,
)
from pcn_portal.api.services_base import ServicesEndpoint, refused
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import NoQuery, by_method, now
from pcn_portal.due.standing import bases_for
from pcn_portal.units.periods import ContractYear
from services.deadlines.entering import (
    DeadlineFacts,
    change_deadline,
    enter_deadline,
    withdraw_deadline,
)
from services.deadlines.year import Base
from services.models import Deadline

FACTS = (
    "title",
    "what",
    "reason",
    "day",
    "day_of_month",
    "months_after",
    "remind_days",
    "escalate_after",
)
OF_VERSION = (*FACTS, "number", "withdrawn", "recorded_at")


class EnteredEndpoint(ServicesEndpoint):
    """What the endpoints on entered deadlines share."""

    def deadline(self, deadline_id: int) -> Deadline:
        found = deadlines_in(self.scope).filter(pk=deadline_id).first()
        if found is None:
            self.missing()
        return found

    def check_england(self, icb: str) -> None:
        """What is for all of England is a national administrator's to set."""
        if not icb and not scope_of(self.person, Permission.SET_SERVICES).england:
            raise PermissionDenied()


class EnteredDeadlines(EnteredEndpoint):
    """Deadlines that people enter."""

    permission = Permission.REVIEW_SERVICES

    @extend_schema(
        operation_id="enter_deadline",
        request=DeadlineRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "icb": "QZ1",
                    "year": "2025-26",
                    "beside": "arrs-claim",
                    "title": "Claim for additional roles",
                    "what": "Declare the month's claim.",
                    "day_of_month": 10,
                    "months_after": 1,
                    "reason": "Agreed with the networks in March",
                },
                request_only=True,
            )
        ],
        responses=answers(EnteredDeadlineShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Enter a board's deadline, or a day of its own beside a national one."""
        self.query(NoQuery)
        wanted = self.body(DeadlineRequest)
        icb, year = wanted["icb"], wanted["year"]
        self.check_england(icb)
        if icb:
            self.board(icb)
        beside = _beside(icb, year, wanted["beside"])
        try:
            made = enter_deadline(
                icb_code=icb,
                year=year,
                kind=wanted["kind"],
                monthly=wanted["monthly"],
                facts=_facts(wanted, icb),
                beside=beside,
                by=self.person.actor,
                at=now(),
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_row(made), status=201)


class OneDeadline(EnteredEndpoint):
    """One deadline that was entered."""

    permission = by_method(get=Permission.SEE_SERVICES, post=Permission.REVIEW_SERVICES)

    @extend_schema(operation_id="get_deadline", responses=answers(EnteredDeadlineShape))
    def get(self, request: Request, deadline_id: int) -> Response:
        """Return a deadline with every version of it."""
        self.query(NoQuery)
        return Response(_row(self.deadline(deadline_id)))

    @extend_schema(
        operation_id="change_deadline",
        request=DeadlineFactsRequest,
        responses=answers(EnteredDeadlineShape),
    )
    def post(self, request: Request, deadline_id: int) -> Response:
        """Move a deadline, or say otherwise what is due."""
        self.query(NoQuery)
        found = self.deadline(deadline_id)
        self.check_england(found.icb_code)
        facts = _facts(self.body(DeadlineFactsRequest), found.icb_code)
        try:
            change_deadline(deadline_id=found.pk, facts=facts, by=self.person.actor, at=now())
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_row(found))


class WithdrawDeadline(EnteredEndpoint):
    """Withdrawing a deadline."""

    permission = Permission.REVIEW_SERVICES

    @extend_schema(
        operation_id="withdraw_deadline",
        request=WithdrawalRequest,
        responses=answers(EnteredDeadlineShape),
    )
    def post(self, request: Request, deadline_id: int) -> Response:
        """Withdraw a deadline: it is no longer due, or the national day counts again."""
        self.query(NoQuery)
        found = self.deadline(deadline_id)
        self.check_england(found.icb_code)
        reason = self.body(WithdrawalRequest)["reason"]
        try:
            withdraw_deadline(deadline_id=found.pk, reason=reason, by=self.person.actor, at=now())
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_row(found))


def _beside(icb: str, year: int, key: str) -> Base | None:
    if not key:
        return None
    found = next((one for one in bases_for(icb, year, now()) if one.key == key), None)
    if found is None:
        raise serializers.ValidationError({"beside": ["There is no such deadline in this year."]})
    return found


def _facts(wanted: dict[str, Any], icb: str) -> DeadlineFacts:
    to = None
    if address := wanted["escalate_to"]:
        to = next((one.pk for one in commissioners_of(icb) if one.email == address.lower()), None)
        if to is None:
            raise serializers.ValidationError(
                {"escalate_to": ["Give the address of a commissioner of the board."]}
            )
    return DeadlineFacts(**{name: wanted[name] for name in FACTS}, escalate_to=to)


def _row(deadline: Deadline) -> dict[str, Any]:
    return {
        "id": deadline.pk,
        "icb": deadline.icb_code,
        "year": str(ContractYear(deadline.year)),
        "kind": deadline.kind,
        "monthly": deadline.monthly,
        "beside": deadline.beside,
        "versions": [
            {name: getattr(one, name) for name in OF_VERSION}
            for one in deadline.versions.order_by("-number")
        ],
    }
