"""Network agreements over REST: their versions, schedules, and who has not signed."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from networks.agreements.queries import Signatory, unsigned_members
from networks.agreements.versions import correct_version, new_version, set_schedule
from networks.directory import commissioned_by
from networks.models import SCHEDULES, Agreement, AgreementSchedule, Network
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api import paper_files, sharing, signatures
from pcn_portal.api.pages import Order, page, text, whole
from pcn_portal.api.paper_shapes import (
    AgreementShape,
    PapersQuery,
    ScheduleRequest,
    UnsignedQuery,
    UnsignedShape,
    VersionCorrection,
    VersionRequest,
)
from pcn_portal.api.papers_base import OfNetwork, OfVersion, created, example
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.views import Endpoint, by_method, today
from practices.queries import open_on

BY_VERSION = Order((("version", whole),), newest_first=True)
BY_CODE = Order((("code", text),))
KEEP = by_method(get=Permission.SEE_NETWORKS, post=Permission.KEEP_REGISTER)


class Agreements(OfNetwork):
    """The versions of a network's agreement, and entering the next."""

    permission = KEEP

    @extend_schema(
        operation_id="list_agreements",
        parameters=[PapersQuery],
        responses=answers(paged(AgreementShape)),
    )
    def get(self, request: Request, code: str) -> Response:
        """List the versions of a network's agreement, newest first, the one in force marked."""
        query = self.query(PapersQuery)
        on = query.get("on") or today()
        rows = Agreement.objects.filter(network=self.network(code, on))
        found = page(request, _version_rows(rows), BY_VERSION, query)
        return Response({**found, "results": _versions(found["results"], on)})

    @extend_schema(
        operation_id="enter_agreement",
        request=VersionRequest,
        examples=example(starts="2025-04-01", note="Adds the pharmacy."),
        responses=answers(AgreementShape, 201),
    )
    def post(self, request: Request, code: str) -> Response:
        """Enter the next version; the one before ends on the day it starts."""
        network, wanted = self.network(code), self.body(VersionRequest)
        made = self.act(new_version, network_id=network.pk, **wanted)
        return created(_version(made))


class CorrectAgreement(OfVersion):
    """Putting a version right."""

    @extend_schema(
        operation_id="correct_agreement",
        request=VersionCorrection,
        examples=example(starts="2025-05-01", note="As signed", reason="The scan was misread."),
        responses=answers(AgreementShape),
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """Correct the first day or the note of a version; the one before ends with it."""
        version, wanted = self.version(code, number), self.body(VersionCorrection)
        made = self.act(correct_version, agreement_id=version.pk, **wanted)
        return Response(_version(made))


class Schedules(OfVersion):
    """What the schedules of a version say."""

    @extend_schema(
        operation_id="set_schedule",
        request=ScheduleRequest,
        examples=example(number=4, summary="Shared by registered list on 1 January."),
        responses=answers(AgreementShape),
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """Say in short what a schedule of a version holds."""
        version, wanted = self.version(code, number), self.body(ScheduleRequest)
        self.act(set_schedule, agreement_id=version.pk, **wanted)
        return Response(_version(version))


class UnsignedAgreements(Endpoint):
    """Who has not signed what."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="list_unsigned_agreements",
        parameters=[UnsignedQuery],
        responses=answers(paged(UnsignedShape)),
    )
    def get(self, request: Request) -> Response:
        """List networks without an agreement, or with members that have not signed it."""
        query = self.query(UnsignedQuery)
        on = query.get("on") or today()
        networks = networks_in(self.scope, on).filter(open_on(on))
        if icb := query.get("icb"):
            networks = networks.filter(commissioned_by(icb, on))
        found = unsigned_members(networks, on)
        rows = Network.objects.filter(code__in=list(found)).values("code", "name")
        listed = page(request, rows, BY_CODE, query)
        return Response({**listed, "results": [_unsigned(row, found) for row in listed["results"]]})


def _unsigned(row: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    standing = found[row["code"]]
    return {
        "network": row,
        "version": standing.agreement.version if standing.agreement else None,
        "members": len(standing.signed) + len(standing.unsigned),
        "unsigned": [_member(member) for member in standing.unsigned],
    }


def _member(member: Signatory) -> dict[str, Any]:
    return {"code": member.code, "name": member.name, "partner": member.partner_id}


def _version_rows(agreements: QuerySet[Agreement]) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = agreements.values("id", "version", "starts", "ends", "note")
    return rows


def _version(agreement: Agreement) -> dict[str, Any]:
    rows = list(_version_rows(Agreement.objects.filter(pk=agreement.pk)))
    return _versions(rows, today())[0]


def _versions(rows: list[dict[str, Any]], on: date) -> list[dict[str, Any]]:
    said: dict[int, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
    for schedule in AgreementSchedule.objects.filter(agreement__in=list(said)):
        title = SCHEDULES[schedule.number]
        said[schedule.agreement_id].append(
            {"number": schedule.number, "title": title, "summary": schedule.summary}
        )
    return [
        {
            **row,
            "in_force": row["starts"] <= on and (row["ends"] is None or on < row["ends"]),
            "schedules": said[row["id"]],
        }
        for row in rows
    ]


NETWORK = "networks/<slug:code>/"
VERSION = NETWORK + "agreements/<int:number>/"

urlpatterns: list[URLPattern] = [
    path(NETWORK + "agreements/", Agreements.as_view(), name="api_agreements"),
    path(VERSION + "correct/", CorrectAgreement.as_view(), name="api_correct_agreement"),
    path(VERSION + "schedules/", Schedules.as_view(), name="api_schedules"),
    path("unsigned-agreements/", UnsignedAgreements.as_view(), name="api_unsigned_agreements"),
    *signatures.urlpatterns,
    *sharing.urlpatterns,
    *paper_files.urlpatterns,
]
