"""What every write of services shares: a refusal in a sentence, who acts, a lock and an event."""

from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.timezone import localtime

from networks.models import Network
from networks.refusals import RegisterRefused, read_words
from pcn_portal.audit.models import Actor, record

LONGEST_LINE, LONGEST_TEXT = 200, 4000


class ServicesRefused(RegisterRefused):
    """What services record cannot be changed so; the message says what to do."""


def who(by: Actor) -> int:
    """The person who acts; the system decides nothing about services."""
    if by.id is None:
        raise ServicesRefused("This is recorded by a person.")
    return by.id


def read_line(text: str, field: str, missing: str, longest: int = LONGEST_LINE) -> str:
    """A line without blanks around it. Raises ServicesRefused for nothing at all and too much."""
    return read_words(text, field=field, refusal=ServicesRefused, missing=missing, longest=longest)


def lock_services(network_id: int) -> None:
    """Let one transaction at a time change what is recorded of a network's services."""
    lock_for(f"services of {network_id}")


def lock_for(what: str) -> None:
    """Let one transaction at a time do what the words say."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def day_of(at: datetime) -> date:
    """The day in England at a moment."""
    return localtime(at).date()


def note_service(
    action: str,
    network: Network,
    by: Actor,
    at: datetime,
    data: dict[str, Any],
    reason: str = "",
) -> None:
    """Write an audit event about a network's services."""
    record(
        action=action,
        by=by,
        at=at,
        object_kind="network",
        object_key=network.code,
        reason=reason,
        data=data,
    )
