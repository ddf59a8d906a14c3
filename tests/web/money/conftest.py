"""People signed in with a browser, in the small fictional England of the API's tests."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from funding.actions import calculate_part, start_run
from funding.models import Calculation
from pcn_portal.accounts.models import User
from tests.api import england as made_up

APRIL = date(2025, 4, 1)
AT = datetime(2025, 5, 2, 9, 0, tzinfo=UTC)
Calculate = Callable[..., Calculation]


@pytest.fixture
def england(db: None) -> None:
    made_up.build_england()


@pytest.fixture
def people(db: None) -> dict[str, User]:
    found = made_up.people()
    TOTP.activate(found["approver"], generate_totp_secret())
    return found


@pytest.fixture
def browser_of(people: dict[str, User]) -> Callable[[str], Client]:
    """Return a browser in which the person named is signed in."""

    def make(name: str) -> Client:
        client = Client()
        client.force_login(people[name], "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture
def calculate(england: None, people: dict[str, User]) -> Calculate:
    """Return a function that runs a month of Saltmarsh and gives its calculation."""

    def make(
        month: date = APRIL, *, by: str = "commissioner", icb: str = "QZ1", at: datetime = AT
    ) -> Calculation:
        run = start_run(month=month, icb_code=icb, by=people[by].actor, at=at)
        calculation = calculate_part(part_id=run.parts.get().pk, at=at)
        assert calculation is not None
        return calculation

    return make
