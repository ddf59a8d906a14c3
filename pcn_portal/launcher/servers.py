"""PostgreSQL and Redis for as long as they are needed, shared between portal processes.

Each process that uses our servers shares a lock; the last to leave stops them. A process that
was killed leaves the lock with it, so nobody waits for it.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from . import ports
from .account import make_folder, service_account
from .chain import mode, postgres_binaries, redis_binary
from .locks import held, open_lock, share, take_alone
from .places import Places
from .postgres import Postgres, choose_postgres, remove
from .redis import Redis
from .trouble import Trouble, say

DEFAULT_PORTS = {"DATABASE_URL": 5432, "REDIS_URL": 6379}


@contextmanager
def servers(
    places: Places, environ: Mapping[str, str], *, throwaway: bool = False
) -> Iterator[dict[str, str]]:
    """Yield DATABASE_URL and REDIS_URL of servers that answer; stop at the end what nobody uses.

    `throwaway` asks for the tests' own servers, quicker and never the portal's data.
    """
    home = make_folder(places.data / ("test" if throwaway else "portal"))
    lock = open_lock(home / "users.lock")
    found: dict[str, Postgres | Redis] = {}
    try:
        with held(home / "start.lock"):
            share(lock)
            urls = configured(environ)
            found = ours(
                places, environ, throwaway=throwaway, wanted=set(DEFAULT_PORTS) - set(urls)
            )
            for name, server in found.items():
                start(server)
                urls[name] = server.url
        yield urls
    finally:
        with held(home / "start.lock"):
            if take_alone(lock):
                for server in found.values():
                    server.stop()
        os.close(lock)


def configured(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the configured URLs, each checked to answer; PORTAL_SERVERS overrides them."""
    if mode(environ):
        return {}
    urls = {name: environ[name] for name in DEFAULT_PORTS if environ.get(name)}
    for name, url in urls.items():
        check_answers(name, url)
    return urls


def check_answers(name: str, url: str) -> None:
    """Refuse a configured server that is not there."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or DEFAULT_PORTS[name]
    except ValueError as error:
        raise Trouble(f"{name} is not an address: {error}.") from error
    if host and "%2f" not in host.lower() and not ports.accepts(host, port):
        raise Trouble(f"{name} names {host}:{port}, and nothing answers there.")


def ours(
    places: Places, environ: Mapping[str, str], *, throwaway: bool, wanted: set[str]
) -> dict[str, Postgres | Redis]:
    """Return the servers we are to run ourselves, found but not yet started."""
    found: dict[str, Postgres | Redis] = {}
    if not wanted:
        return found
    home = places.data / ("test" if throwaway else "portal")
    account, forced = service_account(), mode(environ)
    if "DATABASE_URL" in wanted:
        found["DATABASE_URL"] = choose_postgres(
            postgres_binaries(places, forced, account),
            home=home,
            log=places.logs / f"{home.name}-postgres.log",
            account=account,
            throwaway=throwaway,
        )
    if "REDIS_URL" in wanted:
        binary = redis_binary(places, forced, account)
        found["REDIS_URL"] = Redis(binary, home, account)
    return found


def start(server: Postgres | Redis) -> None:
    """Start a server; the tests' own cluster is made anew when a crash spoilt it."""
    try:
        server.start()
    except Trouble:
        if not (isinstance(server, Postgres) and server.throwaway and server.folder.exists()):
            raise
        say("The tests' PostgreSQL did not start, so its data folder is made anew.")
        remove(server.folder)
        server.start()
