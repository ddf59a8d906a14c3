"""Which aligned care homes count for a network in a month, and with how many beds.

The premium is per CQC bed and month, and the commissioner refreshes the count each month (PCSE;
Doncaster LMC). What a part of a month is worth is in no source read, so this is a rule of ours:
a home counts for a whole month by how it stands on the month's first day. The commissioner may
count it otherwise, with a reason.
"""

from dataclasses import dataclass
from datetime import date

from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words, month_in_words


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """A home aligned to a network over [starts, ends), as the newest directory has it.

    `beds` is None where no directory gives them, `closed` the first day no longer open, `primary`
    the home that counts in its place where CQC registers two for the same beds.
    """

    home: int
    name: str
    beds: int | None
    listed: bool
    dormant: bool
    starts: date
    ends: date | None = None
    closed: date | None = None
    primary: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a home counts in a month, its beds (None: not known) and why."""

    facts: HomeFacts
    counts: bool
    beds: int | None
    why: str


def judge(facts: HomeFacts, month: Month) -> Judged:
    """Say whether a home counts in a month, by how it stands on the first day."""
    out = _why_not(facts, month.first)
    if out:
        return Judged(facts, False, 0, out)
    if facts.beds is None:
        return Judged(facts, True, None, "No directory says how many beds it has")
    return Judged(facts, True, facts.beds, _why(facts, month))


def total(homes: list[Judged]) -> int | None:
    """The beds of those that count; None while a home's beds are not known."""
    if any(one.counts and one.beds is None for one in homes):
        return None
    return sum(one.beds or 0 for one in homes if one.counts)


def is_stale(published: date, month: Month) -> bool:
    """Whether a directory is too old to count a month by: from before the month before it.

    A rule of ours: the sources say only that the count is refreshed each month.
    """
    return published < month.previous.first


def _why_not(facts: HomeFacts, first: date) -> str:
    if facts.starts > first:
        return f"Aligned only from {day_in_words(facts.starts)}"
    if facts.ends is not None and facts.ends <= first:
        return f"No longer aligned from {day_in_words(facts.ends)}"
    if facts.closed is not None and facts.closed <= first:
        return f"Closed on {day_in_words(facts.closed)}"
    if facts.primary:
        return f"Registered twice: its beds count at {facts.primary}"
    if facts.dormant:
        return "Dormant in the newest directory"
    if not facts.listed and facts.closed is None:
        return "No longer in the directory"
    return ""


def _why(facts: HomeFacts, month: Month) -> str:
    last = month.next.first
    if facts.closed is not None and facts.closed < last:
        return f"Closed on {day_in_words(facts.closed)}, open on {day_in_words(month.first)}"
    if facts.ends is not None and facts.ends < last:
        return f"Aligned until {day_in_words(facts.ends)}, so for {month_in_words(month)}"
    return f"Aligned since {day_in_words(facts.starts)}"
