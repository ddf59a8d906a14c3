"""Requirements over REST: what is asked, answers, reviews, and a board's table."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from networks.queries import networks_of_icb
from networks.refusals import RegisterRefused
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.requirements_shapes import (
    CarryRequest,
    DeliveriesQuery,
    DeliveryRequest,
    DeliveryShape,
    HeatCellShape,
    HeatQuery,
    RequirementShape,
    RequirementsQuery,
    ReviewRequest,
)
from pcn_portal.api.services_base import ServicesEndpoint, refused
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import NoQuery, by_method, now, today
from pcn_portal.units.periods import ContractYear
from services.engine.requirements import Level, Status
from services.models import DeliveryAnswer
from services.requirement_delivery import (
    Delivery,
    Risk,
    answer_requirement,
    confirm_answers,
    delivery_of,
    latest_answers,
    review_answer,
)
from services.requirement_heat import heat_of
from services.requirement_sets import set_of_year


class Requirements(ServicesEndpoint):
    """What a year asks."""

    permission = Permission.SEE_SERVICES

    @extend_schema(
        operation_id="list_requirements",
        parameters=[RequirementsQuery],
        responses=answers(RequirementShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List the requirements of a contract year as they stand now."""
        year = ContractYear(self.query(RequirementsQuery)["year"])
        found = set_of_year(year, now())
        rows = found.requirements.values()
        return Response([asdict(one) | {"set_version": found.version} for one in rows])


class Deliveries(ServicesEndpoint):
    """A network's answers."""

    permission = by_method(get=Permission.SEE_SERVICES, post=Permission.KEEP_SERVICES)

    @extend_schema(
        operation_id="list_deliveries",
        parameters=[DeliveriesQuery],
        responses=answers(DeliveryShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List the last answer to each requirement of a network's year."""
        query = self.query(DeliveriesQuery)
        network, year = self.network(query["network"]), ContractYear(query["year"])
        rows = latest_answers([network.pk], year, now())
        return Response([delivery_row(one, network.code) for one in rows])

    @extend_schema(
        operation_id="answer_requirement",
        request=DeliveryRequest,
        responses=answers(DeliveryShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Answer a requirement; earlier answers stay."""
        self.query(NoQuery)
        wanted = self.body(DeliveryRequest)
        network = self.own_network(wanted["network"])
        try:
            made = answer_requirement(
                network=network,
                year=ContractYear(wanted["year"]),
                code=wanted["code"],
                delivery=_delivery(wanted),
                seen_turn=wanted["seen_turn"],
                by=self.person.actor,
                at=now(),
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(delivery_row(made, network.code), status=201)


class CarriedDeliveries(ServicesEndpoint):
    """Last year's answers, confirmed."""

    permission = Permission.KEEP_SERVICES

    @extend_schema(
        operation_id="confirm_deliveries",
        request=CarryRequest,
        responses=answers(DeliveryShape(many=True), 201),
    )
    def post(self, request: Request) -> Response:
        """Confirm last year's answers as they are, with their evidence."""
        self.query(NoQuery)
        wanted = self.body(CarryRequest)
        network = self.own_network(wanted["network"])
        try:
            made = confirm_answers(
                network=network,
                year=ContractYear(wanted["year"]),
                codes=wanted["codes"],
                by=self.person.actor,
                at=now(),
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response([delivery_row(one, network.code) for one in made], status=201)


class ReviewDelivery(ServicesEndpoint):
    """The board's response."""

    permission = Permission.REVIEW_SERVICES

    @extend_schema(
        operation_id="review_delivery", request=ReviewRequest, responses=answers(DeliveryShape)
    )
    def post(self, request: Request, requirement_answer_id: int) -> Response:
        """Accept an answer, or ask for more."""
        self.query(NoQuery)
        networks = networks_in(self.scope, today())
        theirs = DeliveryAnswer.objects.filter(network__in=networks)
        answer = theirs.filter(pk=requirement_answer_id).first()
        if answer is None:
            self.missing()
        wanted = self.body(ReviewRequest)
        try:
            review_answer(answer_id=answer.pk, by=self.person.actor, at=now(), **wanted)
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        found = DeliveryAnswer.objects.select_related("review", "network").get(pk=answer.pk)
        return Response(delivery_row(found, found.network.code))


class RequirementHeat(ServicesEndpoint):
    """A board's table."""

    permission = Permission.SEE_SERVICES

    @extend_schema(
        operation_id="list_requirement_heat",
        parameters=[HeatQuery],
        responses=answers(HeatCellShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List how each requirement stands in each network, the worst networks first."""
        query = self.query(HeatQuery)
        self.board(query["icb"])
        year = ContractYear(query["year"])
        networks = list(networks_of_icb(query["icb"], _day_in(year, today())))
        heat = heat_of(networks, year, on=today(), known_at=now())
        return Response(
            [
                {
                    "network": row.network.code,
                    "code": one.code,
                    "state": cell.state.value,
                    "reasons": list(cell.reasons),
                }
                for row in heat.rows
                for one, cell in zip(heat.requirements, row.cells, strict=True)
            ]
        )


def delivery_row(one: DeliveryAnswer, code: str) -> dict[str, Any]:
    """An answer with the board's response."""
    said = delivery_of(one)
    review = getattr(one, "review", None)
    return asdict(said) | {
        "id": one.pk,
        "network": code,
        "year": str(ContractYear(one.year)),
        "code": one.code,
        "turn": one.turn,
        "carried": one.carried_from_id is not None,
        "given_at": one.given_at,
        "accepted": review.accepted if review else None,
        "response": review.words if review else "",
    }


def _delivery(wanted: dict[str, Any]) -> Delivery:
    risks = tuple(
        Risk(one["words"], Level(one["likelihood"]), Level(one["impact"]), one["done"])
        for one in wanted["risks"]
    )
    names = ("plan", "owner", "starts", "due", "narrative")
    return Delivery(
        status=Status(wanted["status"]), risks=risks, **{name: wanted[name] for name in names}
    )


def _day_in(year: ContractYear, on: date) -> date:
    return min(max(on, year.first), year.after - timedelta(days=1))
