"""The CQC directory: homes and what each directory says of them, and what is refused."""

from datetime import date

import pytest

from pcn_portal.fictional.care_homes import README, directory_rows
from pcn_portal.fictional.files import csv_bytes
from pcn_portal.fictional.workbook import workbook_bytes
from practices.import_models import ImportBatch
from services.models import CareDirectory, CareHome, HomeFact
from tests.services.home_cast import HOMES, MAY, content, directory, home, spoiled, staged

pytestmark = pytest.mark.django_db


def said(batch: ImportBatch) -> str:
    """Everything a refused file is told."""
    assert batch.state == "refused"
    return " ".join(batch.problems.values_list("message", flat=True))


def test_homes_are_taken_in_with_their_details_and_beds() -> None:
    batch = directory()

    assert "3 care homes on 1 April 2025, 92 beds." in batch.summary
    assert "Locations left out because they are no care homes: 3." in batch.summary
    one = home(1)
    assert (one.name, one.nursing, one.residential) == ("Made-up Lodge 1", True, False)
    assert one.local_authority == "Fictionbury"
    fact = one.facts.get()
    assert (fact.beds, fact.dormant, fact.listed, fact.source_row) == (30, False, True, 2)
    assert CareDirectory.objects.get().homes == 3


def test_the_workbook_says_the_same_below_a_sheet_for_the_reader() -> None:
    book = workbook_bytes({"README": README, "HSCA_Active_Locations": directory_rows(list(HOMES))})

    assert staged(book).summary == staged(content()).summary


def test_a_later_directory_adds_only_what_changed() -> None:
    directory()
    one, two, _ = HOMES
    more = type(one)(4, "Storyham", 12, False)
    batch = directory((type(one)(1, "Fictionbury", 33, True), two, more), MAY)

    assert batch.counts["entities"]["Care home"] == {
        "new": 1, "changed": 1, "ended": 1, "untouched": 1,
    }  # fmt: skip
    assert HomeFact.objects.filter(directory__published=MAY).count() == 3
    assert home(1).facts.latest("directory__published").beds == 33
    assert not home(3).facts.latest("directory__published").listed


def test_another_of_the_same_day_or_an_older_directory_is_refused() -> None:
    directory(day=MAY)

    other = content(HOMES[:2])

    assert staged(content(), MAY).state == "unchanged"
    assert "is in already. Check the date." in said(staged(other, MAY))
    assert "this one is older" in said(staged(content(), date(2025, 3, 1)))


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("Care homes beds", "many", "Is not a number"),
        ("Care homes beds", "-3", "Is negative"),
        ("Location ID", "", "Is blank"),
        ("Location ID", "1-900000002", "This location is already in row"),
        ("Dormant (Y/N)", "perhaps", "Is not one of"),
        ("Location HSCA start date", "yesterday", "Is not a date"),
        ("Location Name", "=1+1", "as a formula"),
    ],
)
def test_a_wrong_cell_refuses_the_file(column: str, value: str, words: str) -> None:
    batch = staged(spoiled(column, value))

    assert words in said(batch)
    assert not CareHome.objects.exists()


def test_a_home_without_beds_is_not_a_home_of_none() -> None:
    raw = spoiled("Care homes beds", "")
    assert staged(raw).state == "staged"


def test_a_workbook_without_the_table_a_cut_file_and_one_without_homes_are_refused() -> None:
    no_table = workbook_bytes({"README": README})
    cut = content()[:-20]
    none = csv_bytes(directory_rows([]))

    assert "No sheet of the workbook" in said(staged(no_table))
    assert "cut off" in said(staged(cut))
    assert "no care home" in said(staged(none))
