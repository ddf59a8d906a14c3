"""The floor: what a national month costs at the least, without reading, explaining or checking.

The same figures, already in memory; the same products, each rounded once; one COPY of as many
rows as the product writes, without explanations, into a table with a key and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

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
Row = tuple[str, str, str, Decimal]


@dataclass(frozen=True)
class Floor:
    """The figures of all networks, read beforehand."""

    networks: Sequence[NetworkFacts]

    def run(self) -> int:
        """Calculate and write one month; the number of rows."""
        rows = self.amounts()
        text = "".join(
            f"{code}\t{stream}\t{payee}\t{amount}\n" for code, stream, payee, amount in rows
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.copy_expert(
                "COPY benchmark_floor (network, stream, payee, amount) FROM STDIN",
                BytesIO(text.encode()),
            )
        return len(rows)

    def amounts(self) -> list[Row]:
        """Every amount of the month: 2025/26's payments, annual rate ÷ 12, rounded half up."""
        found: list[Row] = []
        for network in self.networks:
            sums = {
                "registered": sum(p.registered.value for p in network.practices if p.registered),
                "adjusted": sum(p.adjusted.value for p in network.practices if p.adjusted),
            }
            for stream, basis, rate in NETWORK_RATES:
                found.append((network.code, stream, network.code, pennies(sums[basis] * rate)))
            if network.beds:
                amount = pennies(network.beds.value * PER_BED)
                found.append((network.code, "care_home_premium", network.code, amount))
            for practice in network.practices:
                if practice.weighted:
                    amount = pennies(practice.weighted.value * PER_WEIGHTED)
                    found.append((network.code, "participation", practice.code, amount))
        return found


def pennies(annual: Decimal) -> Decimal:
    return (annual / 12).quantize(PENNY, rounding=ROUND_HALF_UP)


def make_table() -> None:
    """The floor's own table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE benchmark_floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            " network varchar(6), stream varchar(60), payee varchar(8), amount numeric(12, 2))"
        )
