"""The books stay right when people and workers meet: real connections to PostgreSQL."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from benchmarks.made_up import fill
from funding.actions import DecisionRefused, start_run
from funding.chain import verify_chain
from funding.models import ChainLink, Correction, Decision, Posting, PostingKind
from pcn_portal.accounts.models import User
from practices.models import PopulationFigure
from tests.funding.approving import approve
from tests.funding.books.cast import DAY, approve_month
from tests.funding.cast import APRIL, MAY, NOON, restate, run_month
from tests.funding.workers.processes import beat, broker, free_port, kill, wait_until, worker

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + 30 * DAY
AT_ONCE = 4
WRITING_CORRECTIONS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state IN ('active', 'idle in transaction')
      AND query LIKE 'COPY funding_correction %%'
"""


@pytest.fixture
def england(transactional_db: None) -> list[str]:
    return fill(icbs=1, networks=60, practices=300)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do all the works from the same moment on; a refusal is an answer."""
    start = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=10)
            return work()
        except DecisionRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def restate_everybody() -> None:
    figures = PopulationFigure.objects.filter(basis="adjusted", version=1)
    for practice, value in figures.values_list("practice__code", "value"):
        restate(practice, "adjusted", value + 11, LATER - timedelta(hours=1))


def sums() -> dict[tuple[Any, ...], Decimal]:
    """The books: pounds by network, month and payment."""
    rows = Posting.objects.order_by().values_list(
        "network_code", "entitlement_month", "stream", "component", "payee"
    )
    return {row[:-1]: row[-1] for row in rows.annotate(sum=Sum("amount"))}


def test_two_approvers_at_once_post_once(
    england: list[str], commissioner: User, approver: User
) -> None:
    second = User.objects.create_user("cleo@icb.example", name="Cleo Fictional")
    (april,) = run_month(commissioner, icb="QAA")
    people = (approver, second) * (AT_ONCE // 2)
    answers = at_once(
        *(lambda p=p: approve(calculation_id=april.pk, by=p.actor, at=NOON) for p in people)
    )
    assert sum(isinstance(answer, Decision) for answer in answers) == 1
    refused = [str(answer) for answer in answers if isinstance(answer, DecisionRefused)]
    assert refused == ["This calculation is approved already."] * (AT_ONCE - 1)
    assert sum(sums().values()) == april.total
    assert ChainLink.objects.count() == 1
    assert verify_chain(icb_code="QAA") is None


def test_two_months_with_the_same_correction_approved_at_once_correct_once(
    england: list[str], commissioner: User, approver: User
) -> None:
    """The approvals lock different months; the books let one of them in."""
    june = MAY.replace(month=6)
    approve_month(APRIL, commissioner, approver)
    restate_everybody()
    made = [run_month(commissioner, icb="QAA", month=m, at=LATER)[0] for m in (MAY, june)]
    answers = at_once(
        *(lambda c=c: approve(calculation_id=c.pk, by=approver.actor, at=LATER) for c in made)
    )
    assert sum(isinstance(answer, Decision) for answer in answers) == 1
    (refused,) = [str(answer) for answer in answers if isinstance(answer, DecisionRefused)]
    assert "books have moved" in refused
    known = Correction.objects.filter(recalculation__calculation=made[0])
    for one in known.select_related("recalculation"):
        again = one.recalculation
        key = (again.network_code, again.month, one.stream, one.component, one.payee)
        assert sums()[key] == one.known
    assert verify_chain(icb_code="QAA") is None


def test_who_calculated_cannot_approve_however_often_they_press(
    england: list[str], commissioner: User, approver: User
) -> None:
    (april,) = run_month(commissioner, icb="QAA")
    answers = at_once(
        *(lambda: approve(calculation_id=april.pk, by=commissioner.actor, at=NOON),) * AT_ONCE
    )
    assert {str(answer) for answer in answers} == {
        "Somebody other than who calculated it must approve or return it."
    }
    assert not Posting.objects.exists() and not ChainLink.objects.exists()


def test_a_run_over_an_approved_month_changes_nothing_in_the_books(
    england: list[str], commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    before = sums()
    restate_everybody()
    (again,) = run_month(commissioner, icb="QAA", month=APRIL, at=LATER)
    with pytest.raises(DecisionRefused, match="approved calculation for April 2025 already"):
        approve(calculation_id=again.pk, by=approver.actor, at=LATER)
    assert sums() == before
    assert verify_chain(icb_code="QAA") is None


def test_a_worker_killed_while_it_writes_corrections_leaves_none_or_all(
    england: list[str], commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    restate_everybody()
    run = start_run(month=MAY, icb_code="QAA", by=commissioner.actor, at=LATER)
    with broker(free_port()) as url, beat(url):
        with worker(url) as first:
            _kill_while_it_writes(first)
        assert not Correction.objects.exists()
        with worker(url):
            wait_until(lambda: not run.parts.exclude(state="done").exists())
    may = run.parts.get().calculation
    assert may is not None
    networks = set(Correction.objects.values_list("recalculation__network_code", flat=True))
    assert len(networks) == 60
    decision = approve(calculation_id=may.pk, by=approver.actor, at=LATER)
    posted = Posting.objects.filter(decision=decision, kind=PostingKind.CORRECTION)
    assert posted.aggregate(sum=Sum("amount"))["sum"] == may.corrections
    assert verify_chain(icb_code="QAA") is None


def _kill_while_it_writes(process: Any) -> None:
    """Freeze the worker once it has corrections on the way that are not committed; then kill it."""
    while True:
        wait_until(_is_writing, every=0.002)
        os.killpg(process.pid, signal.SIGSTOP)
        if _is_writing():
            kill(process)
            wait_until(lambda: not _is_writing())
            return
        os.killpg(process.pid, signal.SIGCONT)


def _is_writing() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WRITING_CORRECTIONS)
        return bool(cursor.fetchone()[0])


def test_an_approval_that_stops_half_way_leaves_nothing(
    england: list[str], commissioner: User, approver: User
) -> None:
    """The chain cannot be lengthened: the decision and its postings go with it."""
    (april,) = run_month(commissioner, icb="QAA")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE funding_chainlink ADD CONSTRAINT fails CHECK (number < 0)")
    try:
        with pytest.raises(Exception, match="fails"):
            approve(calculation_id=april.pk, by=approver.actor, at=NOON)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE funding_chainlink DROP CONSTRAINT fails")
    assert not Decision.objects.exists() and not Posting.objects.exists()
    approve(calculation_id=april.pk, by=approver.actor, at=NOON)
    assert sum(sums().values()) == april.total
