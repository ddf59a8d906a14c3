"""Documents of agreements, and the network details workbook, over REST."""

from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpResponse
from django.urls import URLPattern, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from networks.agreements.document_types import DOCX, PDF
from networks.agreements.documents import attach_document
from networks.models import Agreement, Document, Network, SharingAgreement
from networks.network_details.book import XLSX, workbook_of
from networks.network_details.export import rows_on
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.errors import TooLarge
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.paper_shapes import DocumentRequest, DocumentShape
from pcn_portal.api.papers_base import OfNetwork, created
from pcn_portal.api.shapes import ERRORS, answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, OnDay, Paged, by_method, today
from pcn_portal.files import as_file
from practices.queries import open_on

NEWEST_FIRST = Order((("id", whole),), newest_first=True)
# What a form holds besides the file itself.
FORM = 64 * 1024


class AnyAccept(Endpoint):
    """An endpoint that answers with a file, whatever the caller says it accepts."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)


class Documents(OfNetwork):
    """The documents kept of a network's agreements, and keeping one."""

    permission = by_method(get=Permission.SEE_NETWORKS, post=Permission.KEEP_REGISTER)
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="list_documents",
        parameters=[Paged],
        responses=answers(paged(DocumentShape)),
    )
    def get(self, request: Request, code: str) -> Response:
        """List the documents kept with a network's agreements, newest first."""
        query = self.query(Paged)
        documents = Document.objects.filter(network=self.network(code))
        found = page(request, _rows(documents), NEWEST_FIRST, query)
        return Response({**found, "results": [_row(row) for row in found["results"]]})

    @extend_schema(
        operation_id="keep_document",
        request={"multipart/form-data": DocumentRequest},
        responses=answers(DocumentShape, 201),
    )
    def post(self, request: Request, code: str) -> Response:
        """Keep a PDF or DOCX with a version of the agreement, or with a data sharing agreement."""
        network = self.network(code)
        length = str(request.META.get("CONTENT_LENGTH", ""))
        if length.isdigit() and int(length) > settings.DOCUMENT_MAX_BYTES + FORM:
            most = settings.DOCUMENT_MAX_BYTES // 2**20
            raise TooLarge(f"A document may have at most {most} MB.")
        sent = self.body(DocumentRequest)
        made = self.act(
            attach_document,
            **self._paper(network, sent),
            name=sent["file"].name or "",
            content=sent["file"].read(),
        )
        return created(_row(_rows(Document.objects.filter(pk=made.pk)).get()))

    def _paper(self, network: Network, sent: dict[str, Any]) -> dict[str, Any]:
        """What it is kept with: exactly one agreement of the network."""
        if ("version" in sent) == ("sharing" in sent):
            raise ValidationError({"version": ["Give either “version” or “sharing”."]})
        found: Agreement | SharingAgreement | None
        if "version" in sent:
            found = Agreement.objects.filter(network=network, version=sent["version"]).first()
        else:
            found = SharingAgreement.objects.filter(network=network, pk=sent["sharing"]).first()
        if found is None:
            self.missing()
        return {"agreement" if "version" in sent else "sharing": found}


class OneDocument(AnyAccept, OfNetwork):
    """One document."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="get_document",
        responses={
            (200, PDF): OpenApiTypes.BINARY,
            (200, DOCX): OpenApiTypes.BINARY,
            **ERRORS,
        },
    )
    def get(self, request: Request, code: str, document_id: int) -> HttpResponse:
        """Hand out a document as it was received."""
        self.query(NoQuery)
        found = Document.objects.filter(network=self.network(code), pk=document_id).first()
        if found is None:
            self.missing()
        return as_file(bytes(found.content), found.name, found.media_type)


class NetworkDetails(AnyAccept):
    """The workbook to fill in."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="get_network_details_workbook",
        parameters=[OnDay],
        responses={(200, XLSX): OpenApiTypes.BINARY, **ERRORS},
    )
    def get(self, request: Request) -> HttpResponse:
        """Give out the workbook of your networks on a day, to fill in and stage as an import."""
        on = self.query(OnDay).get("on") or today()
        networks = networks_in(self.scope, on).filter(open_on(on))
        content = workbook_of(rows_on(networks, on), on)
        return as_file(content, f"network-details-{on.isoformat()}.xlsx", XLSX)


def _rows(documents: Any) -> Any:
    return documents.values(
        "id",
        "sharing",
        "name",
        "media_type",
        "size",
        "sha256",
        "received_at",
        version=F("agreement__version"),
        receiver=F("received_by__name"),
    )


def _row(row: dict[str, Any]) -> dict[str, Any]:
    receiver = row.pop("receiver")
    return {**row, "received_by": receiver}


urlpatterns: list[URLPattern] = [
    path("networks/<slug:code>/documents/", Documents.as_view(), name="api_documents"),
    path(
        "networks/<slug:code>/documents/<int:document_id>/",
        OneDocument.as_view(),
        name="api_document",
    ),
    path("network-details/", NetworkDetails.as_view(), name="api_network_details"),
]
