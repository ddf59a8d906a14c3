"""Which rates count for which network: the year files, what people published, local variations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from funding.engine.rate_sheets import rates_of_sheet
from funding.engine.rates import Rate, RateBook, national_rates
from funding.models.rates import RateSheetDecision


class Published(NamedTuple):
    """A published sheet as the book takes it; `networks` empty means all of the ICB's."""

    content: str
    entered: date
    icb_code: str
    networks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RateBooks:
    """The rates of an ICB's networks: the national ones, and an ICB's own over them.

    `wide` counts for networks without a variation of their own; `local` has those by code.
    """

    national: RateBook
    wide: RateBook
    local: Mapping[str, RateBook] = field(default_factory=dict)

    def of(self, network_code: str) -> RateBook:
        """The rates that count for a network."""
        return self.local.get(network_code, self.wide)


def rate_books(*, icb_code: str, known_at: datetime) -> RateBooks:
    """The rates that count for an ICB's networks, as published by a moment; one query.

    An empty code gives the national rates alone.
    """
    decisions = RateSheetDecision.objects.filter(
        published=True, decided_at__lte=known_at, sheet__icb_code__in={"", icb_code}
    )
    return _books(_published(decisions))


def national_book(known_at: datetime) -> RateBook:
    """The national rates as published by a moment."""
    return rate_books(icb_code="", known_at=known_at).national


def entered_rate(rate_id: str) -> Rate | None:
    """A rate that people published, national or of any ICB, by its id; one query."""
    return _by_id(_published(RateSheetDecision.objects.filter(published=True))).get(rate_id)


def entered_ids() -> frozenset[str]:
    """The ids of every rate that people published; one query."""
    return frozenset(_by_id(_published(RateSheetDecision.objects.filter(published=True))))


@lru_cache(maxsize=16)
def _by_id(sheets: tuple[Published, ...]) -> dict[str, Rate]:
    return {
        rate.id: rate
        for sheet in sheets
        for rate in rates_of_sheet(sheet.content, entered=sheet.entered, local=sheet.icb_code)
    }


def _published(decisions: QuerySet[RateSheetDecision]) -> tuple[Published, ...]:
    rows = decisions.order_by("decided_at", "id").values_list(
        "sheet__content", "decided_at", "sheet__icb_code", "sheet__networks"
    )
    zone = ZoneInfo(settings.TIME_ZONE)
    return tuple(
        Published(content, at.astimezone(zone).date(), icb, tuple(networks))
        for content, at, icb, networks in rows
    )


@lru_cache(maxsize=256)
def _books(sheets: tuple[Published, ...]) -> RateBooks:
    national = _with(national_rates(), tuple(s for s in sheets if not s.icb_code))
    mine = tuple(sheet for sheet in sheets if sheet.icb_code)
    wide = _with(national, tuple(sheet for sheet in mine if not sheet.networks))
    named = {code for sheet in mine for code in sheet.networks}
    local = {
        code: _with(national, tuple(s for s in mine if not s.networks or code in s.networks))
        for code in sorted(named)
    }
    return RateBooks(national, wide, local)


@lru_cache(maxsize=256)
def _with(book: RateBook, sheets: tuple[Published, ...]) -> RateBook:
    if not sheets:
        return book
    rates = [
        rate
        for sheet in sheets
        for rate in rates_of_sheet(sheet.content, entered=sheet.entered, local=sheet.icb_code)
    ]
    return book.with_rates(rates)
