"""The virtual environment: made once in the checkout, brought up to date when a lock changes."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .locks import held
from .places import Places
from .trouble import Trouble, say

RUN = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
# The development lock names every package of the other, at the same version (a test says so).
HOLDS = {DEVELOPMENT: (RUN,)}
MARKER = "installed.json"


def set_up(places: Places, lock: str) -> None:
    """Make the virtual environment hold what the lock file names; does nothing when it does."""
    if is_installed(places, lock):
        return
    with held(places.data / "setup.lock"):
        if not is_installed(places, lock):
            make_venv(places)
            install(places, lock)
            remember(places, lock)


def is_installed(places: Places, lock: str) -> bool:
    """Say whether this lock, unchanged, was installed into this environment where it stands."""
    return Path(places.python).exists() and marks(places).get(lock) == digest(
        places.checkout / lock
    )


def marks(places: Places) -> dict[str, str]:
    """Return the digests of the locks installed; none when the environment was moved or cut off."""
    try:
        found = json.loads((places.venv / MARKER).read_text())
    except (OSError, ValueError):
        return {}
    good = isinstance(found, dict) and found.get("venv") == str(places.venv)
    return found if good else {}


def remember(places: Places, lock: str) -> None:
    """Write down that the lock was installed, last of all, so that a cut-off set-up starts anew."""
    known = marks(places) | {"venv": str(places.venv)}
    known |= {name: digest(places.checkout / name) for name in (lock, *HOLDS.get(lock, ()))}
    fresh = places.venv / f"{MARKER}.new"
    fresh.write_text(json.dumps(known))
    fresh.rename(places.venv / MARKER)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_venv(places: Places) -> None:
    """Make the virtual environment, anew when the one there does not run."""
    if places.venv.exists() and works(places.python):
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Trouble(
            "This Python has no venv module: install it (on Debian or Ubuntu: "
            "apt-get install python3-venv)."
        )
    say("Making the virtual environment …")
    shutil.rmtree(places.venv, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", places.venv], check=False, capture_output=True, text=True
    )
    if made.returncode != 0:
        raise Trouble(f"Making {places.venv} failed: {last_line(made.stdout + made.stderr)}")


def works(python: str) -> bool:
    """Say whether the environment's interpreter starts and has pip."""
    try:
        tried = subprocess.run([python, "-m", "pip", "--version"], check=False, capture_output=True)
    except OSError:
        return False
    return tried.returncode == 0


def install(places: Places, lock: str) -> None:
    """Install a lock file, every package checked against its hash."""
    say(f"Installing {lock} (the first time takes up to a minute) …")
    command = [
        *(places.python, "-m", "pip", "install", "--quiet", "--no-input", "--no-cache-dir"),
        *("--require-hashes", "-r", str(places.checkout / lock)),
    ]
    quiet = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=quiet)
    if done.returncode != 0:
        raise Trouble(explain(done.stderr, lock))


def explain(errors: str, lock: str) -> str:
    """Turn pip's complaint into a sentence."""
    network = ("NewConnectionError", "Temporary failure", "ConnectTimeout", "Name or service")
    if any(sign in errors for sign in network):
        return "The Python packages could not be fetched: check the network, then run this again."
    if "No space left" in errors:
        return "The disk is full: the packages need about a gigabyte."
    return f"Installing {lock} failed: {last_line(errors)}"


def last_line(text: str) -> str:
    """Return the last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason was given."
