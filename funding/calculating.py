"""From an ICB's frozen facts to its networks' entitlements."""

from funding.engine.facts import NetworkFacts
from funding.engine.lines import Entitlement
from funding.engine.statement import entitlement
from funding.gather import IcbFacts

Results = list[tuple[NetworkFacts, Entitlement]]


def calculate(facts: IcbFacts) -> Results:
    """Every network's lines and gaps for the month, in the order of the facts."""
    return [
        (
            network,
            entitlement(
                network=network,
                month=facts.month,
                book=facts.books.of(network.code),
                known_on=facts.known_on,
                rounding=facts.rounding,
            ),
        )
        for network in facts.networks
    ]
