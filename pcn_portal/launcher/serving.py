"""`./portal demo` and `./portal run`: the whole portal in one terminal, until Ctrl-C."""

import contextlib
import os
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from . import ports
from .environment import RUN, set_up
from .family import Child, Family, end_leftovers
from .locks import open_lock, take_alone
from .migrating import django, migrate
from .places import Places
from .servers import check_answers, servers
from .settings import demo_mark, portal_environment
from .trouble import Trouble, say

FIRST_PORT = 8000
START_SECONDS = 90


def serve(places: Places, *, port: int | None, demo: bool) -> None:
    """Start everything, say where it is, and watch until told to stop."""
    set_up(places, RUN)
    with only_one(places) as address_file, servers(places, os.environ) as urls:
        end_leftovers(places)
        environment = portal_environment(places, urls, demo=demo or demo_mark(places).exists())
        chosen = web_port(port)
        address = f"http://127.0.0.1:{chosen}/"
        address_file(address)
        environment.setdefault("PORTAL_ADDRESS", address)
        migrate(places, urls, environment)
        family = Family(places, environment)
        try:
            question = start_all(family, chosen)
            sign_ins = seed(places, environment) if demo else ""
            wait_until_up(family, question, address)
            print(greeting(address, sign_ins), flush=True)
            watch(family, urls)
        finally:
            say("Stopping …")
            family.stop()


@contextmanager
def only_one(places: Places) -> Iterator[Callable[[str], int]]:
    """Hold the right to serve from this data folder; refuse while another process has it."""
    note = places.data / "address"
    lock = open_lock(places.data / "serving.lock")
    try:
        if not take_alone(lock):
            known = note.read_text() if note.exists() else "another terminal"
            raise Trouble(f"The portal already runs from this checkout, at {known}.")
        yield note.write_text
    finally:
        os.close(lock)


def web_port(wanted: int | None) -> int:
    """Return the port for the pages: the one asked for, else the first free from 8000."""
    if wanted is None:
        return next(port for port in range(FIRST_PORT, 65536) if ports.is_free(port))
    if not ports.is_free(wanted):
        raise Trouble(f"Port {wanted} is busy: choose another, or leave --port out.")
    return wanted


def seed(places: Places, environment: dict[str, str]) -> str:
    """Fill the demo; return who can sign in. A second time it finds everything there."""
    sign_ins = django(places, environment, "seed_demo")
    demo_mark(places).touch()
    return sign_ins


def start_all(family: Family, port: int) -> Child:
    """Start web, worker and beat, and the question to the worker; return that question."""
    name = f"portal-{secrets.token_hex(4)}@localhost"
    celery = ("celery", "-A", "pcn_portal")
    family.start(
        "web",
        *("gunicorn", "pcn_portal.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"),
        "--preload",
        *("--no-control-socket", "--access-logfile", "-"),
    )
    family.start("worker", *celery, "worker", "--concurrency", "2", "--hostname", name)
    family.start("beat", *celery, "beat", "--pidfile=")
    return family.start("question", "pcn_portal.launcher.ask_worker", name, passing=True)


def wait_until_up(family: Family, question: Child, address: str) -> None:
    """Wait until a page comes back and the worker has answered."""
    deadline = time.monotonic() + START_SECONDS
    page = worker = False
    while not (page and worker):
        family.check()
        page = page or shows_a_page(address)
        worker = worker or question.process.poll() == 0
        if time.monotonic() > deadline:
            late = "worker" if page else "web"
            raise Trouble(f"The {late} process did not answer; see {family.places.logs}.")
        time.sleep(0.1)


def shows_a_page(address: str) -> bool:
    """Say whether the portal answers with a page, whatever proxy the environment names."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with contextlib.suppress(OSError), opener.open(address, timeout=10) as answer:
        return bool(answer.status == 200)
    return False


def greeting(address: str, sign_ins: str) -> str:
    """Return what a person needs to begin."""
    return "\n".join(
        [f"\nThe portal is at {address}", "", *([sign_ins.strip(), ""] if sign_ins else [])]
        + ["Ctrl-C stops it."]
    )


def watch(family: Family, urls: dict[str, str]) -> None:
    """Return never; Trouble when a process or a server of the portal is gone."""
    while True:
        for _ in range(10):
            family.check()
            time.sleep(0.5)
        for name, url in urls.items():
            check_answers(name, url)
