"""`./portal test` and `./portal check`: the same commands for a person and for CI."""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence

from .environment import DEVELOPMENT, set_up
from .family import finish
from .places import Places
from .servers import servers
from .settings import portal_environment
from .trouble import Trouble, say

# What docker-compose.yml demands of a server's environment; these are only checked with.
MADE_UP_SECRETS = {
    name: "checkednotused"
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "ALLOWED_HOSTS")
}
# A whole run is shared between processes; each has its own test database and queue.
PROCESSES = 4
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def run_tests(places: Places, *, journeys: bool, long: bool, arguments: Sequence[str]) -> int:
    """Run pytest on the tests' own servers; further arguments are pytest's."""
    options = list(arguments)
    extra = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    if journeys:
        extra["PORTAL_CHROMIUM"] = browser()
        options = ["-m", "journey", *options]
        if not arguments:
            options += ["-n", str(min(os.cpu_count() or 1, PROCESSES)), "--dist", "loadgroup"]
    elif long:
        options = ["-m", "not journey", *options]
    if not (arguments or journeys):
        options += ["-n", str(min(os.cpu_count() or 1, PROCESSES)), "--dist", "loadfile"]
    set_up(places, DEVELOPMENT)
    with servers(places, os.environ, throwaway=True) as urls:
        environment = portal_environment(places, urls) | extra
        return run(places, environment, "pytest", *options)


def browser() -> str:
    """Return the browser the journeys drive."""
    asked = os.environ.get("PORTAL_CHROMIUM", "")
    found = asked or next(filter(None, map(shutil.which, BROWSERS)), "")
    if not found:
        raise Trouble(
            "The journeys need Chromium: install it (on Debian or Ubuntu: apt-get install "
            "chromium), or name one in PORTAL_CHROMIUM."
        )
    return found


def run(places: Places, environment: Mapping[str, str], module: str, *arguments: str) -> int:
    """Run a module of the virtual environment in the foreground."""
    command = [places.python, "-m", module, *arguments]
    return finish(command, cwd=places.checkout, env=environment)


def check(places: Places, *, tests: bool) -> int:
    """Run every check, all of them even when one fails, then the tests."""
    set_up(places, DEVELOPMENT)
    with servers(places, os.environ, throwaway=True) as urls:
        environment = portal_environment(places, urls) | compose_secrets(places)
        failed = [
            title
            for title, command in checks(places)
            if not passes(title, command, environment, places)
        ]
    if failed:
        say(f"Failed: {', '.join(failed)}.")
        return 1
    say("Every check passed.")
    return run_tests(places, journeys=False, long=False, arguments=()) if tests else 0


def checks(places: Places) -> list[tuple[str, list[str]]]:
    """Return the title and the command of each check."""
    programs = places.venv / "bin"
    python, manage = places.python, [places.python, "manage.py"]
    compose = [str(programs / "docker-compose"), "-f", "docker-compose.yml", "config", "--quiet"]
    return [
        ("lint", [python, "-m", "ruff", "check", ".", "portal"]),
        ("format", [python, "-m", "ruff", "format", "--check", ".", "portal"]),
        ("types", [python, "-m", "mypy", "."]),
        ("import contracts", [str(programs / "lint-imports")]),
        ("missing migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        (
            "API document",
            [*manage, "spectacular", "--validate", "--fail-on-warn", "--file", os.devnull],
        ),
        ("compose file", compose),
        ("Dockerfile", [str(programs / "hadolint"), "Dockerfile"]),
    ]


def compose_secrets(places: Places) -> dict[str, str]:
    """Return what Compose needs to read its file, and a home for its client in our folder."""
    return MADE_UP_SECRETS | {"DOCKER_CONFIG": str(places.data)}


def passes(title: str, command: list[str], environment: Mapping[str, str], places: Places) -> bool:
    """Run one check and say how it went."""
    say(f"== {title}")
    sys.stdout.flush()
    return finish(command, cwd=places.checkout, env=environment) == 0
