"""A forecast and scenarios in words: cells, changes and answers."""

from typing import Any

from funding.engine.forecast import Cell, Forecast
from funding.engine.plan import BASIS_TITLES
from funding.engine.scenarios import Change, Kind
from funding.queries.books import TITLES
from pcn_portal.web.bar_drawing import Bars, draw_bars
from pcn_portal.web.formats import counted, exact, money, month


def cell_words(cell: Cell) -> str:
    """A cell's pounds; "at least" where something of it is not known."""
    if cell.gaps and not cell.amount:
        return "Not known"
    return f"{'At least ' if cell.gaps else ''}{money(cell.amount, 'recovered')}"


def forecast_rows(found: Forecast) -> list[dict[str, Any]]:
    """Months with their payments, whether they are in the books, and their sum."""
    streams = found.streams
    return [
        {
            "month": one,
            "posted": one in found.posted_months,
            "cells": [
                cell_words(found.of(one, stream)) if found.has(one, stream) else "–"
                for stream in streams
            ],
            "total": cell_words(found.of_month(one)),
        }
        for one in found.months
    ]


def stream_titles(found: Forecast) -> list[str]:
    """Names of the payments, in the order of the cells."""
    return [TITLES.get(stream, stream) for stream in found.streams]


def forecast_bars(found: Forecast) -> Bars:
    """A bar for each month."""
    cells = [found.of_month(one) for one in found.months]
    return draw_bars(
        [month(one) for one in found.months],
        [[cell.amount for cell in cells]],
        [[cell_words(cell) for cell in cells]],
    )


def forecast_answer(found: Forecast, year: str) -> str:
    """What the year comes to, how much of it is in the books, and what is not known."""
    total = found.total
    words = f"{year} comes to {cell_words(total)[:1].lower()}{cell_words(total)[1:]}"
    months = len(found.posted_months)
    words += f": {counted(months, 'month is,months are')} in the books."
    if total.gaps:
        words += f" {counted(total.gaps, 'amount is,amounts are')} missing from it; not zero."
    if total.provisional:
        words += " Some rates are provisional."
    return words


def change_words(change: Change) -> str:
    """A scenario's change in a sentence."""
    when = f"from {month(change.start)}"
    value = exact(change.value) if change.value is not None else ""
    match change.kind:
        case Kind.MOVE if change.network:
            return f"{change.practice} moves to {change.network} {when}."
        case Kind.MOVE:
            return f"{change.practice} leaves its network {when}."
        case Kind.LIST:
            title = BASIS_TITLES[change.basis].lower()
            return f"The {title} of {change.practice} is {value} {when}."
        case Kind.BEDS:
            return f"{change.network} has {value} beds {when}."
    of = f" for {change.network}" if change.network else ""
    return f"The rate {change.rate} is £{value}{of} {when}."
