"""Calculated months of the small fictional England."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from funding.actions import calculate_part, start_run
from funding.models import Calculation
from pcn_portal.accounts.models import User

APRIL = date(2025, 4, 1)
AT = datetime(2025, 5, 2, 9, 0, tzinfo=UTC)
Calculate = Callable[..., Calculation]


@pytest.fixture
def calculate(england: None, people: dict[str, User]) -> Calculate:
    """Return a function that runs a month of Saltmarsh and gives its calculation."""

    def make(
        month: date = APRIL, *, by: str = "commissioner", icb: str = "QZ1", at: datetime = AT
    ) -> Calculation:
        run = start_run(month=month, icb_code=icb, by=people[by].actor, at=at)
        calculation = calculate_part(part_id=run.parts.get().pk, at=at)
        assert calculation is not None
        return calculation

    return make
