"""Looking ahead: a year's forecast, and the year as it would be with changes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from funding.adjustments import adjustments_due
from funding.calculating import calculate
from funding.corrections import approved_months, corrections_of
from funding.engine.adjustments import PREFIX
from funding.engine.forecast import Cell, Forecast, Key, added
from funding.engine.scenarios import Change, overlaid, with_rates
from funding.gather import IcbFacts, gather
from funding.models import Posting
from funding.rate_books import RateBooks
from pcn_portal.units.periods import ContractYear, Month


def forecast(*, icb_code: str, year: ContractYear, known_at: datetime) -> Forecast:
    """An ICB's year: months in the books as posted, with the corrections that wait; the others
    as the facts known give them, with the adjustments that are agreed."""
    approved = [
        month
        for month in approved_months(icb_code=icb_code, before=year.after)
        if month >= year.first
    ]
    cells: dict[Key, list[Cell]] = defaultdict(list)
    names: dict[str, str] = {}
    _add_books(cells, icb_code, approved)
    if approved:
        _add_corrections(cells, names, icb_code, year, known_at)
    for month in year.months():
        if month.first not in approved:
            _add_month(cells, names, gather(
                icb_code=icb_code, month=month.first, known_at=known_at
            ))  # fmt: skip
    _add_adjustments(cells, icb_code, year, known_at)
    summed = {key: added(found) for key, found in cells.items()}
    return Forecast(year, summed, names, tuple(approved))


def what_if(
    *, icb_code: str, year: ContractYear, known_at: datetime, changes: Sequence[Change] = ()
) -> Forecast:
    """An ICB's whole year from the facts known, with changes laid over them; nothing is written.

    Approved months too: what differs from their books would come as arrears or recovery. Raises
    BadChange.
    """
    cells: dict[Key, list[Cell]] = defaultdict(list)
    names: dict[str, str] = {}
    for month in year.months():
        facts = gather(icb_code=icb_code, month=month.first, known_at=known_at)
        _add_month(cells, names, laid_over(facts, year, changes))
    return Forecast(year, {key: added(found) for key, found in cells.items()}, names)


def laid_over(facts: IcbFacts, year: ContractYear, changes: Sequence[Change]) -> IcbFacts:
    """The facts of a month with the changes over them; a book for each network where rates change.

    Raises BadChange.
    """
    if not changes:
        return facts
    month = facts.month.first
    networks = overlaid(facts.networks, changes, month)
    wide = with_rates(facts.books.wide, year, changes, "", month)
    local = {
        network.code: book
        for network in networks
        if (book := with_rates(facts.books.of(network.code), year, changes, network.code, month))
        is not wide
    }
    return replace(facts, networks=networks, books=RateBooks(facts.books.national, wide, local))


def _add_books(cells: dict[Key, list[Cell]], icb_code: str, months: Sequence[date]) -> None:
    rows = (
        Posting.objects.filter(icb_code=icb_code, entitlement_month__in=months)
        .order_by()
        .values("entitlement_month", "network_code", "stream")
        .annotate(sum=Sum("amount"))
        .values_list("entitlement_month", "network_code", "stream", "sum")
    )
    for month, network, stream, amount in rows:
        cells[month, network, stream].append(Cell(amount, posted=True))


def _add_corrections(
    cells: dict[Key, list[Cell]],
    names: dict[str, str],
    icb_code: str,
    year: ContractYear,
    known_at: datetime,
) -> None:
    """What a run would put right now."""
    for month in corrections_of(icb_code=icb_code, before=year.after, known_at=known_at):
        names[month.network] = month.name
        for one in month.payments:
            if month.month >= year.first:
                key = (month.month, month.network, one.payment.stream)
                cells[key].append(Cell(one.amount))


def _add_month(cells: dict[Key, list[Cell]], names: dict[str, str], facts: IcbFacts) -> None:
    month = facts.month.first
    for network, entitled in calculate(facts):
        names[network.code] = network.name
        for line in entitled.lines:
            provisional = line.status == "provisional"
            cells[month, network.code, line.stream].append(
                Cell(line.amount, provisional=provisional)
            )
        for gap in entitled.gaps:
            cells[month, network.code, gap.stream].append(Cell(gaps=1))


def _add_adjustments(
    cells: dict[Key, list[Cell]], icb_code: str, year: ContractYear, known_at: datetime
) -> None:
    """Agreed instalments of the year that no approval has posted."""
    last = Month.of(year.after).previous.first
    for due in adjustments_due(icb_code=icb_code, month=last, known_at=known_at):
        month = max(due.instalment.month, year.first)
        key = (month, due.adjustment.network_code, f"{PREFIX}{due.adjustment.kind}")
        cells[key].append(Cell(Decimal(due.instalment.amount)))
