"""The portal's own processes: started together, watched, and all stopped together."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .account import command_of
from .migrating import tail
from .places import Places
from .trouble import Trouble

# A worker finishes the part it is on; the others only close their connections.
GENTLE_SECONDS = 20
# How long the machine may take to clear away a killed process, and with it its port.
KILLED_SECONDS = 5


@dataclass
class Child:
    """One process, leader of its own group, and its log."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    passing: bool = False  # ends by itself when all is well

    def ended(self) -> bool:
        """Say whether the process ended that should be running."""
        code = self.process.poll()
        return code is not None and not (self.passing and code == 0)


@dataclass
class Family:
    """Web, worker and beat. None of them outlives `stop`."""

    places: Places
    environment: Mapping[str, str]
    patience: float = GENTLE_SECONDS
    children: list[Child] = field(default_factory=list)

    def start(self, name: str, module: str, *arguments: str, passing: bool = False) -> Child:
        """Start a Python module as a process in its own group, out of reach of Ctrl-C."""
        log = self.places.logs / f"{name}.log"
        if log.exists():
            log.rename(log.with_suffix(".log.1"))
        with log.open("wb") as output:
            process = subprocess.Popen(
                [self.places.python, "-m", module, *arguments],
                cwd=self.places.checkout,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        child = Child(name, process, log, passing)
        self.children.append(child)
        self.write_down()
        return child

    def check(self) -> None:
        """Raise Trouble naming the first process that ended, with the last lines of its log."""
        for child in self.children:
            if child.ended():
                raise Trouble(
                    f"The {child.name} process ended by itself (code {child.process.poll()}). "
                    f"Its log, {child.log}, ends:\n{tail(child.log)}"
                )

    def stop(self) -> None:
        """Stop every process and what it started: asked first, then made to."""
        for child in self.children:
            signal_group(child.process.pid, signal.SIGTERM, leader_only=True)
        deadline = time.monotonic() + self.patience
        for child in self.children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        for child in self.children:
            signal_group(child.process.pid, signal.SIGKILL)
            child.process.wait()
        self.children.clear()
        self.write_down()

    def write_down(self) -> None:
        """Keep the process numbers, so that a start after a crash can end what was left."""
        record(self.places).write_text(json.dumps([each.process.pid for each in self.children]))


def record(places: Places) -> Path:
    """Return the file of the process numbers."""
    return places.data / "processes.json"


def end_leftovers(places: Places) -> None:
    """End web, worker and beat left by a portal that was killed; only if they are surely ours."""
    try:
        numbers = [int(each) for each in json.loads(record(places).read_text())]
    except (OSError, ValueError, TypeError):
        return
    ours = [number for number in numbers if places.python in command_of(number)]
    for number in ours:
        signal_group(number, signal.SIGKILL)
    deadline = time.monotonic() + KILLED_SECONDS
    while any(map(group_lives, ours)) and time.monotonic() < deadline:
        time.sleep(0.05)  # until then their ports are taken


def signal_group(leader: int, number: signal.Signals, *, leader_only: bool = False) -> None:
    """Signal a process, and its group unless told otherwise; one that is gone is no matter."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if leader_only:
            os.kill(leader, number)
        else:
            os.killpg(leader, number)


def group_lives(leader: int) -> bool:
    """Say whether any process of a group is left."""
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


def finish(command: Sequence[str], **options: Any) -> int:
    """Run a command to its end in the foreground and return its exit code.

    Ctrl-C reaches the command by the terminal; a request to end is passed on to it.
    """
    process = subprocess.Popen(command, **options)
    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),
        signal.SIGTERM: signal.signal(signal.SIGTERM, lambda *_: process.terminate()),
    }
    try:
        code = int(process.wait())
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code
