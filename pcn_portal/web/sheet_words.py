"""An entered sheet beside the rates that count without it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from funding.engine.rate import Rate, RateMissing
from funding.engine.rate_sheets import read_sheet
from funding.engine.rates import RateBook
from funding.models import RateSheet
from funding.rate_books import rate_books
from pcn_portal.units.periods import Month

TAGS = {
    None: {"text": "Waits for a second person", "colour": "blue"},
    True: {"text": "Published", "colour": "green"},
    False: {"text": "Rejected", "colour": "grey"},
}


@dataclass(frozen=True)
class Compared:
    """One rate of a sheet, what counts for its first month without it, and the difference."""

    rate: Rate
    old: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        if self.old is None or self.rate.value is None:
            return None
        return self.rate.value - self.old


def compared(sheet: RateSheet, *, known_at: datetime, known_on: date) -> list[Compared]:
    """Each rate of the sheet beside the national one that counts without it."""
    book = rate_books(icb_code="", known_at=known_at).national
    _, rates = read_sheet(sheet.content)
    return [Compared(rate, _old(book, rate, known_on)) for rate in rates]


def _old(book: RateBook, rate: Rate, known_on: date) -> Decimal | None:
    try:
        found = book.in_force(rate.stream, Month.of(rate.starts), known_on)
    except RateMissing:
        return None
    same = (one.value for one in found if one.component == rate.component and one.id != rate.id)
    return next(same, None)
