"""Guidance on supervision and training by role, and deadlines of plans, read from their file."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import yaml

from workforce.role_files import FOLDER, GUIDANCE


@dataclass(frozen=True, slots=True)
class Asked:
    """What guidance asks for a role: supervision times a year and by whom, and training."""

    times_a_year: int
    by: str
    training: str
    source: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something of a year's plan was due, with its source."""

    what: str
    day: date
    source: str


@lru_cache(maxsize=1)
def _read() -> Any:
    return yaml.safe_load((FOLDER / GUIDANCE).read_text(encoding="utf-8"))


def supervision_asked() -> dict[str, Asked]:
    """Guidance by role; a role that is not there is not known."""
    sources = _read()["sources"]
    return {
        role: Asked(one["times_a_year"], one["by"], one["training"], sources[one["source"]])
        for role, one in _read()["supervision"].items()
    }


def plan_deadlines(start_year: int) -> list[Deadline]:
    """The deadlines of a contract year's plan; empty where none is known."""
    sources = _read()["sources"]
    return [
        Deadline(one["what"], one["day"], sources[one["source"]])
        for one in _read()["plans"].get(start_year, ())
    ]
