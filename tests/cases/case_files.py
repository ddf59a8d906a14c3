"""Reading the case files: published payments and hand-worked months, in reckoner input form."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from funding.engine.rate_yaml import read_yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Paid:
    """What streams together came to; `within` is how far the published figure may be off."""

    streams: list[str]
    amount: str
    within: str = "0.00"


@dataclass(frozen=True)
class Case:
    """One case as README.md of this folder lays it out."""

    id: str
    title: str
    input: dict[str, Any]
    sources: list[dict[str, str]] = field(default_factory=list)
    says: str = ""
    about: str = ""
    by_hand: str = ""
    paid: list[Paid] = field(default_factory=list)
    gaps: list[dict[str, str]] = field(default_factory=list)
    nothing: list[str] = field(default_factory=list)
    figure: dict[str, str] = field(default_factory=dict)
    more_than_known_on: dict[str, str] = field(default_factory=dict)
    rate_change: dict[str, str] = field(default_factory=dict)

    @property
    def document(self) -> dict[str, Any]:
        return {"cases": [self.input]}


@dataclass(frozen=True)
class CaseFile:
    """The cases of one contract year, as "2022-23"."""

    year: str
    cases: list[Case]


def case_files() -> Iterator[CaseFile]:
    for path in sorted(FOLDER.glob("*.yaml")):
        document = read_yaml(path.read_bytes(), path.name)
        known = document.get("sources", {})
        yield CaseFile(path.stem, [_case(entry, known) for entry in document["cases"]])


def _case(entry: dict[str, Any], known: dict[str, dict[str, str]]) -> Case:
    values = dict(entry)
    values["paid"] = [Paid(**paid) for paid in values.get("paid", [])]
    values["sources"] = [known[name] for name in values.get("sources", [])]
    case = Case(**values)
    if not case.by_hand and not (case.says and case.sources):
        raise ValueError(f"{case.id}: say what the source says and name it, or how it was worked.")
    return case


def total_of(result: dict[str, Any], streams: list[str]) -> Decimal:
    """The sum of the lines of `streams`; a stream without a line or a total must not be named."""
    totals = result["totals"]
    return sum((Decimal(totals[stream]) for stream in streams), Decimal("0.00"))
