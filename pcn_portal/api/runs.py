"""Runs of a contract month: start one, and see how far it is."""

from typing import Any
from uuid import UUID

from django.db.models import CharField, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import JSONObject, NullIf
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from funding.actions import RunRefused, start_run
from funding.models import Run, RunPart
from funding.queries import gap_groups, run_progress
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import Scope, icbs_in, parts_in, runs_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField, MonthField, month_text
from pcn_portal.api.pages import Order, moment, page, uuid
from pcn_portal.api.shapes import GapGroupShape, answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, Paged, by_method, now

ORDER = Order((("requested_at", moment), ("id", uuid)), newest_first=True)


class RunQuery(Paged):
    """Filters of the list of runs."""

    month = MonthField(required=False)
    icb = CodeField(required=False, help_text="Runs with a part for this ICB.")


class RunRequest(serializers.Serializer[Any]):
    """What to run."""

    month = MonthField()
    icb = CodeField(required=False, help_text="ODS code of an ICB; all of England if left out.")
    known_at = serializers.DateTimeField(
        required=False, help_text="Leave out what was received or published after this time."
    )


class RunShape(serializers.Serializer[Any]):
    """A run, counted over the ICBs that are yours. `icb` is null for all of England."""

    id = serializers.UUIDField()
    month = serializers.CharField()
    icb = serializers.CharField(allow_null=True)
    known_at = serializers.DateTimeField()
    requested_at = serializers.DateTimeField()
    requested_by = serializers.CharField()
    networks_done = serializers.IntegerField()
    networks_total = serializers.IntegerField()


class PartShape(serializers.Serializer[Any]):
    """One ICB's share of a run. `repeated`: the same facts as before, so nothing was written."""

    icb = serializers.CharField()
    icb_name = serializers.CharField()
    state = serializers.ChoiceField(choices=RunPart.State.choices)
    networks_done = serializers.IntegerField()
    networks_total = serializers.IntegerField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField(allow_blank=True)
    repeated = serializers.BooleanField()
    calculation = serializers.IntegerField(allow_null=True)
    total = serializers.CharField(allow_null=True, help_text="Pounds.")
    lines = serializers.IntegerField(allow_null=True)
    gaps = serializers.IntegerField(allow_null=True)


class RunDetailShape(RunShape):
    """A run with its progress. `seconds_left` is an estimate, null where none can be made."""

    finished = serializers.BooleanField()
    failed = serializers.BooleanField()
    percent = serializers.IntegerField()
    seconds_left = serializers.IntegerField(allow_null=True)
    parts = PartShape(many=True)
    gaps = GapGroupShape(many=True)


class Runs(Endpoint):
    """Runs, and starting one."""

    permission = by_method(get=Permission.SEE_RUNS, post=Permission.START_RUNS)

    @extend_schema(
        operation_id="list_runs", parameters=[RunQuery], responses=answers(paged(RunShape))
    )
    def get(self, request: Request) -> Response:
        """List the runs of your ICBs, newest first."""
        query = self.query(RunQuery)
        runs = runs_in(self.scope)
        if "month" in query:
            runs = runs.filter(month=query["month"])
        if "icb" in query:
            runs = runs.filter(parts__icb_code=query["icb"])
        parts = parts_in(self.scope).filter(run=OuterRef("pk")).order_by().values("run")
        counted = parts.annotate(
            counted=JSONObject(done=Sum("networks_done"), total=Sum("networks_total"))
        ).values("counted")
        rows = runs.values(
            "id",
            "month",
            "known_at",
            "requested_at",
            icb=NullIf("icb_code", Value(""), output_field=CharField()),
            requested_by_name=F("requested_by__name"),
            progress=Subquery(counted),
        )
        found = page(request, rows, ORDER, query)
        return Response({**found, "results": [_row(row) for row in found["results"]]})

    @extend_schema(
        operation_id="start_run",
        request=RunRequest,
        examples=[
            OpenApiExample("Example", value={"month": "2025-04", "icb": "QZ1"}, request_only=True)
        ],
        responses=answers(RunDetailShape, 202),
    )
    def post(self, request: Request) -> Response:
        """Start a run of a month, for one of your ICBs or, if you may, for all of England."""
        self.query(NoQuery)
        wanted = self.body(RunRequest)
        icb = self._icb(wanted.get("icb"))
        at = now()
        try:
            run = start_run(
                month=wanted["month"],
                icb_code=icb,
                by=self.person.actor,
                at=at,
                known_at=wanted.get("known_at"),
            )
        except RunRefused as refusal:
            raise Refused(str(refusal)) from None
        there = reverse("api_run", args=[run.pk], request=request)
        return Response(_detail(run, self.scope), status=202, headers={"Location": there})

    def _icb(self, code: str | None) -> str | None:
        if code is None and not self.scope.england:
            raise PermissionDenied("You cannot run all of England. Name one of your ICBs in “icb”.")
        if code is not None and not icbs_in(self.scope).filter(code=code).exists():
            raise NotFound(f"None of your ICBs has the code “{code}”.")
        return code


class OneRun(Endpoint):
    """One run."""

    permission = Permission.SEE_RUNS

    @extend_schema(operation_id="get_run", responses=answers(RunDetailShape))
    def get(self, request: Request, run_id: UUID) -> Response:
        """Show how far a run is, its parts for your ICBs and what is missing in them."""
        self.query(NoQuery)
        run = runs_in(self.scope).filter(pk=run_id).select_related("requested_by").first()
        if run is None:
            self.missing()
        return Response(_detail(run, self.scope))


def _row(row: dict[str, Any]) -> dict[str, Any]:
    progress = row["progress"]
    return {
        "id": row["id"],
        "month": month_text(row["month"]),
        "icb": row["icb"],
        "known_at": row["known_at"],
        "requested_at": row["requested_at"],
        "requested_by": row["requested_by_name"],
        "networks_done": progress["done"],
        "networks_total": progress["total"],
    }


def _detail(run: Run, scope: Scope) -> dict[str, Any]:
    """A run over the parts within `scope`."""
    parts = parts_in(scope).filter(run=run).select_related("calculation").order_by("icb_code")
    progress = run_progress(run, now=now(), parts=list(parts))
    found = [part.calculation for part in progress.parts if part.calculation is not None]
    return {
        "id": run.pk,
        "month": month_text(run.month),
        "icb": run.icb_code or None,
        "known_at": run.known_at,
        "requested_at": run.requested_at,
        "requested_by": run.requested_by.name,
        "networks_done": progress.networks_done,
        "networks_total": progress.networks_total,
        "finished": progress.finished,
        "failed": progress.failed,
        "percent": progress.percent,
        "seconds_left": None if progress.left is None else round(progress.left.total_seconds()),
        "parts": [_part(part) for part in progress.parts],
        "gaps": [vars(group) for group in gap_groups(*found)],
    }


def _part(part: RunPart) -> dict[str, Any]:
    calculation = part.calculation
    return {
        "icb": part.icb_code,
        "icb_name": part.icb_name,
        "state": part.state,
        "networks_done": part.networks_done,
        "networks_total": part.networks_total,
        "started_at": part.started_at,
        "finished_at": part.finished_at,
        "error": part.error,
        "repeated": part.repeated,
        "calculation": part.calculation_id,
        "total": calculation and calculation.total,
        "lines": calculation and calculation.lines,
        "gaps": calculation and calculation.gaps,
    }
