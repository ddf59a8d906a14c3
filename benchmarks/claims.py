"""The national claims month: the product beside a floor, in one process. See benchmarks/README.md.

    .venv/bin/python benchmarks/claims.py [--networks 1250] [--people 24] [--icbs 42]

Product: a board's networks' claims are generated from their registers, declared, and approved,
with the very actions a page calls, then each ICB's month is calculated with the lines in it.
Floor: the same rows, a transaction for each of a board's two steps, each written at once.
"""

import argparse
import atexit
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path
from typing import Any

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

import orjson
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg2.extras import execute_values

from benchmarks.floor import PENNY
from benchmarks.made_up import fill
from benchmarks.month import Cost, analyze, parts_of
from benchmarks.staff import JANUARY, fill_staff, publish_maxima
from funding.actions import calculate_part
from funding.claims.deciding import decide_many, waiting_line_ids
from funding.claims.declaring import DECLARATION, Declaration, declare_all
from networks.models import Network
from networks.queries import networks_of_icb
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear
from workforce.models import ClaimLine, LineStep

AT = datetime(2025, 2, 4, 12, tzinfo=UTC)
YEAR = ContractYear(2024)
GIVEN = Declaration(True, "Made-up payroll report")
TABLES = """
CREATE TABLE benchmark_claim (LIKE workforce_claim INCLUDING ALL);
CREATE TABLE benchmark_line (LIKE workforce_claimline INCLUDING ALL);
CREATE TABLE benchmark_decision (LIKE workforce_linedecision INCLUDING ALL);
"""
READ = """
SELECT DISTINCT ON (o.network_id, p.reference) o.network_id, e.id, p.reference, o.role, o.area,
       e.starts, e.ends, t.hours, t.salary, t.employer_ni, t.employer_pension
FROM workforce_engagement e
JOIN workforce_post o ON o.id = e.post_id
JOIN workforce_person p ON p.id = e.person_id
JOIN workforce_terms t ON t.engagement_id = e.id
WHERE o.network_id = ANY(%s) ORDER BY o.network_id, p.reference
"""
CLAIMS = """
INSERT INTO benchmark_claim (network_id, month, turn, kind, counting, declaration, evidence,
    known_at, submitted_at, submitted_by_id)
VALUES %s RETURNING id, network_id
"""
CLAIM_ROW = "(%s, %s, 1, 'monthly', 'days_of_month', %s, 'Made-up payroll report', %s, %s, %s)"
LINES = """
INSERT INTO benchmark_line (claim_id, engagement_id, reference, role, role_name, pot, wte,
    claimable, before, amount, above, status, steps, citations)
VALUES %s RETURNING id
"""
DECISIONS = """
INSERT INTO benchmark_decision (line_id, step, reason, pay_month, submitted_by_id, at, by_id)
VALUES %s
"""


@dataclass
class Measured:
    """Costs of declaring and approving a month, of its run with the lines and without."""

    lines: int = 0
    product: Cost = field(default_factory=Cost)
    floor: Cost = field(default_factory=Cost)
    run: Cost = field(default_factory=Cost)
    bare_run: Cost = field(default_factory=Cost)
    queries: int = 0

    def report(self) -> str:
        """The measurements as lines of text."""
        return "\n".join(
            [
                f"claim lines of the month      {self.lines:>9,}",
                f"declared and approved         {self.product}",
                f"floor, the same rows          {self.floor}",
                f"product ÷ floor               {self.product.beside(self.floor)}",
                f"month’s run with the lines    {self.run}",
                f"month’s run without           {self.bare_run}",
                f"with ÷ without                {self.run.beside(self.bare_run)}",
                f"queries a board               {self.queries:>9}",
            ]
        )


def measure(*, icbs: int, networks: int, people: int) -> Measured:
    """Fill the database, claim January 2025 for every network, and run the month."""
    codes = fill(icbs=icbs, networks=networks, practices=networks * 5, year=YEAR)
    manager = User.objects.create(email="manager@pcn.example", name="Made up")
    board = User.objects.create(email="board@icb.example", name="Made up")
    publish_maxima(enters=manager, checks=board)
    fill_staff(people, manager)
    analyze()
    found = Measured()
    first, *boards = [list(networks_of_icb(code, JANUARY).order_by("code")) for code in codes]
    found.bare_run.add(partial(run_month, board, codes))
    with CaptureQueriesContext(connection) as queries:
        claim_all([first], manager, board)
    found.queries = len(queries)
    steps, sources = typical(first[0])
    ids = [[one.pk for one in networks] for networks in boards]
    floor, product = Cost(), Cost()
    for numbers, theirs in zip(ids, boards, strict=True):
        floor.add(partial(floor_of, [numbers], manager, board, steps, sources))
        product.add(partial(claim_all, [theirs], manager, board))
        analyze()
    found.floor, found.product = whole(floor), whole(product)
    found.lines = ClaimLine.objects.count()
    found.run.add(partial(run_month, board, codes))
    return found


def whole(boards: Cost) -> Cost:
    """The cost of all boards together."""
    busy = [sum(boards.processor)] if boards.processor else []
    return Cost([sum(boards.clock)], busy)


def claim_all(boards: Sequence[Sequence[Network]], manager: User, board: User) -> None:
    """Declare every network's month and approve every line, board by board."""
    for networks in boards:
        declare_all(networks=networks, month=JANUARY, given=GIVEN, by=manager.actor, at=AT)
        ids = waiting_line_ids(network_ids=[one.pk for one in networks], month=JANUARY)
        decide_many(line_ids=ids, step=LineStep.APPROVED, reason="", by=board.actor, at=AT)


def typical(network: Network) -> tuple[str, str]:
    """The steps and sources of one claimed line, of which the floor writes copies."""
    line = ClaimLine.objects.filter(claim__network=network).earliest("pk")
    return orjson.dumps(line.steps).decode(), orjson.dumps(line.citations).decode()


def floor_of(
    boards: Sequence[Sequence[int]], manager: User, board: User, steps: str, sources: str
) -> None:
    """The same rows: what is read in one query, priced in a loop, and written in three."""
    for networks in boards:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(READ, [list(networks)])
            people = cursor.fetchall()
            made = [(n, JANUARY, DECLARATION, AT, AT, manager.pk) for n in networks]
            numbers = execute_values(cursor.cursor, CLAIMS, made, CLAIM_ROW, fetch=True)
            claims = {network: number for number, network in numbers}
            rows = [priced(claims[one[0]], one[1:], steps, sources) for one in people]
            lines = execute_values(cursor.cursor, LINES, rows, fetch=True, page_size=1000)
        with transaction.atomic(), connection.cursor() as cursor:
            decided = [
                (line, "approved", "", JANUARY, manager.pk, AT, board.pk) for (line,) in lines
            ]
            execute_values(cursor.cursor, DECISIONS, decided, page_size=1000)


def priced(claim: int, person: Sequence[Any], steps: str, sources: str) -> tuple[Any, ...]:
    """A line: cost up to a twelfth of one maximum by hours, no days and no rules."""
    key, reference, role, _, _, _, hours, *cost = person
    most = Decimal(65838) / 12 * hours / Decimal("37.5")
    amount = min(sum(cost, Decimal(0)), most).quantize(PENNY, rounding=ROUND_HALF_UP)
    wte = hours / Decimal("37.5")
    start = (claim, key, reference, role, "Clinical pharmacist", "main", wte)
    return (*start, amount, 0, amount, 0, "confirmed", steps, sources)


def run_month(person: User, codes: list[str]) -> None:
    """Calculate January for every ICB."""
    for part in parts_of(person, codes, JANUARY, AT):
        calculate_part(part_id=part, at=AT)


def make_tables() -> None:
    """The floor's own tables, with the keys and indexes of the product's."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--networks", type=int, default=1_250)
    parser.add_argument("--people", type=int, default=24)
    parser.add_argument("--icbs", type=int, default=42)
    asked = parser.parse_args()
    connection.settings_dict["TEST"]["NAME"] = "portal_benchmark_claims"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        make_tables()
        found = measure(icbs=asked.icbs, networks=asked.networks, people=asked.people)
        sys.stdout.write(found.report() + "\n")
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
