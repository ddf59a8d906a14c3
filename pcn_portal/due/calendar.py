"""Deadlines as a calendar file (RFC 5545): all-day events with a reminder each."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vDuration

from pcn_portal.due.standing import Stand
from pcn_portal.units.wording import day_in_words
from services.deadlines.year import Due
from services.engine.deadlines import Standing

PRODUCT = "-//PCN portal//What is due//EN"


def calendar_of(
    *, name: str, code: str, dues: Sequence[Due], stood: dict[str, list[Stand]], at: datetime
) -> bytes:
    """The deadlines with a known day as a calendar named `name`.

    `code` is the network's or board's: it makes each event's UID one that never changes. `stood`
    says by key how the networks stand.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for due in dues:
        if due.day is not None:
            calendar.add_component(_event(due, due.day, code, stood.get(due.key, []), at))
    return bytes(calendar.to_ical())


def _event(due: Due, day: date, code: str, found: Sequence[Stand], at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{due.key}.{code}@pcn-portal")
    event.add("dtstamp", (due.changed_at or at).astimezone(UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("sequence", due.sequence)
    if due.changed_at is not None:
        event.add("last-modified", due.changed_at.astimezone(UTC))
    event.add("transp", "TRANSPARENT")
    done = bool(found) and not any(one.open for one in found)
    month = f", {due.month:%B %Y}" if due.month else ""
    event.add("summary", f"{'Done: ' if done else 'Due: '}{due.title}{month}")
    event.add("description", "\n".join([due.what, *_days(due), *_standing(found)]))
    event.add("categories", [due.kind])
    if due.cancelled:
        event.add("status", "CANCELLED")
    elif not done:
        event.add("status", "CONFIRMED")
        event.add_component(_alarm(due))
    return event


def _alarm(due: Due) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Due in {due.remind_days} days: {due.title}")
    alarm["trigger"] = vDuration(-timedelta(days=due.remind_days))
    return alarm


def _days(due: Due) -> list[str]:
    return [
        f"{one.whose}: {day_in_words(one.day) if one.day else 'day not known'}. {one.source}"
        for one in due.said
    ]


def _standing(found: Sequence[Stand]) -> list[str]:
    if not found:
        return []
    late = [one for one in found if one.standing == Standing.LATE]
    done = sum(not one.open for one in found)
    words = [f"Done by {done} of {len(found)}."]
    if late:
        words.append("Late: " + ", ".join(one.network.name for one in late) + ".")
    return words
