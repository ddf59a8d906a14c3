"""A made-up network's month for the engine's tests, in few words."""

from datetime import date
from decimal import Decimal

from funding.engine.facts import Figure, NetworkFacts, PracticeFacts
from funding.engine.lines import Entitlement, Line
from funding.engine.rates import national_rates
from funding.engine.statement import entitlement
from pcn_portal.units.periods import Month

JULY_2024 = date(2024, 7, 15)


def figure(value: str | None) -> Figure | None:
    return None if value is None else Figure(Decimal(value))


def practice(
    code: str,
    registered: str | None = None,
    adjusted: str | None = None,
    weighted: str | None = None,
    name: str = "",
) -> PracticeFacts:
    return PracticeFacts(code, name, figure(registered), figure(adjusted), figure(weighted))


def month_of(
    month: str,
    *practices: PracticeFacts,
    beds: str | None = None,
    known_on: date | None = None,
    **rounding: str,
) -> Entitlement:
    return entitlement(
        network=NetworkFacts("U99999", "Fictional PCN", practices, figure(beds)),
        month=Month.parse(month),
        book=national_rates(),
        known_on=known_on,
        rounding=rounding,
    )


def amounts(answer: Entitlement, stream: str) -> list[str]:
    return [str(line.amount) for line in answer.lines if line.stream == stream]


def the_line(answer: Entitlement, stream: str) -> Line:
    (line,) = [line for line in answer.lines if line.stream == stream]
    return line


def gaps(answer: Entitlement, stream: str) -> list[str]:
    return [gap.missing for gap in answer.gaps if gap.stream == stream]
