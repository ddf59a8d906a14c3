"""The national month: the product beside a floor, in one process. See benchmarks/README.md.

    .venv/bin/python benchmarks/month.py [--networks 1250] [--practices 6500] [--icbs 42]

Product: read from PostgreSQL, calculate with explained lines, write by COPY; ICB by ICB, with
the very action a worker calls. Floor: `benchmarks/floor.py`. Works in a scratch database on the
server of DATABASE_URL, or on one found as `./portal` finds its own, and removes it.
"""

import argparse
import atexit
import os
import resource
import sys
import tracemalloc
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

if __name__ == "__main__":
    import django

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from pcn_portal.launcher.places import find_places
    from pcn_portal.launcher.servers import servers
    from pcn_portal.launcher.settings import portal_environment

    SERVERS = ExitStack()
    atexit.register(SERVERS.close)
    places = find_places(os.environ)
    urls = SERVERS.enter_context(servers(places, os.environ, throwaway=True))
    os.environ.update(portal_environment(places, urls) | {"LOG_LEVEL": "ERROR"})
    django.setup()

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.floor import Floor, as_copied, empty_tables, make_tables
from benchmarks.made_up import YEAR, fill
from funding.actions import calculate_part
from funding.gather import gather
from funding.models import Gap, Line, Run, RunPart, Statement
from pcn_portal.accounts.models import User

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
COPIES = 3  # statements, lines and gaps: Django's log of queries does not see them
TIMED = 5


@dataclass
class Cost:
    """What one piece of work took: seconds by the clock, and of processor time.

    Processor time is Python's and the PostgreSQL server process's together; it says the same
    beside busy neighbours. None where the server is not on this machine.
    """

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def add(self, work: Callable[[], object]) -> None:
        server, clock, python = server_seconds(), perf_counter(), process_time()
        work()
        self.clock.append(perf_counter() - clock)
        python = process_time() - python
        if server is not None:
            self.processor.append(python + (server_seconds() or server) - server)

    def __str__(self) -> str:
        busy = f"{median(self.processor):>9.2f} s processor" if self.processor else ""
        return f"{median(self.clock):>9.3f} s {busy}"

    def beside(self, floor: "Cost") -> str:
        """This as a multiple of a floor, by the clock and in processor time."""
        busy = ""
        if self.processor:
            busy = f"{median(self.processor) / median(floor.processor):>9.1f}   processor"
        return f"{median(self.clock) / median(floor.clock):>9.1f}   {busy}"


@dataclass
class Measured:
    """Costs of a month, the most queries of an ICB, and megabytes at their peak.

    `resident` is of the whole process, `allocated` by Python alone; both by what was done.
    """

    rows: int = 0
    product: Cost = field(default_factory=Cost)
    like: Cost = field(default_factory=Cost)
    bare: Cost = field(default_factory=Cost)
    queries: int = 0
    resident: dict[str, float] = field(default_factory=dict)
    allocated: dict[str, float] = field(default_factory=dict)

    def report(self) -> str:
        """The measurements as lines of text."""
        return "\n".join(
            [
                f"rows written a month          {self.rows:>9,}",
                f"product                       {self.product}",
                f"floor, like rows              {self.like}",
                f"floor, bare amounts           {self.bare}",
                f"product ÷ floor, like rows    {self.product.beside(self.like)}",
                f"product ÷ floor, bare amounts {self.product.beside(self.bare)}",
                f"queries an ICB, at the most   {self.queries:>9}",
                *(f"resident after {what:<14} {mb:>9.1f} MB" for what, mb in self.resident.items()),
                *(f"allocated in {what:<16} {mb:>9.1f} MB" for what, mb in self.allocated.items()),
            ]
        )


def measure(*, icbs: int, networks: int, practices: int) -> Measured:
    """Fill the database, then run the twelve months of 2025/26 one after the other.

    The first warms up and counts queries; the next are timed, each beside the floor; the last
    are watched for what Python allocates. No month is run twice: the same facts again would
    write nothing.
    """
    codes = fill(icbs=icbs, networks=networks, practices=practices)
    person = User.objects.create(email="benchmark@icb.example", name="Made up")
    first, *months = [month.first for month in YEAR.months()]
    analyze()
    found = Measured()
    found.queries = most_queries(person, codes, first)
    line, statement = Line.objects.earliest("pk"), Statement.objects.earliest("pk")
    floor = Floor(
        [n for icb in codes for n in gather(icb_code=icb, month=first, known_at=NOON).networks],
        as_copied(line.steps, line.citations),
        as_copied(statement.inputs),
    )
    found.rows = sum(model.objects.count() for model in (Statement, Line, Gap))
    for work in (floor.like, floor.bare):
        work()
    found.resident["1 month"] = resident()
    for month in months[:TIMED]:
        empty_tables()
        found.like.add(floor.like)
        found.bare.add(floor.bare)
        found.product.add(partial(run_month, person, codes, month))
    tracemalloc.start()
    for number, month in enumerate(months[TIMED:], start=1):
        run_month(person, codes, month)
        if number in (1, len(months) - TIMED):
            peak = tracemalloc.get_traced_memory()[1]
            found.allocated[f"{number} month{'s' if number > 1 else ''}"] = peak / 2**20
    tracemalloc.stop()
    found.resident["12 months"] = resident()
    return found


def parts_of(person: User, codes: list[str], month: date, at: datetime = NOON) -> list[int]:
    """A run of England with its parts, written down but offered to no worker."""
    run = Run.objects.create(month=month, known_at=at, requested_at=at, requested_by=person)
    parts = RunPart.objects.bulk_create(RunPart(run=run, icb_code=c, icb_name=c) for c in codes)
    return [part.pk for part in parts]


def run_month(person: User, codes: list[str], month: date) -> None:
    for part in parts_of(person, codes, month):
        calculate_part(part_id=part, at=NOON)


def most_queries(person: User, codes: list[str], month: date) -> int:
    """The most queries, transaction statements and COPYs included, that an ICB takes."""
    numbers = []
    for part in parts_of(person, codes, month):
        with CaptureQueriesContext(connection) as queries:
            calculate_part(part_id=part, at=NOON)
        numbers.append(len(queries) + COPIES)
    return max(numbers)


def analyze() -> None:
    """What autovacuum does within a minute of an import: tell the planner how large tables are."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def server_seconds() -> float | None:
    """Processor seconds used so far by the server process of this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if connection.settings_dict["HOST"] not in ("127.0.0.1", "localhost") or not stat.exists():
        return None
    user, system = stat.read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def resident() -> float:
    """The most megabytes the process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--networks", type=int, default=1_250)
    parser.add_argument("--practices", type=int, default=6_500)
    parser.add_argument("--icbs", type=int, default=42)
    asked = parser.parse_args()
    connection.settings_dict["TEST"]["NAME"] = "portal_benchmark"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        make_tables()
        found = measure(icbs=asked.icbs, networks=asked.networks, practices=asked.practices)
        sys.stdout.write(found.report() + "\n")
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
