"""Rates that people entered: a sheet in the layout of a year's file, with its own sources."""

from dataclasses import replace
from datetime import date

from funding.engine.periods import BadPeriod, ContractYear
from funding.engine.rate import BadRates, Rate
from funding.engine.rate_fields import Fields
from funding.engine.rate_files import read_entries, read_sources
from funding.engine.rate_yaml import read_yaml

WHERE = "The sheet"


def read_sheet(content: str) -> tuple[ContractYear, tuple[Rate, ...]]:
    """The contract year and rates of a sheet; raise BadRates for the first thing that is wrong."""
    document = Fields(read_yaml(content.encode(), WHERE), WHERE)
    try:
        year = ContractYear.parse(document.text("year"))
    except BadPeriod as problem:
        raise BadRates(f"{WHERE}: year: {problem}") from None
    named = document.mapping("sources")
    if named is None:
        raise BadRates(f"{WHERE}: “sources” is missing. Name the document there.")
    sources = read_sources(named.raw(), WHERE)
    rates = read_entries(document.list("rates"), WHERE, year, sources)
    document.refuse_others()
    return year, tuple(rates)


def rates_of_sheet(content: str, *, entered: date, local: str = "") -> tuple[Rate, ...]:
    """A published sheet's rates, known from the day it was published here at the earliest.

    `local` is the code of the ICB whose variation they are, or empty for national ones.
    """
    _, rates = read_sheet(content)
    return tuple(replace(rate, entered=entered, local=local) for rate in rates)
