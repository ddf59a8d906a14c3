"""Reads of queries: which are open, whose they are, how long they have waited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from funding.gather import known_on
from funding.models import MoneyQuery, QueryMessage


@dataclass(frozen=True)
class QueryStanding:
    """A query with its thread: whether it is open, who owns it, and its clock in days."""

    query: MoneyQuery
    messages: tuple[QueryMessage, ...]
    today: date

    @property
    def open(self) -> bool:
        acts = [m.act for m in self.messages if m.act in (CLOSED, REOPENED)]
        return not acts or acts[-1] == REOPENED

    @property
    def outcome(self) -> str:
        """How it ended; "" while it is open."""
        closed = [m.text for m in self.messages if m.act == CLOSED]
        return closed[-1] if closed and not self.open else ""

    @property
    def owner(self) -> str:
        """Who is to answer: whom it was given to last; "" where nobody was."""
        owners = [str(m.owner) for m in self.messages if m.owner is not None]
        return owners[-1] if owners else ""

    @property
    def age(self) -> int:
        """Days since it was opened."""
        return (self.today - known_on(self.query.opened_at)).days

    @property
    def left(self) -> int:
        """Days until it is to be answered; below zero it is late."""
        return (self.query.due_on - self.today).days


CLOSED, REOPENED = QueryMessage.Act.CLOSED, QueryMessage.Act.REOPENED


def query_standings(found: QuerySet[MoneyQuery], *, today: date) -> list[QueryStanding]:
    """Queries with their threads, open ones first, those due soonest first; two queries."""
    messages = QueryMessage.objects.select_related("made_by", "owner").order_by("number")
    rows: Iterable[MoneyQuery] = found.select_related("opened_by", "line").prefetch_related(
        Prefetch("messages", messages)
    )
    standings = [QueryStanding(row, tuple(row.messages.all()), today) for row in rows]
    return sorted(standings, key=lambda s: (not s.open, s.query.due_on, s.query.pk))
