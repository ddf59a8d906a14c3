"""The file of the parts of capacity and access improvement, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from pcn_portal.units.periods import ContractYear
from services.engine.improvement import Paid

FILE = Path(__file__).parent / "improvement" / "criteria.yaml"
ABOLISHED = ContractYear(2026)
"""The payment was abolished from 2026/27 (funding/rates/2026-27.yaml; two sources)."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something a part asks; the network says how it is met."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class ImprovementPart:
    """A part of a year's payment (or an area that is judged).

    `share` is its part of the year's rate, None where no source gives it; `component` the name
    under which the rate file holds it. `share_known` and `criteria_known` say how well.
    """

    key: str
    title: str
    component: str
    share: Fraction | None
    share_known: str
    criteria: tuple[Criterion, ...]
    criteria_known: str


@dataclass(frozen=True, slots=True)
class ImprovementYear:
    """A year's parts. `rate` is the row of the year's rate in funding/rates.

    `last_day` is the last one to declare on; where it is judged, the last one to submit a plan.
    """

    year: ContractYear
    rate: str
    paid: Paid
    last_day: date
    confidence: str
    notes: str
    sources: tuple[str, ...]
    parts: Mapping[str, ImprovementPart]

    @property
    def judged(self) -> bool:
        return self.paid == Paid.JUDGED


@lru_cache(maxsize=1)
def improvement_years() -> dict[ContractYear, ImprovementYear]:
    """Every year that has the payment, the earliest first."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    years = (_year(one, read["sources"]) for one in read["years"])
    return {one.year: one for one in years}


@lru_cache(maxsize=1)
def part_titles() -> dict[str, str]:
    """The title of each part by its key; keys are not used twice."""
    return {key: part.title for year in improvement_years().values() for key, part in _of(year)}


def _of(year: ImprovementYear) -> Any:
    return year.parts.items()


def _year(given: Mapping[str, Any], sources: Mapping[str, str]) -> ImprovementYear:
    return ImprovementYear(
        year=ContractYear.parse(given["year"]),
        rate=given["rate"],
        paid=Paid(given["paid"]),
        last_day=given["last_day"],
        confidence=given["confidence"],
        notes=given["notes"],
        sources=tuple(sources[key] for key in given["sources"]),
        parts={one["key"]: _part(one) for one in given["parts"]},
    )


def _part(given: Mapping[str, Any]) -> ImprovementPart:
    return ImprovementPart(
        key=given["key"],
        title=given["title"],
        component=given["component"],
        share=None if given["share"] == "unknown" else Fraction(given["share"]),
        share_known=given["share_known"],
        criteria=tuple(Criterion(one["key"], one["words"]) for one in given["criteria"]),
        criteria_known=given["criteria_known"],
    )
