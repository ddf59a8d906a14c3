"""What is unusual in an ICB's month against the month before: the list a person goes through."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from funding.engine.plan import BASIS_TITLES
from funding.engine.streams import ADDITIONAL_ROLES, IMPROVEMENT, INCENTIVE_FUND, STREAM_TITLES
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words, exact_text, month_in_words

MOVED_MORE_THAN = Decimal("0.05")
"""An input that moved by a larger share than this is unusual."""
NOTHING = Decimal("0.00")


class Kind(StrEnum):
    """Why something is unusual."""

    NO_MONTH_BEFORE = "no_month_before"
    NETWORK = "network"
    INPUT = "input"
    LINE = "line"
    GAP = "gap"
    PROVISIONAL = "provisional"
    HOLD = "hold"
    BEDS = "beds"
    VINTAGE = "vintage"


KIND_TITLES: dict[Kind, str] = {
    Kind.NO_MONTH_BEFORE: "No month before",
    Kind.NETWORK: "Networks new or gone",
    Kind.INPUT: "Figures that moved",
    Kind.LINE: "Payments new or gone",
    Kind.GAP: "Missing amounts",
    Kind.PROVISIONAL: "Provisional rates",
    Kind.HOLD: "Payment holds",
    Kind.BEDS: "Old bed counts",
    Kind.VINTAGE: "Figures of another day",
}


@dataclass(frozen=True, slots=True)
class Unusual:
    """One unusual thing. `size` is what it is about, in pounds, never below zero.

    `key` says which thing it is; with `sentence` it says exactly what was acknowledged.
    """

    key: str
    kind: Kind
    network_code: str
    network_name: str
    sentence: str
    size: Decimal


@dataclass(frozen=True, slots=True)
class InputSeen:
    """A figure that a statement used: whose, and of which day."""

    name: str
    value: Decimal
    day: date | None
    override: str = ""


@dataclass(frozen=True, slots=True)
class LineSeen:
    """An amount on a statement: pounds, and whether its rate is provisional."""

    amount: Decimal
    provisional: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A network's month as it was calculated.

    `inputs` by (basis, practice or network), `lines` by (stream, component, payee), `gaps` the
    missing inputs by stream; `hold` is the reason of a payment hold in force.
    """

    code: str
    name: str
    total: Decimal
    inputs: Mapping[tuple[str, str], InputSeen] = field(default_factory=dict)
    lines: Mapping[tuple[str, str, str], LineSeen] = field(default_factory=dict)
    gaps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    hold: str = ""


def unusual(
    month: Month, now: Sequence[Picture], before: Sequence[Picture] | None
) -> list[Unusual]:
    """Everything unusual in `month`, the largest first; `before` None: there is nothing before."""
    found = list(_alone(month, now))
    if before is None:
        sentence = "No earlier month is calculated, so nothing can be compared with it."
        found.append(Unusual("no_month_before", Kind.NO_MONTH_BEFORE, "", "", sentence, NOTHING))
    else:
        found += _compared(now, before)
    return sorted(found, key=lambda one: (-one.size, one.key))


def _alone(month: Month, now: Sequence[Picture]) -> Iterator[Unusual]:
    yield from _provisional(now)
    for picture in now:
        yield from _gaps(picture)
        if picture.hold:
            yield _one(
                picture, Kind.HOLD, "", f"Payments are held: {picture.hold}", abs(picture.total)
            )
        yield from _old_beds(month, picture)
        yield from _other_days(picture)


def _provisional(now: Sequence[Picture]) -> Iterator[Unusual]:
    sums: dict[str, list[Decimal]] = {}
    for picture in now:
        for (stream, _, _), line in picture.lines.items():
            if line.provisional:
                sums.setdefault(stream, []).append(line.amount)
    for stream, amounts in sums.items():
        total = sum(amounts, NOTHING)
        sentence = (
            f"{_title(stream)}: {len(amounts)} amounts use a provisional rate, "
            f"£{total:,.2f} in all."
        )
        yield Unusual(f"provisional:{stream}", Kind.PROVISIONAL, "", "", sentence, abs(total))


def _gaps(picture: Picture) -> Iterator[Unusual]:
    for stream, missing in picture.gaps.items():
        more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
        sentence = f"{_title(stream)} is not calculated. Missing: {missing[0]}{more}."
        yield _one(picture, Kind.GAP, stream, sentence, NOTHING)


def _old_beds(month: Month, picture: Picture) -> Iterator[Unusual]:
    for (basis, _), seen in picture.inputs.items():
        if basis == "beds" and seen.day is not None and seen.day < month.first:
            size = _sum(picture, {"care_home_premium"})
            counted = month_in_words(Month.of(seen.day))
            sentence = f"The bed count is of {counted}: {exact_text(seen.value)} beds."
            yield _one(picture, Kind.BEDS, "", sentence, size)


def _other_days(picture: Picture) -> Iterator[Unusual]:
    for key, seen in picture.inputs.items():
        if seen.override and seen.day is not None:
            title = BASIS_TITLES.get(key[0], key[0])
            sentence = f"{title} of {seen.name} is of {day_in_words(seen.day)}: {seen.override}"
            yield _one(picture, Kind.VINTAGE, ":".join(key), sentence, NOTHING)


def _compared(now: Sequence[Picture], before: Sequence[Picture]) -> Iterator[Unusual]:
    was = {picture.code: picture for picture in before}
    here = {picture.code for picture in now}
    for picture in now:
        if picture.code in was:
            yield from _inputs(picture, was[picture.code])
            yield from _lines(picture, was[picture.code])
        else:
            sentence = f"The network is new this month: £{picture.total:,.2f}."
            yield _one(picture, Kind.NETWORK, "", sentence, abs(picture.total))
    for picture in before:
        if picture.code not in here:
            sentence = f"The network is gone. It had £{picture.total:,.2f} in the month before."
            yield _one(picture, Kind.NETWORK, "", sentence, abs(picture.total))


def _inputs(now: Picture, was: Picture) -> Iterator[Unusual]:
    size = abs(now.total - was.total)
    for key in sorted(now.inputs.keys() | was.inputs.keys()):
        sentence = _moved(key[0], now.inputs.get(key), was.inputs.get(key))
        if sentence:
            yield _one(now, Kind.INPUT, ":".join(key), sentence, size)


def _moved(basis: str, new: InputSeen | None, old: InputSeen | None) -> str:
    """How a figure moved, if it appeared, vanished or moved too far; else nothing."""
    title = BASIS_TITLES.get(basis, basis)
    if new is not None and old is not None:
        share = _share(old.value, new.value)
        if share is not None and abs(share) <= MOVED_MORE_THAN:
            return ""
        by = "" if share is None else f", {share * 100:+.1f} %"
        return f"{title} of {new.name}: {old.value:,f}, now {new.value:,f}{by}."
    if new is not None:
        return f"{title} of {new.name} counts for the first time: {new.value:,f}."
    assert old is not None
    return f"{title} of {old.name} no longer counts: it was {old.value:,f}."


def _share(old: Decimal, new: Decimal) -> Decimal | None:
    """By what share a figure moved; None from nothing to something."""
    if old == new:
        return Decimal(0)
    return (new - old) / old if old else None


def _lines(now: Picture, was: Picture) -> Iterator[Unusual]:
    """Payments that are new or gone. What people claimed or declared is not among them."""
    for key in sorted(now.lines.keys() ^ was.lines.keys()):
        stream, component, payee = key
        if stream in (ADDITIONAL_ROLES, IMPROVEMENT, INCENTIVE_FUND):
            continue
        part = f", {component}" if component else ""
        to = "" if payee == now.code else f" to practice {payee}"
        if key in now.lines:
            amount = now.lines[key].amount
            sentence = f"{_title(stream)}{part}{to} is new: £{amount:,.2f}."
        else:
            amount = was.lines[key].amount
            sentence = f"{_title(stream)}{part}{to} is gone: it was £{amount:,.2f}."
        yield _one(now, Kind.LINE, ":".join(key), sentence, abs(amount))


def _sum(picture: Picture, streams: Iterable[str]) -> Decimal:
    wanted = set(streams)
    found = (line.amount for (stream, _, _), line in picture.lines.items() if stream in wanted)
    return abs(sum(found, NOTHING))


def _one(picture: Picture, kind: Kind, what: str, sentence: str, size: Decimal) -> Unusual:
    key = f"{kind}:{picture.code}:{what}"
    return Unusual(key, kind, picture.code, picture.name, sentence, size)


def _title(stream: str) -> str:
    return STREAM_TITLES.get(stream, stream)
