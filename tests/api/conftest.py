"""People signed in over the API by token, in a small fictional England."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from knox.models import AuthToken
from rest_framework.test import APIClient

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
def client_of(people: dict[str, User]) -> Callable[[str], APIClient]:
    """Return a client that sends a token of the person named."""

    def make(name: str) -> APIClient:
        _, token = AuthToken.objects.create(user=people[name])
        client = APIClient(raise_request_exception=False)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client

    return make
