"""The words of `./portal`."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from .checking import check, run_tests
from .environment import RUN, set_up
from .family import finish
from .migrating import is_ours, migrate
from .places import Places, find_places
from .servers import servers
from .serving import serve
from .settings import demo_mark, portal_environment
from .trouble import Trouble, say

# Management commands that touch no database and no queue: no server is started for them.
NEED_NO_SERVERS = {"ready_reckoner", "make_england", "help", "collectstatic", "spectacular"}
# Commands that are about the tables themselves, so the tables are not brought up to date first.
ABOUT_MIGRATIONS = {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "dbshell", "check"}


class Stopped(BaseException):
    """The person, or the system, asked the portal to end."""


def main(arguments: Sequence[str]) -> int:
    """Do what the words say and return the exit code; Trouble becomes its sentence."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        return obey(list(arguments))
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except PermissionError as error:
        say(f"{error.filename} belongs to another account: run as its owner, or set PORTAL_DATA.")
        return 1
    except Stopped:
        return 130


def stop(number: int, frame: FrameType | None) -> None:
    """End by an exception, once: what follows is the tidying up, and nothing may cut it short."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda *_: None)
    raise Stopped


def obey(arguments: list[str]) -> int:
    """Carry out one word."""
    word, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if word == "manage":
        return manage(find_places(os.environ), rest)
    options, further = parser().parse_known_args(arguments)
    if further and word != "test":
        parser().error(f"unknown: {' '.join(further)}")
    places = find_places(os.environ)
    if word == "test":
        return run_tests(places, journeys=options.journeys, long=options.long, arguments=further)
    if word == "check":
        return check(places, tests=not options.no_tests)
    serve(places, port=options.port, demo=word == "demo")
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the description of the command line."""
    top = argparse.ArgumentParser(prog="portal", allow_abbrev=False)
    words = top.add_subparsers(required=True, metavar="WORD")
    for word, purpose in (
        ("demo", "run the portal with a fictional ICB in it"),
        ("run", "run the portal on this machine, with what is in its database"),
    ):
        serving = words.add_parser(word, help=purpose, allow_abbrev=False)
        serving.add_argument("--port", type=int, help="port for the pages (8000, or the next free)")
    testing = words.add_parser("test", help="run the tests", allow_abbrev=False)
    testing.add_argument("--journeys", action="store_true", help="the tests in a browser")
    testing.add_argument("--long", action="store_true", help="with the long properties")
    checking = words.add_parser("check", help="lint, types, contracts, then the tests")
    checking.add_argument("--no-tests", action="store_true", help="without the tests")
    words.add_parser("manage", help="run a management command: ./portal manage help")
    return top


def manage(places: Places, arguments: list[str]) -> int:
    """Run a management command; standard output and the exit code are the command's own."""
    set_up(places, RUN)
    demo = demo_mark(places).exists()
    command = [places.python, str(places.checkout / "manage.py"), *arguments]
    if not arguments or arguments[0] in NEED_NO_SERVERS or "--help" in arguments:
        sys.stdout.flush()
        os.execve(places.python, command, portal_environment(places, {}, demo=demo))
    with servers(places, os.environ) as urls:
        environment = portal_environment(places, urls, demo=demo)
        if is_ours(urls) and arguments[0] not in ABOUT_MIGRATIONS:
            migrate(places, urls, environment)
        return finish(command, env=environment)
