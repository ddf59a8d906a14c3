"""The national month: the product beside a floor, in one process. See benchmarks/README.md.

    .venv/bin/python benchmarks/month.py [--networks 1250] [--practices 6500] [--icbs 42]

Product: read from PostgreSQL, calculate with explained lines, write by COPY; ICB by ICB, with
the very action a worker calls. Floor: `benchmarks/floor.py`. Works in a scratch database on the
server of DATABASE_URL and removes it.
"""

import argparse
import os
import resource
import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

if __name__ == "__main__":
    import django

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("PORTAL_ENVIRONMENT", "development")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcn_portal.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    django.setup()

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.floor import Floor, make_table
from benchmarks.made_up import YEAR, fill
from funding.actions import calculate_part
from funding.gather import gather
from funding.models import Gap, Line, Run, RunPart
from pcn_portal.accounts.models import User

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
COPIES = 3  # statements, lines and gaps: Django's log of queries does not see them
TIMED = 5


@dataclass
class Measured:
    """What was measured: seconds a month, queries of an ICB (the most), megabytes at the peak.

    `resident` is of the whole process, `allocated` by Python alone; both by what was done.
    """

    rows: int = 0
    product: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    queries: int = 0
    resident: dict[str, float] = field(default_factory=dict)
    allocated: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return median(self.product) / median(self.floor)

    def report(self) -> str:
        """The measurements as lines of text."""
        return "\n".join(
            [
                f"lines and gaps a month       {self.rows:>9,}",
                f"floor, median of {len(self.floor)}           {median(self.floor):>9.3f} s",
                f"product, median of {len(self.product)}         {median(self.product):>9.3f} s",
                f"product ÷ floor              {self.ratio:>9.2f}",
                f"queries an ICB, at the most  {self.queries:>9}",
                *(f"resident after {what:<13} {mb:>9.1f} MB" for what, mb in self.resident.items()),
                *(f"allocated in {what:<15} {mb:>9.1f} MB" for what, mb in self.allocated.items()),
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
    floor = Floor(
        [n for icb in codes for n in gather(icb_code=icb, month=first, known_at=NOON).networks]
    )
    found = Measured()
    found.queries = most_queries(person, codes, first)
    found.rows = Line.objects.count() + Gap.objects.count()
    found.resident["1 month"] = resident()
    for month in months[:TIMED]:
        found.floor.append(seconds(floor.run))
        found.product.append(seconds(partial(run_month, person, codes, month)))
    tracemalloc.start()
    for number, month in enumerate(months[TIMED:], start=1):
        run_month(person, codes, month)
        if number in (1, len(months) - TIMED):
            peak = tracemalloc.get_traced_memory()[1]
            found.allocated[f"{number} month{'s' if number > 1 else ''}"] = peak / 2**20
    tracemalloc.stop()
    found.resident["12 months"] = resident()
    return found


def parts_of(person: User, codes: list[str], month: date) -> list[int]:
    """A run of England with its parts, written down but offered to no worker."""
    run = Run.objects.create(month=month, known_at=NOON, requested_at=NOON, requested_by=person)
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


def seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


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
        make_table()
        found = measure(icbs=asked.icbs, networks=asked.networks, practices=asked.practices)
        sys.stdout.write(found.report() + "\n")
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
