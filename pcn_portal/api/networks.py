"""Networks and practices as they stood on a day."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from networks.directory import (
    commissioned_by,
    matching,
    member_rows,
    network_rows,
    practice_rows,
    spell_rows,
)
from networks.queries import memberships_on
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, practices_in
from pcn_portal.api.fields import CodeField
from pcn_portal.api.pages import Order, page, text
from pcn_portal.api.shapes import Named, answers, paged
from pcn_portal.api.views import Endpoint, OnDay, Paged, today
from practices.queries import open_on

BY_CODE = Order((("code", text),))


class NetworkQuery(Paged, OnDay):
    """Filters of the list of networks."""

    q = serializers.CharField(
        required=False, max_length=100, help_text="Part of the name, or of the code."
    )
    icb = CodeField(required=False, help_text="ODS code of an ICB.")


class PracticeQuery(NetworkQuery):
    """Filters of the list of practices."""

    network = CodeField(required=False, help_text="ODS code of a network.")


class NetworkShape(serializers.Serializer[Any]):
    """A network on a day; `closed` is the first day on which it no longer exists."""

    code = serializers.CharField()
    name = serializers.CharField()
    postcode = serializers.CharField()
    opened = serializers.DateField(allow_null=True)
    closed = serializers.DateField(allow_null=True)
    sub_icb = Named(allow_null=True)
    icb = Named(allow_null=True)
    members = serializers.IntegerField(help_text="Core network practices on the day.")


class MemberShape(Named):
    """A core network practice; `ends` is the first day on which it is one no longer."""

    starts = serializers.DateField()
    ends = serializers.DateField(allow_null=True)


class NetworkDetailShape(NetworkShape):
    """A network on a day with its core network practices."""

    on = serializers.DateField()
    practices = MemberShape(many=True)


class PracticeShape(serializers.Serializer[Any]):
    """A practice on a day, with the network it is a core network practice of."""

    code = serializers.CharField()
    name = serializers.CharField()
    postcode = serializers.CharField()
    status = serializers.CharField()
    opened = serializers.DateField(allow_null=True)
    closed = serializers.DateField(allow_null=True)
    sub_icb = Named(allow_null=True)
    icb = Named(allow_null=True)
    network = Named(allow_null=True)


class PracticeDetailShape(PracticeShape):
    """A practice on a day, and every spell in a network."""

    on = serializers.DateField()
    memberships = MemberShape(many=True)


class Networks(Endpoint):
    """The networks of one's organisations."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="list_networks",
        parameters=[NetworkQuery],
        responses=answers(paged(NetworkShape)),
    )
    def get(self, request: Request) -> Response:
        """List the networks that existed on a day, by code."""
        query = self.query(NetworkQuery)
        on = query.get("on") or today()
        networks = networks_in(self.scope, on).filter(open_on(on), matching(query.get("q", "")))
        if icb := query.get("icb"):
            networks = networks.filter(commissioned_by(icb, on))
        return Response(page(request, network_rows(networks, on), BY_CODE, query))


class OneNetwork(Endpoint):
    """One network."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="get_network", parameters=[OnDay], responses=answers(NetworkDetailShape)
    )
    def get(self, request: Request, code: str) -> Response:
        """Show a network on a day: its commissioner and core network practices."""
        on = self.query(OnDay).get("on") or today()
        found = network_rows(networks_in(self.scope, on).filter(code=code.upper()), on).first()
        if found is None:
            self.missing()
        return Response({**found, "on": on, "practices": list(member_rows(found["code"], on))})


class Practices(Endpoint):
    """The practices of one's organisations."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="list_practices",
        parameters=[PracticeQuery],
        responses=answers(paged(PracticeShape)),
    )
    def get(self, request: Request) -> Response:
        """List the practices that existed on a day, by code."""
        query = self.query(PracticeQuery)
        on = query.get("on") or today()
        practices = practices_in(self.scope, on).filter(open_on(on), matching(query.get("q", "")))
        if icb := query.get("icb"):
            practices = practices.filter(commissioned_by(icb, on))
        if network := query.get("network"):
            members = memberships_on(on).filter(network__code=network)
            practices = practices.filter(pk__in=members.values("practice"))
        return Response(page(request, practice_rows(practices, on), BY_CODE, query))


class OnePractice(Endpoint):
    """One practice."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="get_practice", parameters=[OnDay], responses=answers(PracticeDetailShape)
    )
    def get(self, request: Request, code: str) -> Response:
        """Show a practice on a day, and its spells in networks."""
        on = self.query(OnDay).get("on") or today()
        found = practice_rows(practices_in(self.scope, on).filter(code=code.upper()), on).first()
        if found is None:
            self.missing()
        return Response({**found, "on": on, "memberships": list(spell_rows(found["code"]))})
