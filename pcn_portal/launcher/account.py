"""Who the servers run as: PostgreSQL refuses root, so root hands over to another account."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .trouble import Trouble

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account of the machine. No account is ever created."""

    name: str
    uid: int
    gid: int


def service_account() -> Account | None:
    """Return the account the servers run as, or None when the caller is not root."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Trouble(
        "PostgreSQL does not run as root and this machine has neither an account postgres nor "
        "nobody: run ./portal as an ordinary user."
    )


def owner_of(folder: Path, otherwise: Account | None) -> Account | None:
    """Return the account that owns a data folder made earlier, so that it keeps its owner."""
    if otherwise is None or not folder.exists():
        return otherwise
    made = folder.stat()
    return Account(str(made.st_uid), made.st_uid, made.st_gid) if made.st_uid else otherwise


def drop_to(account: Account | None) -> dict[str, Any]:
    """Return the `subprocess` arguments that run a program as the account."""
    if account is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": account.uid, "group": account.gid, "extra_groups": []}


def reaches(account: Account | None, path: Path) -> bool:
    """Say whether the account may get to the path and read it."""
    if account is None:
        return os.access(path, os.R_OK)
    found = subprocess.run(["/bin/sh", "-c", 'test -r "$0"', path], check=False, **drop_to(account))
    return found.returncode == 0


def give(paths: Sequence[Path], account: Account | None) -> None:
    """Hand files or folders of the data folder to the account."""
    if account is not None:
        for path in paths:
            os.chown(path, account.uid, account.gid)


def make_folder(folder: Path, *, private: bool = False) -> Path:
    """Make a folder of ours; root leaves the way through it open for the servers' account."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755 if os.geteuid() == 0 and not private else 0o700)
    return folder


def command_of(number: int) -> str:
    """Return the command line of a process of the machine, nothing when there is none."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{number}/cmdline").read_text().replace("\0", " ")
        except OSError:
            return ""
    asked = ["/bin/ps", "-ww", "-o", "command=", "-p", str(number)]
    return subprocess.run(asked, check=False, capture_output=True, text=True).stdout
