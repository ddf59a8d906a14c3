"""The files have the publishers' shapes, headers and traps."""

import csv
import io
from collections import Counter

import openpyxl
import pytest

from pcn_portal.fictional.build import make_england
from pcn_portal.fictional.files import MadeUpFile, make_files
from pcn_portal.units.periods import ContractYear


@pytest.fixture(scope="module")
def files(england) -> dict[str, MadeUpFile]:
    return {file.name: file for file in make_files(england)}


def rows(file: MadeUpFile) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.content.decode())))


def test_the_same_seed_writes_the_same_bytes_the_workbook_included(england, files):
    again = make_files(make_england(networks=40, seed=7, year=ContractYear(2025)))
    assert {file.name: file for file in again} == files


def test_another_seed_writes_other_bytes_under_the_same_names(files):
    others = make_files(make_england(networks=40, seed=8, year=ContractYear(2025)))
    for other in others:
        assert other.content != files[other.name].content


def test_the_workbook_has_both_tabs_with_the_publishers_headers(england, files):
    book = openpyxl.load_workbook(io.BytesIO(files["ePCN_2025-01.xlsx"].content))
    details, partners = (list(sheet.values) for sheet in book)
    assert book.sheetnames == ["PCNDetails", "PCN Core Partner Details"]
    assert len(details) == 1 + len(england.networks)
    assert partners[0][0] == "Partner\nOrganisation\nCode"
    assert partners[0][-1] == "Practice Sub ICB Loc and PCN Sub ICB Loc Match "
    assert str(partners[1][8]).isdigit()
    current = {row[0]: row[4] for row in partners[1:] if row[9] is None}
    january = england.network_of(england.year.list_date)
    assert current == {code: network.code for code, network in january.items()}


def test_the_reports_without_a_header_say_what_the_workbook_says(files):
    book = openpyxl.load_workbook(io.BytesIO(files["ePCN_2025-01.xlsx"].content))
    for sheet, name in zip(book, ("epcn.csv", "epcncorepartnerdetails.csv"), strict=True):
        from_book = [["" if c is None else str(c) for c in row] for row in sheet.values]
        assert rows(files[name]) == from_book[1:]


def test_the_practice_register_has_27_columns_and_no_header(england, files):
    register = rows(files["epraccur_2025-01.csv"])
    assert {len(row) for row in register} == {27}
    assert {row[0] for row in register} == set(england.practices)
    assert {row[25] for row in register} == {"4"}
    assert Counter(row[12] for row in register).keys() == {"A", "C", "D"}
    assert all(bool(row[11]) == (row[12] == "C") for row in register)


def test_maps_put_practices_without_a_network_under_u(england, files):
    header, *body = rows(files["gp-reg-pat-prac-map_2025-04.csv"])
    found = [dict(zip(header, row, strict=True)) for row in body]
    outside = {row["PRACTICE_CODE"]: row["PCN_NAME"] for row in found if row["PCN_CODE"] == "U"}
    april = england.network_of(england.year.first)
    assert outside == dict.fromkeys(england.figures.registered.keys() - april.keys(), "Unallocated")
    assert {row["EXTRACT_DATE"] for row in found} == {"01Apr2025"}


def test_lists_of_january_are_the_raw_lists_and_later_ones_drift(england, files):
    january, april = (
        {row[5]: int(row[9]) for row in rows(files[f"gp-reg-pat-prac-all_2025-{month}.csv"])[1:]}
        for month in ("01", "04")
    )
    assert january == england.figures.registered
    assert april.keys() == january.keys()
    assert april != january
    assert all(abs(april[code] - january[code]) * 100 <= january[code] + 100 for code in january)


def test_adjusted_populations_end_in_a_grand_total_without_a_code(england, files):
    header, *body, total = rows(files["pcn_adjusted_populations_2025-26.csv"])
    assert header[-1] == "PCN member January 25"
    assert total[:8] == [""] * 8
    assert int(total[8]) == sum(int(row[8]) for row in body)
    assert int(total[9]) == sum(int(row[9]) for row in body)
    outside = [row for row in body if row[10] == "No"]
    assert outside
    assert all(row[2:6] == ["no_data"] * 4 for row in outside)
    april = england.network_of(england.year.first)
    assert {row[0]: row[2] for row in body if row[10] == "Yes"} == {
        code: network.code for code, network in april.items()
    }


def test_beds_are_given_for_each_month_of_the_year(england, files):
    months = Counter(row[1] for row in rows(files["care_home_beds_2025-26.csv"])[1:])
    assert sorted(months) == [str(month) for month in england.year.months()]
    assert set(months.values()) == {len(england.open_networks) - 1}


def test_every_file_of_a_full_england_is_made(full_england):
    files = {file.name: file for file in make_files(full_england)}
    assert len(rows(files["epcn.csv"])) == len(full_england.networks) > 1_250
    assert len(rows(files["epcncorepartnerdetails.csv"])) > 6_500
    assert len(rows(files["care_home_beds_2025-26.csv"])) == 1 + 1_249 * 12
