"""The small fictional England and its people."""

import pytest

from pcn_portal.accounts.models import User
from tests.api import england as made_up


@pytest.fixture
def england(db: None) -> None:
    made_up.build_england()


@pytest.fixture
def people(db: None) -> dict[str, User]:
    return made_up.people()
