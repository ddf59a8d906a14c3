"""A browser, a demo England served to it, and people who sign in. See README.md."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright
from pytest_django.live_server_helper import LiveServer

from pcn_portal.accounts.models import User
from tests.funding.workers.processes import Process, worker

# Playwright keeps an event loop in this thread, in which Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDE, NARROW = 1280, 390
HEIGHT = 900
Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Processes beside each other share the journeys by file, and every page by width."""
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here:
            width = item.callspec.params.get("width", "") if hasattr(item, "callspec") else ""
            every = item.path.name == "test_every_page.py"
            item.add_marker(pytest.mark.xdist_group(f"{item.path.name} {width if every else ''}"))


@pytest.fixture(scope="session")
def test_database(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker
) -> Iterator[None]:
    """A test database that outlives the single test: server and worker read it beside us.

    pytest-django makes one only for tests whose changes it takes back, which these cannot be.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        yield
        _end_other_sessions()
        teardown_databases(made, verbosity=0)


def _end_other_sessions() -> None:
    """The server's threads keep their connections; the database cannot go while they do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def demo(test_database: None) -> Iterator[str]:
    """The demo's England, committed; what the command says about it."""
    printed = StringIO()
    with override_settings(DEMO=True):
        call_command("seed_demo", stdout=printed)
        yield printed.getvalue()


@pytest.fixture(scope="session")
def server(demo: str) -> Iterator[str]:
    """The portal's address."""
    live = LiveServer("127.0.0.1")
    yield str(live.url)
    live.stop()


@pytest.fixture(scope="session")
def calculating(demo: str) -> Iterator[Process]:
    """A real worker on the tests' queue."""
    with worker(settings.REDIS_URL) as process:
        yield process


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    named = os.environ.get("PORTAL_CHROMIUM", "")
    program = named or next(filter(None, map(shutil.which, BROWSERS)), "")
    assert program, "The journeys need Chromium: install it, or name one in PORTAL_CHROMIUM."
    found = playwright.chromium.launch(executable_path=program)
    yield found
    found.close()


@dataclass
class Complaints:
    """What the browser complained about: blocked by the policy, not found, broken scripts."""

    said: list[str]


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Fails the journey at its end if the browser complained."""
    heard = Complaints([])
    yield heard
    assert heard.said == []


@pytest.fixture
def open_page(server: str, browser: Browser, complaints: Complaints) -> Iterator[Open]:
    """Open a browser: `open_page("commissioner", width=390, javascript=False)` is signed in as
    the demo's commissioner; without a name nobody is."""
    contexts = []

    def make(who: str = "", *, width: int = WIDE, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=server,
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=javascript,
            locale="en-GB",
        )
        contexts.append(context)
        if who:
            context.add_cookies([session_of(who, server)])
        page = context.new_page()
        page.on("console", partial(_hear, complaints))
        page.on("pageerror", lambda error: complaints.said.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()


def _hear(complaints: Complaints, message: ConsoleMessage) -> None:
    """Note an error, but not that the page itself answered "not found" or "not understood"."""
    about_the_page = message.page and message.location["url"] == message.page.url
    if message.type == "error" and not about_the_page:
        complaints.said.append(message.text)


def session_of(who: str, server: str):
    """The cookie of a session in which a person of the demo is signed in."""
    client = Client()
    client.force_login(
        User.objects.get(email=f"{who}@demo.example"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server}
