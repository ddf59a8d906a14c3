"""What is due over REST: a year's deadlines, how networks stand, and saying that it is done."""

from datetime import date, datetime
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from networks.models import Network
from networks.refusals import RegisterRefused
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.api.deadlines_shapes import (
    AheadQuery,
    DeadlineDueShape,
    DeadlinesQuery,
    DeadlineStandingShape,
    DeadlineTickRequest,
    MissedCutOffShape,
    StandingsQuery,
)
from pcn_portal.api.fields import month_text
from pcn_portal.api.services_base import ServicesEndpoint, refused
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import NoQuery, now, today
from pcn_portal.due.ahead import Missed, missed_by
from pcn_portal.due.picture import (
    Picture,
    picture_of_board,
    picture_of_network,
    year_of_key,
)
from pcn_portal.due.standing import Stand, networks_of_board
from pcn_portal.units.periods import ContractYear, Month
from services.deadlines.ticking import tick_deadline
from services.deadlines.year import Due
from services.engine.deadlines import Standing
from services.models import TickSide


class DueList(ServicesEndpoint):
    """A year's deadlines."""

    permission = Permission.SEE_SERVICES

    @extend_schema(
        operation_id="list_due",
        parameters=[DeadlinesQuery],
        responses=answers(DeadlineDueShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List what is due in a board's or network's year, by day; what has no day comes last."""
        query = self.query(DeadlinesQuery)
        year, at = ContractYear(query["year"]), now()
        if "icb" in query:
            icb = self.board(query["icb"])
            picture = picture_of_board(icb, year, today=today(), known_at=at)
            return Response([_due(picture, due) for due in picture.dues])
        network = self.network(query["network"])
        picture = picture_of_network(network, year, today=today(), known_at=at)
        return Response([_due(picture, due, of_one=True) for due in picture.dues])


class DueStandings(ServicesEndpoint):
    """Every network with one deadline."""

    permission = Permission.SEE_SERVICES

    @extend_schema(
        operation_id="list_due_standings",
        parameters=[StandingsQuery],
        responses=answers(DeadlineStandingShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List how every network of a board stands with one deadline."""
        query = self.query(StandingsQuery)
        icb, year = self.board(query["icb"]), year_of_key(query["due"])
        if year is None:
            self.missing()
        picture = picture_of_board(icb, year, today=today(), known_at=now(), only=query["due"])
        if picture.due(query["due"]) is None:
            self.missing()
        return Response([_stand(one) for one in picture.stands])


class DueAhead(ServicesEndpoint):
    """Who misses a cut-off."""

    permission = Permission.SEE_SERVICES

    @extend_schema(
        operation_id="list_missed_cut_offs",
        parameters=[AheadQuery],
        responses=answers(MissedCutOffShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List who misses a cut-off in the days to come if nothing happens, and the stake."""
        query = self.query(AheadQuery)
        icb = self.board(query["icb"])
        starts: date = query.get("starts") or today()
        networks = networks_of_board(icb, Month.of(starts).contract_year, starts)
        found = missed_by(
            icb, networks, starts=starts, days=query["days"], today=today(), known_at=now()
        )
        return Response([_missed(one) for one in found])


class DueTicks(ServicesEndpoint):
    """Saying that something is done."""

    permission = Permission.SEE_SERVICES

    @extend_schema(
        operation_id="tick_deadline",
        request=DeadlineTickRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "network": "U00001",
                    "due": "capacity-access-plan_2023-24",
                    "done_on": "2023-06-29",
                    "words": "Sent by e-mail",
                },
                request_only=True,
            )
        ],
        responses=answers(DeadlineStandingShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Record that a network has done what is due, for the network itself or its board."""
        self.query(NoQuery)
        wanted = self.body(DeadlineTickRequest)
        network = self.network(wanted["network"])
        side, at = self._side(network), now()
        stand = self._stand(network, wanted["due"], at)
        try:
            tick_deadline(
                network=network,
                due=stand.due,
                done_on=wanted["done_on"],
                words=wanted["words"],
                side=side,
                by=self.person.actor,
                at=at,
            )
        except RegisterRefused as refusal:
            raise refused(refusal) from None
        return Response(_stand(self._stand(network, wanted["due"], now())), status=201)

    def _side(self, network: Network) -> TickSide:
        if network.code in scope_of(self.person, Permission.KEEP_SERVICES).networks:
            return TickSide.NETWORK
        scope = scope_of(self.person, Permission.REVIEW_SERVICES)
        if not networks_in(scope, today()).filter(pk=network.pk).exists():
            raise PermissionDenied()
        return TickSide.BOARD

    def _stand(self, network: Network, key: str, at: datetime) -> Stand:
        year = year_of_key(key)
        if year is None:
            self.missing()
        picture = picture_of_network(network, year, today=today(), known_at=at, only=key)
        if not picture.stands:
            self.missing()
        return picture.stands[0]


def _due(picture: Picture, due: Due, *, of_one: bool = False) -> dict[str, Any]:
    found = picture.found.get(due.key, [])
    return {
        "due": due.key,
        "kind": due.kind,
        "title": due.title,
        "what": due.what,
        "month": month_text(due.month) if due.month else None,
        "day": due.day,
        "said": [{"whose": s.whose, "day": s.day, "source": s.source} for s in due.said],
        "withdrawn": due.cancelled,
        "remind_days": due.remind_days,
        "escalate_after": due.escalate_after,
        "networks": len(found),
        "done": sum(not one.open for one in found),
        "late": [one.network.code for one in found if one.standing == Standing.LATE],
        "stands": found[0].standing.value if of_one and found else None,
    }


def _stand(one: Stand) -> dict[str, Any]:
    return {
        "network": one.network.code,
        "name": one.network.name,
        "due": one.due.key,
        "stands": one.standing.value,
        "days_late": one.days_late,
        "done_at": one.done_at,
        "done_on": one.tick.done_on if one.tick else None,
        "said_by": one.tick.side if one.tick else None,
        "words": one.tick.words if one.tick else "",
    }


def _missed(one: Missed) -> dict[str, Any]:
    stake = one.stake
    return _stand(one.stand) | {
        "title": one.stand.due.title,
        "day": one.stand.due.day,
        "stake": stake.words,
        "pounds": stake.pounds,
        "pounds_of": month_text(stake.month) if stake.month else None,
    }
