"""The small fictional England of `tests.api.england`."""

import pytest

from pcn_portal.accounts.models import User
from tests.api import england as made_up


@pytest.fixture
def england(db: None) -> None:
    made_up.build_england()


@pytest.fixture
def people(db: None) -> dict[str, User]:
    return made_up.people()
