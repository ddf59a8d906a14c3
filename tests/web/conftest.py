"""People signed in to the pages, in the small fictional England of `tests.api.england`."""

from collections.abc import Callable
from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from networks.models import Network
from networks.size_approvals import approve_size
from pcn_portal.accounts.models import User
from tests.api import england as made_up
from tests.networks.people.cast import put


@pytest.fixture
def england(db: None) -> None:
    made_up.build_england()


@pytest.fixture
def settled(england: None, people: dict[str, User]) -> None:
    """Every network has a director and an approval of its size: its register asks for nothing."""
    for network in Network.objects.all():
        put(network.code)
        approve_size(
            network_code=network.code,
            ground="low_density",
            reason="Made up for a test",
            starts=made_up.START,
            review_on=date(2099, 4, 1),
            by=people["commissioner"].actor,
            at=made_up.RECEIVED,
        )


@pytest.fixture
def people(db: None) -> dict[str, User]:
    found = made_up.people()
    TOTP.activate(found["approver"], generate_totp_secret())
    return found


@pytest.fixture
def signed_in(people: dict[str, User]) -> Callable[[str], Client]:
    """Return a browser in which the person named is signed in."""

    def make(name: str) -> Client:
        client = Client()
        client.force_login(
            people[name], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return make


@pytest.fixture
def no_counted_failures() -> None:
    """Forget failed codes of earlier tests, which are counted in Redis."""
    cache.clear()
