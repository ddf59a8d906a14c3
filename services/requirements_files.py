"""The file of what the contract asks year by year, read once."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "requirements" / "years.yaml"
KNOWN = ("two_sources", "single_source", "derived", "memory_only", "unknown")
"""How sure something is, the surest first."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of a year.

    `starts` None: its first day is not known. `what` is what must be done; empty is not known,
    and `what_known` marks it. `prompts` are the portal's own or the editor's, one in a line.
    """

    code: str
    title: str
    starts: date | None
    known: str
    what: str
    what_known: str
    prompts: str
    source: str
    note: str
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YearSet:
    """What is asked in a year; version 0 is the repository's file, later ones are published."""

    year: int
    version: int
    requirements: dict[str, Requirement]


@lru_cache(maxsize=1)
def sets_of_file() -> dict[int, YearSet]:
    """The file's sets by the calendar year of their April."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found: dict[int, dict[str, Requirement]] = {}
    for given in read["requirements"]:
        one = _requirement(given, read["sources"])
        for year in given["years"]:
            found.setdefault(year, {})[one.code] = one
    return {year: YearSet(year, 0, ones) for year, ones in sorted(found.items())}


def _requirement(given: dict[str, Any], sources: dict[str, str]) -> Requirement:
    return Requirement(
        code=given["code"],
        title=given["title"],
        starts=given["starts"],
        known=given["known"],
        what="",
        what_known="unknown",
        prompts="\n".join(given["prompts"]),
        source="\n".join(sources[key] for key in given["sources"]),
        note=given["note"],
        replaces=tuple(given.get("replaces", ())),
    )
