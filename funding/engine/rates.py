"""The rate book: which rate counts for a payment in a month, as known on a day."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from funding.engine.rate import BadRates, Rate, RateMissing, Source
from funding.engine.rate_files import RateYear, read_folder
from funding.engine.streams import MONTHLY_STREAMS, STREAM_TITLES
from pcn_portal.units.periods import ContractYear, Month
from pcn_portal.units.wording import day_in_words, month_in_words

__all__ = [
    "BadRates",
    "NATIONAL_RATES",
    "Rate",
    "RateBook",
    "RateMissing",
    "RateYear",
    "Source",
    "national_rates",
]

NATIONAL_RATES = Path(__file__).resolve().parent.parent / "rates"


@dataclass(eq=False)
class RateBook:
    """All loaded contract years. Compared by identity; `digest` (sha256, hex) tells contents."""

    years: dict[ContractYear, RateYear]
    digest: str
    _months: dict[Month, dict[str, tuple[Rate, ...]]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, folder: Path) -> "RateBook":
        """Read every year file in `folder`; raise BadRates for the first thing that is wrong."""
        years, digest = read_folder(folder)
        return cls({year.year: year for year in years}, digest)

    def with_rates(self, rates: Sequence[Rate]) -> "RateBook":
        """A book with more rates, each in the contract year of its first day."""
        years = dict(self.years)
        for rate in rates:
            year = Month.of(rate.starts).contract_year
            old = years.get(year) or RateYear(year, "", "", ())
            years[year] = replace(old, rates=(*old.rates, rate))
        digest = sha256(f"{self.digest} {rates!r}".encode()).hexdigest()
        return RateBook(years, digest)

    def year(self, year: ContractYear) -> RateYear:
        """A contract year's file; raise RateMissing if there is none."""
        if year not in self.years:
            raise RateMissing(f"Rates of the contract year {year}: none are loaded")
        return self.years[year]

    def rates(self, year: ContractYear) -> tuple[Rate, ...]:
        """Every rate of a contract year, in the order of its file."""
        return self.year(year).rates

    def streams(self, month: Month) -> tuple[str, ...]:
        """The monthly streams that have a rate, known or not, in this month."""
        touching = self._touching(month)
        return tuple(stream for stream in MONTHLY_STREAMS if stream in touching)

    def in_force(self, stream: str, month: Month, known_on: date | None) -> tuple[Rate, ...]:
        """The rates of `stream` in `month` as known on a day (None: as known today).

        The latest publication counts, as a set: a part that it leaves unknown stays unknown, and
        an earlier figure is never taken in its place. A local variation stands over national rates,
        also over ones published after it.
        """
        candidates = self._touching(month).get(stream, ())
        known = [r for r in candidates if known_on is None or r.known_from <= known_on]
        known = [rate for rate in known if rate.local] or known
        if not known:
            raise RateMissing(self._why_missing(stream, month, known_on, bool(candidates)))
        latest = max(rate.known_from for rate in known)
        return tuple(rate for rate in known if rate.known_from == latest)

    def _touching(self, month: Month) -> dict[str, tuple[Rate, ...]]:
        if month not in self._months:
            found: dict[str, list[Rate]] = {}
            for rate in self.rates(month.contract_year):
                if rate.touches(month):
                    found.setdefault(rate.stream, []).append(rate)
            self._months[month] = {stream: tuple(rates) for stream, rates in found.items()}
        return self._months[month]

    @staticmethod
    def _why_missing(stream: str, month: Month, known_on: date | None, later: bool) -> str:
        title = STREAM_TITLES.get(stream, stream)
        if later and known_on:
            return f"{title}: no rate for {month_in_words(month)} known on {day_in_words(known_on)}"
        return f"{title}: no rate for {month_in_words(month)}"


@cache
def national_rates() -> RateBook:
    """The rate files kept with the code, read once per process."""
    return RateBook.load(NATIONAL_RATES)
