"""The deadlines of the contract years: read strictly, only what is known."""

from datetime import date

import pytest

from networks.participation.years import (
    BadYears,
    known_years,
    label,
    last_day,
    opt_out_until,
    read_years,
    year_of,
)

GOOD = {
    "year": "2025/26",
    "opt_out_until": "2025-04-30",
    "source": "A made-up letter",
    "confidence": "single_source",
}


def text(**changed: str | None) -> str:
    rows = [f"{k}: {v}" for k, v in (GOOD | changed).items() if v is not None]
    return "years:\n- " + "\n  ".join(rows)


@pytest.mark.parametrize("year", range(2020, 2027))
def test_practices_may_opt_out_until_30_april_of_each_year(year: int):
    assert opt_out_until(year) == date(year, 4, 30)
    assert known_years()[year].source


def test_what_is_not_known_stays_unknown():
    assert known_years()[2019].opt_out_until is None
    assert opt_out_until(2040) is None


def test_a_year_is_read():
    (rules,) = read_years(text()).values()

    assert (rules.year, rules.opt_out_until) == (2025, date(2025, 4, 30))
    assert (rules.source, rules.confidence) == ("A made-up letter", "single_source")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("years: [", "years.yaml"),
        ("- 1", "one key"),
        ("other: []", "one key"),
        (text(source=None), "each year has the keys"),
        (text(extra="1"), "each year has the keys"),
        (text(year="2025/27"), "write a contract year as 2025/26"),
        (text(year="2025"), "write a contract year as 2025/26"),
        (text(opt_out_until="30 April"), "write opt_out_until as 2025-04-30"),
        (text(opt_out_until="2026-04-30"), "not in the contract year 2025/26"),
        (text(opt_out_until="unknown"), "confidence unknown"),
        (text(confidence="unknown"), "confidence unknown"),
        (text(confidence="sure"), "confidence is one of"),
        (text(source="''"), "where the day is from"),
        (text() + text().removeprefix("years:"), "there twice"),
        (text() + "\n  year: 2026/27", "“year” is there twice"),
    ],
)
def test_a_wrong_file_is_refused_and_it_is_said_where(content: str, sentence: str):
    with pytest.raises(BadYears) as refused:
        read_years(content)

    assert sentence in str(refused.value)


def test_contract_years_run_from_april_to_march():
    assert (year_of(date(2026, 3, 31)), year_of(date(2026, 4, 1))) == (2025, 2026)
    assert (label(2025), label(2099), last_day(2025)) == ("2025/26", "2099/00", date(2026, 3, 31))
