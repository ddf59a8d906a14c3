"""The made-up England as NHS England prints populations, and as our own templates ask for them."""

from collections.abc import Iterator
from datetime import date

from pcn_portal.fictional.england import England, Practice
from pcn_portal.fictional.figures import list_in
from pcn_portal.units.periods import Month

Row = tuple[str, ...]
PUBLICATION = "GP_PRAC_PAT_LIST"

MAP_HEADER = (
    "PUBLICATION", "EXTRACT_DATE", "PRACTICE_CODE", "PRACTICE_NAME", "PRACTICE_POSTCODE",
    "PCN_CODE", "PCN_NAME", "ONS_SUB_ICB_LOCATION_CODE", "SUB_ICB_LOCATION_CODE",
    "SUB_ICB_LOCATION_NAME", "ONS_ICB_CODE", "ICB_CODE", "ICB_NAME", "ONS_COMM_REGION_CODE",
    "COMM_REGION_CODE", "COMM_REGION_NAME", "SUPPLIER_NAME",
)  # fmt: skip
LISTS_HEADER = (
    "PUBLICATION", "EXTRACT_DATE", "TYPE", "SUB_ICB_LOCATION_CODE", "ONS_SUB_ICB_LOCATION_CODE",
    "CODE", "POSTCODE", "SEX", "AGE", "NUMBER_OF_PATIENTS",
)  # fmt: skip
WEIGHTED_HEADER = ("practice_code", "reference_date", "contractor_weighted_population")
BEDS_HEADER = ("network_code", "month", "beds")
NO_DATA = ("no_data",) * 4


def adjusted_header(year: int) -> Row:
    return (
        "Practice Code", "Practice Name", "PCN Code", "PCN Name", "ICB Code", "ICB Name",
        "Region code", "Region", "Raw list size", "Adjusted Population",
        f"PCN member January {year % 100:02d}",
    )  # fmt: skip


def listed(england: England) -> Iterator[Practice]:
    """Practices that have patients."""
    return (england.practices[code] for code in england.figures.registered)


def list_map(england: England, month: Month) -> Iterator[Row]:
    """Which network each practice is in on the first of the month; U where it is in none."""
    networks = england.network_of(month.first)
    for practice in listed(england):
        network = networks.get(practice.code)
        sub_icb = practice.sub_icb
        icb, region = sub_icb.icb, sub_icb.icb.region
        yield (
            PUBLICATION, f"{month.first:%d%b%Y}", practice.code, practice.name,
            practice.place.postcode, network.code if network else "U",
            network.name if network else "Unallocated", sub_icb.ons, sub_icb.code, sub_icb.name,
            icb.ons, icb.code, icb.name, region.ons, region.code, region.name, practice.supplier,
        )  # fmt: skip


def list_sizes(england: England, month: Month) -> Iterator[Row]:
    """Registered patients of each practice on the first of the month."""
    for practice in listed(england):
        patients = england.figures.registered[practice.code]
        yield (
            PUBLICATION, month.first.isoformat(), "GP", practice.sub_icb.code,
            practice.sub_icb.ons, practice.code, practice.place.postcode, "ALL", "ALL",
            str(list_in(patients, practice.code, month, england.seed)),
        )  # fmt: skip


def adjusted_populations(england: England) -> Iterator[Row]:
    """Members as on 1 April, then practices in no network, then the grand total without a code."""
    networks = england.network_of(england.year.first)
    figures = england.figures
    outside: list[Row] = []
    for practice in listed(england):
        icb, network = practice.sub_icb.icb, networks.get(practice.code)
        region = (icb.region.code, icb.region.name)
        counts = (str(figures.registered[practice.code]), str(figures.adjusted[practice.code]))
        if network:
            organisations = (network.code, network.name, icb.code, icb.name)
            yield (practice.code, practice.name, *organisations, *region, *counts, "Yes")
        else:
            name = f"{practice.name.title()} ({practice.code})"
            outside.append((practice.code, name, *NO_DATA, *region, *counts, "No"))
    yield from outside
    total = (str(sum(figures.registered.values())), str(sum(figures.adjusted.values())))
    yield ("",) * 8 + total + ("",)


def weighted_populations(england: England) -> Iterator[Row]:
    """The contractor weighted population of each practice."""
    for code, value in england.figures.weighted.items():
        yield (code, england.year.list_date.isoformat(), str(value))


def care_home_beds(england: England) -> Iterator[Row]:
    """The beds of each network for each month of the year."""
    for (network, month), beds in england.figures.beds.items():
        yield (network, str(month), str(beds))


def months_of_lists(start: date) -> tuple[Month, ...]:
    """January before the year, then the first month of its first three quarters."""
    year = start.year
    return (Month(year, 1), Month(year, 4), Month(year, 7), Month(year, 10))
