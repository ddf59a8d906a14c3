"""Members of networks besides their core network practices, over REST."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from networks.models import Network, Partner, PartnerKind
from networks.partners import (
    PartnerFacts,
    PartnerRefused,
    add_partner,
    correct_partner,
    end_partner,
)
from networks.refusals import LONGEST_NAME, LONGEST_REASON
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, partners_in
from pcn_portal.api import covers, participation
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField, DayField
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.shapes import END_EXAMPLE, EndRequest, answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, OnRegisterDay, Paged, by_method, now, today
from pcn_portal.audit.dated import holds_on

BY_ID = Order((("id", whole),))
FIELDS = ("id", "kind", "name", "ods_code", "starts", "ends", "note")


class MembersQuery(Paged, OnRegisterDay):
    """A page of what holds on a day."""


class PartnerRequest(serializers.Serializer[Any]):
    """A member: of a practice only the code is needed, its name comes from the register."""

    kind = serializers.ChoiceField(choices=PartnerKind.choices)
    name = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_NAME
    )
    ods_code = CodeField(required=False, allow_blank=True, default="")
    starts = DayField()
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=1000)
    reason = serializers.CharField(max_length=LONGEST_REASON)


class PartnerShape(serializers.Serializer[Any]):
    """A member that is no core network practice; `ends` is the first day it is one no longer."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=PartnerKind.choices)
    name = serializers.CharField()
    ods_code = serializers.CharField(allow_blank=True)
    starts = serializers.DateField()
    ends = serializers.DateField(allow_null=True)
    note = serializers.CharField(allow_blank=True)


PARTNER = OpenApiExample(
    "Example",
    value={
        "kind": "pharmacy",
        "name": "Made-up Pharmacy",
        "starts": "2025-04-01",
        "reason": "Signed agreement seen.",
    },
    request_only=True,
)


class Partners(Endpoint):
    """The members of a network besides its core network practices, and adding one."""

    permission = by_method(get=Permission.SEE_NETWORKS, post=Permission.KEEP_REGISTER)

    @extend_schema(
        operation_id="list_partners",
        parameters=[MembersQuery],
        responses=answers(paged(PartnerShape)),
    )
    def get(self, request: Request, network: str) -> Response:
        """List the members of a network on a day that are no core network practices."""
        query = self.query(MembersQuery)
        on = query.get("on") or today()
        partners = Partner.objects.filter(holds_on(on), network=self._network(network, on))
        return Response(page(request, _rows(partners), BY_ID, query))

    @extend_schema(
        operation_id="add_partner",
        request=PartnerRequest,
        examples=[PARTNER],
        responses=answers(PartnerShape, 201),
    )
    def post(self, request: Request, network: str) -> Response:
        """Enter a member of a network."""
        self.query(NoQuery)
        found, wanted = self._network(network, today()), self.body(PartnerRequest)
        reason = wanted.pop("reason")
        try:
            partner = add_partner(
                network=found,
                facts=PartnerFacts(**wanted),
                reason=reason,
                by=self.person.actor,
                at=now(),
            )
        except PartnerRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(partner), status=201)

    def _network(self, code: str, on: date) -> Network:
        found = networks_in(self.scope, on).filter(code=code.upper()).first()
        return found or self.missing()


class OnePartner(Endpoint):
    """Base of what is done with one member."""

    permission = Permission.KEEP_REGISTER

    def partner(self, network: str, partner_id: int) -> Partner:
        """The member, if the person keeps the register of its network; else 404."""
        found = partners_in(self.scope, today()).filter(network__code=network.upper())
        return found.filter(pk=partner_id).first() or self.missing()


class CorrectPartner(OnePartner):
    """Correcting a member."""

    @extend_schema(
        operation_id="correct_partner",
        request=PartnerRequest,
        examples=[PARTNER],
        responses=answers(PartnerShape),
    )
    def post(self, request: Request, network: str, partner_id: int) -> Response:
        """Replace what was entered wrongly; what was there before is kept."""
        self.query(NoQuery)
        found, wanted = self.partner(network, partner_id), self.body(PartnerRequest)
        reason = wanted.pop("reason")
        try:
            partner = correct_partner(
                partner_id=found.pk,
                facts=PartnerFacts(**wanted),
                reason=reason,
                by=self.person.actor,
                at=now(),
            )
        except PartnerRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(partner))


class EndPartner(OnePartner):
    """Ending a membership."""

    @extend_schema(
        operation_id="end_partner",
        request=EndRequest,
        examples=[END_EXAMPLE],
        responses=answers(PartnerShape),
    )
    def post(self, request: Request, network: str, partner_id: int) -> Response:
        """End a membership on a day."""
        self.query(NoQuery)
        found, wanted = self.partner(network, partner_id), self.body(EndRequest)
        try:
            partner = end_partner(partner_id=found.pk, **wanted, by=self.person.actor, at=now())
        except PartnerRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(partner))


def _rows(partners: QuerySet[Partner]) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = partners.values(*FIELDS)
    return rows


def _one(partner: Partner) -> dict[str, Any]:
    return {name: getattr(partner, name) for name in FIELDS}


urlpatterns: list[URLPattern] = [
    path("networks/<slug:network>/partners/", Partners.as_view(), name="api_partners"),
    path(
        "networks/<slug:network>/partners/<int:partner_id>/correct/",
        CorrectPartner.as_view(),
        name="api_correct_partner",
    ),
    path(
        "networks/<slug:network>/partners/<int:partner_id>/end/",
        EndPartner.as_view(),
        name="api_end_partner",
    ),
    *covers.urlpatterns,
    *participation.urlpatterns,
]
