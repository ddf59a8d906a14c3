"""National deadlines, read strictly from their file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from networks.participation.years import CONFIDENCE
from pcn_portal.units.periods import ContractYear, Month
from services.deadlines.kinds import KINDS
from services.engine.deadlines import Rule

FILE = Path(__file__).parent / "national.yaml"
ONCE = {"key", "kind", "title", "what", "years", "confidence", "sources", "revision"}
MONTHLY = ONCE | {"day_of_month", "months_after"}


class BadDeadlines(ValueError):
    """The file cannot be used; the message says where and what to write."""


@dataclass(frozen=True, slots=True)
class National:
    """A deadline for all of England in one contract year, with its source and how sure it is."""

    key: str
    year: int
    kind: str
    title: str
    what: str
    rule: Rule
    confidence: str
    source: str
    revision: int = 0


@cache
def national_deadlines() -> tuple[National, ...]:
    """Every deadline of the file, a year at a time."""
    return tuple(read_deadlines(FILE.read_text(encoding="utf-8")))


def read_deadlines(text: str) -> list[National]:
    """Read the file's text. Raises BadDeadlines if one entry is wrong."""
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as problem:
        raise BadDeadlines(f"national.yaml: {problem}") from None
    if not isinstance(document, dict) or set(document) != {"sources", "deadlines"}:
        raise BadDeadlines("national.yaml: it has two keys, “sources” and “deadlines”.")
    found: dict[tuple[str, int], National] = {}
    for entry in document["deadlines"]:
        for one in _read(entry, document["sources"]):
            if (one.key, one.year) in found:
                raise BadDeadlines(f"national.yaml: {one.key} is there twice in {one.year}.")
            found[one.key, one.year] = one
    return list(found.values())


def _read(entry: Any, sources: Mapping[str, str]) -> Iterator[National]:
    monthly = isinstance(entry, dict) and "day_of_month" in entry
    where = _checked(entry, sources, monthly)
    for year, rule in _rules(entry, where, monthly):
        unknown = rule.day is None and rule.day_of_month is None
        if unknown != (entry["confidence"] == "unknown"):
            raise BadDeadlines(f"{where}: an unknown day has confidence unknown, no other has.")
        yield National(
            key=entry["key"],
            year=year,
            kind=entry["kind"],
            title=entry["title"],
            what=entry["what"],
            rule=rule,
            confidence=entry["confidence"],
            source="; ".join(sources[name] for name in entry["sources"]),
            revision=entry["revision"],
        )


def _checked(entry: Any, sources: Mapping[str, str], monthly: bool) -> str:
    keys = MONTHLY if monthly else ONCE
    if not isinstance(entry, dict) or set(entry) - {"first"} != keys:
        raise BadDeadlines(f"national.yaml: an entry has {', '.join(sorted(keys))}. Got: {entry}.")
    where = f"national.yaml: “{entry['key']}”"
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,40}", str(entry["key"])):
        raise BadDeadlines(f"{where}: a key is small letters, digits and hyphens.")
    if entry["kind"] not in KINDS:
        raise BadDeadlines(f"{where}: there is no kind “{entry['kind']}”.")
    if entry["confidence"] not in CONFIDENCE:
        raise BadDeadlines(f"{where}: confidence is one of {', '.join(CONFIDENCE)}.")
    if not entry["sources"] or set(entry["sources"]) - set(sources):
        raise BadDeadlines(f"{where}: name its sources, each of which stands above.")
    return where


def _rules(entry: Any, where: str, monthly: bool) -> Iterator[tuple[int, Rule]]:
    if not monthly:
        for year, day in entry["years"].items():
            yield year, Rule(monthly=False, day=_day(day, where))
        return
    first, last = entry["years"]
    starts = Month.parse(str(entry["first"])) if "first" in entry else None
    on = None if entry["day_of_month"] == "unknown" else int(entry["day_of_month"])
    for year in range(first, last + 1):
        start = starts if starts and starts.contract_year == ContractYear(year) else None
        rule = Rule(True, day_of_month=on, months_after=int(entry["months_after"]), first=start)
        yield year, rule


def _day(given: Any, where: str) -> date | None:
    if given == "unknown":
        return None
    if not isinstance(given, date):
        raise BadDeadlines(f"{where}: write a day as 2025-04-30, or unknown.")
    return given
