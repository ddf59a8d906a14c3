"""Evidence over REST: recorded once, linked to every requirement and return that asks for it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from networks.refusals import RegisterRefused
from pcn_portal.accounts.permissions import Permission
from pcn_portal.api.requirements_shapes import (
    EvidenceQuery,
    EvidenceRequest,
    EvidenceShape,
    UseRequest,
)
from pcn_portal.api.services_base import ServicesEndpoint, refused
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import NoQuery, by_method, now
from pcn_portal.units.periods import ContractYear
from services.models import Evidence, EvidenceUse
from services.requirement_evidence import (
    Use,
    evidence_of,
    link_evidence,
    record_evidence,
    uses_now,
)


class EvidenceItems(ServicesEndpoint):
    """A network's evidence."""

    permission = by_method(get=Permission.SEE_SERVICES, post=Permission.KEEP_SERVICES)

    @extend_schema(
        operation_id="list_evidence",
        parameters=[EvidenceQuery],
        responses=answers(EvidenceShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List a network's evidence with where each item is used, the newest first."""
        network = self.network(self.query(EvidenceQuery)["network"])
        rows = list(evidence_of(network))
        uses = uses_now([one.pk for one in rows])
        return Response([_row(one, uses.get(one.pk, [])) for one in rows])

    @extend_schema(
        operation_id="record_evidence",
        request=EvidenceRequest,
        responses=answers(EvidenceShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Record evidence in words."""
        self.query(NoQuery)
        wanted = self.body(EvidenceRequest)
        network = self.own_network(wanted.pop("network"))
        try:
            made = record_evidence(
                network=network, file=None, by=self.person.actor, at=now(), **wanted
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_row(made, []), status=201)


class EvidenceUses(ServicesEndpoint):
    """Where an item of evidence is used."""

    permission = Permission.KEEP_SERVICES

    @extend_schema(
        operation_id="link_evidence", request=UseRequest, responses=answers(EvidenceShape)
    )
    def post(self, request: Request, evidence_id: int) -> Response:
        """Link evidence to where it is asked for, or take the link away."""
        self.query(NoQuery)
        own = Evidence.objects.filter(network__code__in=self.scope.networks)
        one = own.defer("content").select_related("network").filter(pk=evidence_id).first()
        if one is None:
            self.missing()
        wanted = self.body(UseRequest)
        use = Use(wanted["kind"], ContractYear(wanted["year"]), wanted["key"])
        try:
            link_evidence(
                evidence=one, use=use, linked=wanted["linked"], by=self.person.actor, at=now()
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_row(one, uses_now([one.pk]).get(one.pk, [])))


def _row(one: Evidence, uses: list[EvidenceUse]) -> dict[str, Any]:
    return {
        "id": one.pk,
        "title": one.title,
        "day": one.day,
        "words": one.words,
        "file": one.name,
        "uses": [
            {"kind": use.kind, "year": str(ContractYear(use.year)), "key": use.key} for use in uses
        ],
    }
