"""Capacity and access improvement over REST: parts, declarations, withdrawals and checks."""

from datetime import date, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from funding.improvement_outlook import PartOutlook, improvement_outlook
from networks.models import Network
from networks.queries import icb_codes_of_networks, networks_of_icb
from networks.refusals import RegisterRefused
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.improvement_shapes import (
    ImprovementCheckRequest,
    ImprovementDeclarationRequest,
    ImprovementHistoryQuery,
    ImprovementPartShape,
    ImprovementQuery,
    ImprovementReasonRequest,
    ImprovementTurnShape,
)
from pcn_portal.api.services_base import ServicesEndpoint, refused
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import NoQuery, by_method, now, today
from pcn_portal.units.periods import ContractYear
from services.engine.improvement import Outcome
from services.improvement import DeclarationFacts, check_part, declare_part, withdraw_part
from services.improvement_queries import history
from services.models import ImprovementDeclaration

ONE_OF_BOTH = "Give a network or a board, and not both."


class ImprovementEndpoint(ServicesEndpoint):
    """What the endpoints of improvement share."""

    def turn(self, turn_id: int) -> ImprovementDeclaration:
        networks = networks_in(self.scope, today())
        found = ImprovementDeclaration.objects.filter(pk=turn_id, network__in=networks).first()
        if found is None:
            self.missing()
        return found


class ImprovementParts(ImprovementEndpoint):
    """How each part stands, and what it is worth."""

    permission = Permission.SEE_SERVICES

    @extend_schema(
        operation_id="list_improvement_parts",
        parameters=[ImprovementQuery],
        responses=answers(ImprovementPartShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List the parts of a network's year, or of all networks of a board, with pounds."""
        query = self.query(ImprovementQuery)
        year = ContractYear(query["year"])
        day = max(year.first, min(today(), year.after - timedelta(days=1)))
        if ("network" in query) == ("icb" in query):
            raise ValidationError({"network": [ONE_OF_BOTH]})
        if "icb" in query:
            icb = self.board(query["icb"])
            codes = dict(networks_of_icb(icb, day).values_list("pk", "code"))
        else:
            network = self.network(query["network"])
            codes, icb = {network.pk: network.code}, icb_of(network, day)
        found = improvement_outlook(
            codes=codes, icb_code=icb, year=year, on=today(), known_at=now()
        )
        return Response(
            [_part(codes[key], year, one) for key, parts in found.items() for one in parts]
        )


class ImprovementDeclarations(ImprovementEndpoint):
    """The turns of a part."""

    permission = by_method(get=Permission.SEE_SERVICES, post=Permission.DECLARE_SERVICES)

    @extend_schema(
        operation_id="list_improvement_declarations",
        parameters=[ImprovementHistoryQuery],
        responses=answers(ImprovementTurnShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List the turns of a part with practices, evidence and checks, the last one first."""
        query = self.query(ImprovementHistoryQuery)
        network = self.network(query["network"])
        turns = history(network, ContractYear(query["year"]), query["part"])
        return Response([_turn(one, network) for one in turns])

    @extend_schema(
        operation_id="declare_improvement",
        request=ImprovementDeclarationRequest,
        responses=answers(ImprovementTurnShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Declare a part in place in every core network practice, as its clinical director."""
        self.query(NoQuery)
        sent = self.body(ImprovementDeclarationRequest)
        network = self.own_network(sent["network"])
        facts = DeclarationFacts(sent["met_on"], sent["practices"], sent["evidence"])
        try:
            made = declare_part(
                network=network,
                year=ContractYear(sent["year"]),
                part=sent["part"],
                facts=facts,
                by=self.person.actor,
                at=now(),
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_turn(made, network), status=201)


class WithdrawImprovement(ImprovementEndpoint):
    """A declaration taken back."""

    permission = Permission.DECLARE_SERVICES

    @extend_schema(
        operation_id="withdraw_improvement",
        request=ImprovementReasonRequest,
        responses=answers(ImprovementTurnShape, 201),
    )
    def post(self, request: Request, improvement_turn_id: int) -> Response:
        """Withdraw the last declaration of a part; what it paid is recovered by the next run."""
        self.query(NoQuery)
        turn = self.turn(improvement_turn_id)
        network = self.own_network(turn.network.code)
        sent = self.body(ImprovementReasonRequest)
        try:
            made = withdraw_part(
                declaration_id=turn.pk, reason=sent["reason"], by=self.person.actor, at=now()
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_turn(made, network), status=201)


class CheckImprovement(ImprovementEndpoint):
    """A board's check of a declaration."""

    permission = Permission.REVIEW_SERVICES

    @extend_schema(
        operation_id="check_improvement",
        request=ImprovementCheckRequest,
        responses=answers(ImprovementTurnShape, 201),
    )
    def post(self, request: Request, improvement_turn_id: int) -> Response:
        """Accept a declaration, ask for more, or find it not met, before or after payment."""
        self.query(NoQuery)
        turn = self.turn(improvement_turn_id)
        sent = self.body(ImprovementCheckRequest)
        try:
            check_part(
                declaration_id=turn.pk,
                outcome=Outcome(sent["outcome"]),
                reason=sent["reason"],
                by=self.person.actor,
                at=now(),
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        found = history(turn.network, ContractYear(turn.year), turn.part).get(pk=turn.pk)
        return Response(_turn(found, turn.network), status=201)


def icb_of(network: Network, day: date) -> str:
    """The board that commissions a network on a day; empty where none is recorded."""
    return icb_codes_of_networks(network_ids=[network.pk], on=day).get(network.pk, "")


def _part(code: str, year: ContractYear, found: PartOutlook) -> dict[str, Any]:
    one, worth = found.one, found.worth
    return {
        "network": code,
        "year": str(year),
        "part": one.part.key,
        "title": one.part.title,
        "criteria": {criterion.key: criterion.words for criterion in one.part.criteria},
        "criteria_known": one.part.criteria_known,
        "state": one.state.value,
        "share": None if one.share is None else str(one.share),
        "share_known": one.part.share_known,
        "paying": one.paying,
        "waits_for_acceptance": one.waits,
        "to_check": one.standing.to_check,
        "declaration": one.number or None,
        "most": worth.most,
        "due": worth.due,
        "booked": worth.booked,
        "not_confirmed": [member.code for member in found.joined],
    }


def _turn(turn: ImprovementDeclaration, network: Network) -> dict[str, Any]:
    names = ("turn", "part", "declared", "met_on", "director", "reason", "declared_at")
    return {name: getattr(turn, name) for name in names} | {
        "id": turn.pk,
        "network": network.code,
        "year": str(ContractYear(turn.year)),
        "declared_by": str(turn.declared_by),
        "practices": [one.practice.code for one in turn.practices.all()],
        "evidence": {one.criterion: one.words for one in turn.evidence.all()},
        "checks": [
            {
                "outcome": one.outcome,
                "reason": one.reason,
                "checked_at": one.checked_at,
                "checked_by": str(one.checked_by),
            }
            for one in turn.checks.all()
        ],
    }
