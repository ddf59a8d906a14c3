"""What a file, a change or a rate sheet would put right in approved months, before it counts."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from funding.actions import SheetRefused, decide_sheet
from funding.impact import board_months, impact_of
from funding.models import Decision
from networks.proposals.actions import decide
from networks.proposals.details import ProposalRefused
from pcn_portal import intake
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.rate_scope import may_for_sheet, sheets_in
from pcn_portal.accounts.scope import batches_in, icbs_in, may_decide, proposals_in, scope_of
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField, month_text
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, Query, now

MOST = 48
"""Approved months of boards that are worked out in one request."""
TRIED = "Tried, to see what it would put right."


class ImpactQuery(Query):
    """Which board's months; all of yours when left out."""

    icb = CodeField(required=False)


class ImpactMonthShape(serializers.Serializer[Any]):
    """A network's approved month that would be corrected."""

    icb = serializers.CharField()
    network = serializers.CharField()
    month = serializers.CharField()
    amount = serializers.CharField(help_text="Pounds more, or less below zero.")


class ImpactShape(serializers.Serializer[Any]):
    """Everything that would be put right, the largest sums first. Nothing is changed."""

    networks = serializers.IntegerField()
    arrears = serializers.CharField(help_text="Pounds.")
    recovered = serializers.CharField(help_text="Pounds, zero or below.")
    months = ImpactMonthShape(many=True)


class _Impact(Endpoint):
    """Endpoints that try something and take it back."""

    def tried(
        self, change: Callable[[], object], refusal: type[Exception], *, board: str = ""
    ) -> Response:
        """What `change` would correct in the boards' approved months, or its refusal."""
        codes = self._boards(board)
        if board_months(codes) > MOST:
            raise Refused(f"More than {MOST} approved months are to be worked out. Name one ICB.")
        try:
            impact = impact_of(change, icb_codes=codes, known_at=now())
        except refusal as refused:
            raise Refused(str(refused)) from None
        return Response(
            {
                "networks": impact.networks,
                "arrears": impact.arrears,
                "recovered": impact.recovered,
                "months": [
                    {
                        "icb": one.icb_code,
                        "network": one.network,
                        "month": month_text(one.month),
                        "amount": one.amount,
                    }
                    for one in impact.months
                ],
            }
        )

    def _boards(self, only: str) -> list[str]:
        approved = Decision.objects.filter(outcome=Decision.Outcome.APPROVED).values("icb_code")
        boards = icbs_in(scope_of(self.person, Permission.SEE_RUNS)).filter(code__in=approved)
        codes = sorted(boards.values_list("code", flat=True))
        asked = self.query(ImpactQuery).get("icb", "") or only
        return [code for code in codes if asked in ("", code)]


class ImportImpact(_Impact):
    """A staged file."""

    permission = Permission.IMPORT_DATA

    @extend_schema(
        operation_id="get_import_impact",
        parameters=[ImpactQuery],
        responses=answers(ImpactShape),
    )
    def get(self, request: Request, batch_id: int) -> Response:
        """Show what a staged file would put right in approved months; it stays staged."""
        found = batches_in(self.scope).filter(pk=batch_id).first()
        if found is None:
            self.missing()
        apply = partial(intake.apply, batch_id=found.pk, by=self.person.actor, at=now())
        return self.tried(apply, intake.ImportRefused)


class ChangeImpact(_Impact):
    """A proposed change."""

    permission = Permission.DECIDE_CHANGES

    @extend_schema(
        operation_id="get_change_impact",
        parameters=[ImpactQuery],
        responses=answers(ImpactShape),
    )
    def get(self, request: Request, change_id: int) -> Response:
        """Show what accepting a change would put right in approved months; it stays proposed."""
        today = timezone.localdate()
        found = proposals_in(self.scope, today).filter(pk=change_id).first()
        if found is None or not may_decide(self.scope, found, today):
            self.missing()
        accept = partial(
            decide,
            proposal_ids=[found.pk],
            accept=True,
            reason=TRIED,
            by=self.person.actor,
            at=now(),
            today=today,
        )
        return self.tried(accept, ProposalRefused)


class SheetImpact(_Impact):
    """An entered rate sheet."""

    permission = Permission.CHECK_RATES

    @extend_schema(
        operation_id="get_rate_sheet_impact",
        parameters=[ImpactQuery],
        responses=answers(ImpactShape),
    )
    def get(self, request: Request, sheet_id: int) -> Response:
        """Show what publishing a sheet would put right in approved months; it stays entered."""
        found = sheets_in(self.scope).filter(pk=sheet_id).first()
        if found is None or not may_for_sheet(self.person, Permission.CHECK_RATES, found.icb_code):
            self.missing()
        publish = partial(
            decide_sheet,
            sheet_id=found.pk,
            publish=True,
            compared=TRIED,
            by=self.person.actor,
            at=now(),
        )
        return self.tried(publish, SheetRefused, board=found.icb_code)


urlpatterns = [
    path("imports/<int:batch_id>/impact/", ImportImpact.as_view(), name="api_import_impact"),
    path("changes/<int:change_id>/impact/", ChangeImpact.as_view(), name="api_change_impact"),
    path("rate-sheets/<int:sheet_id>/impact/", SheetImpact.as_view(), name="api_sheet_impact"),
]
