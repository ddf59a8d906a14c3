"""How a requirement stands in a network on a day: a state in a word, and its reasons. Pure."""

import enum
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pcn_portal.units.periods import ContractYear
from pcn_portal.units.wording import day_in_words


class Status(enum.StrEnum):
    """What a network says of a requirement."""

    NOT_STARTED = "not_started"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    AT_RISK = "at_risk"
    DELIVERED = "delivered"

    @property
    def label(self) -> str:
        return STATUS_WORDS[self]


STATUS_WORDS = {
    Status.NOT_STARTED: "Not started",
    Status.PLANNED: "Planned",
    Status.UNDER_WAY: "Under way",
    Status.AT_RISK: "At risk",
    Status.DELIVERED: "Delivered",
}


class Level(enum.StrEnum):
    """How likely a risk is, and how much it would matter."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class State(enum.StrEnum):
    """How a cell of the heat table stands, worst first."""

    NO_ANSWER = "no_answer"
    LATE = "late"
    MORE_ASKED = "more_asked"
    AT_RISK = "at_risk"
    NOT_STARTED = "not_started"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    NOT_YET = "not_yet"

    @property
    def rank(self) -> int:
        return list(State).index(self)


STATE_WORDS = {
    State.NO_ANSWER: ("?", "No answer"),
    State.LATE: ("L", "Late"),
    State.MORE_ASKED: ("M", "More asked"),
    State.AT_RISK: ("R", "At risk"),
    State.NOT_STARTED: ("N", "Not started"),
    State.PLANNED: ("P", "Planned"),
    State.UNDER_WAY: ("U", "Under way"),
    State.DELIVERED: ("D", "Delivered, waits for review"),
    State.ACCEPTED: ("A", "Delivered and accepted"),
    State.NOT_YET: ("–", "Starts later"),
}
"""The letter and the words of each state."""


@dataclass(frozen=True, slots=True)
class Told:
    """A network's last answer; `asked_more` and `accepted` are the days of its review, or None.

    `grave` are the words of risks that are marked high in likelihood and in impact.
    """

    status: Status
    due: date | None = None
    asked_more: date | None = None
    accepted: date | None = None
    grave: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """How a requirement stands: the worst state that holds, and every reason, worst first."""

    state: State
    reasons: tuple[str, ...]


def standing(told: Told | None, *, starts: date | None, year: ContractYear, on: date) -> Cell:
    """How a requirement stands on a day.

    `starts` is the requirement's first day, or None where it is not known; it then counts from
    the year's first day. A date in the past is late the day after it.
    """
    if told is None:
        return _silent(max(starts or year.first, year.first), year, on)
    found = list(_exceptions(told, year, on))
    found.append(_plain(told))
    found.sort(key=lambda pair: pair[0].rank)
    return Cell(found[0][0], tuple(words for _, words in found))


def worst_first(cells: Sequence[Cell]) -> tuple[int, ...]:
    """A key that sorts networks by how many cells they have of each state, the worst first."""
    counts = Counter(cell.state for cell in cells)
    return tuple(-counts[state] for state in State)


def counts(cells: Iterable[Cell]) -> list[tuple[State, int]]:
    """How many cells there are of each state that occurs, the worst first."""
    found = Counter(cell.state for cell in cells)
    return [(state, found[state]) for state in State if found[state]]


def _silent(first: date, year: ContractYear, on: date) -> Cell:
    if first > on:
        return Cell(State.NOT_YET, (f"it starts on {day_in_words(first)}",))
    return Cell(State.NO_ANSWER, (f"no answer for {year}",))


def _exceptions(told: Told, year: ContractYear, on: date) -> Iterable[tuple[State, str]]:
    if told.status != Status.DELIVERED:
        late = _late(told, year, on)
        if late:
            yield State.LATE, late
        for words in told.grave:
            yield State.AT_RISK, f"a risk is high in likelihood and impact: {words}"
    if told.asked_more:
        yield State.MORE_ASKED, f"review asked for more on {day_in_words(told.asked_more)}"


def _late(told: Told, year: ContractYear, on: date) -> str:
    said = STATUS_WORDS[told.status].lower()
    last = told.due or year.after - timedelta(days=1)
    days = (on - last).days
    if days <= 0:
        return ""
    ago = "1 day" if days == 1 else f"{days:,} days"
    if told.due:
        return f"{said}, but its date {day_in_words(last)} passed {ago} ago"
    return f"{said} without a date, and {year} ended {ago} ago"


def _plain(told: Told) -> tuple[State, str]:
    if told.status == Status.DELIVERED:
        if told.accepted:
            return State.ACCEPTED, f"delivered, accepted on {day_in_words(told.accepted)}"
        return (
            State.DELIVERED,
            "delivered, waits for review" if not told.asked_more else "delivered",
        )
    words = STATUS_WORDS[told.status].lower()
    if told.due:
        words = f"{words} for {day_in_words(told.due)}"
    if told.accepted:
        words = f"{words}, accepted on {day_in_words(told.accepted)}"
    return State(told.status.value), words
