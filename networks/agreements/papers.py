"""What every change to a network's papers shares: its refusal, its reason and its record."""

import re
from datetime import datetime
from typing import Any

from networks.models import Agreement, Network
from pcn_portal.audit.models import Actor, record

LONGEST_TEXT = 2000
LONGEST_NAME = 150
# Of practices, trusts, companies and sites alike.
ODS_CODE = re.compile(r"[A-Z0-9]{3,8}")


class PapersRefused(Exception):
    """Something about a network's papers cannot be kept; the message says why and what to do.

    `field` names what it is about, as the action's own argument; empty if it is about all of it.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def needed(text: str, field: str, ask: str, longest: int = LONGEST_TEXT) -> str:
    """Return a text without blanks around it, or refuse: it is empty or too long."""
    stripped = short(text, field, longest)
    if not stripped:
        raise PapersRefused(ask, field)
    return stripped


def short(text: str, field: str, longest: int = LONGEST_TEXT) -> str:
    """Return a text that may be empty, without blanks around it, or refuse: it is too long."""
    stripped = text.strip()
    if len(stripped) > longest:
        raise PapersRefused(
            f"This has {len(stripped):,} characters. The most is {longest:,}.", field
        )
    return stripped


def reason_of(text: str) -> str:
    """Return the reason of a correction, or refuse."""
    return needed(text, "reason", "Give a reason. It is kept with the correction.")


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
    """Return an agreement; changes of one network's papers go one at a time."""
    agreement = Agreement.objects.select_related("network").get(pk=agreement_id)
    Network.objects.select_for_update().get(pk=agreement.network_id)
    agreement.refresh_from_db()
    return agreement
