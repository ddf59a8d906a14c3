"""People signed in to the pages, in the small fictional England of `tests.api.england`."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from pcn_portal.accounts.models import User
from tests.api import england as made_up


@pytest.fixture
def england(db: None) -> None:
    made_up.build_england()


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
