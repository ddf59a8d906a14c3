"""What each payment must be fed in a year, and which figures are there."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from funding.engine.plan import BASIS_TITLES
from funding.engine.rates import RateMissing
from funding.engine.streams import MONTHLY_STREAMS, STREAM_TITLES
from funding.models import VintageOverride
from funding.rate_books import national_book
from networks.queries import members_by_network, networks_of_icb
from pcn_portal.units.periods import ContractYear
from practices.models import PopulationFigure


@dataclass(frozen=True)
class Need:
    """A population that payments of a year ask for: of which day, and which figures are there.

    `there` counts practices with the figure of that day, of `practices` in all; `others` are
    other days with figures, each with its number of practices.
    """

    basis: str
    title: str
    day: date
    payments: tuple[str, ...]
    there: int
    practices: int
    others: tuple[tuple[date, int], ...]


def needs_of(*, icb_code: str, year: ContractYear, known_at: datetime) -> list[Need]:
    """What the payments of a year must be fed, population by population."""
    networks = list(networks_of_icb(icb_code, year.first).values_list("pk", flat=True))
    members = members_by_network(network_ids=networks, day=year.first)
    practices = {m.practice_id for found in members.values() for m in found}
    payments = _payments(year, known_at)
    counts = _counts(practices, known_at)
    return [
        Need(
            basis=basis,
            title=BASIS_TITLES[basis],
            day=year.list_date,
            payments=tuple(payments[basis]),
            there=counts.get((basis, year.list_date), 0),
            practices=len(practices),
            others=tuple(
                sorted((d, n) for (b, d), n in counts.items() if b == basis and d != year.list_date)
            ),
        )
        for basis in BASIS_TITLES
        if basis in payments
    ]


def _payments(year: ContractYear, known_at: datetime) -> dict[str, list[str]]:
    """Titles of a year's payments by the population they are paid on."""
    found: dict[str, list[str]] = {}
    book = national_book(known_at)
    for stream in MONTHLY_STREAMS:
        for month in year.months():
            try:
                rates = book.in_force(stream, month, None)
            except RateMissing:
                continue
            for rate in rates:
                titles = found.setdefault(rate.basis, [])
                if STREAM_TITLES[stream] not in titles:
                    titles.append(STREAM_TITLES[stream])
    found.pop("beds", None)
    return found


def _counts(practices: set[int], known_at: datetime) -> dict[tuple[str, date], int]:
    rows = (
        PopulationFigure.objects.filter(practice__in=practices, received_at__lte=known_at)
        .order_by()
        .values("basis", "reference_date")
        .annotate(number=Count("practice", distinct=True))
    )
    return {(r["basis"], r["reference_date"]): r["number"] for r in rows}


def choices_made(icb_code: str) -> QuerySet[VintageOverride]:
    """Every choice of another day that a board made, the latest first."""
    return VintageOverride.objects.filter(icb_code=icb_code).select_related("set_by")
