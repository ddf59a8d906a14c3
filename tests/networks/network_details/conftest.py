"""The small fictional England, with nothing filled in yet."""

import pytest

from tests.api import england as made_up


@pytest.fixture
def england(db: None) -> None:
    made_up.build_england()
