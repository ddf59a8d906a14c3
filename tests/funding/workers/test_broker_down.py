"""A broker that is down delays a run; it neither loses the run nor keeps the person waiting."""

import os
import subprocess
import sys

import pytest
from redis import Redis

from benchmarks.made_up import fill
from funding.models import Run
from pcn_portal.accounts.models import User
from tests.funding.workers.processes import (
    ROOT,
    beat,
    broker,
    broker_url,
    environment,
    free_port,
    wait_until,
    worker,
)

pytestmark = pytest.mark.django_db(transaction=True)

START = """
import sys, time, django
django.setup()
from datetime import UTC, date, datetime
from funding.actions import start_run
from pcn_portal.accounts.models import User
begun = time.monotonic()
start_run(
    month=date(2025, 4, 1),
    icb_code=None,
    by=User.objects.get().actor,
    at=datetime(2025, 5, 6, 12, tzinfo=UTC),
)
print(time.monotonic() - begun)
"""


@pytest.fixture
def england(transactional_db: None) -> list[str]:
    return fill(icbs=3, networks=6, practices=12)


def test_a_run_started_while_the_broker_is_down_finishes_once_it_is_back(
    england: list[str], commissioner: User
) -> None:
    port = free_port()
    with beat(broker_url(port)), worker(broker_url(port)):
        with broker(port) as url:
            wait_until(lambda: has_a_worker(url))
        took = start_in_another_process(broker_url(port))
        assert took < 2
        run = Run.objects.get()
        assert set(run.parts.values_list("state", flat=True)) == {"waiting"}
        with broker(port):
            wait_until(lambda: not run.parts.exclude(state="done").exists())


def has_a_worker(url: str) -> bool:
    client = Redis.from_url(url)
    try:
        return any(found["cmd"] == "brpop" for found in client.client_list())
    finally:
        client.close()


def start_in_another_process(url: str) -> float:
    """Start a run as a web process would; the seconds it took."""
    started = subprocess.run(
        [sys.executable, "-c", START],
        cwd=ROOT,
        env=os.environ | environment(url) | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert "The broker cannot be reached" in started.stderr
    return float(started.stdout)
