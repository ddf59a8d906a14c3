"""kill -9 of a real worker in the middle of a run: it finishes after a restart, exactly once."""

import os
import signal

import pytest
from django.db import connection

from benchmarks.made_up import fill
from funding.actions import start_run
from funding.engine.rates import national_rates
from funding.engine.statement import entitlement
from funding.gather import gather
from funding.models import Calculation, Line, Run, Statement
from pcn_portal.accounts.models import User
from tests.funding.cast import APRIL, NOON
from tests.funding.workers.processes import (
    Process,
    beat,
    broker,
    free_port,
    kill,
    wait_until,
    worker,
)

pytestmark = pytest.mark.django_db(transaction=True)
IN_THE_MIDDLE_OF_LINES = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'COPY funding_line %%'
      AND state IN ('active', 'idle in transaction')
"""
Row = tuple[str, str, str, str, object]


@pytest.fixture
def england(transactional_db: None) -> list[str]:
    return fill(icbs=6, networks=180, practices=900, unweighted=9)


def test_a_run_whose_worker_is_killed_while_it_writes_finishes_after_a_restart(
    england: list[str], commissioner: User
) -> None:
    run = start_run(month=APRIL, icb_code=None, by=commissioner.actor, at=NOON)
    with broker(free_port()) as url, beat(url):
        with worker(url) as first:
            kill_while_it_writes(first)
        done = run.parts.filter(state="done").count()
        assert run.parts.filter(state="working").exists()
        assert done < len(england)
        assert Statement.objects.count() == 30 * done
        with worker(url):
            wait_until(lambda: not run.parts.exclude(state="done").exists())
    assert_as_if_undisturbed(run, england)


def kill_while_it_writes(process: Process) -> None:
    """Freeze the worker once it has lines on the way that are not committed; then kill it."""
    while True:
        wait_until(is_writing_lines, every=0.002)
        os.killpg(process.pid, signal.SIGSTOP)
        if is_writing_lines():
            kill(process)
            wait_until(lambda: not is_writing_lines())
            return
        os.killpg(process.pid, signal.SIGCONT)


def is_writing_lines() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(IN_THE_MIDDLE_OF_LINES)
        return bool(cursor.fetchone()[0])


def assert_as_if_undisturbed(run: Run, icbs: list[str]) -> None:
    """Every line and gap of the engine's answer is there once, and nothing else."""
    expected = sorted(row for icb in icbs for row in lines_of_the_engine(icb))
    written = Line.objects.values_list(
        "statement__network_code", "stream", "component", "payee", "amount"
    )
    assert sorted(written) == expected
    assert Calculation.objects.count() == run.parts.count() == len(icbs)
    assert set(run.parts.values_list("calculation__icb_code", flat=True)) == set(icbs)
    assert sum(Calculation.objects.values_list("lines", flat=True)) == len(expected)
    assert sum(Calculation.objects.values_list("gaps", flat=True)) == 9


def lines_of_the_engine(icb: str) -> list[Row]:
    facts = gather(icb_code=icb, month=APRIL, known_at=NOON)
    return [
        (network.code, line.stream, line.component, line.payee, line.amount)
        for network in facts.networks
        for line in entitlement(
            network=network,
            month=facts.month,
            book=national_rates(),
            known_on=facts.known_on,
            rounding=facts.rounding,
        ).lines
    ]
