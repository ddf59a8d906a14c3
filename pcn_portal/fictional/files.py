"""Every file of a made-up England, as bytes, with the import that reads it."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pcn_portal.fictional import age_tables, care_homes, incentive_tables, places, staff_tables
from pcn_portal.fictional import ods_tables as ods
from pcn_portal.fictional import population_tables as populations
from pcn_portal.fictional.england import England
from pcn_portal.fictional.workbook import Cell, workbook_bytes
from pcn_portal.units.periods import Month


@dataclass(frozen=True, slots=True)
class MadeUpFile:
    """One file: `kind` and `parameters` are what the import asks for, `about` says what it is.

    `same_as` names a file that says the same in another form; importing both changes nothing.
    """

    name: str
    kind: str
    about: str
    content: bytes
    parameters: tuple[tuple[str, str], ...] = ()
    same_as: str = ""


def csv_bytes(rows: Iterable[tuple[Cell, ...]]) -> bytes:
    """UTF-8 text with quotes only where a comma asks for them; nothing is an empty cell."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def make_files(england: England) -> Iterator[MadeUpFile]:
    """Every file, in the order in which to import them."""
    yield from _organisation_files(england)
    yield from _population_files(england)
    yield from _age_files(england)
    yield from _staff_files(england)
    yield from _care_files(england)
    yield from _incentive_files(england)
    yield from _supplied_files(england)
    yield from _map_files(england)


def _organisation_files(england: England) -> Iterator[MadeUpFile]:
    january = f"{england.year.list_date:%Y-%m}"
    of_january = (("reference_date", england.year.list_date.isoformat()),)
    details, partners = list(ods.pcn_details(england)), list(ods.core_partners(england))
    book = f"ePCN_{january}.xlsx"
    yield MadeUpFile(
        f"epraccur_{january}.csv",
        "practice_register",
        "Practice register: 27 columns, no header.",
        csv_bytes(ods.practice_register(england)),
        of_january,
    )
    yield MadeUpFile(
        book,
        "ods_pcn_workbook",
        "Networks and every membership spell since 2019.",
        workbook_bytes(
            {
                ods.PCN_DETAILS: [ods.PCN_DETAILS_HEADER, *details],
                ods.CORE_PARTNERS: [ods.CORE_PARTNERS_HEADER, *partners],
            }
        ),
        of_january,
    )
    yield MadeUpFile(
        "epcn.csv",
        "ods_pcn_details",
        "The workbook's first tab as a report without a header.",
        csv_bytes(details),
        of_january,
        same_as=book,
    )
    yield MadeUpFile(
        "epcncorepartnerdetails.csv",
        "ods_pcn_partners",
        "The workbook's second tab as a report without a header.",
        csv_bytes(partners),
        of_january,
        same_as=book,
    )


def _population_files(england: England) -> Iterator[MadeUpFile]:
    year = england.year
    for month in populations.months_of_lists(year.list_date):
        yield MadeUpFile(
            f"gp-reg-pat-prac-map_{month}.csv",
            "list_size_map",
            f"Practice, network, sub-ICB location, ICB and region on {month.first:%d %B %Y}.",
            csv_bytes([populations.MAP_HEADER, *populations.list_map(england, month)]),
        )
        yield MadeUpFile(
            f"gp-reg-pat-prac-all_{month}.csv",
            "list_sizes",
            f"Registered lists on {month.first:%d %B %Y}.",
            csv_bytes([populations.LISTS_HEADER, *populations.list_sizes(england, month)]),
        )
    header = populations.adjusted_header(year.start_year)
    yield MadeUpFile(
        f"pcn_adjusted_populations_{str(year).replace('/', '-')}.csv",
        "adjusted_populations",
        f"Raw lists and adjusted populations on {year.list_date:%d %B %Y}, with a grand total.",
        csv_bytes([header, *populations.adjusted_populations(england)]),
    )


def _age_files(england: England) -> Iterator[MadeUpFile]:
    month = Month.of(england.year.first)
    yield MadeUpFile(
        f"gp-reg-pat-prac-quin-age_{month}.csv",
        "age_bands",
        f"Patients by sex and five-year age band on {month.first:%d %B %Y}.",
        csv_bytes([age_tables.AGE_HEADER, *age_tables.ages(england, month)]),
    )
    yield MadeUpFile(
        f"imd{age_tables.IMD_YEAR}_gp_practice.csv",
        "deprivation",
        "A deprivation score for each practice.",
        csv_bytes([age_tables.IMD_HEADER, *age_tables.deprivation(england)]),
    )


def _staff_files(england: England) -> Iterator[MadeUpFile]:
    month = f"{england.year.first:%Y-%m}"
    yield MadeUpFile(
        f"pcn_workforce_individual_{month}.csv",
        "workforce_returns",
        "Staff of each network by role in the first month; one network did not submit.",
        csv_bytes([staff_tables.HEADER, *staff_tables.staff(england)]),
    )


def _care_files(england: England) -> Iterator[MadeUpFile]:
    homes = care_homes.homes_of_england(len(england.open_networks), england.seed)
    yield MadeUpFile(
        f"HSCA_Active_Locations_{england.year.first:%Y-%m}.csv",
        "cqc_directory",
        "CQC's directory: care homes with their beds.",
        csv_bytes(care_homes.directory_rows(homes)),
        (("reference_date", england.year.first.isoformat()),),
    )


def _incentive_files(england: England) -> Iterator[MadeUpFile]:
    yield MadeUpFile(
        "IIF_indicators_annual_pub_2023_24.csv",
        "incentive_publication",
        "Figures of the incentive fund as published for 2023/24.",
        csv_bytes([incentive_tables.PUBLICATION_HEADER, *incentive_tables.publication(england)]),
    )
    yield MadeUpFile(
        "ncdes_2024-09.csv",
        "incentive_extract",
        "Figures of the incentive fund as CQRS extracts them in September 2024.",
        csv_bytes([incentive_tables.EXTRACT_HEADER, *incentive_tables.extract(england)]),
    )


def _supplied_files(england: England) -> Iterator[MadeUpFile]:
    """What nobody publishes: on the portal's own templates."""
    year = str(england.year).replace("/", "-")
    yield MadeUpFile(
        f"weighted_populations_{year}.csv",
        "weighted_populations",
        f"Contractor weighted populations on {england.year.list_date:%d %B %Y}.",
        csv_bytes([populations.WEIGHTED_HEADER, *populations.weighted_populations(england)]),
    )
    yield MadeUpFile(
        f"care_home_beds_{year}.csv",
        "care_home_beds",
        "Beds in aligned care homes for each month of the year.",
        csv_bytes([populations.BEDS_HEADER, *populations.care_home_beds(england)]),
    )


def _map_files(england: England) -> Iterator[MadeUpFile]:
    yield MadeUpFile(
        "practice_coordinates.csv",
        "practice_coordinates",
        "Where each practice is. A few are left out.",
        csv_bytes([places.HEADER, *places.coordinates(england)]),
    )
    yield MadeUpFile(
        "icb_outlines.geojson",
        "icb_outlines",
        "A rough outline of each ICB.",
        places.outlines(england),
    )
