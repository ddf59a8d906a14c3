"""Made-up populations and beds, in whole numbers and exact decimals so that every machine agrees.

Practices are as large as England's: from 1,500 to 45,000 patients, 10,000 on average. Adjusted
and weighted populations sum to the lists nationally, within the rounding of each practice.
"""

import random
from decimal import ROUND_HALF_UP, Decimal

from pcn_portal.units.periods import ContractYear, Month

BANDS = ((1_500, 4_000), (4_000, 8_000), (8_000, 13_000), (13_000, 20_000), (20_000, 45_000))
BAND_WEIGHTS = (15, 30, 32, 17, 6)


def make_lists(rng: random.Random, practices: list[str]) -> dict[str, int]:
    """Registered patients of each practice, by code."""
    bands = rng.choices(BANDS, BAND_WEIGHTS, k=len(practices))
    return {code: rng.randint(*band) for code, band in zip(practices, bands, strict=True)}


def share_by_need(
    rng: random.Random, lists: dict[str, int], spread: tuple[int, int], unit: Decimal
) -> dict[str, Decimal]:
    """Give each practice its list times a need (per mille within `spread`), rounded to `unit`.

    Scaled so that the national total stays that of the lists, as in the published figures.
    """
    need = {code: patients * rng.randint(*spread) for code, patients in lists.items()}
    total, needed = Decimal(sum(lists.values())), Decimal(sum(need.values()))
    return {
        code: (value * total / needed).quantize(unit, rounding=ROUND_HALF_UP)
        for code, value in need.items()
    }


def list_in(patients: int, code: str, month: Month, seed: int) -> int:
    """A practice's list in another month of the year: within one in a hundred of January's."""
    if month.number == 1:
        return patients
    drift = random.Random(f"{seed} {code} {month}").randint(-10, 10)  # noqa: S311
    return patients + patients * drift // 1_000


def make_beds(
    rng: random.Random, patients: dict[str, int], year: ContractYear
) -> dict[tuple[str, Month], int]:
    """Beds in each network's aligned care homes, month by month; homes open and close.

    `patients` are the networks' registered patients: the more of them, the more beds.
    """
    beds: dict[tuple[str, Month], int] = {}
    for network, registered in patients.items():
        count = registered * rng.randint(4, 11) // 1_000
        for month in year.months():
            beds[network, month] = count
            if rng.randrange(4) == 0:
                count = max(1, count + rng.randint(-12, 12))
    return beds
