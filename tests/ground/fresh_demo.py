"""The demo as a newcomer meets it: `python3 tests/ground/fresh_demo.py` in a fresh clone.

Standard library only, because a fresh clone has nothing else. Starts `./portal demo`, looks at
the pages, waits for the run left to the worker, stops it with Ctrl-C's signal, and does it again.
"""

import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
ROLES = ("ICB commissioner", "ICB approver", "PCN manager", "Auditor", "National administrator")
PATIENCE = 300  # seconds; how fast it is depends on the machine, so nothing here measures it
COUNT_UNFINISHED = """
from funding.models import RunPart
print(RunPart.objects.count(), RunPart.objects.exclude(state="done").count())
"""
COUNT_RUNS = "from funding.models import Run; print(Run.objects.count())"


def main() -> None:
    """Start, look, stop; then once more, and find the same data."""
    runs = visit()
    assert visit() == runs > 0, "the second start keeps the data and adds nothing"
    print("demo: the portal served its pages twice, ran a month, and left nothing behind")


def visit() -> int:
    """Start the demo, look at it and stop it; return how many runs it holds."""
    demo = subprocess.Popen(["./portal", "demo"], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    try:
        greeting = read_greeting(demo)
        look_at_pages(greeting)
        wait_for_the_worker()
        return int(manage("shell", "--verbosity", "0", "--command", COUNT_RUNS))
    finally:
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=PATIENCE)
        assert left_behind() == [], "Ctrl-C stops all it started"


def read_greeting(demo: "subprocess.Popen[str]") -> str:
    """Read what the demo prints until it says how to stop it."""
    assert demo.stdout is not None
    lines = []
    for line in demo.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            return "".join(lines)
    raise AssertionError("the demo ended before it was up")


def look_at_pages(greeting: str) -> None:
    """A sign-in for each role is printed; the sign-in page and its style sheet come back."""
    assert [role for role in ROLES if role not in greeting] == []
    address = next(word for word in greeting.split() if word.startswith("http://"))
    page = fetch(address)
    assert "Sign in" in page
    assert "nhsuk-frontend" in page
    fetch(address + "static/nhsuk/nhsuk-frontend.min.css")
    fetch(address + "health/")


def fetch(address: str) -> str:
    """Return a page; an answer other than a good one is an error."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=60) as answer:
        return str(answer.read().decode())


def wait_for_the_worker() -> None:
    """Wait until every part of every run was calculated by somebody."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        parts, unfinished = map(
            int, manage("shell", "--verbosity", "0", "--command", COUNT_UNFINISHED).split()
        )
        if parts and not unfinished:
            return
        time.sleep(1)
    raise AssertionError("the worker did not finish the run")


def manage(*command: str) -> str:
    """Run a management command beside the running demo; return what it prints."""
    done = subprocess.run(
        ["./portal", "manage", *command], cwd=CHECKOUT, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def left_behind() -> list[str]:
    """Return the command lines of processes that still run from this checkout, but for this one."""
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if str(CHECKOUT) in command and int(process.name) != os.getpid():
            left.append(command)
    return left


if __name__ == "__main__":
    main()
