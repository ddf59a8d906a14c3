"""Signatures of network agreements over REST."""

from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from networks.agreements.signatures import correct_signature, remove_signature, sign
from networks.models import Agreement, Partner, Signature
from pcn_portal.accounts.permissions import Permission
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.paper_shapes import (
    RemovalRequest,
    SignatureCorrection,
    SignatureShape,
    SignaturesQuery,
    SignRequest,
)
from pcn_portal.api.papers_base import OfNetwork, OfVersion, created, example
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.views import today
from pcn_portal.audit.dated import holds_on
from practices.models import Practice

BY_NUMBER = Order((("id", whole),))


class Signatures(OfNetwork):
    """Who signed a network's agreement."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="list_signatures",
        parameters=[SignaturesQuery],
        responses=answers(paged(SignatureShape)),
    )
    def get(self, request: Request, code: str) -> Response:
        """List the signatures given by a day of the version in force on it, or of another."""
        query = self.query(SignaturesQuery)
        on = query.get("on") or today()
        versions = Agreement.objects.filter(network=self.network(code, on))
        if "version" in query:
            versions = versions.filter(version=query["version"])
        else:
            versions = versions.filter(holds_on(on))
        rows = Signature.objects.filter(agreement__in=versions, signed_on__lte=on)
        found = page(request, rows.values("id"), BY_NUMBER, query)
        return Response({**found, "results": _signatures([r["id"] for r in found["results"]])})


class Sign(OfVersion):
    """Recording a signature."""

    @extend_schema(
        operation_id="record_signature",
        request=SignRequest,
        examples=example(
            practice="A81001", signed_on="2025-03-28", signed_by="Ada Invented", schedules=[1, 4]
        ),
        responses=answers(SignatureShape, 201),
    )
    def post(self, request: Request, code: str, number: int) -> Response:
        """Record that a practice or another member signed a version, and which schedules."""
        version, wanted = self.version(code, number), self.body(SignRequest)
        practice, partner = wanted.pop("practice", None), wanted.pop("partner", None)
        made = self.act(
            sign,
            agreement_id=version.pk,
            practice=Practice.objects.filter(code=practice).first() if practice else None,
            partner=Partner.objects.filter(pk=partner).first() if partner else None,
            **wanted,
            today=today(),
        )
        return created(_signatures([made.pk])[0])


class _OfSignature(OfNetwork):
    """An endpoint about one signature."""

    permission = Permission.KEEP_REGISTER

    def signature(self, code: str, signature_id: int) -> int:
        found = Signature.objects.filter(agreement__network=self.network(code), pk=signature_id)
        if not found.exists():
            self.missing()
        return signature_id


class CorrectSignature(_OfSignature):
    """Putting a signature right."""

    @extend_schema(
        operation_id="correct_signature",
        request=SignatureCorrection,
        examples=example(
            signed_on="2025-03-28", signed_by="Ada Invented", schedules=[1], reason="Misread."
        ),
        responses=answers(SignatureShape),
    )
    def post(self, request: Request, code: str, signature_id: int) -> Response:
        """Correct the day, the person or the schedules of a signature."""
        number, wanted = self.signature(code, signature_id), self.body(SignatureCorrection)
        self.act(correct_signature, signature_id=number, **wanted, today=today())
        return Response(_signatures([number])[0])


class RemoveSignature(_OfSignature):
    """Removing a signature."""

    @extend_schema(
        operation_id="remove_signature",
        request=RemovalRequest,
        examples=example(reason="Signed by nobody."),
        responses=answers(None, 204),
    )
    def post(self, request: Request, code: str, signature_id: int) -> Response:
        """Take off a signature that was never given. What it was is kept."""
        number, wanted = self.signature(code, signature_id), self.body(RemovalRequest)
        self.act(remove_signature, signature_id=number, **wanted)
        return Response(status=204)


def _signatures(numbers: list[int]) -> list[dict[str, Any]]:
    rows = Signature.objects.filter(pk__in=numbers).order_by("pk")
    return [
        {
            "id": s.pk,
            "version": s.agreement.version,
            "member": _signer(s),
            "signed_on": s.signed_on,
            "signed_by": s.signed_by,
            "schedules": s.schedules,
        }
        for s in rows.select_related("agreement", "practice", "partner")
    ]


def _signer(signature: Signature) -> dict[str, Any]:
    practice, partner = signature.practice, signature.partner
    if practice:
        return {"code": practice.code, "name": practice.name, "partner": None}
    assert partner is not None
    return {"code": partner.ods_code, "name": partner.name, "partner": partner.pk}


NETWORK = "networks/<slug:code>/"
SIGNATURE = NETWORK + "signatures/<int:signature_id>/"

urlpatterns: list[URLPattern] = [
    path(NETWORK + "agreements/<int:number>/signatures/", Sign.as_view(), name="api_sign"),
    path(NETWORK + "signatures/", Signatures.as_view(), name="api_signatures"),
    path(SIGNATURE + "correct/", CorrectSignature.as_view(), name="api_correct_signature"),
    path(SIGNATURE + "remove/", RemoveSignature.as_view(), name="api_remove_signature"),
]
