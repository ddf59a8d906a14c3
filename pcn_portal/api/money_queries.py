"""Queries on money over REST: list, ask, and everything done about one."""

from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from funding.actions import (
    QueryRefused,
    Question,
    answer_query,
    close_query,
    give_query,
    open_query,
    reopen_query,
)
from funding.models import MoneyQuery
from funding.queries import QueryStanding, query_standings
from networks.queries import icb_codes_of_networks
from pcn_portal.accounts.models import User
from pcn_portal.accounts.paid_scope import money_queries_in, paid_lines_in
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, networks_in, postings_in, scope_of
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import month_text
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.paid_shapes import ActRequest, AskRequest, MoneyQueryShape, QueriesQuery
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, by_method, now

ORDER = Order((("id", whole),), newest_first=True)


class MoneyQueries(Endpoint):
    """Queries."""

    permission = by_method(get=Permission.SEE_STATEMENTS, post=Permission.ASK_QUERIES)

    @extend_schema(
        operation_id="list_queries",
        parameters=[QueriesQuery],
        responses=answers(paged(MoneyQueryShape)),
    )
    def get(self, request: Request) -> Response:
        """List the queries of your boards and networks, newest first."""
        query = self.query(QueriesQuery)
        found = money_queries_in(self.scope)
        if "icb" in query:
            found = found.filter(icb_code=query["icb"])
        if "network" in query:
            found = found.filter(network_code=query["network"])
        answer = page(request, found.values("id"), ORDER, query)
        numbers = [row["id"] for row in answer["results"]]
        rows = {row["id"]: row for row in _shown(numbers)}
        return Response({**answer, "results": [rows[number] for number in numbers]})

    @extend_schema(
        operation_id="ask_query",
        request=AskRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"network": "U99999", "subject": "Core funding", "text": "Why less?"},
                request_only=True,
            )
        ],
        responses=answers(MoneyQueryShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Ask about a line of paid money, a posting, or a payee's payment of a month."""
        self.query(NoQuery)
        wanted = self.body(AskRequest)
        today = timezone.localdate()
        network = networks_in(self.scope, today).filter(code=wanted.pop("network")).first()
        if network is None:
            raise NotFound("None of your networks has this code.")
        line, posting = wanted.pop("line", None), wanted.pop("posting", None)
        if line is not None and not paid_lines_in(self.scope).filter(pk=line).exists():
            raise NotFound("None of your lines has this number.")
        if posting is not None and not postings_in(self.scope).filter(pk=posting).exists():
            raise NotFound("None of your postings has this number.")
        icbs = icb_codes_of_networks(network_ids=[network.pk], on=today)
        question = Question(**wanted, network_code=network.code, line_id=line, posting_id=posting)
        try:
            made = open_query(
                icb_code=icbs.get(network.pk, ""), asked=question, by=self.person.actor, at=now()
            )
        except QueryRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_shown([made.pk])[0], status=201)


class OneQuery(Endpoint):
    """One query."""

    permission = by_method(get=Permission.SEE_STATEMENTS, post=Permission.ASK_QUERIES)

    @extend_schema(operation_id="get_query", responses=answers(MoneyQueryShape))
    def get(self, request: Request, query_id: int) -> Response:
        """Show a query with its clock and thread."""
        self.query(NoQuery)
        self._found(query_id)
        return Response(_shown([query_id])[0])

    @extend_schema(
        operation_id="act_on_query",
        request=ActRequest,
        examples=[
            OpenApiExample(
                "Example", value={"act": "close", "text": "Paid in May."}, request_only=True
            )
        ],
        responses=answers(MoneyQueryShape),
    )
    def post(self, request: Request, query_id: int) -> Response:
        """Answer a query; who keeps the board's queries gives, closes and reopens it too."""
        self.query(NoQuery)
        wanted = self.body(ActRequest)
        found = self._found(query_id)
        keeps = scope_of(self.person, Permission.KEEP_QUERIES)
        if wanted["act"] != "answer" and not icbs_in(keeps).filter(code=found.icb_code).exists():
            raise Refused("Those who keep the board’s queries give, close and reopen them.")
        try:
            _act(found, wanted, self.person)
        except QueryRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_shown([query_id])[0])

    def _found(self, query_id: int) -> MoneyQuery:
        found = money_queries_in(self.scope).filter(pk=query_id).first()
        if found is None:
            self.missing()
        return found


def _act(found: MoneyQuery, wanted: dict[str, Any], person: User) -> None:
    common: dict[str, Any] = {"query_id": found.pk, "by": person.actor, "at": now()}
    text = wanted["text"]
    match wanted["act"]:
        case "give":
            owner = User.objects.filter(email__iexact=wanted.get("owner", "")).first()
            if owner is None or not _keeps(owner, found.icb_code):
                raise QueryRefused("Give it to somebody who keeps the board’s queries.")
            give_query(owner_id=owner.pk, text=text, **common)
        case "close":
            close_query(outcome=text, **common)
        case "reopen":
            reopen_query(text=text, **common)
        case _:
            answer_query(text=text, **common)


def _keeps(person: User, icb_code: str) -> bool:
    scope = scope_of(person, Permission.KEEP_QUERIES)
    return icbs_in(scope).filter(code=icb_code).exists()


def _shown(numbers: list[int]) -> list[dict[str, Any]]:
    found = MoneyQuery.objects.filter(pk__in=numbers)
    return [_row(one) for one in query_standings(found, today=timezone.localdate())]


def _row(standing: QueryStanding) -> dict[str, Any]:
    query = standing.query
    return {
        "id": query.pk,
        "icb": query.icb_code,
        "network": query.network_code,
        "subject": query.subject,
        "payee": query.payee,
        "stream": query.stream,
        "month": month_text(query.month) if query.month else None,
        "amount": query.amount,
        "open": standing.open,
        "owner": standing.owner,
        "due_on": query.due_on,
        "days_left": standing.left,
        "outcome": standing.outcome,
        "messages": [
            {
                "act": message.act,
                "text": message.text,
                "by": str(message.made_by),
                "at": message.made_at,
                "owner": str(message.owner) if message.owner else None,
            }
            for message in standing.messages
        ],
    }


urlpatterns = [
    path("queries/", MoneyQueries.as_view(), name="api_money_queries"),
    path("queries/<int:query_id>/", OneQuery.as_view(), name="api_money_query"),
]
