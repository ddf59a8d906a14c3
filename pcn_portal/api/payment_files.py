"""Payment files over REST: list, produce, and the bytes as they were produced."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from funding.actions import FileRefused, produce_payment_file
from funding.models import PaymentFile
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, payment_files_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField, MonthField, month_text
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, Paged, by_method, now
from pcn_portal.files import as_file

ORDER = Order((("id", whole),), newest_first=True)


class FileQuery(Paged):
    """Filters of the list of payment files."""

    icb = CodeField(required=False, help_text="ODS code of an ICB.")
    month = MonthField(required=False)


class FileRequest(serializers.Serializer[Any]):
    """The approved month to pay."""

    icb = CodeField(help_text="ODS code of the ICB.")
    month = MonthField()


class FileShape(serializers.Serializer[Any]):
    """The file that pays an ICB's approved month; kept as it was produced."""

    id = serializers.IntegerField()
    icb = serializers.CharField()
    month = serializers.CharField()
    name = serializers.CharField()
    sha256 = serializers.CharField(help_text="Of the file's bytes, in hexadecimal.")
    rows = serializers.IntegerField()
    total = serializers.CharField(help_text="Pounds.")
    produced_at = serializers.DateTimeField()
    produced_by = serializers.CharField()


class PaymentFiles(Endpoint):
    """Payment files, and producing one."""

    permission = by_method(get=Permission.SEE_RUNS, post=Permission.START_RUNS)

    @extend_schema(
        operation_id="list_payment_files",
        parameters=[FileQuery],
        responses=answers(paged(FileShape)),
    )
    def get(self, request: Request) -> Response:
        """List the payment files of your ICBs, newest first."""
        query = self.query(FileQuery)
        found = payment_files_in(self.scope)
        if "icb" in query:
            found = found.filter(icb_code=query["icb"])
        if "month" in query:
            found = found.filter(month=query["month"])
        answer = page(request, _rows(found), ORDER, query)
        return Response({**answer, "results": [_row(row) for row in answer["results"]]})

    @extend_schema(
        operation_id="produce_payment_file",
        request=FileRequest,
        examples=[
            OpenApiExample("Example", value={"icb": "QZ1", "month": "2025-04"}, request_only=True)
        ],
        responses=answers(FileShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Produce the payment file of an approved month; done already, the one there is."""
        self.query(NoQuery)
        wanted = self.body(FileRequest)
        if not icbs_in(self.scope).filter(code=wanted["icb"]).exists():
            raise NotFound(f"None of your ICBs has the code “{wanted['icb']}”.")
        try:
            made = produce_payment_file(
                icb_code=wanted["icb"], month=wanted["month"], by=self.person.actor, at=now()
            )
        except FileRefused as refusal:
            raise Refused(str(refusal)) from None
        found = _rows(PaymentFile.objects.filter(pk=made.pk)).get()
        return Response(_row(found), status=201)


class PaymentFileContent(Endpoint):
    """A payment file's bytes."""

    permission = Permission.SEE_RUNS

    @extend_schema(
        operation_id="get_payment_file_content",
        responses={(200, "text/csv"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, file_id: int) -> HttpResponse:
        """Give the file as it was produced, the same bytes each time."""
        self.query(NoQuery)
        made = payment_files_in(self.scope).filter(pk=file_id).first()
        if made is None:
            self.missing()
        return as_file(bytes(made.content), made.name, "text/csv; charset=utf-8")


def _rows(files: QuerySet[PaymentFile]) -> QuerySet[Any, Any]:
    return files.values(
        "id", "month", "name", "sha256", "rows", "total", "produced_at",
        icb=F("icb_code"),
        person=F("produced_by__name"),
    )  # fmt: skip


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: value for name, value in row.items() if name != "person"},
        "month": month_text(row["month"]),
        "produced_by": row["person"],
    }


urlpatterns = [
    path("payment-files/", PaymentFiles.as_view(), name="api_payment_files"),
    path(
        "payment-files/<int:file_id>/content/",
        PaymentFileContent.as_view(),
        name="api_payment_file_content",
    ),
]
