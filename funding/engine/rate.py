"""One rate, and what can be wrong with rates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.engine.streams import CONFIDENCE
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words


class RateMissing(LookupError):
    """No rate for this stream and month was known on that day; the message says so."""


class BadRates(ValueError):
    """A rate file that cannot be read; the message names file, rate and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rate was read; `url` is empty when no address was recorded."""

    title: str
    url: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"{self.title}: {self.url}" if self.url else self.title


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate: of a payment, or of one part (`component`) of it.

    `value` is pounds per `per` (year, period, maximum or pot), None when unknown or abolished;
    `total` is the whole payment's rate where it has parts. In force over [starts, ends), `ends`
    None when unknown. `published` None means that the date is unknown. `row` is the id in the
    file, shared by the parts of one payment. `population_date` is a day, "each month",
    "not applicable" or "unknown". `entered` is the day on which people published it here, None for
    one of the year files; `local` the code of the ICB whose variation it is, or empty.
    """

    id: str
    row: str
    stream: str
    component: str
    title: str
    method: str
    value: Decimal | None
    total: Decimal | None
    share: str
    basis: str
    unit: str
    per: str
    payee: str
    starts: date
    ends: date | None
    population_date: date | str
    monthly_value: Decimal | None
    monthly_published: bool
    published: date | None
    published_evidence: str
    status: str
    confidence: str
    checked_against_payments: bool
    paid: str
    conditions: str
    notes: str
    sources: tuple[Source, ...]
    entered: date | None = None
    local: str = ""

    @property
    def known_from(self) -> date:
        """The day the rate counts as known from: its publication, or its first day if unknown.

        One that people entered is known from the day they published it here, at the earliest.
        """
        printed = self.published or self.starts
        return max(printed, self.entered) if self.entered else printed

    @property
    def divisor(self) -> int:
        """What the rate is divided by for one month: 12, or the months of its period."""
        if self.per == "year" or self.ends is None:
            return 12
        return (self.ends.year - self.starts.year) * 12 + self.ends.month - self.starts.month

    @property
    def citations(self) -> tuple[str, ...]:
        """Every source, title and address."""
        return tuple(str(source) for source in self.sources)

    @property
    def citation(self) -> str:
        """First source, publication and confidence in plain sentences, for a step."""
        others = len(self.sources) - 1
        more = f" and {others} other source{'s' if others > 1 else ''}" if others else ""
        if self.published:
            when = f"Published {day_in_words(self.published)}"
        else:
            first_day = day_in_words(self.starts)
            when = f"Publication date unknown, so counted as known from {first_day}"
        if self.entered:
            when += f", entered here on {day_in_words(self.entered)}"
        if self.local:
            when += f"; local variation of {self.local}"
        mark = CONFIDENCE[self.confidence]
        return f"{self.sources[0].title}{more}. {when}. {mark[0].upper()}{mark[1:]}."

    def touches(self, month: Month) -> bool:
        """Whether the rate is in force in any part of `month`.

        A rate the engine calculates starts and ends on the first of a month (the loader sees to
        it), so for those it is the same as being in force on the month's first day.
        """
        return self.starts < month.next.first and (self.ends is None or month.first < self.ends)
