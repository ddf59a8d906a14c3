"""Statements as PDF, CSV and XLSX, a network's year, and practices' statements, over REST."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from funding.documents import (
    FORMATS,
    Document,
    YearSummary,
    as_bytes,
    practice_document,
    statement_document,
    year_document,
    year_summary,
)
from funding.models import PostingKind
from funding.queries import current_statement
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, postings_in, practices_in, statements_in
from pcn_portal.api.fields import month_from, month_text
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, NoQuery
from pcn_portal.files import as_file
from pcn_portal.units.periods import BadPeriod, ContractYear

FILE: Any = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class MonthOfYearShape(serializers.Serializer[Any]):
    """One month of a year: pounds by payment; an open month has none."""

    month = serializers.CharField()
    open = serializers.BooleanField()
    total = serializers.CharField(allow_null=True)
    streams = serializers.DictField(child=serializers.CharField())


class YearSummaryShape(serializers.Serializer[Any]):
    """A network's contract year from the books, by the months it is for. Pounds."""

    network = serializers.CharField()
    year = serializers.CharField()
    posted = serializers.CharField(help_text="By the months' own approvals.")
    corrected = serializers.CharField(help_text="By later approvals.")
    adjusted = serializers.CharField(help_text="By hand.")
    total = serializers.CharField()
    months = MonthOfYearShape(many=True)


class AmountShape(serializers.Serializer[Any]):
    """One amount of a practice's statement, and how it came about."""

    network = serializers.CharField()
    payment = serializers.CharField()
    kind = serializers.ChoiceField(choices=PostingKind.values)
    entitlement_month = serializers.CharField()
    amount = serializers.CharField(help_text="Pounds.")
    status = serializers.CharField(allow_blank=True)
    explanation = serializers.CharField()


class PracticeStatementShape(serializers.Serializer[Any]):
    """What is paid to a practice itself with a month."""

    number = serializers.CharField()
    practice = serializers.CharField()
    month = serializers.CharField()
    total = serializers.CharField(help_text="Pounds.")
    amounts = AmountShape(many=True)


class _Files(Endpoint):
    """Endpoints that give documents."""

    permission = Permission.SEE_STATEMENTS

    def file(self, document: Document, ending: str) -> HttpResponse:
        """The document in one of the formats, or 404."""
        if ending not in FORMATS:
            self.missing()
        return as_file(*as_bytes(document, ending))

    def year(self, network: str, year: str) -> YearSummary:
        """The network's year within scope, or 404."""
        try:
            asked = ContractYear.parse(year)
        except BadPeriod:
            self.missing()
        found = networks_in(self.scope, timezone.localdate()).filter(code=network.upper()).first()
        if found is None:
            self.missing()
        return year_summary(
            network_code=found.code,
            network_name=found.name,
            year=asked,
            within=postings_in(self.scope),
        )

    def practice(self, practice: str, month: str) -> Document:
        """The practice's statement within scope, or 404."""
        first = month_from(month)
        today = timezone.localdate()
        found = practices_in(self.scope, today).filter(code=practice.upper()).first()
        if first is None or found is None:
            self.missing()
        document = practice_document(
            practice_code=found.code, name=found.name, month=first, within=postings_in(self.scope)
        )
        if document is None:
            self.missing()
        return document


class StatementFile(_Files):
    """A network's statement as a file."""

    @extend_schema(operation_id="get_statement_file", responses=FILE)
    def get(self, request: Request, network: str, month: str, ending: str) -> HttpResponse:
        """Give a network's statement of a month as `pdf`, `csv` or `xlsx`: the one that counts."""
        self.query(NoQuery)
        first = month_from(month)
        if first is None:
            self.missing()
        found = current_statement(
            network_code=network.upper(), month=first, within=statements_in(self.scope)
        )
        if found is None:
            self.missing()
        return self.file(statement_document(found), ending)


class YearOfNetwork(_Files):
    """A network's year."""

    @extend_schema(operation_id="get_year_summary", responses=answers(YearSummaryShape))
    def get(self, request: Request, network: str, year: str) -> Response:
        """Show a network's contract year from the books: months by payments."""
        self.query(NoQuery)
        return Response(_year(self.year(network, year)))


class YearFile(_Files):
    """A network's year as a file."""

    @extend_schema(operation_id="get_year_summary_file", responses=FILE)
    def get(self, request: Request, network: str, year: str, ending: str) -> HttpResponse:
        """Give a network's contract year as `pdf`, `csv` or `xlsx`."""
        self.query(NoQuery)
        document = year_document(self.year(network, year), at=timezone.now())
        return self.file(document, ending)


class PracticeStatement(_Files):
    """A practice's statement."""

    @extend_schema(operation_id="get_practice_statement", responses=answers(PracticeStatementShape))
    def get(self, request: Request, practice: str, month: str) -> Response:
        """Show what is paid to a practice itself with a month: the participation payment."""
        self.query(NoQuery)
        document = self.practice(practice, month)
        return Response(
            {
                "number": document.number,
                "practice": practice.upper(),
                "month": month,
                "total": document.total,
                "amounts": [
                    {
                        "network": row.network,
                        "payment": row.payment,
                        "kind": row.kind,
                        "entitlement_month": month_text(row.entitlement_month),
                        "amount": row.amount,
                        "status": row.status,
                        "explanation": row.explanation,
                    }
                    for section in document.sections
                    for row in section.rows
                ],
            }
        )


class PracticeStatementFile(_Files):
    """A practice's statement as a file."""

    @extend_schema(operation_id="get_practice_statement_file", responses=FILE)
    def get(self, request: Request, practice: str, month: str, ending: str) -> HttpResponse:
        """Give a practice's statement of a month as `pdf`, `csv` or `xlsx`."""
        self.query(NoQuery)
        return self.file(self.practice(practice, month), ending)


def _year(summary: YearSummary) -> dict[str, Any]:
    return {
        "network": summary.network_code,
        "year": str(summary.year),
        "posted": summary.posted,
        "corrected": summary.corrected,
        "adjusted": summary.adjusted,
        "total": summary.total,
        "months": [
            {
                "month": month_text(month),
                "open": month in summary.open,
                "total": summary.of_month(month),
                "streams": {
                    stream: summary.cells[month, stream]
                    for stream in summary.streams
                    if (month, stream) in summary.cells
                },
            }
            for month in summary.months
        ],
    }


urlpatterns = [
    path(
        "statements/<slug:network>/<str:month>/files/<slug:ending>/",
        StatementFile.as_view(),
        name="api_statement_file",
    ),
    path(
        "year-summaries/<slug:network>/<slug:year>/",
        YearOfNetwork.as_view(),
        name="api_year_summary",
    ),
    path(
        "year-summaries/<slug:network>/<slug:year>/files/<slug:ending>/",
        YearFile.as_view(),
        name="api_year_summary_file",
    ),
    path(
        "practice-statements/<slug:practice>/<str:month>/",
        PracticeStatement.as_view(),
        name="api_practice_statement",
    ),
    path(
        "practice-statements/<slug:practice>/<str:month>/files/<slug:ending>/",
        PracticeStatementFile.as_view(),
        name="api_practice_statement_file",
    ),
]
