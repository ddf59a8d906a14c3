"""When a practice may opt out or sign up: the yearly window, and those after a variation."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from networks.models import ParticipationWindow
from networks.participation.years import (
    known_years,
    label,
    year_of,
)
from networks.refusals import RegisterRefused, read_words
from pcn_portal.audit.models import Actor, record
from practices.cells import say


class WindowRefused(RegisterRefused):
    """A window cannot be entered so."""


@dataclass(frozen=True, slots=True)
class Window:
    """A time for notices: [opens, closes). The yearly one has no `opens` that is known.

    `closes` None: it is not known when it closes. `yearly` tells the two kinds apart.
    """

    opens: date | None
    closes: date | None
    source: str
    yearly: bool = False

    def contains(self, day: date) -> bool:
        return (self.opens is None or self.opens <= day) and (
            self.closes is None or day < self.closes
        )

    @property
    def last_day(self) -> date | None:
        return self.closes and self.closes - timedelta(days=1)


def windows_of(year: int) -> list[Window]:
    """The windows of a contract year, the yearly one first if its day is known.

    An entry of the same year and first day replaces the earlier one.
    """
    newest = {w.opens: w for w in ParticipationWindow.objects.filter(year=year).order_by("id")}
    entered = [Window(w.opens, w.closes, w.source) for _, w in sorted(newest.items())]
    rules = known_years().get(year)
    if rules is None or rules.opt_out_until is None:
        return entered
    source = f"{rules.source} ({rules.standing})"
    yearly = Window(None, rules.opt_out_until + timedelta(days=1), source, yearly=True)
    return [yearly, *entered]


def in_time(year: int, received_on: date) -> bool:
    """Whether a notice for `year` that came on a day came within one of its windows."""
    return any(window.contains(received_on) for window in windows_of(year))


@transaction.atomic
def open_window(
    *, year: int, opens: date, closes: date | None, source: str, by: Actor, at: datetime
) -> ParticipationWindow:
    """Enter a window after an in-year variation, or replace what was said of it.

    `closes` is the first day after it, None while not known. Raises WindowRefused.
    """
    source = read_words(
        source,
        field="source",
        refusal=WindowRefused,
        missing="Say where the window is announced: the document, its number and date.",
    )
    if year_of(opens) != year:
        raise WindowRefused(f"{say(opens)} is not in the contract year {label(year)}.", "opens")
    if closes is not None and closes <= opens:
        raise WindowRefused("The window closes before it opens. Correct one of the days.", "closes")
    if by.id is None:
        raise WindowRefused("A window is entered by a person.")
    window = ParticipationWindow.objects.create(
        year=year, opens=opens, closes=closes, source=source, entered_at=at, entered_by_id=by.id
    )
    record(
        action="participation.window_entered",
        by=by,
        at=at,
        object_kind="contract_year",
        object_key=label(year),
        reason=source,
        data={"opens": opens.isoformat(), "closes": closes.isoformat() if closes else ""},
    )
    return window
