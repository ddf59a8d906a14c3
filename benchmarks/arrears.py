"""Twelve approved months worked out again, beside twelve times the national month.

    .venv/bin/python benchmarks/arrears.py [--networks 1250] [--practices 6500] [--icbs 42]

Twelve months are run and approved. Then the next month's run works all twelve out again: first
with nothing changed, then with every adjusted population restated, so that every network has a
correction of several payments in every month, each written with both explanations. See
benchmarks/README.md.
"""

import argparse
import atexit
import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

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

from benchmarks.made_up import BATCH, YEAR, fill
from benchmarks.month import NOON, Cost, analyze, run_month
from funding.actions import acknowledge, approve, check
from funding.corrections import corrections_of
from funding.models import Calculation, Correction, Posting
from pcn_portal.accounts.models import User
from practices.models import PopulationFigure

AFTER = YEAR.after
LATER = NOON + timedelta(days=1)


@dataclass
class Measured:
    """Costs of a month, and of the twelve worked out again; numbers of what was written."""

    month: Cost = field(default_factory=Cost)
    unchanged: Cost = field(default_factory=Cost)
    restated: Cost = field(default_factory=Cost)
    written: Cost = field(default_factory=Cost)
    postings: int = 0
    corrections: int = 0

    def report(self) -> str:
        """The measurements as lines of text."""
        return "\n".join(
            [
                f"postings of twelve months        {self.postings:>9,}",
                f"corrections when all is restated {self.corrections:>9,}",
                f"a month                          {self.month}",
                f"twelve again, nothing changed    {self.unchanged}",
                f"twelve again, all restated       {self.restated}",
                f"the next month's run, written    {self.written}",
                f"unchanged ÷ twelve months        {_ratio(self.unchanged, self.month)}",
                f"restated ÷ twelve months         {_ratio(self.restated, self.month)}",
                f"next run ÷ twelve months         {_ratio(self.written, self.month)}",
            ]
        )


def _ratio(again: Cost, month: Cost) -> str:
    """Seconds by the clock, and of processor time where it is known, over twelve months'."""
    clock = f"{again.clock[0] / sum(month.clock):>9.2f}"
    if not again.processor:
        return clock
    return f"{clock} {again.processor[0] / sum(month.processor):>9.2f} processor"


def measure(*, icbs: int, networks: int, practices: int) -> Measured:
    """Fill the database, run and approve twelve months, then work them out again."""
    codes = fill(icbs=icbs, networks=networks, practices=practices)
    person = User.objects.create(email="benchmark@icb.example", name="Made up")
    approver = User.objects.create(email="approver@icb.example", name="Made up too")
    analyze()
    found = Measured()
    for month in YEAR.months():
        found.month.add(partial(run_month, person, codes, month.first))
    for number in Calculation.objects.order_by("month", "id").values_list("pk", flat=True):
        check_and_approve(number, approver)
    found.postings = Posting.objects.count()
    analyze()
    found.unchanged.add(partial(again, codes))
    restate()
    found.restated.add(partial(again, codes))
    found.written.add(partial(run_month, person, codes, AFTER))
    found.corrections = Correction.objects.count()
    return found


def check_and_approve(number: int, approver: User) -> None:
    """Acknowledge what is unusual in a calculation, check it, and approve it."""
    by, at = approver.actor, NOON
    acknowledge(calculation_id=number, keys=None, reason="Made up.", by=by, at=at)
    check(calculation_id=number, by=by, at=at)
    approve(calculation_id=number, by=by, at=at)


def again(codes: list[str]) -> None:
    """Work out every approved month of every ICB."""
    for icb in codes:
        corrections_of(icb_code=icb, before=AFTER, known_at=LATER)


def restate() -> None:
    """A second version of every adjusted population of the year, one patient more."""
    old = PopulationFigure.objects.filter(basis="adjusted").iterator()
    PopulationFigure.objects.bulk_create(
        [
            PopulationFigure(
                practice_id=row.practice_id,
                basis=row.basis,
                reference_date=row.reference_date,
                version=2,
                value=row.value + 1,
                vintage="restated",
                received_at=NOON,
            )
            for row in old
        ],
        batch_size=BATCH,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--networks", type=int, default=1_250)
    parser.add_argument("--practices", type=int, default=6_500)
    parser.add_argument("--icbs", type=int, default=42)
    asked = parser.parse_args()
    connection.settings_dict["TEST"]["NAME"] = "portal_benchmark_arrears"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        found = measure(icbs=asked.icbs, networks=asked.networks, practices=asked.practices)
        sys.stdout.write(found.report() + "\n")
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
