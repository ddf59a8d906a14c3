"""Five-year age bands: their names, sums and shares. Pure.

A band's key is as NHS England prints it (`0_4` … `95+`). The bands of five years cannot tell who
is under 18: that is more than those under 15 and less than those under 20.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

BANDS = (*(f"{start}_{start + 4}" for start in range(0, 95, 5)), "95+")
NONE = (0,) * len(BANDS)


@dataclass(frozen=True, slots=True)
class Ages:
    """Patients by sex and band."""

    female: tuple[int, ...] = NONE
    male: tuple[int, ...] = NONE

    @property
    def patients(self) -> int:
        return sum(self.female) + sum(self.male)

    def __add__(self, other: "Ages") -> "Ages":
        return Ages(_added(self.female, other.female), _added(self.male, other.male))


@dataclass(frozen=True, slots=True)
class Group:
    """Bands [first, after) that are asked for together."""

    key: str
    words: str
    first: int
    after: int

    def patients(self, ages: Ages) -> int:
        bands = slice(self.first, self.after)
        return sum(ages.female[bands]) + sum(ages.male[bands])

    def share(self, ages: Ages) -> Fraction | None:
        """The part of all patients; None where there are none."""
        return Fraction(self.patients(ages), ages.patients) if ages.patients else None


GROUPS = (
    Group("under_5", "Under 5", 0, 1),
    Group("under_15", "Under 15", 0, 3),
    Group("under_20", "Under 20", 0, 4),
    Group("from_65", "65 and over", 13, 20),
    Group("from_75", "75 and over", 15, 20),
    Group("from_85", "85 and over", 17, 20),
)


def words_of(band: str) -> str:
    """A band as it is read: "5 to 9", "95 and over"."""
    return "95 and over" if band == "95+" else band.replace("_", " to ")


def total(parts: Sequence[Ages]) -> Ages:
    return sum(parts, Ages())


def _added(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))
