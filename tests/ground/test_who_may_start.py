"""Root and an ordinary user can both start the servers, from the wheels or the machine's."""

import json
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
NOBODY = pwd.getpwnam("nobody")
AS_NOBODY: dict[str, Any] = {"user": NOBODY.pw_uid, "group": NOBODY.pw_gid, "extra_groups": []}
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def run(
    environ: dict[str, str],
    *arguments: Path,
    python: str = sys.executable,
    program: Path = HERE / "use_servers.py",
    who: dict[str, Any] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the program of the tests as somebody, with nothing else in the environment."""
    options: dict[str, Any] = {"capture_output": True, "text": True, "cwd": "/", **(who or {})}
    bare = {"PATH": "/usr/local/bin:/usr/bin:/bin", **environ}
    return subprocess.run([python, program, *arguments], check=False, env=bare, **options)


def said_by(done: subprocess.CompletedProcess[str]) -> Any:
    """Return what the program printed, once it ended well."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def python_of_nobody() -> str:
    """Return a Python that an ordinary user can start."""
    for python in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        works = "import sys; sys.exit(sys.version_info < (3, 11))"
        try:
            tried = subprocess.run([python, "-c", works], check=False, cwd="/", **AS_NOBODY)
        except OSError:
            continue
        if tried.returncode == 0:
            return python
    pytest.skip("no Python 3.11 that another account may start")


def check(said: Any) -> None:
    """What the program promises of every start."""
    assert said["database_answers"] == "1"
    assert said["queue_answers"] is True
    assert said["stopped"] is True
    assert said["owner"] != 0, "PostgreSQL does not run as root"


def test_whoever_runs_the_tests_starts_the_servers_inside_the_checkout(
    small_checkout: Callable[[], Path], environ: dict[str, str]
) -> None:
    checkout = small_checkout()
    said = said_by(run(environ, checkout))
    check(said)
    assert said["data"] == str(checkout / ".data")


@only_root
def test_an_ordinary_user_starts_the_servers(
    small_checkout: Callable[[], Path],
    environ: dict[str, str],
    folder: Path,
) -> None:
    checkout = small_checkout()
    os.chown(checkout, NOBODY.pw_uid, NOBODY.pw_gid)
    program = folder / "use_servers.py"
    shutil.copy(HERE / "use_servers.py", program)
    python = python_of_nobody()
    said = said_by(run(environ, checkout, python=python, program=program, who=AS_NOBODY))
    check(said)
    assert said["owner"] == NOBODY.pw_uid


@only_root
def test_a_checkout_closed_to_others_gets_a_data_folder_elsewhere_and_stays_closed(
    small_checkout: Callable[[], Path], environ: dict[str, str], folder: Path
) -> None:
    checkout = small_checkout()
    checkout.chmod(0o700)
    said = said_by(run(environ, checkout, folder / "elsewhere"))
    check(said)
    assert said["data"].startswith(str(folder / "elsewhere"))
    assert not (checkout / ".data").exists()
    assert checkout.stat().st_mode & 0o777 == 0o700


@only_root
def test_a_named_data_folder_closed_to_others_is_explained(
    small_checkout: Callable[[], Path], folder: Path
) -> None:
    checkout = small_checkout()
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    done = run({"PORTAL_DATA": str(closed), "PORTAL_SERVERS": "wheel"}, checkout)
    assert done.returncode != 0
    assert "set PORTAL_DATA to a folder open to all" in done.stderr
    assert closed.stat().st_mode & 0o777 == 0o700
