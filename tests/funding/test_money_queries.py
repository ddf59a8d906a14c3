"""A query has an owner, a clock, a thread and an outcome."""

from datetime import timedelta
from typing import Any

import pytest

from funding.actions import (
    QueryRefused,
    Question,
    answer_query,
    close_query,
    give_query,
    open_query,
    reopen_query,
)
from funding.models import MoneyQuery, Posting
from funding.queries import query_standings
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM
from tests.funding.approving import approve
from tests.funding.cast import NOON, run_month

TODAY = NOON.date()
ASKED = Question("Core funding of April", "Why is it less?", network_code="U00001")


def ask(by: User, asked: Question = ASKED) -> MoneyQuery:
    return open_query(icb_code="QAA", asked=asked, by=by.actor, at=NOON)


def standing(query: MoneyQuery, days: int = 0):
    found = MoneyQuery.objects.filter(pk=query.pk)
    return query_standings(found, today=TODAY + timedelta(days=days))[0]


def test_a_query_is_open_with_a_clock_of_28_days(commissioner: User) -> None:
    found = standing(ask(commissioner), days=30)
    assert found.open
    assert (found.age, found.left, found.owner) == (30, -2, "")
    assert [m.text for m in found.messages] == ["Why is it less?"]


def test_it_is_given_answered_closed_and_opened_again(commissioner: User, approver: User) -> None:
    query = ask(commissioner)
    who: Any = {"query_id": query.pk, "by": approver.actor, "at": NOON}
    give_query(owner_id=approver.pk, text="Yours.", **who)
    answer_query(text="The list was restated.", **who)
    close_query(outcome="Explained.", **who)
    found = standing(query)
    assert (found.open, found.outcome, found.owner) == (False, "Explained.", "Ben Fictional")
    with pytest.raises(QueryRefused, match="This query is closed"):
        answer_query(text="And?", **who)
    reopen_query(text="Not explained.", **who)
    assert standing(query).open and standing(query).outcome == ""
    with pytest.raises(QueryRefused, match="open already"):
        reopen_query(text="Again.", **who)
    assert [m.act for m in standing(query).messages] == [
        "said", "owned", "said", "closed", "reopened",
    ]  # fmt: skip


def test_a_query_on_a_posting_takes_over_what_it_is_about(
    england: list[str], commissioner: User, approver: User
) -> None:
    (made,) = run_month(commissioner, icb="QAA")
    approve(calculation_id=made.pk, by=approver.actor, at=NOON)
    posting = Posting.objects.first()
    assert posting is not None
    query = ask(commissioner, Question("This one", "Why?", posting_id=posting.pk))
    assert (query.payee, query.stream, query.amount, query.network_code) == (
        posting.payee, posting.stream, posting.amount, posting.network_code,
    )  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [
        Question(" ", "Why?"),
        Question("This", " "),
        Question("This", "Why?", line_id=999),
        Question("This", "Why?", posting_id=999),
        Question("This", "Why?", due_on=TODAY - timedelta(days=1)),
        Question("This", "Why?", due_on=TODAY + timedelta(days=400)),
    ],
)
def test_a_query_that_says_too_little_or_is_about_nothing_is_refused(
    commissioner: User, asked: Question
) -> None:
    with pytest.raises(QueryRefused):
        ask(commissioner, asked)
    assert not MoneyQuery.objects.exists()


def test_people_ask_and_answer_in_words(commissioner: User) -> None:
    with pytest.raises(QueryRefused, match="by people"):
        open_query(icb_code="QAA", asked=ASKED, by=SYSTEM, at=NOON)
    query = ask(commissioner)
    with pytest.raises(QueryRefused, match="Write something"):
        answer_query(query_id=query.pk, text=" ", by=commissioner.actor, at=NOON)


def test_open_queries_come_first_and_those_due_soonest_first(commissioner: User) -> None:
    later = ask(commissioner)
    sooner = ask(commissioner, Question("Soon", "Why?", due_on=TODAY + timedelta(days=3)))
    closed = ask(commissioner, Question("Done", "Why?", due_on=TODAY))
    close_query(query_id=closed.pk, outcome="Yes.", by=commissioner.actor, at=NOON)
    found = query_standings(MoneyQuery.objects.all(), today=TODAY)
    assert [s.query for s in found] == [sooner, later, closed]
