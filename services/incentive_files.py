"""The file of the incentive fund's schemes, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from services.engine.incentive import Indicator

FILE = Path(__file__).parent / "incentive" / "schemes.yaml"


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme over [starts, ends): its value of a point in pounds, points and indicators.

    None is not known. `confidence` is that of the value and the sum of points.
    """

    id: str
    title: str
    starts: date
    ends: date
    point: Decimal | None
    points: int | None
    confidence: str
    notes: str
    sources: tuple[str, ...]
    indicators: Mapping[str, Indicator]


@lru_cache(maxsize=1)
def schemes() -> dict[str, Scheme]:
    """Every scheme by its id, the earliest first."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {one["id"]: _scheme(one, read["sources"]) for one in read["schemes"]}


def _scheme(given: Mapping[str, Any], sources: Mapping[str, str]) -> Scheme:
    return Scheme(
        id=given["id"],
        title=given["title"],
        starts=given["starts"],
        ends=given["ends"],
        point=_number(given["point"]),
        points=None if given["points"] == "unknown" else given["points"],
        confidence=given["confidence"],
        notes=given["notes"],
        sources=tuple(sources[key] for key in given["sources"]),
        indicators={one["code"]: _indicator(one, sources) for one in given["indicators"]},
    )


def _indicator(given: Mapping[str, Any], sources: Mapping[str, str]) -> Indicator:
    return Indicator(
        code=given["code"],
        description=given["description"],
        points=_number(given["points"]),
        points_known=given["points_known"],
        binary=given["kind"] == "binary",
        lower=_number(given.get("lower", "unknown")),
        upper=_number(given.get("upper", "unknown")),
        thresholds_known=given.get("thresholds_known", "unknown"),
        note=given.get("note", ""),
        sources=tuple(sources[key] for key in given["sources"]),
    )


def _number(text: Any) -> Decimal | None:
    return None if text == "unknown" else Decimal(str(text))
