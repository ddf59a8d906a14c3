"""What every change to a network's papers shares: its refusal, its reason and its record."""

import re
from datetime import datetime
from typing import Any

from networks.models import Agreement, Network
from networks.refusals import LONGEST_REASON, RegisterRefused, read_reason, read_words
from pcn_portal.audit.models import Actor, record
from practices.import_actions import lock_register

LONGEST_TEXT, LONGEST_NAME = LONGEST_REASON, 150
# Of practices, trusts, companies and sites alike.
ODS_CODE = re.compile(r"[A-Z0-9]{3,8}")


class PapersRefused(RegisterRefused):
    """Something about a network's papers cannot be kept; the message says why and what to do."""


def needed(text: str, field: str, ask: str, longest: int = LONGEST_TEXT) -> str:
    """Return a text without blanks around it, or refuse: it is empty (`ask`) or too long."""
    return read_words(text, field=field, refusal=PapersRefused, missing=ask, longest=longest)


def short(text: str, field: str) -> str:
    """Return a text that may be empty, without blanks around it, or refuse: it is too long."""
    return needed(text, field, "") if text.strip() else ""


def reason_of(text: str) -> str:
    """Return the reason of a correction, or refuse."""
    return read_reason(text, PapersRefused)


def note_down(
    action: str, network: Network, by: Actor, at: datetime, reason: str = "", **data: Any
) -> None:
    """Record what was done to a network's papers."""
    record(
        action=action,
        by=by,
        at=at,
        object_kind="network",
        object_key=network.code,
        reason=reason,
        data=data,
    )


def locked_agreement(agreement_id: int) -> Agreement:
    """Return an agreement as it stands, while nobody else changes the register."""
    lock_register()
    return Agreement.objects.select_related("network").get(pk=agreement_id)
