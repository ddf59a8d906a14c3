"""Networks and practices as they stood on a day."""

from dataclasses import asdict
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
from networks.lineage import children_of, parents_of, predecessors_of, successors_of
from networks.models import Network
from networks.queries import memberships_on
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, practices_in
from pcn_portal.api.fields import CodeField
from pcn_portal.api.pages import Order, page, text
from pcn_portal.api.shapes import Named, answers, paged
from pcn_portal.api.views import Endpoint, OnDay, Paged, today
from practices.locations import locations_of
from practices.models import Practice
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


class RelativeShape(Named):
    """An organisation before or after a merger or split on the day `on`.

    `generation` 1 is next to the one asked for; `next_to` is its neighbour towards that one.
    """

    on = serializers.DateField()
    generation = serializers.IntegerField()
    next_to = serializers.CharField()


class LocationShape(serializers.Serializer[Any]):
    """A practice's place in degrees (WGS 84), from its postcode."""

    postcode = serializers.CharField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()


class NetworkDetailShape(NetworkShape):
    """A network on a day with its core network practices, and what it came from and became."""

    on = serializers.DateField()
    parents = RelativeShape(many=True)
    children = RelativeShape(many=True)
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
    """A practice on a day, every spell in a network, what it came from and became, its place."""

    on = serializers.DateField()
    parents = RelativeShape(many=True)
    children = RelativeShape(many=True)
    location = LocationShape(allow_null=True)
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
        network = networks_in(self.scope, on).filter(code=code.upper()).first()
        if network is None:
            self.missing()
        found = network_rows(Network.objects.filter(pk=network.pk), on).get()
        return Response(
            {
                **found,
                "on": on,
                "parents": [asdict(parent) for parent in parents_of(network, on=on)],
                "children": [asdict(child) for child in children_of(network, on=on)],
                "practices": list(member_rows(network.code, on)),
            }
        )


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
        practice = practices_in(self.scope, on).filter(code=code.upper()).first()
        if practice is None:
            self.missing()
        found = practice_rows(Practice.objects.filter(pk=practice.pk), on).get()
        return Response(
            {
                **found,
                "on": on,
                "parents": [asdict(parent) for parent in predecessors_of(practice, on=on)],
                "children": [asdict(child) for child in successors_of(practice, on=on)],
                "location": _location(practice),
                "memberships": list(spell_rows(practice.code)),
            }
        )


def _location(practice: Practice) -> dict[str, Any] | None:
    place = locations_of([practice.pk]).get(practice.pk)
    if place is None:
        return None
    degrees = {"latitude": float(place.latitude), "longitude": float(place.longitude)}
    return {"postcode": place.postcode, **degrees}
