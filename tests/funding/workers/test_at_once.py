"""Two at once are safe: workers on the same month, and people deciding on it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from benchmarks.made_up import fill
from funding.actions import DecisionRefused, calculate_part, start_run
from funding.models import Calculation, Decision, Line, Statement
from pcn_portal.accounts.models import User
from tests.funding.approving import approve
from tests.funding.cast import APRIL, NOON, run_month

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


@pytest.fixture
def england(transactional_db: None) -> list[str]:
    return fill(icbs=1, networks=20, practices=100)


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Do the work in several threads, each with its own connection, from the same moment on."""
    start = Barrier(AT_ONCE)

    def one(number: int) -> Any:
        try:
            start.wait(timeout=10)
            return work(number)
        except DecisionRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_runs_of_the_same_month_at_once_share_one_calculation(
    england: list[str], commissioner: User
) -> None:
    runs = [
        start_run(month=APRIL, icb_code="QAA", by=commissioner.actor, at=NOON)
        for _ in range(AT_ONCE)
    ]
    parts = [run.parts.get().pk for run in runs]
    found = at_once(lambda n: calculate_part(part_id=parts[n], at=NOON))
    assert Calculation.objects.count() == 1
    assert {calculation.pk for calculation in found} == {Calculation.objects.get().pk}
    assert sorted(run.parts.get().repeated for run in runs) == [False, True, True, True]
    assert Statement.objects.count() == 20


def test_a_part_delivered_to_several_workers_at_once_is_written_once(
    england: list[str], commissioner: User
) -> None:
    part = start_run(month=APRIL, icb_code="QAA", by=commissioner.actor, at=NOON).parts.get()
    at_once(lambda n: calculate_part(part_id=part.pk, at=NOON))
    part.refresh_from_db()
    assert (part.state, part.repeated) == ("done", False)
    assert Calculation.objects.count() == 1
    assert Line.objects.count() == Calculation.objects.get().lines


def test_of_several_approvers_at_once_one_wins(england: list[str], commissioner: User) -> None:
    (calculation,) = run_month(commissioner)
    people = [
        User.objects.create_user(f"approver{n}@icb.example", name="Fictional")
        for n in range(AT_ONCE)
    ]
    later = NOON + timedelta(hours=1)
    found = at_once(lambda n: approve(calculation_id=calculation.pk, by=people[n].actor, at=later))
    refused = [answer for answer in found if isinstance(answer, DecisionRefused)]
    assert len(refused) == AT_ONCE - 1
    assert {str(refusal) for refusal in refused} == {"This calculation is approved already."}
    assert Decision.objects.count() == 1
