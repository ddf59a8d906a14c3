"""A sum in instalments: every penny once, no two instalments more than a penny apart."""

from decimal import Decimal

from pcn_portal.units.money import to_pennies


def instalments(amount: Decimal, number: int) -> tuple[Decimal, ...]:
    """Pounds in `number` parts that come to `amount`; ones of no pence are left out.

    Each is the difference between what is due up to it and up to the one before, in whole pence.
    """
    due = [to_pennies(amount * count / number) for count in range(number + 1)]
    parts = tuple(after - before for before, after in zip(due, due[1:], strict=False))
    return tuple(part for part in parts if part) or (amount,)
