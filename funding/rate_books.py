"""Which rates count for which network: the national ones."""

from dataclasses import dataclass
from datetime import datetime

from funding.engine.rates import RateBook, national_rates


@dataclass(frozen=True, slots=True)
class RateBooks:
    """The rates of an ICB's networks."""

    national: RateBook

    def of(self, network_code: str) -> RateBook:
        """The rates that count for a network."""
        return self.national


def rate_books(*, icb_code: str, known_at: datetime) -> RateBooks:
    """The rates that count for an ICB's networks, as known at a moment."""
    return RateBooks(national_rates())
