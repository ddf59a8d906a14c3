"""Care homes over REST: months with their pounds, counts, and alignments."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from funding.care_home_months import NetworkMonth, network_months
from networks.queries import icb_codes_of_networks, networks_of_icb
from networks.refusals import RegisterRefused
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.care_homes_shapes import (
    AlignedHomeShape,
    AlignRequest,
    CountRequest,
    EndAlignmentRequest,
    HomeMonthShape,
    HomeMonthsQuery,
    HomesQuery,
)
from pcn_portal.api.services_base import ServicesEndpoint, refused
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import NoQuery, by_method, now, today
from pcn_portal.units.periods import Month
from services.care_home_counts import Choice, confirm_count
from services.care_homes import align, end_alignment
from services.models import Alignment, CareHome


class HomesEndpoint(ServicesEndpoint):
    """What the endpoints of care homes share."""

    def home(self, location_id: str) -> CareHome:
        found = CareHome.objects.filter(location_id=location_id).first()
        if found is None:
            self.missing()
        return found


class HomeMonths(HomesEndpoint):
    """Every network's month."""

    permission = Permission.SEE_SERVICES

    @extend_schema(
        operation_id="list_care_home_months",
        parameters=[HomeMonthsQuery],
        responses=answers(HomeMonthShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List a board's networks in a month: beds counted and proposed, with pounds."""
        query = self.query(HomeMonthsQuery)
        self.board(query["icb"])
        networks = list(networks_of_icb(query["icb"], query["month"]))
        rows = network_months(networks, query["icb"], Month.of(query["month"]), now())
        return Response(_months(rows))


class AlignedHomes(HomesEndpoint):
    """Homes aligned to a network."""

    permission = by_method(get=Permission.SEE_SERVICES, post=Permission.REVIEW_SERVICES)

    @extend_schema(
        operation_id="list_aligned_homes",
        parameters=[HomesQuery],
        responses=answers(AlignedHomeShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List every alignment of a network, the earliest first."""
        network = self.network(self.query(HomesQuery)["network"])
        rows = network.aligned_homes.select_related("home", "network").order_by("starts", "pk")
        return Response([_aligned(one) for one in rows])

    @extend_schema(
        operation_id="align_care_home",
        request=AlignRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "location_id": "1-900000001",
                    "network": "U00001",
                    "starts": "2025-04-01",
                    "reason": "Decided with the network",
                },
                request_only=True,
            )
        ],
        responses=answers(AlignedHomeShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Align a home to a network from a day; an alignment to another one ends there."""
        self.query(NoQuery)
        wanted = self.body(AlignRequest)
        network, home = self.network(wanted["network"]), self.home(wanted["location_id"])
        try:
            made = align(
                home_id=home.pk,
                network=network,
                starts=wanted["starts"],
                reason=wanted["reason"],
                by=self.person.actor,
                at=now(),
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_aligned(made), status=201)


class EndAlignedHome(HomesEndpoint):
    """The end of an alignment."""

    permission = Permission.REVIEW_SERVICES

    @extend_schema(
        operation_id="end_care_home_alignment",
        request=EndAlignmentRequest,
        responses=answers(AlignedHomeShape),
    )
    def post(self, request: Request, alignment_id: int) -> Response:
        """End an alignment of one of your networks."""
        self.query(NoQuery)
        networks = networks_in(self.scope, today())
        if not Alignment.objects.filter(pk=alignment_id, network__in=networks).exists():
            self.missing()
        wanted = self.body(EndAlignmentRequest)
        try:
            made = end_alignment(
                alignment_id=alignment_id, by=self.person.actor, at=now(), **wanted
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_aligned(made))


class HomeCounts(HomesEndpoint):
    """Confirmed counts."""

    permission = Permission.REVIEW_SERVICES

    @extend_schema(
        operation_id="confirm_care_home_count",
        request=CountRequest,
        responses=answers(HomeMonthShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Confirm a month's beds home by home; the next run pays by them."""
        self.query(NoQuery)
        wanted = self.body(CountRequest)
        network, month = self.network(wanted["network"]), Month.of(wanted["month"])
        choices = {
            self.home(one["location_id"]).pk: Choice(one["counts"], one["why"])
            for one in wanted["otherwise"]
        }
        try:
            confirm_count(
                network=network,
                month=month,
                expected=wanted["expected"],
                reason=wanted["reason"],
                choices=choices,
                by=self.person.actor,
                at=now(),
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        codes = icb_codes_of_networks(network_ids=[network.pk], on=month.first)
        (row,) = network_months([network], codes.get(network.pk, ""), month, now())
        return Response(_months([row])[0], status=201)


def _months(rows: list[NetworkMonth]) -> list[dict[str, Any]]:
    homes = [one.facts.home for row in rows for one in row.homes.homes]
    known = dict(CareHome.objects.filter(pk__in=homes).values_list("pk", "location_id"))
    return [_month(row, known) for row in rows]


def _month(row: NetworkMonth, known: dict[int, str]) -> dict[str, Any]:
    return {
        "network": row.network.code,
        "month": str(row.homes.month),
        "standing": row.homes.standing.value,
        "counted": row.homes.count.beds if row.homes.count else None,
        "counted_version": row.homes.count.version if row.homes.count else None,
        "proposed": row.homes.proposed,
        "premium_counted": None if row.now is None else str(row.now),
        "premium_proposed": None if row.then is None else str(row.then),
        "homes": [
            {
                "location_id": known[one.facts.home],
                "name": one.facts.name,
                "counts": one.counts,
                "beds": one.beds,
                "why": one.why,
            }
            for one in row.homes.homes
        ],
    }


def _aligned(one: Alignment) -> dict[str, Any]:
    return {
        "id": one.pk,
        "location_id": one.home.location_id,
        "name": one.home.name,
        "network": one.network.code,
        "starts": one.starts,
        "ends": one.ends,
        "reason": one.reason,
    }
