"""What networks and boards say is done, where no fact of the portal shows it yet."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from networks.models import Network
from pcn_portal.audit.models import Actor
from services.deadlines.year import Due
from services.keeping import (
    LONGEST_TEXT,
    ServicesRefused,
    day_of,
    lock_services,
    note_service,
    read_line,
    who,
)
from services.models import DeadlineTick, TickSide


@transaction.atomic
def tick_deadline(
    *,
    network: Network,
    due: Due,
    done_on: date | None,
    words: str,
    side: TickSide,
    by: Actor,
    at: datetime,
) -> DeadlineTick:
    """Record that a network has done what is due, or with no day that it has not after all.

    Raises ServicesRefused.
    """
    read = read_line(words, "words", "Say what was done, and where it can be seen.", LONGEST_TEXT)
    lock_services(network.pk)
    last = ticks_of([network.pk], [due.key], known_at=at).get((due.key, network.pk))
    if done_on is None and (last is None or last.done_on is None):
        raise ServicesRefused("It is not recorded as done. There is nothing to take back.")
    if done_on is not None and done_on > day_of(at):
        raise ServicesRefused("It cannot have been done in the future.", "done_on")
    made = DeadlineTick.objects.create(
        network=network,
        due_key=due.key,
        done_on=done_on,
        words=read,
        side=side,
        recorded_at=at,
        recorded_by_id=who(by),
    )
    action = "deadline.done" if done_on else "deadline.not_done"
    note_service(action, network, by, at, {"due": due.key, "tick": made.pk, "side": side}, read)
    return made


def ticks_of(
    network_ids: Collection[int], due_keys: Sequence[str], *, known_at: datetime
) -> dict[tuple[str, int], DeadlineTick]:
    """The latest tick of each deadline and network, in one query."""
    rows = DeadlineTick.objects.filter(
        network__in=list(network_ids), due_key__in=list(due_keys), recorded_at__lte=known_at
    )
    latest = rows.order_by("due_key", "network_id", "-id").distinct("due_key", "network_id")
    return {(one.due_key, one.network_id): one for one in latest.select_related("recorded_by")}
