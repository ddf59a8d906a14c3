"""The small fictional England, a commissioner who records notices, and a few words."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from networks.models import NetworkMembership, ParticipationNotice
from networks.participation.actions import Notice, record_notice
from networks.participation.standing import Standing, standings
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import Actor
from practices.models import Practice
from tests.api.england import build_england

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
APRIL, MAY, JULY = date(2025, 4, 1), date(2025, 5, 1), date(2025, 7, 1)


@pytest.fixture
def england(db: None) -> None:
    build_england()


@pytest.fixture
def clerk(db: None) -> Actor:
    return User.objects.create_user("clerk@icb.example", name="Clerk Fictional").actor


Record = Callable[..., ParticipationNotice]


@pytest.fixture
def give(england: None, clerk: Actor) -> Record:
    """Record a notice of Alder for 2025/26, in time unless said otherwise."""

    def given(kind: str, practice: str = "Z90001", **said: Any) -> ParticipationNotice:
        facts: dict[str, Any] = {
            "year": 2025,
            "kind": kind,
            "received_on": date(2025, 4, 20),
            "effective": APRIL,
            "reason": "Letter of the partners.",
        } | said
        return record_notice(
            practice=Practice.objects.get(code=practice), notice=Notice(**facts), by=clerk, at=AT
        )

    return given


def standing(practice: str = "Z90001", on: date = JULY, year: int = 2025) -> Standing:
    return standings(Practice.objects.filter(code=practice), year=year, on=on)[0]


def leaves(practice: str, on: date) -> None:
    NetworkMembership.objects.filter(practice__code=practice).update(ends=on)
