"""The small England with weighted populations, its people, and a network with staff."""

from decimal import Decimal

import pytest

from pcn_portal.accounts.models import User
from practices.models import Practice
from tests.api import england


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """Harbour PCN has 30,000 weighted patients: £798,930 for 2025/26."""
    england.build_england()
    for code in ("Z90001", "Z90002", "Z90003", "Z90004"):
        england.figure(Practice.objects.get(code=code), "weighted", "15000")
    return england.people()


@pytest.fixture
def whole_sum() -> Decimal:
    return Decimal("798930.00")
