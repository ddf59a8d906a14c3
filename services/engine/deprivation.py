"""How deprived the practices of a network are: average by list, and tenths of practices. Pure.

A higher score of the index means more deprived; the first tenth of practices has the highest
scores. The tenths are ours: each has as many practices of the year's scores as the others.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key")
TENTHS = range(1, 11)


def weighted(parts: Sequence[tuple[int, Decimal]]) -> Fraction | None:
    """The average score, by patients of each practice; None where nobody is registered."""
    patients = sum(number for number, _ in parts)
    if not patients:
        return None
    return sum((number * Fraction(score) for number, score in parts), Fraction(0)) / patients


def tenths(scores: Mapping[Key, Decimal]) -> dict[Key, int]:
    """Which tenth each practice's score is in, 1 for the highest; equal scores share one."""
    ranked = sorted(scores.values(), reverse=True)
    first: dict[Decimal, int] = {}
    for place, score in enumerate(ranked):
        first.setdefault(score, place * 10 // len(ranked) + 1)
    return {key: first[score] for key, score in scores.items()}


def patients_by_tenth(parts: Collection[tuple[int, int]]) -> dict[int, int]:
    """Patients registered with practices of each tenth, from (tenth, patients) of practices."""
    return {tenth: sum(patients for one, patients in parts if one == tenth) for tenth in TENTHS}
