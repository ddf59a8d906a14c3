"""The small fictional England, and two people who propose and decide."""

import pytest

from networks.models import CLINICAL_DIRECTOR, NetworkRole
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import Actor
from tests.api.england import build_england


@pytest.fixture
def england(db: None) -> None:
    build_england()
    # The role of a migration, which goes when a test that commits empties the tables.
    NetworkRole.objects.get_or_create(code=CLINICAL_DIRECTOR, defaults={"title": "Director"})


@pytest.fixture
def asha(db: None) -> Actor:
    return User.objects.create_user("asha@icb.example", name="Asha Fictional").actor


@pytest.fixture
def ben(db: None) -> Actor:
    return User.objects.create_user("ben@icb.example", name="Ben Fictional").actor
