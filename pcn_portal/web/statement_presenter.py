"""“Why this amount”: a statement as rows of payments, each with its steps, figures and sources."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from django.urls import reverse

from funding.engine.plan import BASIS_TITLES
from funding.engine.rates import Rate, national_rates
from funding.engine.streams import (
    ADDITIONAL_ROLES,
    CONFIDENCE,
    IMPROVEMENT,
    INCENTIVE_FUND,
    MONTHLY_STREAMS,
    PRACTICE_STREAMS,
    STREAM_TITLES,
)
from funding.models import Gap, Line, Statement
from funding.parts_of_payments import part_title
from funding.rate_books import entered_rate
from pcn_portal.units.periods import Month
from pcn_portal.web.formats import exact, money_change, patients
from pcn_portal.web.gap_words import Remedy, remedy_for
from pcn_portal.web.rate_pages import slug, value_in_words
from pcn_portal.web.statement_changes import reasons

TAGS = {
    "confirmed": {"text": "Confirmed", "colour": "green"},
    "provisional": {"text": "Provisional rate", "colour": "yellow"},
    "gap": {"text": "Gap", "colour": "red"},
}
COUNTED = {
    "registered": "registered patients",
    "adjusted": "adjusted patients",
    "weighted": "weighted patients",
    "beds": "beds",
}


@dataclass(frozen=True)
class FigureView:
    """A practice's (or the network's) figure as it was used, and the file and row it is from."""

    code: str
    name: str
    basis: str
    value: str
    reference_date: str
    source: str
    row: int | None
    override: str = ""


@dataclass(frozen=True)
class RateView:
    """The rate a line uses, in words, with where to read about it."""

    rate: Rate
    value: str
    confidence: str
    year: str
    year_slug: str


@dataclass(frozen=True)
class LineView:
    """One amount: a sentence, the steps that lead to it, the figures and the rate."""

    line: Line
    title: str
    sentence: str
    figures: list[FigureView]
    rate: RateView | None


@dataclass(frozen=True)
class StreamView:
    """One row of the statement. `amount` is None where nothing could be calculated."""

    stream: str
    title: str
    amount: Decimal | None
    change: str
    tags: list[dict[str, str]]
    per_practice: bool
    lines: list[LineView]
    gaps: list[str]
    remedies: list[Remedy]
    reasons: list[str]
    notes: list[str]
    door: str


def stream_views(now: Statement, before: Statement | None) -> list[StreamView]:
    """The rows of `now` in the order of a statement, each compared with `before`.

    Both statements come with `lines` and `gaps` prefetched.
    """
    lines, gaps = _by_stream(now.lines.all()), _by_stream(now.gaps.all())
    lines_before = _by_stream(before.lines.all()) if before else {}
    gaps_before = _by_stream(before.gaps.all()) if before else {}
    notes = _notes(now)
    shown = {**lines, **gaps, **notes, **lines_before, **gaps_before}
    figures = _figures(now)
    return [
        StreamView(
            stream=stream,
            title=STREAM_TITLES.get(stream, stream),
            amount=_sum(lines.get(stream)),
            change=_change(before, _sum(lines.get(stream)), _sum(lines_before.get(stream))),
            tags=_tags(lines.get(stream, []), bool(gaps.get(stream))),
            per_practice=stream in PRACTICE_STREAMS,
            lines=[_line(line, figures) for line in lines.get(stream, [])],
            gaps=[gap.missing for gap in gaps.get(stream, [])],
            remedies=_remedies(gaps.get(stream, [])),
            reasons=reasons(stream, now, before, basis_of),
            notes=notes.get(stream, []),
            door=_door(stream, now),
        )
        for stream in sorted(shown, key=_order)
    ]


def total_change(now: Statement, before: Statement | None, last: str) -> str:
    """The total's change from last month in words; `last` is that month's name."""
    if before is None:
        return f"There is no statement for {last} to compare with."
    change = now.total - before.total
    if change == 0:
        return f"The same total as in {last}."
    return f"{money_change(change)} than in {last}."


def rate_of(rate_id: str, month: Month) -> Rate | None:
    """The rate a line names, of a file or entered by people; None if neither holds it any more."""
    held = _rates_of(month.contract_year.start_year)
    return held.get(rate_id) or entered_rate(rate_id) or _whole(rate_id, held)


def _whole(row: str, held: dict[str, Rate]) -> Rate | None:
    """The rate of a whole payment whose parts have rates of their own."""
    part = next((rate for rate in held.values() if rate.row == row), None)
    return replace(part, value=part.total) if part else None


def basis_of(line: Line, month: Month) -> str:
    """The population a line is paid on: registered, adjusted, weighted or beds."""
    if line.stream == IMPROVEMENT:
        return "adjusted"
    rate = rate_of(line.rate_id, month)
    return rate.basis if rate else line.component


@cache
def _rates_of(start_year: int) -> dict[str, Rate]:
    book = national_rates()
    try:
        year = next(held for held in book.years if held.start_year == start_year)
    except StopIteration:
        return {}
    return {rate.id: rate for rate in book.rates(year)}


def _by_stream(rows: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.stream].append(row)
    return dict(found)


def _notes(statement: Statement) -> dict[str, list[str]]:
    """Why something is not due, by payment."""
    found: dict[str, list[str]] = defaultdict(list)
    for note in statement.notes:
        found[note["stream"]].append(note["text"])
    return dict(found)


def _door(stream: str, statement: Statement) -> str:
    """Where a payment that people declare is declared."""
    if stream != IMPROVEMENT:
        return ""
    year = slug(Month.of(statement.month).contract_year)
    return f"{reverse('network_improvement', args=[statement.network_code])}?year={year}"


def _order(stream: str) -> int:
    if stream == IMPROVEMENT:
        stream = "capacity_and_access_support"
    return MONTHLY_STREAMS.index(stream) if stream in MONTHLY_STREAMS else len(MONTHLY_STREAMS)


def _sum(lines: Sequence[Line] | None) -> Decimal | None:
    return sum((line.amount for line in lines), Decimal("0.00")) if lines else None


def _change(before: Statement | None, now: Decimal | None, then: Decimal | None) -> str:
    if before is None:
        return ""
    if then is None:
        return "Not paid before" if now is not None else "No change"
    return money_change((now or Decimal(0)) - then)


def _tags(lines: Sequence[Line], gap: bool) -> list[dict[str, str]]:
    standing = {line.status for line in lines}
    tags = [TAGS[status] for status in ("confirmed", "provisional") if status in standing]
    return [TAGS["gap"], *tags] if gap else tags[-1:]


def _remedies(gaps: Sequence[Gap]) -> list[Remedy]:
    """What to do about the gaps of a payment, each thing once."""
    return list(dict.fromkeys(remedy_for(gap.missing) for gap in gaps))


def _figures(statement: Statement) -> list[FigureView]:
    return [
        FigureView(
            code=used["practice"],
            name=used["name"],
            basis=used["basis"],
            value=exact(Decimal(used["value"])),
            reference_date=used["reference_date"] or "",
            source=used["source"],
            row=used["row"],
            override=used.get("override", ""),
        )
        for used in statement.inputs
    ]


def _line(line: Line, figures: list[FigureView]) -> LineView:
    month = Month.of(line.statement.month)
    rate, basis = rate_of(line.rate_id, month), basis_of(line, month)
    of_practice = line.stream in PRACTICE_STREAMS
    own = [f for f in figures if f.basis == basis and (not of_practice or f.code == line.payee)]
    return LineView(
        line=line,
        title=_title(line, own),
        sentence=_sentence(line, basis, rate),
        figures=own,
        rate=_rate_view(rate, month) if rate else None,
    )


def _title(line: Line, own: list[FigureView]) -> str:
    if line.stream in PRACTICE_STREAMS:
        return own[0].name if own and own[0].name else line.payee
    if line.stream in (ADDITIONAL_ROLES, IMPROVEMENT, INCENTIVE_FUND):
        return part_title(line.stream, line.component)
    return BASIS_TITLES.get(line.component, "")


def _sentence(line: Line, basis: str, rate: Rate | None) -> str:
    """ "52,083 adjusted patients at £8.427 per patient a year: one twelfth of the annual rate." """
    if rate is None or len(line.steps) < 2:
        return ""
    figure = Decimal(line.steps[0]["value"])
    how = line.steps[1]["label"]
    value = value_in_words(rate)
    return f"{patients(figure)} {COUNTED.get(basis, '')} at {value}. {how}."


def _rate_view(rate: Rate, month: Month) -> RateView:
    return RateView(
        rate=rate,
        value=value_in_words(rate),
        confidence=CONFIDENCE[rate.confidence].capitalize(),
        year=str(month.contract_year),
        year_slug=slug(month.contract_year),
    )
