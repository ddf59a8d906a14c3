"""A June morning in the small fictional England, on which changes are proposed and decided."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from networks.models import Proposal
from networks.proposals.actions import decide, propose
from pcn_portal.accounts.models import User
from tests.web.changes.forms import JULY, MOVE

NOW = datetime(2025, 6, 3, 9, 0, tzinfo=UTC)
TODAY = date(2025, 6, 3)
Propose = Callable[..., Proposal]
Decide = Callable[..., Proposal]


@pytest.fixture(autouse=True)
def in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 3 June 2025."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def propose_change(england: None, people: dict[str, User]) -> Propose:
    """Put a change up for decision; without more said, Alder's move to Quay from July."""

    def make(
        kind: str = "move", details: dict[str, Any] = MOVE, *, by: str = "manager", **more: Any
    ) -> Proposal:
        told: dict[str, Any] = {"effective": JULY, "reason": "Both networks agreed"} | more
        return propose(kind=kind, details=details, by=people[by].actor, at=NOW, **told)

    return make


@pytest.fixture
def decide_change(people: dict[str, User]) -> Decide:
    """Decide one proposal as somebody; accepted unless told otherwise."""

    def make(found: Proposal, *, by: str = "commissioner", **more: Any) -> Proposal:
        told: dict[str, Any] = {"accept": True, "reason": "Seen the minutes", "today": TODAY} | more
        return decide(proposal_ids=[found.pk], by=people[by].actor, at=NOW, **told)[0]

    return make
