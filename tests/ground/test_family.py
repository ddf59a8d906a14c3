"""Nothing the portal started outlives it, and what ends by itself is named."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from pcn_portal.launcher.family import Child, Family, end_leftovers, finish, record
from pcn_portal.launcher.places import CHECKOUT, Places
from pcn_portal.launcher.trouble import Trouble


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """The real checkout, with a data folder of the test's own."""
    return Places(checkout=CHECKOUT, data=tmp_path, venv=Path(sys.prefix))


@pytest.fixture
def family(places: Places) -> Iterator[Family]:
    """A family that does not wait long for a stubborn member."""
    made = Family(places, dict(os.environ), patience=0.5)
    yield made
    made.stop()


def until(true: Callable[[], object]) -> None:
    """Wait for something that comes soon."""
    for _ in range(400):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def lives(number: int) -> bool:
    """Say whether a process runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


def grandchild(child: Child) -> int:
    """Return the number of the process that the stubborn one started."""
    until(lambda: child.log.read_text().endswith("\n"))
    return int(child.log.read_text())


def test_a_stubborn_process_and_its_children_are_stopped(family: Family) -> None:
    child = family.start("stubborn", "tests.ground.stubborn")
    below = grandchild(child)
    assert lives(below)
    family.stop()
    until(lambda: not lives(child.process.pid) and not lives(below))


def test_a_process_that_ends_by_itself_is_named_with_its_last_words(family: Family) -> None:
    child = family.start("web", "no_such_module")
    child.process.wait()
    with pytest.raises(Trouble, match=r"(?s)The web process ended.*No module named no_such_module"):
        family.check()


def test_a_passing_process_may_end_well_but_not_badly(family: Family) -> None:
    family.start("question", "this", passing=True).process.wait()
    family.check()
    family.start("question", "no_such_module", passing=True).process.wait()
    with pytest.raises(Trouble, match="question"):
        family.check()


def test_what_a_killed_portal_left_is_ended_by_the_next_start(
    family: Family, places: Places
) -> None:
    child = family.start("stubborn", "tests.ground.stubborn")
    below = grandchild(child)
    burying = Thread(target=child.process.wait)  # what the machine does for an orphan
    burying.start()
    end_leftovers(places)
    burying.join()
    until(lambda: not lives(below))


def test_a_number_that_went_to_another_program_is_left_alone(places: Places) -> None:
    other = subprocess.Popen(["sleep", "600"], start_new_session=True)
    try:
        record(places).write_text(f"[{other.pid}]")
        end_leftovers(places)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@pytest.mark.parametrize(
    ("script", "code"), [("raise SystemExit(3)", 3), ("import os; os.kill(os.getpid(), 15)", 143)]
)
def test_the_exit_code_of_a_command_passes_through(script: str, code: int) -> None:
    assert finish([sys.executable, "-c", script]) == code


def test_signals_are_handled_as_before_once_a_command_is_done() -> None:
    before = signal.getsignal(signal.SIGTERM)
    finish([sys.executable, "-c", ""])
    assert signal.getsignal(signal.SIGTERM) == before
