"""A network's agreements on a day, the documents kept with them, and the workbook to fill in."""

from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from networks.agreements.queries import (
    Standing,
    documents_of,
    sharing_on,
    standings,
    weigh_sharing,
)
from networks.models import Agreement, Document, Network, SharingAgreement, Signature
from networks.network_details.book import XLSX, workbook_of
from networks.network_details.export import rows_on
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.files import as_file
from pcn_portal.web import agreement_writes, sharing_writes, signature_writes, unsigned_pages
from pcn_portal.web.agreement_presenter import answer, done_to, schedules_of
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import find_network, network_header
from practices.queries import open_on


@requires(Permission.SEE_NETWORKS)
@require_safe
def agreements(request: PortalRequest, code: str) -> HttpResponse:
    """The version in force on a day, who signed it and who did not, and data sharing."""
    on = day_of(request)
    network = find_network(request, code, on, Permission.SEE_NETWORKS)
    one = Network.objects.filter(pk=network.pk)
    standing = standings(one, on)[network.code]
    versions = list(_versions(network))
    current = next((v for v in versions if standing.agreement == v), None)
    sharing = [weigh_sharing(found, on) for found in sharing_on(one, on)]
    context = {
        "header": network_header(network, on),
        "tab": "agreements",
        "answer": answer(standing, sharing, on),
        "standing": standing,
        "current": current,
        "beside": _beside(current, standing),
        "schedules": schedules_of(current) if current else [],
        "others": [(v, schedules_of(v)) for v in versions if v != current],
        "sharing": sharing,
        "other_sharing": _other_sharing(network, [found.sharing.pk for found in sharing]),
        "events": done_to(network),
        "may_keep": _may(request, network, Permission.KEEP_REGISTER),
        "may_hold": _may(request, network, Permission.COMMISSION),
        "crumbs": crumbs(("Networks", reverse("networks"))),
    }
    return render(request, "pages/agreements/agreements.html", context)


def _beside(current: Agreement | None, standing: Standing) -> list[Signature]:
    """Signatures of the version in force by nobody who is a member, or given after the day."""
    counted = {signature.pk for _, signature in standing.signed}
    return [s for s in current.signatures.all() if s.pk not in counted] if current else []


def _versions(network: Network) -> list[Agreement]:
    signed = Signature.objects.select_related("practice", "partner", "source")
    found = (
        Agreement.objects.filter(network=network)
        .order_by("-version")
        .prefetch_related(
            "schedules",
            Prefetch("signatures", signed.defer("source__content")),
            Prefetch("documents", documents_of(Q(agreement__isnull=False))),
        )
    )
    return list(found.select_related("source").defer("source__content"))


def _other_sharing(network: Network, shown: list[int]) -> list[SharingAgreement]:
    found = SharingAgreement.objects.filter(network=network).exclude(pk__in=shown)
    documents = documents_of(Q(sharing__isnull=False))
    return list(
        found.prefetch_related("parties", Prefetch("documents", documents)).order_by("-starts")
    )


def _may(request: PortalRequest, network: Network, permission: Permission) -> bool:
    scope = scope_of(request.user, permission)
    return networks_in(scope, timezone.localdate()).filter(pk=network.pk).exists()


@requires(Permission.SEE_NETWORKS)
@require_safe
def document(request: PortalRequest, code: str, document_id: int) -> HttpResponse:
    """Hand out a document as it was received; a browser saves it and runs nothing of it."""
    network = find_network(request, code, timezone.localdate(), Permission.SEE_NETWORKS)
    found = Document.objects.filter(network=network, pk=document_id).first()
    if found is None:
        raise Http404("No such document of this network.")
    return as_file(bytes(found.content), found.name, found.media_type)


@requires(Permission.SEE_NETWORKS)
@require_safe
def details_workbook(request: PortalRequest) -> HttpResponse:
    """The workbook of one's networks as they stand on a day, to fill in and bring back."""
    on = day_of(request)
    scope = scope_of(request.user, Permission.SEE_NETWORKS)
    content = workbook_of(rows_on(networks_in(scope, on).filter(open_on(on)), on), on)
    return as_file(content, f"network-details-{on.isoformat()}.xlsx", XLSX)


papers, signing, sharing_papers = agreement_writes, signature_writes, sharing_writes
NETWORK = "networks/<str:code>/"
VERSION = NETWORK + "agreements/<int:agreement_id>/"
SIGNATURE = NETWORK + "signatures/<int:signature_id>/"
SHARING = NETWORK + "sharing/<int:sharing_id>/"
PARTY = NETWORK + "parties/<int:party_id>/"

urlpatterns = [
    path("networks/lists/unsigned/", unsigned_pages.list_unsigned, name="list_unsigned"),
    path("networks/details.xlsx", details_workbook, name="network_details_workbook"),
    path(NETWORK + "agreements/", agreements, name="network_agreements"),
    path(NETWORK + "agreements/new/", papers.version_new, name="agreement_new"),
    path(VERSION, papers.version_correct, name="agreement_correct"),
    path(VERSION + "sign/", signing.signature_new, name="agreement_sign"),
    path(VERSION + "documents/new/", papers.agreement_document, name="agreement_document"),
    path(VERSION + "schedules/<int:number>/", papers.schedule_set, name="agreement_schedule"),
    path(SIGNATURE, signing.signature_correct, name="signature_correct"),
    path(SIGNATURE + "remove/", signing.signature_remove, name="signature_remove"),
    path(NETWORK + "sharing/new/", sharing_papers.sharing_new, name="sharing_new"),
    path(SHARING, sharing_papers.sharing_correct, name="sharing_correct"),
    path(SHARING + "end/", sharing_papers.sharing_end, name="sharing_end"),
    path(SHARING + "documents/new/", sharing_papers.sharing_document, name="sharing_document"),
    path(SHARING + "parties/new/", sharing_papers.party_new, name="party_new"),
    path(PARTY, sharing_papers.party_sign, name="party_sign"),
    path(PARTY + "remove/", sharing_papers.party_remove, name="party_remove"),
    path(NETWORK + "documents/<int:document_id>/", document, name="document"),
]
