"""Data sharing agreements over REST."""

from datetime import date
from typing import Any

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from networks.agreements.queries import OpenSharing, open_sharing, sharing_on, weigh_sharing
from networks.agreements.sharing import (
    Terms,
    add_party,
    add_sharing,
    correct_sharing,
    end_sharing,
    remove_party,
    sign_party,
)
from networks.directory import commissioned_by
from networks.models import Network, SharingAgreement, SharingParty
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.paper_shapes import (
    PapersQuery,
    PartyCorrection,
    PartyRequest,
    PartyShape,
    RemovalRequest,
    SharingCorrection,
    SharingRequest,
    SharingShape,
    UnsignedQuery,
)
from pcn_portal.api.papers_base import OfNetwork, created, example
from pcn_portal.api.shapes import END_EXAMPLE, EndRequest, answers, paged
from pcn_portal.api.views import Endpoint, by_method, today
from practices.queries import open_on

LISTED = paged(SharingShape)
BY_NUMBER = Order((("id", whole),))
EXAMPLE = {
    "title": "Shared care records",
    "purposes": "Direct care across the network",
    "lawful_basis": "UK GDPR article 6(1)(e) and 9(2)(h)",
    "protection_officer": "Dee Invented",
    "review_on": "2026-04-01",
    "dspt_filed_by": "Alder Surgery",
    "starts": "2025-04-01",
}


class SharingAgreements(OfNetwork):
    """The data sharing agreements of a network, and entering one."""

    permission = by_method(get=Permission.SEE_NETWORKS, post=Permission.KEEP_REGISTER)

    @extend_schema(
        operation_id="list_sharing_agreements",
        parameters=[PapersQuery],
        responses=answers(LISTED),
    )
    def get(self, request: Request, code: str) -> Response:
        """List the data sharing agreements in force on a day, with their parties."""
        query = self.query(PapersQuery)
        on = query.get("on") or today()
        networks = Network.objects.filter(pk=self.network(code, on).pk)
        found = {s.pk: weigh_sharing(s, on) for s in sharing_on(networks, on)}
        return Response(_listed(request, found, query))

    @extend_schema(
        operation_id="enter_sharing_agreement",
        request=SharingRequest,
        examples=example(**EXAMPLE),
        responses=answers(SharingShape, 201),
    )
    def post(self, request: Request, code: str) -> Response:
        """Enter a data sharing agreement."""
        network, wanted = self.network(code), self.body(SharingRequest)
        made = self.act(add_sharing, network_id=network.pk, terms=Terms(**wanted))
        return created(_row(weigh_sharing(made, today())))


class UnsignedSharing(Endpoint):
    """Data sharing agreements that need somebody."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="list_unsigned_sharing_agreements",
        parameters=[UnsignedQuery],
        responses=answers(LISTED),
    )
    def get(self, request: Request) -> Response:
        """List data sharing agreements unsigned by a party, or due for review."""
        query = self.query(UnsignedQuery)
        on = query.get("on") or today()
        networks = networks_in(self.scope, on).filter(open_on(on))
        if icb := query.get("icb"):
            networks = networks.filter(commissioned_by(icb, on))
        found = {o.sharing.pk: o for o in open_sharing(networks, on)}
        return Response(_listed(request, found, query))


class _OfSharing(OfNetwork):
    """An endpoint about one data sharing agreement."""

    permission = Permission.KEEP_REGISTER

    def sharing(self, code: str, sharing_id: int) -> int:
        found = SharingAgreement.objects.filter(network=self.network(code), pk=sharing_id)
        if not found.exists():
            self.missing()
        return sharing_id


class CorrectSharing(_OfSharing):
    """Putting one right."""

    @extend_schema(
        operation_id="correct_sharing_agreement",
        request=SharingCorrection,
        examples=example(**EXAMPLE, reason="Reviewed by Dee Invented."),
        responses=answers(SharingShape),
    )
    def post(self, request: Request, code: str, sharing_id: int) -> Response:
        """Correct a data sharing agreement, or record its review."""
        number, wanted = self.sharing(code, sharing_id), self.body(SharingCorrection)
        reason = wanted.pop("reason")
        made = self.act(correct_sharing, sharing_id=number, terms=Terms(**wanted), reason=reason)
        return Response(_row(weigh_sharing(made, today())))


class EndSharing(_OfSharing):
    """Ending one."""

    @extend_schema(
        operation_id="end_sharing_agreement",
        request=EndRequest,
        examples=[END_EXAMPLE],
        responses=answers(SharingShape),
    )
    def post(self, request: Request, code: str, sharing_id: int) -> Response:
        """End a data sharing agreement; `ends` is the first day on which it no longer holds."""
        number, wanted = self.sharing(code, sharing_id), self.body(EndRequest)
        made = self.act(end_sharing, sharing_id=number, **wanted)
        return Response(_row(weigh_sharing(made, today())))


class Parties(_OfSharing):
    """Naming its parties."""

    @extend_schema(
        operation_id="add_party",
        request=PartyRequest,
        examples=example(name="Made-up Trust", ods_code="RZZ"),
        responses=answers(PartyShape, 201),
    )
    def post(self, request: Request, code: str, sharing_id: int) -> Response:
        """Name a party to a data sharing agreement, signed already or not yet."""
        number, wanted = self.sharing(code, sharing_id), self.body(PartyRequest)
        made = self.act(add_party, sharing_id=number, **wanted, today=today())
        return created(_party(made))


class _OfParty(OfNetwork):
    """An endpoint about one party."""

    permission = Permission.KEEP_REGISTER

    def party(self, code: str, party_id: int) -> int:
        found = SharingParty.objects.filter(sharing__network=self.network(code), pk=party_id)
        if not found.exists():
            self.missing()
        return party_id


class SignParty(_OfParty):
    """A party's signature."""

    @extend_schema(
        operation_id="sign_party",
        request=PartyCorrection,
        examples=example(signed_on="2025-03-28", signed_by="Cy Invented"),
        responses=answers(PartyShape),
    )
    def post(self, request: Request, code: str, party_id: int) -> Response:
        """Record a party's signature; with a reason, correct one or take it back."""
        number, wanted = self.party(code, party_id), self.body(PartyCorrection)
        made = self.act(sign_party, party_id=number, **wanted, today=today())
        return Response(_party(made))


class RemoveParty(_OfParty):
    """Removing a party."""

    @extend_schema(
        operation_id="remove_party",
        request=RemovalRequest,
        examples=example(reason="No party to it."),
        responses=answers(None, 204),
    )
    def post(self, request: Request, code: str, party_id: int) -> Response:
        """Take off a party that was entered in error. What it was is kept."""
        number, wanted = self.party(code, party_id), self.body(RemovalRequest)
        self.act(remove_party, party_id=number, **wanted)
        return Response(status=204)


def _listed(
    request: Request, found: dict[int, OpenSharing], query: dict[str, date]
) -> dict[str, Any]:
    rows = SharingAgreement.objects.filter(pk__in=list(found)).values("id")
    listed = page(request, rows, BY_NUMBER, query)
    return {**listed, "results": [_row(found[row["id"]]) for row in listed["results"]]}


def _row(weighed: OpenSharing) -> dict[str, Any]:
    sharing = weighed.sharing
    return {
        "id": sharing.pk,
        "network": {"code": sharing.network.code, "name": sharing.network.name},
        **{name: getattr(sharing, name) for name in Terms.__dataclass_fields__},
        "ends": sharing.ends,
        "review_due": weighed.review_due,
        "parties": [_party(party) for party in sharing.parties.all()],
    }


def _party(party: SharingParty) -> dict[str, Any]:
    return {
        "id": party.pk,
        "name": party.name,
        "ods_code": party.ods_code,
        "signed_on": party.signed_on,
        "signed_by": party.signed_by,
    }


NETWORK = "networks/<slug:code>/"
SHARING = NETWORK + "sharing-agreements/<int:sharing_id>/"
PARTY = NETWORK + "sharing-parties/<int:party_id>/"

urlpatterns: list[URLPattern] = [
    path(NETWORK + "sharing-agreements/", SharingAgreements.as_view(), name="api_sharing"),
    path(SHARING + "correct/", CorrectSharing.as_view(), name="api_correct_sharing"),
    path(SHARING + "end/", EndSharing.as_view(), name="api_end_sharing"),
    path(SHARING + "parties/", Parties.as_view(), name="api_parties"),
    path(PARTY + "sign/", SignParty.as_view(), name="api_sign_party"),
    path(PARTY + "remove/", RemoveParty.as_view(), name="api_remove_party"),
    path("unsigned-sharing-agreements/", UnsignedSharing.as_view(), name="api_unsigned_sharing"),
]
