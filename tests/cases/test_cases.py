"""Every worked example comes out to the penny, and the documents written from them are current."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from funding.engine.rates import national_rates
from funding.reckoner import reckon
from pcn_portal.units.periods import Month
from tests.cases.case_files import Case, case_files, total_of
from tests.cases.explain import DOCUMENTS, documents

ALL = [case for file in case_files() for case in file.cases]
NAMES = [f"{file.year}/{case.id}" for file in case_files() for case in file.cases]
HOW_TO_REFRESH = "Run `python -m tests.cases.explain` and look at what changed."


def run(case: Case, **changed: Any) -> dict[str, Any]:
    document = {"cases": [case.input | changed]}
    result: dict[str, Any] = reckon(document, national_rates())["results"][0]
    return result


@pytest.mark.parametrize("case", ALL, ids=NAMES)
def test_the_worked_example_is_paid_as_published(case: Case) -> None:
    result = run(case)

    for paid in case.paid:
        off = abs(total_of(result, paid.streams) - Decimal(paid.amount))
        assert off <= Decimal(paid.within), f"{paid.streams} are off by £{off}"
    found = {(gap["month"], gap["stream"]) for gap in result["gaps"]}
    for gap in case.gaps:
        assert (gap["month"], gap["stream"]) in found
    for stream in case.nothing:
        assert stream not in result["totals"]
        assert stream not in {name for _, name in found}
    assert case.paid or case.gaps or case.figure, "the case checks nothing"


@pytest.mark.parametrize("case", [c for c in ALL if c.figure], ids=lambda case: case.id)
def test_the_figure_paid_on_is_the_sum_of_the_practices(case: Case) -> None:
    expected = Decimal(case.figure["value"])

    lines = [line for line in run(case)["lines"] if line["stream"] == case.figure["stream"]]

    assert lines
    for line in lines:
        assert Decimal(line["steps"][0]["value"]).quantize(expected) == expected


@pytest.mark.parametrize("case", [c for c in ALL if c.more_than_known_on], ids=lambda case: case.id)
def test_a_backdated_rate_adds_what_was_announced(case: Case) -> None:
    streams = [stream for paid in case.paid for stream in paid.streams]

    now = total_of(run(case), streams)
    then = total_of(run(case, known_on=case.more_than_known_on["day"]), streams)

    assert now - then == Decimal(case.more_than_known_on["amount"])


@pytest.mark.parametrize("case", [c for c in ALL if c.rate_change], ids=lambda case: case.id)
def test_the_whole_rate_rose_by_what_was_announced(case: Case) -> None:
    change = case.rate_change
    month, since = Month.parse(change["month"]), date.fromisoformat(change["since"])

    now = whole_rate(change["stream"], month, None)
    then = whole_rate(change["stream"], month, since)

    assert now - then == Decimal(change["amount"])


def whole_rate(stream: str, month: Month, known_on: date | None) -> Decimal:
    first = national_rates().in_force(stream, month, known_on)[0]
    whole = first.total if first.total is not None else first.value
    assert whole is not None
    return whole


def test_every_contract_year_with_rates_has_a_case() -> None:
    years = {str(year).replace("/", "-") for year in national_rates().years}

    assert {file.year for file in case_files()} == years


def written() -> Iterator[Path]:
    yield from sorted(DOCUMENTS.glob("*.md"))


def test_the_documents_are_written_from_these_cases() -> None:
    expected = documents()

    assert {path.name for path in written()} == set(expected), HOW_TO_REFRESH
    for name, text in expected.items():
        assert (DOCUMENTS / name).read_text(encoding="utf-8") == text, HOW_TO_REFRESH
