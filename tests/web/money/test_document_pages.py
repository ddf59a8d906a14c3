"""Statements as files, a network's year and a practice's statements by page."""

import pytest

from funding.models import Posting
from practices.models import Practice
from tests.api import england as made_up
from tests.funding.approving import approve
from tests.web.money.conftest import AT
from tests.web.pages import text

STATEMENT = "/networks/U90001/money/2025-04/"
YEAR = "/networks/U90001/money/year/2025-26/"
PRACTICE = "/practices/Z90001/money/"


@pytest.fixture
def approved(calculate, people):
    for code in ("Z90001", "Z90002"):
        practice = Practice.objects.get(code=code)
        source = made_up.source_file(f"{code}.csv")
        made_up.figure(practice, "weighted", "9000", source=source, row=3)
    made = calculate()
    approve(calculation_id=made.pk, by=people["approver"].actor, at=AT)
    return made


@pytest.mark.parametrize("ending", ["pdf", "csv", "xlsx"])
@pytest.mark.usefixtures("approved")
def test_a_manager_takes_each_file_with_them(signed_in, ending):
    page = signed_in("manager")
    for address, name in (
        (f"{STATEMENT}statement.{ending}", "QZ1-2025-04-U90001"),
        (f"{YEAR}summary.{ending}", "U90001-2025-26"),
        (f"{PRACTICE}2025-04/statement.{ending}", "QZ1-2025-04-Z90001"),
    ):
        answer = page.get(address)
        assert answer.status_code == 200
        assert f'filename="{name}.{ending}"' in answer.headers["Content-Disposition"]
        assert len(answer.content) > 100


def test_the_statement_shows_its_number_and_the_files(signed_in, approved):
    shown = text(signed_in("manager").get(STATEMENT))

    assert "QZ1-2025-04-U90001" in shown
    assert "Take it with you: PDF , CSV , Excel workbook" in shown.replace(" ,", " ,")


def test_before_the_approval_there_is_a_draft_for_the_board_and_nothing_for_the_manager(
    signed_in, calculate
):
    calculate()
    answer = signed_in("commissioner").get(f"{STATEMENT}statement.csv")

    assert 'filename="draft-QZ1-2025-04-U90001.csv"' in answer.headers["Content-Disposition"]
    assert signed_in("manager").get(f"{STATEMENT}statement.csv").status_code == 404


@pytest.mark.usefixtures("approved")
def test_the_year_shows_posted_months_and_says_which_are_open(signed_in):
    shown = text(signed_in("manager").get(YEAR))

    assert "1 month is posted for 2025/26: £" in shown
    assert "Enhanced access" in shown
    assert shown.count("Not posted") == 11


@pytest.mark.usefixtures("approved")
def test_a_practice_sees_its_participation_payment_explained(signed_in):
    page = signed_in("manager")

    assert "1 month has amounts paid to this practice itself." in text(page.get(PRACTICE))
    shown = text(page.get(f"{PRACTICE}2025-04/"))
    assert "Network participation payment" in shown
    assert "9,000 × £" in shown
    posted = Posting.objects.get(payee="Z90001").amount
    assert f"£{posted:,.2f} is paid to the practice itself with April 2025." in shown


@pytest.mark.parametrize(
    "address",
    [
        f"{STATEMENT}statement.doc",
        "/networks/U90001/money/year/2025-27/",
        "/networks/U90001/money/year/nonsense/summary.pdf",
        f"{PRACTICE}2025-05/",
        "/practices/Z99999/money/",
    ],
)
@pytest.mark.usefixtures("approved")
def test_what_is_not_there_is_not_found(signed_in, address):
    assert signed_in("commissioner").get(address).status_code == 404


@pytest.mark.usefixtures("approved")
def test_another_board_sees_none_of_it(signed_in):
    for address in (f"{STATEMENT}statement.pdf", YEAR, f"{PRACTICE}2025-04/"):
        assert signed_in("other_commissioner").get(address).status_code == 404
