"""Queries on money: opened on any line, given to somebody, talked over, closed with an outcome."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from funding.gather import known_on
from funding.models import MoneyQuery, PaidLine, Posting, QueryMessage
from pcn_portal.audit.models import Actor, record

CLOCK = timedelta(days=28)
"""Days until a query is to be answered, where who opens it says nothing else."""
LATEST = timedelta(days=366)


class QueryRefused(Exception):
    """A query cannot be opened, answered or closed; the message says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: of which network, on which line, posting, or payee's payment of a month."""

    subject: str
    text: str
    network_code: str = ""
    line_id: int | None = None
    posting_id: int | None = None
    payee: str = ""
    stream: str = ""
    month: date | None = None
    amount: Decimal | None = None
    due_on: date | None = None


@transaction.atomic
def open_query(*, icb_code: str, asked: Question, by: Actor, at: datetime) -> MoneyQuery:
    """Open a query with its first message. Raises QueryRefused."""
    person = _person(by)
    if not asked.subject.strip() or not asked.text.strip():
        raise QueryRefused("Say what the query is about, and what you ask.")
    today = known_on(at)
    due_on = asked.due_on or today + CLOCK
    if not today <= due_on <= today + LATEST:
        raise QueryRefused("Give a day from today to a year from now by which to answer.")
    made = MoneyQuery.objects.create(
        icb_code=icb_code,
        due_on=due_on,
        subject=asked.subject.strip()[:200],
        opened_at=at,
        opened_by_id=person,
        **_about(icb_code, asked),
    )
    _add(made, QueryMessage.Act.SAID, asked.text, by, at)
    return made


def _about(icb_code: str, asked: Question) -> dict[str, object]:
    """What the query is on: from the line or posting where there is one."""
    if asked.line_id is not None:
        line = PaidLine.objects.filter(pk=asked.line_id, file__icb_code=icb_code).first()
        if line is None:
            raise QueryRefused("There is no such line of this board.")
        network = asked.network_code or line.network
        return _named(line.payee, line.stream, line.month, line.amount, network) | {"line": line}
    if asked.posting_id is not None:
        posting = Posting.objects.filter(pk=asked.posting_id, icb_code=icb_code).first()
        if posting is None:
            raise QueryRefused("There is no such posting of this board.")
        return _named(
            posting.payee,
            posting.stream,
            posting.payment_month,
            posting.amount,
            posting.network_code,
        ) | {"posting": posting}
    return _named(asked.payee, asked.stream, asked.month, asked.amount, asked.network_code)


def _named(
    payee: str, stream: str, month: date | None, amount: Decimal | None, network: str
) -> dict[str, object]:
    return {
        "payee": payee,
        "stream": stream,
        "month": month,
        "amount": amount,
        "network_code": network,
    }


@transaction.atomic
def answer_query(*, query_id: int, text: str, by: Actor, at: datetime) -> QueryMessage:
    """Say something to a query that is open."""
    return _add(_held(query_id, closed=False), QueryMessage.Act.SAID, text, by, at)


@transaction.atomic
def give_query(*, query_id: int, owner_id: int, text: str, by: Actor, at: datetime) -> QueryMessage:
    """Give an open query to somebody who answers it from now on."""
    found = _held(query_id, closed=False)
    return _add(found, QueryMessage.Act.OWNED, text, by, at, owner=owner_id)


@transaction.atomic
def close_query(*, query_id: int, outcome: str, by: Actor, at: datetime) -> QueryMessage:
    """Close an open query with its outcome."""
    return _add(_held(query_id, closed=False), QueryMessage.Act.CLOSED, outcome, by, at)


@transaction.atomic
def reopen_query(*, query_id: int, text: str, by: Actor, at: datetime) -> QueryMessage:
    """Open a closed query again, with a reason."""
    return _add(_held(query_id, closed=True), QueryMessage.Act.REOPENED, text, by, at)


def _held(query_id: int, *, closed: bool) -> MoneyQuery:
    """The query, locked, if it is closed or open as asked."""
    found = MoneyQuery.objects.select_for_update(no_key=True).get(pk=query_id)
    if _is_closed(found) != closed:
        raise QueryRefused(
            "This query is closed. Open it again to add to it."
            if not closed
            else "This query is open already."
        )
    return found


def _is_closed(found: MoneyQuery) -> bool:
    last = (
        found.messages.filter(act__in=[QueryMessage.Act.CLOSED, QueryMessage.Act.REOPENED])
        .order_by("-number")
        .first()
    )
    return last is not None and last.act == QueryMessage.Act.CLOSED


def _add(
    found: MoneyQuery, act: str, text: str, by: Actor, at: datetime, owner: int | None = None
) -> QueryMessage:
    person = _person(by)
    if not text.strip():
        raise QueryRefused("Write something.")
    made = QueryMessage.objects.create(
        money_query=found,
        number=found.messages.count() + 1,
        act=act,
        text=text.strip(),
        owner_id=owner,
        made_at=at,
        made_by_id=person,
    )
    record(
        action=f"query.{act}",
        by=by,
        at=at,
        object_kind="query",
        object_key=str(found.pk),
        reason=made.text,
        data={"icb": found.icb_code, "network": found.network_code},
    )
    return made


def _person(by: Actor) -> int:
    if by.id is None:
        raise QueryRefused("A query is asked and answered by people.")
    return by.id
