"""The tables of a database of our own: made on first use, changed when the migrations change."""

import hashlib
import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from .chain import mode
from .environment import RUN
from .locks import held
from .places import Places
from .trouble import Trouble


def is_ours(urls: dict[str, str]) -> bool:
    """Say whether the database is one that the launcher runs; a configured one is its owner's."""
    return bool(mode(os.environ)) or urls["DATABASE_URL"] != os.environ.get("DATABASE_URL")


def migrate(places: Places, urls: dict[str, str], environment: dict[str, str]) -> None:
    """Bring the tables up to date; takes no time when nothing changed since the last time."""
    home = places.data / "portal"
    mark, now = home / "migrated", fingerprint(places, urls)
    with held(home / "migrate.lock"):
        if is_ours(urls) and mark.exists() and mark.read_text() == now:
            return
        django(places, environment, "migrate", "--verbosity", "0")
        mark.write_text(now if is_ours(urls) else "")


def fingerprint(places: Places, urls: dict[str, str]) -> str:
    """Return what the tables rest on: the cluster, the migrations and the packages' versions."""
    found = hashlib.sha256((urlsplit(urls["DATABASE_URL"]).password or "").encode())
    migrations = [*places.checkout.glob("*/migrations/*.py")]
    migrations += places.checkout.glob("pcn_portal/*/migrations/*.py")
    for path in sorted([*migrations, places.checkout / RUN]):
        found.update(str(path.relative_to(places.checkout)).encode() + path.read_bytes())
    return found.hexdigest()


def django(places: Places, environment: dict[str, str], *command: str) -> str:
    """Run a management command, return what it prints; Trouble with its last words if it fails."""
    done = subprocess.run(
        [places.python, "manage.py", *command],
        check=False,
        cwd=places.checkout,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        log = places.logs / f"{command[0]}.log"
        log.write_text(done.stdout + done.stderr)
        raise Trouble(f"{command[0]} failed: {tail(log, 1)} (its log is {log})")
    return done.stdout


def tail(log: Path, lines: int = 15) -> str:
    """Return the last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
