"""A network's papers in words: where the agreement stands, its schedules, what was done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from networks.agreements.queries import OpenSharing, Standing
from networks.models import SCHEDULES, Agreement, Network
from pcn_portal.audit.models import AuditEvent
from pcn_portal.web.formats import counted, day, joined

EVENTS_SHOWN = 20
NAMES_SHOWN = 3
EVENT_WORDS = {
    "agreement.entered": "Version {version} entered, from {starts}",
    "agreement.corrected": "Version {version} corrected, from {starts}",
    "agreement.schedule": "Schedule {number} of version {version} recorded",
    "agreement.signed": "Signature of {who} recorded",
    "agreement.signature_corrected": "Signature of {who} corrected",
    "agreement.signature_removed": "Signature of {who} removed",
    "document.attached": "Document {name} added",
    "sharing.entered": "“{title}” entered",
    "sharing.corrected": "“{title}” changed, review on {review_on}",
    "sharing.ended": "“{title}” ended",
    "sharing.party_added": "{party} added to “{title}”",
    "sharing.party_signed": "Signature of {party} to “{title}” recorded",
    "sharing.party_removed": "{party} removed from “{title}”",
}


def answer(standing: Standing, sharing: Sequence[OpenSharing], on: date) -> str:
    """Where the papers of a network stand, in two or three sentences."""
    said = [agreement_words(standing, on)]
    unsigned = sum(bool(found.unsigned) for found in sharing)
    due = sum(found.review_due for found in sharing)
    if unsigned:
        said.append(
            f"{counted(unsigned, 'data sharing agreement is,data sharing agreements are')} "
            "not signed by everybody."
        )
    if due:
        said.append(
            f"{counted(due, 'data sharing agreement is,data sharing agreements are')} "
            "due for review."
        )
    return " ".join(said)


def agreement_words(standing: Standing, on: date) -> str:
    """Whether an agreement is in force on a day, and who has not signed it."""
    agreement = standing.agreement
    if agreement is None:
        return f"{standing.network.name} has no network agreement in force on {day(on)}."
    members = len(standing.signed) + len(standing.unsigned)
    if not members:
        return (
            f"Version {agreement.version} is in force, and the network has no member on {day(on)}."
        )
    if not standing.unsigned:
        everybody = "its only member" if members == 1 else f"all {members} members"
        return f"Version {agreement.version} is in force and signed by {everybody}."
    return (
        f"Version {agreement.version} is in force. {len(standing.unsigned)} of "
        f"{counted(members, 'member,members')} {_have(len(standing.unsigned))} not signed it: "
        f"{names(standing)}."
    )


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def names(standing: Standing) -> str:
    """The first of those who did not sign, and how many more."""
    found = [member.name for member in standing.unsigned[:NAMES_SHOWN]]
    more = len(standing.unsigned) - len(found)
    return joined([*found, f"{more} more"] if more else found)


def schedules_of(agreement: Agreement) -> list[dict[str, Any]]:
    """The seven schedules with what is recorded of each; needs the schedules prefetched."""
    said = {schedule.number: schedule.summary for schedule in agreement.schedules.all()}
    return [
        {"number": number, "title": title, "summary": said.get(number, "")}
        for number, title in SCHEDULES.items()
    ]


def done_to(network: Network) -> list[dict[str, Any]]:
    """What was done to the papers of a network lately, newest first."""
    about = Q(action__startswith="agreement.") | Q(action__startswith="sharing.")
    events = AuditEvent.objects.filter(
        about | Q(action__startswith="document."),
        object_kind="network",
        object_key=network.code,
    )
    return [
        {"at": e.at, "who": e.actor_label, "words": _words(e), "reason": e.reason}
        for e in events[:EVENTS_SHOWN]
    ]


def _words(event: AuditEvent) -> str:
    days = {
        name: day(date.fromisoformat(event.data[name]))
        for name in ("starts", "review_on")
        if event.data.get(name)
    }
    return EVENT_WORDS.get(event.action, event.action).format_map({**event.data, **days})
