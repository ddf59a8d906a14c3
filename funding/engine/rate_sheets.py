"""Rates that people entered: a sheet in the layout of a year's file, with its own sources."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from funding.engine.rate import BadRates, Rate
from funding.engine.rate_fields import Fields
from funding.engine.rate_files import read_entries, read_sources
from funding.engine.rate_yaml import read_yaml
from pcn_portal.units.periods import BadPeriod, ContractYear

WHERE = "The sheet"
YEARS = frozenset(ContractYear(april) for april in range(2019, 2100))
LARGEST, FINEST = Decimal(100_000), Decimal("0.000001")


def read_sheet(content: str) -> tuple[ContractYear, tuple[Rate, ...]]:
    """The contract year and rates of a sheet; raise BadRates for the first thing that is wrong."""
    document = Fields(read_yaml(content.encode(), WHERE), WHERE)
    try:
        year = ContractYear.parse(document.text("year"))
    except BadPeriod as problem:
        raise BadRates(f"{WHERE}: year: {problem}") from None
    if year not in YEARS:
        raise BadRates(f"{WHERE}: year: the contract has been there since {min(YEARS)}.")
    named = document.mapping("sources")
    if named is None:
        raise BadRates(f"{WHERE}: “sources” is missing. Name the document there.")
    sources = read_sources(named.raw(), WHERE)
    rates = read_entries(document.list("rates"), WHERE, year, sources)
    document.refuse_others()
    for rate in rates:
        _refuse_odd(rate)
    return year, tuple(rates)


def _refuse_odd(rate: Rate) -> None:
    """A slip of the keyboard: no rate of the contract is that large or that fine."""
    for value in (rate.value, rate.total, rate.monthly_value):
        if value is not None and (value >= LARGEST or value != value.quantize(FINEST)):
            raise BadRates(
                f"{WHERE}: rate “{rate.row}”: “value” must be below {LARGEST:,} pounds, with six "
                "decimals at the most."
            )


def rates_of_sheet(content: str, *, entered: date, local: str = "") -> tuple[Rate, ...]:
    """A published sheet's rates, known from the day it was published here at the earliest.

    `local` is the code of the ICB whose variation they are, or empty for national ones.
    """
    _, rates = read_sheet(content)
    return tuple(replace(rate, entered=entered, local=local) for rate in rates)
