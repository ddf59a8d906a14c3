"""A rate file that could mislead is refused, and the error says where and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from funding.engine.rates import BadRates, RateBook

SOURCES = """
letter:
  title: A letter
  url: https://example.org/letter
"""

YEAR = """
year: 2030/31
rates:
- id: core-2030-31
  payment: core_pcn_funding
  title: Core PCN funding
  method: monthly
  value: "1.50"
  basis: registered
  unit: £ per patient
  per: year
  payee: network
  from: 2030-04-01
  to: 2031-04-01
  population_date: 2030-01-01
  printed_monthly: {value: "0.125", published: true}
  published: 2030-03-28
  status: confirmed
  confidence: two_sources
  paid: monthly
  sources: [letter]
"""

SECOND = """
- id: core-again
  payment: core_pcn_funding
  title: Core PCN funding
  method: monthly
  value: "1.60"
  basis: registered
  unit: £ per patient
  per: year
  payee: network
  from: 2030-10-01
  to: 2031-04-01
  population_date: 2030-01-01
  published: 2030-03-28
  status: confirmed
  confidence: two_sources
  paid: monthly
  sources: [letter]
"""

Load = Callable[..., RateBook]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def write_and_load(
        year: str, *, sources: str = SOURCES, name: str = "2030-31.yaml"
    ) -> RateBook:
        (tmp_path / name).write_text(year, encoding="utf-8")
        (tmp_path / "sources.yaml").write_text(sources, encoding="utf-8")
        return RateBook.load(tmp_path)

    return write_and_load


def test_a_right_file_is_read(load: Load) -> None:
    (year,) = load(YEAR).years.values()

    assert [rate.id for rate in year.rates] == ["core-2030-31"]


@pytest.mark.parametrize(
    ("right", "wrong", "error"),
    [
        ('"1.50"', "1.50", "“value” is the bare number 1.50. Put it in quotes"),
        ('"1.50"', "15", "“value” is the bare number 15. Put it in quotes"),
        ('"1.50"', '"1,50"', "“value” is “1,50”. Write a quoted decimal"),
        ('"1.50"', '"-1.50"', "Write a quoted decimal"),
        ('"1.50"', '"1e3"', "Write a quoted decimal"),
        ('"1.50"', "unknown", "“value” does not go with status “confirmed”"),
        ('"1.50"', "~", "“value” must be text, and not empty"),
        ('{value: "0.125"', "{value: 0.125", "“value” is the bare number 0.125"),
        ("  per: year", "  per: year\n  per: month", "“per” is there twice"),
        ("  per: year", "  per: year\n  colour: red", "“colour” is not a key of this file"),
        ("  per: year", "  per: month", "“per” is “month”. Write one of: year, period"),
        ("  per: year", "  per: maximum", "“per” of a monthly payment must be year or period"),
        ("basis: registered", "basis: listed", "“basis” is “listed”. Write one of"),
        ("basis: registered", "basis: flat", "“basis” of a monthly payment must be"),
        ("payment: core_pcn_funding", "payment: core", "“payment” is “core”. Write one of"),
        ("payee: network", "payee: patient", "“payee” is “patient”. Write one of"),
        ("  sources: [letter]", "", "“sources” is missing. Add it"),
        ("sources: [letter]", "sources: []", "“sources” must be a list with at least one"),
        ("sources: [letter]", "sources: [rumour]", "“rumour” is not in sources.yaml"),
        ("from: 2030-04-01", "from: 2030-02-30", "“from” is “2030-02-30”, which is no day"),
        ("from: 2030-04-01", "from: 1 April 2030", "which is no day"),
        ("from: 2030-04-01", "from: 2030-04-02", "must be firsts of a month"),
        ("from: 2030-04-01", "from: 2029-04-01", "reach out of the contract year 2030/31"),
        ("to: 2031-04-01", "to: 2030-04-01", "“to” is not after “from”"),
        ("to: 2031-04-01", "to: 2031-03-31", "must be firsts of a month"),
        ("to: 2031-04-01", "to: unknown", "must be firsts of a month"),
        ("published: 2030-03-28", "published: soon", "“published” is “soon”, which is no day"),
        (
            "status: confirmed",
            "status: provisional",
            "“status” must be “confirmed” where confidence is two_sources",
        ),
        ("published: true", "published: maybe", "“published” must be true or false"),
        ("population_date: 2030-01-01", "population_date: January", "which is no day"),
        ("  title: Core PCN funding\n", "", "“title” is missing"),
    ],
)
def test_a_wrong_rate_is_refused_by_file_id_and_what_to_do(
    load: Load, right: str, wrong: str, error: str
) -> None:
    assert right in YEAR

    with pytest.raises(BadRates) as caught:
        load(YEAR.replace(right, wrong, 1))

    assert error in str(caught.value)
    assert "2030-31.yaml" in str(caught.value)
    if wrong:
        assert "core-2030-31" in str(caught.value)


@pytest.mark.parametrize(
    ("year", "error"),
    [
        ("", "no keys found"),
        ("- a list", "no keys found"),
        ("year: 2030/31\nrates: [", "Correct the layout"),
        ("year: 2030/32\nrates: [x]", "is not a contract year"),
        ("year: 2031/32\nrates: [x]", "Name the file after its year"),
        ("year: 2030/31\nrates: [x]", "keys expected here"),
        ("year: 2030/31\nrates: []", "“rates” must be a list"),
        ("year: 2030/31", "“rates” is missing"),
        (YEAR + "colour: red\n", "“colour” is not a key"),
        (YEAR + YEAR.split("rates:\n")[1], "overlap"),
        ("year: !!python/name:os.system ''\nrates: [x]", "Correct the layout"),
    ],
)
def test_a_wrong_file_is_refused(load: Load, year: str, error: str) -> None:
    with pytest.raises(BadRates) as caught:
        load(year)

    assert error in str(caught.value)
    assert "2030-31.yaml" in str(caught.value)


def test_overlapping_rates_of_one_publication_are_refused(load: Load) -> None:
    with pytest.raises(BadRates, match="“core-2030-31” and “core-again” overlap"):
        load(YEAR + SECOND)


def test_a_rate_published_later_may_overlap(load: Load) -> None:
    later = SECOND.replace("published: 2030-03-28", "published: 2030-09-26")

    (year,) = load(YEAR + later).years.values()

    assert [rate.id for rate in year.rates] == ["core-2030-31", "core-again"]


def test_the_same_id_in_two_years_is_refused(load: Load) -> None:
    load(YEAR)
    next_year = (
        YEAR.replace("2031-04-01", "2032-04-01")
        .replace("2030-04-01", "2031-04-01")
        .replace("2030/31", "2031/32")
    )

    with pytest.raises(
        BadRates, match=r"2031-32.yaml: rate “core-2030-31” is also in 2030-31.yaml"
    ):
        load(next_year, name="2031-32.yaml")


def test_an_abolished_payment_has_no_value(load: Load) -> None:
    abolished = YEAR.replace("method: monthly", "method: abolished")

    with pytest.raises(BadRates, match="must be “none” for an abolished payment"):
        load(abolished)


def test_a_folder_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRates, match=r"sources.yaml is missing"):
        RateBook.load(tmp_path)


def test_a_source_without_an_address_is_refused(load: Load) -> None:
    with pytest.raises(BadRates, match="sources.yaml: “letter”: “url” is not an address"):
        load(YEAR, sources=SOURCES.replace("https://", ""))


def test_a_file_that_is_not_text_is_refused(tmp_path: Path, load: Load) -> None:
    load(YEAR)
    (tmp_path / "2030-31.yaml").write_bytes(b"\xff\xfe\x00year")

    with pytest.raises(BadRates, match=r"2030-31.yaml: not UTF-8 text"):
        RateBook.load(tmp_path)
