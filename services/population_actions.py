"""Writes of age counts and deprivation scores, when an import is applied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pcn_portal.audit.copying import copy_in
from practices.actions import ids_by_code
from practices.models import Practice
from practices.plans import Receipt
from services.engine.age_bands import Ages
from services.models import AgeCount, DeprivationScore


@dataclass(frozen=True, slots=True)
class NewAges:
    """A practice's count of a day, by code; `rows` are those of each sex's bands in the file."""

    practice: str
    day: date
    version: int
    ages: Ages
    row: int
    female_rows: tuple[int, ...]
    male_rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NewScore:
    """A practice's score of a year, by code."""

    practice: str
    year: int
    version: int
    score: Decimal
    rank: int | None
    decile: int | None
    row: int


def save_ages(*, counts: Sequence[NewAges], receipt: Receipt) -> None:
    """Add age counts; nothing known before is touched."""
    ids = ids_by_code(Practice, {one.practice for one in counts})
    copy_in(
        AgeCount,
        (
            *("practice_id", "reference_date", "version", "patients", "female", "male"),
            *("female_rows", "male_rows", "source_row", "received_at", "source_id"),
        ),
        (
            (ids[one.practice], one.day, one.version, one.ages.patients)
            + tuple(_array(found) for found in (one.ages.female, one.ages.male))
            + (_array(one.female_rows), _array(one.male_rows), one.row)
            + (receipt.at, receipt.source.pk)
            for one in counts
        ),
    )


def save_scores(*, scores: Sequence[NewScore], receipt: Receipt) -> None:
    """Add deprivation scores; nothing known before is touched."""
    ids = ids_by_code(Practice, {one.practice for one in scores})
    names = ("year", "version", "score", "rank", "decile")
    copy_in(
        DeprivationScore,
        ("practice_id", *names, "source_row", "received_at", "source_id"),
        (
            (ids[one.practice], *(getattr(one, name) for name in names), one.row)
            + (receipt.at, receipt.source.pk)
            for one in scores
        ),
    )


def _array(numbers: Sequence[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"
