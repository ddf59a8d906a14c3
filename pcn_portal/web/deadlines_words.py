"""How deadlines and standings are said on pages, and where the thing itself is done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse

from pcn_portal.due.standing import Stand, counts
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.formats import counted, day, month
from pcn_portal.web.rate_pages import slug
from services.deadlines.kinds import kind_of
from services.deadlines.year import Due
from services.engine.deadlines import Standing

FIRST_YEAR = 2019
TAGS = {
    Standing.LATE: {"text": "Late", "colour": "red"},
    Standing.SOON: {"text": "Due soon", "colour": "yellow"},
    Standing.OPEN: {"text": "Not done yet", "colour": "blue"},
    Standing.NO_DAY: {"text": "Not done, no day known", "colour": "grey"},
    Standing.DONE_LATE: {"text": "Done late", "colour": "orange"},
    Standing.DONE: {"text": "Done", "colour": "green"},
}
ORDER = list(Standing)
PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "sign_up": ("network_members", ("code",)),
    "network_agreement": ("network_agreements", ("code",)),
    "clinical_director": ("network_people", ("code",)),
    "workforce_plan": ("workforce_plan", ("code", "year")),
    "workforce_plan_agreed": ("workforce_plan", ("code", "year")),
    "arrs_claim": ("claim_month", ("code", "month")),
    "bed_count": ("network_care_homes", ("code",)),
    "workforce_return": ("network_workforce", ("code",)),
    "capacity_access_plan": ("network_improvement", ("code",)),
    "improvement_declaration": ("network_improvement", ("code",)),
    "incentive_achievement": ("network_achievement", ("code",)),
}
"""The page of a network on which each kind is done, with the parts of its address."""


def page_of_kind(due: Due, code: str) -> str:
    """The address of the page where a network does it; empty if there is none."""
    if due.kind not in PAGES:
        return ""
    name, parts = PAGES[due.kind]
    words: dict[str, Any] = {
        "code": code,
        "year": slug(ContractYear(due.year)),
        "month": due.month,
    }
    try:
        return reverse(name, args=[words[part] for part in parts])
    except NoReverseMatch:
        return ""


def titled(due: Due) -> str:
    """The deadline with the month that it is about."""
    return f"{due.title}, {month(due.month)}" if due.month else due.title


def said_days(due: Due) -> list[str]:
    """The days that stand beside the one that counts, and whose that one is."""
    others = [f"{one.whose}: {day(one.day) if one.day else 'no day known'}" for one in due.said]
    return [*others[:-1], f"{due.said[-1].whose}’s day counts"] if due.moved else []


def sentence(stand: Stand) -> str:
    """How a network stands, in words."""
    if stand.standing == Standing.LATE:
        return f"{counted(stand.days_late, 'day,days')} late"
    if stand.standing == Standing.DONE_LATE:
        return f"Done {done_words(stand)}, {counted(stand.days_late, 'day,days')} late"
    if stand.standing == Standing.DONE:
        return f"Done {done_words(stand)}"
    if stand.standing == Standing.NO_DAY:
        return "Not done; by when is not known"
    return f"Due on {day(stand.due.day)}"


def done_words(stand: Stand) -> str:
    """When it was done, and how that is known."""
    if stand.tick is not None:
        side = stand.tick.get_side_display().lower()
        return f"on {day(stand.tick.done_on)}, as {side} says"
    if not kind_of(stand.due.kind).moment_known:
        return f"by {day(stand.done_at)}, when it was published; when it was sent is not known"
    return f"on {day(stand.done_at)}"


def tallies(found: Sequence[Stand]) -> dict[str, Any]:
    """How many have done it, are late and have time left, with the late ones' names."""
    number = counts(found)
    late = sorted(
        (one for one in found if one.standing == Standing.LATE), key=lambda one: -one.days_late
    )
    done = number[Standing.DONE] + number[Standing.DONE_LATE]
    return {
        "all": len(found),
        "done": done,
        "late": late,
        "open": len(found) - done - len(late),
    }


def worst_first(found: Sequence[Stand]) -> list[Stand]:
    """Those who are late for longest, then those who come next, then who has done it."""
    return sorted(
        found, key=lambda one: (ORDER.index(one.standing), -one.days_late, one.network.name)
    )


def year_links(year: ContractYear, today: date) -> list[dict[str, Any]]:
    """Contract years to choose from: those since the first one, to the next."""
    last = max(today.year + 1, year.start_year)
    first = min(FIRST_YEAR, year.start_year)
    return [
        {"text": str(one), "slug": slug(one), "here": one == year}
        for one in map(ContractYear, range(last, first - 1, -1))
    ]
