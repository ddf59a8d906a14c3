"""Versions of a network agreement and what their schedules say."""

from datetime import date, datetime

from django.db import transaction

from networks.agreements.papers import (
    PapersRefused,
    locked_agreement,
    needed,
    note_down,
    reason_of,
    short,
)
from networks.models import SCHEDULES, Agreement, AgreementSchedule, Network
from pcn_portal.audit.models import Actor
from practices.cells import say
from practices.import_actions import lock_register


@transaction.atomic
def new_version(*, network_id: int, starts: date, note: str, by: Actor, at: datetime) -> Agreement:
    """Enter the next version of a network's agreement; the one before ends on the day it starts.

    Raises PapersRefused where it would not start after the version before.
    """
    lock_register()
    network = Network.objects.get(pk=network_id)
    last = Agreement.objects.filter(network=network).order_by("-version").first()
    if last and starts <= last.starts:
        raise PapersRefused(
            f"Version {last.version} starts on {say(last.starts)}. The next one starts later; "
            f"to correct version {last.version}, open it.",
            "starts",
        )
    if last and (last.ends is None or last.ends > starts):
        last.ends = starts
        last.save(update_fields=["ends"])
    agreement = Agreement.objects.create(
        network=network,
        version=last.version + 1 if last else 1,
        starts=starts,
        note=short(note, "note"),
    )
    note_down(
        "agreement.entered", network, by, at, version=agreement.version, starts=starts.isoformat()
    )
    return agreement


@transaction.atomic
def correct_version(
    *, agreement_id: int, starts: date, note: str, reason: str, by: Actor, at: datetime
) -> Agreement:
    """Correct the first day or the note of a version; the version before ends with it.

    Raises PapersRefused where the day would reach into another version.
    """
    why = reason_of(reason)
    agreement = locked_agreement(agreement_id)
    before = agreement.starts
    _check_between(agreement, starts)
    earlier = _version_before(agreement)
    if earlier and earlier.ends and (earlier.ends == before or earlier.ends > starts):
        earlier.ends = starts
    agreement.starts, agreement.note = starts, short(note, "note")
    # The database allows no overlap on the way either: the one that shrinks goes first.
    for changed in (earlier, agreement) if starts < before else (agreement, earlier):
        if changed:
            changed.save()
    note_down(
        *("agreement.corrected", agreement.network, by, at, why),
        version=agreement.version,
        before=before.isoformat(),
        starts=starts.isoformat(),
    )
    return agreement


def _version_before(agreement: Agreement) -> Agreement | None:
    earlier = Agreement.objects.filter(
        network_id=agreement.network_id, version__lt=agreement.version
    )
    return earlier.order_by("-version").first()


def _check_between(agreement: Agreement, starts: date) -> None:
    earlier = _version_before(agreement)
    if earlier and starts <= earlier.starts:
        raise PapersRefused(
            f"Version {earlier.version} starts on {say(earlier.starts)}. Give a later day.",
            "starts",
        )
    if agreement.ends and starts >= agreement.ends:
        raise PapersRefused(
            f"This version ends on {say(agreement.ends)}. Give an earlier day.", "starts"
        )


@transaction.atomic
def set_schedule(
    *, agreement_id: int, number: int, summary: str, by: Actor, at: datetime
) -> AgreementSchedule:
    """Say in short what a schedule (1 to 7) of a version holds; replaces what was said before."""
    if number not in SCHEDULES:
        raise PapersRefused("Choose a schedule from 1 to 7.", "number")
    said = needed(summary, "summary", "Say in short what the schedule holds.")
    agreement = locked_agreement(agreement_id)
    schedule, _ = AgreementSchedule.objects.update_or_create(
        agreement=agreement, number=number, defaults={"summary": said}
    )
    note_down(
        *("agreement.schedule", agreement.network, by, at),
        version=agreement.version,
        number=number,
    )
    return schedule
