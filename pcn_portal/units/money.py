"""Money: pounds as Decimal, rounded once, half up, by one function."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

PENNY = Decimal("0.01")


def to_pennies(amount: Decimal) -> Decimal:
    """Round pounds half up to whole pennies: 4031.255 becomes 4031.26. There is no other."""
    return amount.quantize(PENNY, rounding=ROUND_HALF_UP)


def exact_to_pennies(amount: Fraction) -> Decimal:
    """Round exact pounds, not below zero, half up: half a penny is up, whatever follows it."""
    return to_pennies(Decimal(int(amount * 1000)).scaleb(-3))
