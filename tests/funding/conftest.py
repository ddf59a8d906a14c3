"""A made-up England of a few networks, and the people who run and approve its months."""

import pytest

from benchmarks.made_up import fill
from pcn_portal.accounts.models import User


@pytest.fixture
def commissioner(db: None) -> User:
    return User.objects.create_user("asha@icb.example", name="Asha Fictional")


@pytest.fixture
def approver(db: None) -> User:
    return User.objects.create_user("ben@icb.example", name="Ben Fictional")


@pytest.fixture
def england(db: None) -> list[str]:
    """Two ICBs, six networks, thirty practices; one practice has no weighted population."""
    return fill(icbs=2, networks=6, practices=30, unweighted=1)
