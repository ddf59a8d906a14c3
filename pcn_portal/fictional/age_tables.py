"""The made-up England's patients by age, and deprivation, as they are published."""

import random
from collections.abc import Iterator, Sequence

from pcn_portal.fictional.england import England
from pcn_portal.fictional.figures import list_in
from pcn_portal.fictional.population_tables import PUBLICATION, Row, listed
from pcn_portal.units.periods import Month

AGE_HEADER = (
    "PUBLICATION", "EXTRACT_DATE", "ORG_TYPE", "ORG_CODE", "ONS_CODE", "POSTCODE", "SEX",
    "AGE_GROUP_5", "NUMBER_OF_PATIENTS",
)  # fmt: skip
BANDS = (*(f"{start}_{start + 4}" for start in range(0, 95, 5)), "95+")
IMD_HEADER = ("PRACTICE_CODE", "PRACTICE_NAME", "IMD_YEAR", "IMD_SCORE")
IMD_YEAR = 2025
# Made-up weights of the bands, youngest first, for women and for men.
FEMALE = (46, 51, 53, 52, 58, 66, 70, 68, 64, 58, 62, 64, 58, 49, 45, 42, 28, 18, 9, 3)
MALE = (48, 53, 56, 55, 60, 66, 68, 66, 63, 58, 62, 63, 57, 47, 42, 37, 23, 13, 5, 1)
# In an England of this size one practice has no ages, so that the portal has one to name.
ENOUGH = 30
LEFT_OUT = 2


def ages(england: England, month: Month) -> Iterator[Row]:
    """43 rows a practice in the publisher's order, sums included."""
    practices = list(listed(england))
    for place, practice in enumerate(practices):
        if place == LEFT_OUT and len(practices) > ENOUGH:
            continue
        patients = list_in(
            england.figures.registered[practice.code], practice.code, month, england.seed
        )
        start = (PUBLICATION, month.first.isoformat(), "GP", practice.code, "")
        for cells in _cells(patients, f"{england.seed} ages {practice.code}"):
            yield (*start, practice.place.postcode, *cells)


def deprivation(england: England) -> Iterator[Row]:
    """A score for each practice."""
    for practice in listed(england):
        rng = random.Random(f"{england.seed} deprivation {practice.sub_icb.code} {practice.code}")  # noqa: S311
        thousandths = rng.randrange(5_000, 55_000)
        score = f"{thousandths // 1000}.{thousandths % 1000:03d}"
        yield practice.code, practice.name.title(), str(IMD_YEAR), score


def _cells(patients: int, seed: str) -> Iterator[tuple[str, str, str]]:
    rng = random.Random(seed)  # noqa: S311
    older = rng.randrange(-8, 9)
    weights = [
        max(1, weight * (100 + older * (place - 8)) // 100)
        for side in (FEMALE, MALE)
        for place, weight in enumerate(side)
    ]
    shared = _split(patients, weights)
    yield "ALL", "ALL", str(patients)
    for sex, numbers in (("FEMALE", shared[: len(BANDS)]), ("MALE", shared[len(BANDS) :])):
        yield from sorted((sex, band, str(n)) for band, n in zip(BANDS, numbers, strict=True))
        yield sex, "ALL", str(sum(numbers))


def _split(number: int, weights: Sequence[int]) -> list[int]:
    """Whole parts of a number, by weight, that come to it."""
    everything, done, seen = sum(weights), 0, 0
    parts = []
    for weight in weights:
        seen += weight
        upto = number * seen // everything
        parts.append(upto - done)
        done = upto
    return parts
