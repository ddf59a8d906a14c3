"""Money: pounds as Decimal, rounded once, half up, by one function."""

from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")


def to_pennies(amount: Decimal) -> Decimal:
    """Round pounds half up to whole pennies: 4031.255 becomes 4031.26. There is no other."""
    return amount.quantize(PENNY, rounding=ROUND_HALF_UP)
