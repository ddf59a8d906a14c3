"""The floors: what a national month costs at the least, without reading, explaining or checking.

The same figures, already in memory; the same products, each rounded once; one COPY of as many
rows as the product writes. "Like" rows have the columns, keys and width of the product's
statements and lines, with one ready-made explanation and list of inputs for all; "bare" rows are
the lines' amounts and whom they are for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

import orjson
from django.db import connection, transaction

from funding.engine.facts import NetworkFacts

PENNY = Decimal("0.01")
NETWORK_RATES = (
    ("core_pcn_funding", "registered", Decimal("2.266")),
    ("core_pcn_funding", "adjusted", Decimal("0.733")),
    ("enhanced_access", "adjusted", Decimal("8.427")),
    ("capacity_and_access_support", "adjusted", Decimal("3.208")),
)
PER_BED = Decimal("130.253")
PER_WEIGHTED = Decimal("1.761")
Row = tuple[int, str, str, str, Decimal]
TABLES = """
CREATE TABLE benchmark_like (LIKE funding_line INCLUDING ALL);
CREATE TABLE benchmark_statement (LIKE funding_statement INCLUDING ALL);
CREATE TABLE benchmark_bare (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, network integer,
    stream varchar(60), component varchar(20), payee varchar(8), amount numeric(12, 2)
);
"""


@dataclass(frozen=True)
class Floor:
    """The figures of all networks, and the texts of which every row gets a copy."""

    networks: Sequence[NetworkFacts]
    explanation: str
    inputs: str

    def like(self) -> None:
        """Calculate and write one month of rows like the product's lines."""
        columns = (
            "statement_id, stream, component, payee, amount, status, rate_id, steps, citations"
        )
        end = f"\tconfirmed\tcore-2025-26-registered\t{self.explanation}\n"
        copy("benchmark_like", columns, (f"{start(row)}{end}" for row in self.amounts()))

    def bare(self) -> None:
        """Calculate and write one month of amounts."""
        columns = "network, stream, component, payee, amount"
        copy("benchmark_bare", columns, (f"{start(row)}\n" for row in self.amounts()))

    def amounts(self) -> list[Row]:
        """Every amount of the month: 2025/26's payments, annual rate ÷ 12, rounded half up."""
        found: list[Row] = []
        for number, network in enumerate(self.networks):
            sums = {
                "registered": sum(p.registered.value for p in network.practices if p.registered),
                "adjusted": sum(p.adjusted.value for p in network.practices if p.adjusted),
            }
            for stream, basis, rate in NETWORK_RATES:
                amount = pennies(sums[basis] * rate)
                found.append((number, stream, basis, network.code, amount))
            if network.beds:
                amount = pennies(network.beds.value * PER_BED)
                found.append((number, "care_home_premium", "", network.code, amount))
            for practice in network.practices:
                if practice.weighted:
                    amount = pennies(practice.weighted.value * PER_WEIGHTED)
                    found.append((number, "participation", "", practice.code, amount))
        return found


def pennies(annual: Decimal) -> Decimal:
    return (annual / 12).quantize(PENNY, rounding=ROUND_HALF_UP)


def start(row: Row) -> str:
    number, stream, component, payee, amount = row
    return f"{number}\t{stream}\t{component}\t{payee}\t{amount}"


def copy(table: str, columns: str, rows: Iterable[str]) -> None:
    text = "".join(rows).encode()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", BytesIO(text))


def as_copied(*values: Any) -> str:
    """JSON values in adjoining columns, as COPY takes them."""
    return "\t".join(orjson.dumps(value).decode().replace("\\", "\\\\") for value in values)


def make_tables() -> None:
    """The floors' own tables, with the keys and indexes of the product's."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)


def empty_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE benchmark_statement, benchmark_like, benchmark_bare")
