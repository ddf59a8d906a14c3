"""Instalments: every penny once, none more than a penny from the others."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.engine.instalments import instalments

SUMS = st.decimals(min_value=-(10**7), max_value=10**7, places=2)


@given(SUMS.filter(bool), st.integers(min_value=1, max_value=12))
def test_they_come_to_the_sum_and_are_even(amount: Decimal, number: int) -> None:
    parts = instalments(amount, number)
    assert sum(parts) == amount
    assert len(parts) <= number
    if len(parts) == number:
        assert max(parts) - min(parts) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("amount", "number", "parts"),
    [
        ("-100.00", 3, ["-33.33", "-33.34", "-33.33"]),
        ("-0.02", 4, ["-0.01", "-0.01"]),
        ("10.00", 1, ["10.00"]),
    ],
)
def test_by_hand(amount: str, number: int, parts: list[str]) -> None:
    assert instalments(Decimal(amount), number) == tuple(map(Decimal, parts))
