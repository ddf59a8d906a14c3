"""What is known of each contract year's opt-out: read strictly from networks/years.yaml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parents[1] / "years.yaml"
KEYS = ("year", "opt_out_until", "source", "confidence")
CONFIDENCE = {
    "two_sources": "two sources agree",
    "single_source": "one source",
    "derived": "derived",
    "memory_only": "from memory only",
    "unmarked": "the source does not say how sure it is; check the year's specification",
    "unknown": "not known",
}


class BadYears(ValueError):
    """The file cannot be used; the message says where and what to write."""


@dataclass(frozen=True, slots=True)
class YearRules:
    """One contract year, by the calendar year of its April. `opt_out_until` is the last day."""

    year: int
    opt_out_until: date | None
    source: str
    confidence: str

    @property
    def standing(self) -> str:
        """How sure the day is, in words."""
        return CONFIDENCE[self.confidence]


def label(year: int) -> str:
    """A contract year as people write it: 2025/26."""
    return f"{year}/{(year + 1) % 100:02d}"


def first_day(year: int) -> date:
    return date(year, 4, 1)


def last_day(year: int) -> date:
    return date(year + 1, 3, 31)


def year_of(day: date) -> int:
    """The contract year that contains a day."""
    return day.year if day.month >= 4 else day.year - 1


@cache
def known_years() -> Mapping[int, YearRules]:
    """Every year of the file; raises BadYears if one entry is wrong."""
    return read_years(FILE.read_text(encoding="utf-8"))


def opt_out_until(year: int) -> date | None:
    """The last day of the yearly window, or None where it is not known."""
    rules = known_years().get(year)
    return rules.opt_out_until if rules else None


def read_years(text: str) -> dict[int, YearRules]:
    """Read the file's text; every plain value is text, nothing is guessed."""
    try:
        document = yaml.load(text, Loader=_Strict)  # noqa: S506
    except yaml.YAMLError as problem:
        raise BadYears(f"years.yaml: {problem}") from None
    if not isinstance(document, dict) or set(document) != {"years"}:
        raise BadYears("years.yaml: it has one key, “years”, with a list.")
    found: dict[int, YearRules] = {}
    for entry in document["years"] or ():
        rules = _read(entry)
        if rules.year in found:
            raise BadYears(f"years.yaml: {label(rules.year)} is there twice. Keep one.")
        found[rules.year] = rules
    return found


class _Strict(yaml.BaseLoader):
    """Text only, and no key twice."""


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[str, Any]:
    keys = [str(key.value) for key, _ in node.value]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice:
        line = node.start_mark.line + 1
        raise BadYears(f"years.yaml: “{twice}” is there twice in the entry from line {line}.")
    return {str(k.value): loader.construct_object(v, deep=True) for k, v in node.value}


_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)


def _read(entry: Any) -> YearRules:
    if not isinstance(entry, dict) or set(entry) != set(KEYS):
        raise BadYears(f"years.yaml: each year has the keys {', '.join(KEYS)}. Got: {entry}.")
    where = f"years.yaml: year “{entry['year']}”"
    year = _year(entry["year"], where)
    until = None if entry["opt_out_until"] == "unknown" else _day(entry["opt_out_until"], where)
    if until is not None and year_of(until) != year:
        raise BadYears(f"{where}: opt_out_until is not in the contract year {label(year)}.")
    if entry["confidence"] not in CONFIDENCE:
        raise BadYears(f"{where}: confidence is one of {', '.join(CONFIDENCE)}.")
    if (until is None) != (entry["confidence"] == "unknown"):
        raise BadYears(f"{where}: an unknown day has confidence unknown, a known one has not.")
    if not str(entry["source"]).strip():
        raise BadYears(f"{where}: say where the day is from in “source”.")
    return YearRules(year, until, entry["source"], entry["confidence"])


def _year(text: str, where: str) -> int:
    found = re.fullmatch(r"(\d{4})/(\d{2})", str(text))
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise BadYears(f"{where}: write a contract year as 2025/26.")
    return int(found[1])


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise BadYears(f"{where}: write opt_out_until as 2025-04-30, or unknown.") from None
