"""Paid money over REST: sources, files, and a year's reconciliation."""

from typing import Any

from django.conf import settings
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from funding.actions import PaidRefused, set_source, take_file
from funding.engine.matching import STRAY_WORDS, Outcome
from funding.models import PaidFile, PaidKind, PaidSource
from funding.queries import DueRow, reconcile, sources_of, year_rows
from pcn_portal.accounts.paid_scope import paid_files_in, paid_sources_in
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, networks_in
from pcn_portal.api.errors import Refused, TooLarge
from pcn_portal.api.fields import month_text
from pcn_portal.api.paid_shapes import (
    PaidFileShape,
    PaidSourceShape,
    ReconciliationShape,
    TakeRequest,
    YearFileShape,
    YearQuery,
)
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, NoQuery, by_method, now
from pcn_portal.units.periods import BadPeriod, ContractYear


class Reconcile(Endpoint):
    """A year's reconciliation."""

    permission = Permission.SEE_STATEMENTS

    @extend_schema(
        operation_id="get_reconciliation",
        parameters=[YearQuery],
        responses=answers(ReconciliationShape),
    )
    def get(self, request: Request) -> Response:
        """Show due, paid and received of a board's contract year, or of a network's part of it."""
        wanted = self.query(YearQuery)
        try:
            year = ContractYear.parse(wanted["year"])
        except BadPeriod as bad:
            raise ValidationError({"year": [str(bad)]}) from None
        network = wanted.get("network")
        today = timezone.localdate()
        if network and not networks_in(self.scope, today).filter(code=network).exists():
            raise NotFound(f"None of your networks has the code “{network}”.")
        if not network and not icbs_in(self.scope).filter(code=wanted["icb"]).exists():
            raise NotFound(f"None of your ICBs has the code “{wanted['icb']}”.")
        found = reconcile(
            icb_code=wanted["icb"], year=year, today=today, network_code=network or None
        )
        return Response(
            {
                "icb": wanted["icb"],
                "year": str(year),
                "due": found.due,
                "rows": [_due(row) for row in found.rows],
                "strays": [
                    {
                        "line": line.pk,
                        "file": line.file.name,
                        "row": line.row,
                        "payee": line.payee,
                        "label": line.label,
                        "amount": line.amount,
                        "reason": str(why),
                        "words": STRAY_WORDS[why],
                    }
                    for line, why in found.strays
                ],
                "odd": [
                    {
                        "kind": kind,
                        "payee": one.payee,
                        "stream": one.stream,
                        "due": one.due,
                        "came": one.came,
                    }
                    for kind, one in found.odd
                ],
            }
        )


class Sources(Endpoint):
    """Sources of paid money."""

    permission = by_method(get=Permission.SEE_RUNS, post=Permission.TAKE_PAID)

    @extend_schema(operation_id="list_paid_sources", responses=answers(PaidSourceShape(many=True)))
    def get(self, request: Request) -> Response:
        """List the sources of your ICBs as they are described now."""
        self.query(NoQuery)
        icbs = paid_sources_in(self.scope).order_by().values_list("icb_code", flat=True).distinct()
        return Response([_source(one) for icb in sorted(icbs) for one in sources_of(icb)])

    @extend_schema(
        operation_id="set_paid_source",
        request=PaidSourceShape,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "icb": "QZ1",
                    "name": "National statement",
                    "kind": "statement",
                    "columns": {"payee": "Payee", "amount": "Amount", "month": "Month"},
                },
                request_only=True,
            )
        ],
        responses=answers(PaidSourceShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Describe where files come from; the latest description of a name counts."""
        self.query(NoQuery)
        wanted = self.body(PaidSourceShape)
        icb = wanted["icb"]
        if not icbs_in(self.scope).filter(code=icb).exists():
            raise NotFound(f"None of your ICBs has the code “{icb}”.")
        try:
            made = set_source(
                icb_code=icb,
                name=wanted["name"],
                kind=wanted["kind"],
                columns=wanted["columns"],
                words=wanted.get("words", {}),
                by=self.person.actor,
                at=now(),
            )
        except PaidRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_source(made), status=201)


class PaidFiles(Endpoint):
    """Bringing in files."""

    permission = Permission.TAKE_PAID
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="take_paid_file",
        request={"multipart/form-data": TakeRequest},
        responses=answers(PaidFileShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Bring in a file: every row of it, or nothing."""
        self.query(NoQuery)
        length = str(request.META.get("CONTENT_LENGTH", ""))
        if length.isdigit() and int(length) > settings.IMPORT_MAX_BYTES:
            raise TooLarge(f"A file may be at most {settings.IMPORT_MAX_BYTES // 2**20} MB.")
        wanted = self.body(TakeRequest)
        source = paid_sources_in(self.scope).filter(pk=wanted["source"]).first()
        if source is None:
            raise NotFound("None of your sources has this number.")
        file = wanted["file"]
        try:
            made = take_file(
                source=source,
                name=file.name,
                content=file.read(),
                year=wanted.get("year"),
                max_bytes=settings.IMPORT_MAX_BYTES,
                by=self.person.actor,
                at=now(),
            )
        except PaidRefused as refusal:
            raise Refused(" ".join((str(refusal), *refusal.faults[1:]))) from None
        return Response(_file(made), status=201)


class YearFile(Endpoint):
    """A published year's file."""

    permission = Permission.SEE_RUNS

    @extend_schema(operation_id="get_paid_year", responses=answers(YearFileShape))
    def get(self, request: Request, paid_id: int) -> Response:
        """Show a published year's sums beside the books, each with the likely reason."""
        self.query(NoQuery)
        found = paid_files_in(self.scope).filter(pk=paid_id, kind=PaidKind.YEARLY).first()
        if found is None or found.year is None:
            self.missing()
        rows = year_rows(found.lines.all(), ContractYear(found.year))
        return Response(
            {
                **_file(found),
                "year": found.year,
                "rows": [
                    {
                        "line": row.line.pk,
                        "row": row.line.row,
                        "payee": row.line.payee,
                        "network": row.line.network,
                        "label": row.line.label,
                        "amount": row.line.amount,
                        "posted": row.posted,
                        "found": str(row.found),
                        "why": row.why,
                    }
                    for row in rows
                ],
            }
        )


def _due(row: DueRow) -> dict[str, Any]:
    return {
        "payee": row.key.payee,
        "networks": row.networks,
        "stream": row.key.stream,
        "month": month_text(row.key.month),
        "due": row.due,
        "paid": _side(row.paid),
        "received": _side(row.received),
        "settled": row.settled,
        "age": row.age,
    }


def _side(outcome: Outcome | None) -> dict[str, Any] | None:
    if outcome is None:
        return None
    return {
        "found": str(outcome.found),
        "got": outcome.got,
        "difference": outcome.difference,
        "lines": [ref for ref, _ in outcome.lines],
    }


def _source(source: PaidSource) -> dict[str, Any]:
    return {
        "id": source.pk,
        "icb": source.icb_code,
        "name": source.name,
        "kind": source.kind,
        "columns": source.columns,
        "words": source.words,
    }


def _file(made: PaidFile) -> dict[str, Any]:
    return {
        "id": made.pk,
        "icb": made.icb_code,
        "name": made.name,
        "kind": made.kind,
        "sha256": made.sha256,
        "lines": made.lines.count(),
    }


urlpatterns = [
    path("reconciliation/", Reconcile.as_view(), name="api_reconciliation"),
    path("paid-sources/", Sources.as_view(), name="api_paid_sources"),
    path("paid-files/", PaidFiles.as_view(), name="api_paid_files"),
    path("paid-files/<int:paid_id>/", YearFile.as_view(), name="api_paid_year"),
]
