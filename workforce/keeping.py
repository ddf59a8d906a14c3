"""How long names are kept, and their erasure."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from pcn_portal.audit.models import SYSTEM, Actor, record
from pcn_portal.units.wording import day_in_words
from workforce.keeping_checks import StaffRefused
from workforce.models import Engagement, Person

KEPT_YEARS = 2
"""Years after the last day in post for which a name is kept: until the year after is settled."""


def last_kept_day(today: date) -> date:
    """Who left on or before this day has no name any more."""
    return today.replace(year=today.year - KEPT_YEARS, day=min(today.day, 28))


@transaction.atomic
def erase_old_names(*, today: date, at: datetime) -> int:
    """Erase the names of everybody who left long enough ago; how many."""
    since = last_kept_day(today)
    staying = Engagement.objects.filter(
        Q(ends__isnull=True) | Q(ends__gt=since), person=OuterRef("pk")
    )
    gone = Person.objects.exclude(name="").filter(~Exists(staying), engagements__isnull=False)
    people = list(gone.select_related("network").distinct())
    for person in people:
        _erase(person, SYSTEM, at, f"{KEPT_YEARS} years after the last day in post.")
    return len(people)


@transaction.atomic
def erase_name(*, person_id: int, on: date, by: Actor, at: datetime, reason: str) -> Person:
    """Erase the name of somebody who has left, before the rule does. Raises StaffRefused."""
    person = Person.objects.select_for_update().get(pk=person_id)
    there = person.engagements.filter(Q(ends__isnull=True) | Q(ends__gt=on)).first()
    if there is not None:
        raise StaffRefused(
            f"{person.reference} is in post on {day_in_words(on)}. A name is erased once they left."
        )
    if not reason.strip():
        raise StaffRefused("Say why. It is kept, without the name.", "reason")
    _erase(person, by, at, reason.strip())
    return person


def _erase(person: Person, by: Actor, at: datetime, reason: str) -> None:
    person.name, person.erased_at = "", at
    person.save(update_fields=["name", "erased_at"])
    record(
        action="staff_name.erased",
        by=by,
        at=at,
        object_kind="network",
        object_key=person.network.code,
        reason=reason,
        data={"reference": person.reference},
    )
