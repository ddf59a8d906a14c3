"""What numbers of beds come to in a month: the same engine and rates as the statement's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from funding.engine.corrections import BEDS_STREAM
from funding.engine.facts import Figure, NetworkFacts
from funding.engine.statement import entitlement
from funding.gather import known_on, rounding_in_force
from funding.rate_books import rate_books
from pcn_portal.units.periods import Month


@dataclass(frozen=True, slots=True)
class Premium:
    """Pounds of a month for a number of beds; `amount` is None where no rate is known.

    `status` is that of the rate: confirmed or provisional; empty where there is none.
    """

    amount: Decimal | None
    status: str


NOT_KNOWN = Premium(None, "")


def premiums(
    *, icb_code: str, month: Month, beds: Mapping[str, int], known_at: datetime
) -> dict[str, Premium]:
    """The care home premium of networks (by code) for so many beds each; two queries."""
    books = rate_books(icb_code=icb_code, known_at=known_at)
    rounding = rounding_in_force(icb_code=icb_code, month=month.first, known_at=known_at)
    found = {}
    for code, number in beds.items():
        due = entitlement(
            network=NetworkFacts(code, "", (), Figure(Decimal(number))),
            month=month,
            book=books.of(code),
            known_on=known_on(known_at),
            rounding=rounding,
        )
        lines = [line for line in due.lines if line.stream == BEDS_STREAM]
        amount = sum((line.amount for line in lines), Decimal("0.00"))
        found[code] = Premium(amount, lines[0].status) if lines else NOT_KNOWN
    return found
