"""The small fictional England, and a person who keeps its register."""

import pytest

from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import Actor
from practices.models import Practice
from tests.api.england import build_england


@pytest.fixture
def england(db: None) -> None:
    build_england()


@pytest.fixture
def clerk(db: None) -> Actor:
    return User.objects.create_user("clerk@icb.example", name="Clerk Fictional").actor


@pytest.fixture
def harbour(england: None) -> Network:
    return Network.objects.get(code="U90001")


@pytest.fixture
def alder(england: None) -> Practice:
    """A core network practice of Harbour."""
    return Practice.objects.get(code="Z90001")


@pytest.fixture
def cedar(england: None) -> Practice:
    """A core network practice of Quay."""
    return Practice.objects.get(code="Z90003")
