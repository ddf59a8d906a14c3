"""A PCN manager's month: staff by hand and by spreadsheet, a claim, and the board's decision."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.checks import accessibility_findings, is_wider_than_its_window
from tests.journeys.conftest import NARROW, Open
from tests.journeys.pages import filled
from workforce.models import Claim, Engagement

pytestmark = pytest.mark.journey
WALKS = pytest.mark.parametrize(
    ("javascript", "month"), [(True, "2025-09"), (False, "2025-10")], ids=["script", "no script"]
)
TWELVE = 12


@WALKS
def test_twelve_people_are_recorded_by_hand_claimed_and_decided(
    open_page: Open, javascript: bool, month: str
):
    network = filled("{network}")
    manager = open_page("manager", javascript=javascript)
    before = Engagement.objects.filter(post__network__code=network).count()
    for _ in range(TWELVE):
        record(manager, network)
    assert Engagement.objects.filter(post__network__code=network).count() == before + TWELVE

    manager.goto(f"/networks/{network}/claims/{month}/")
    expect(manager.get_by_text("stopped by a rule").first).to_be_visible()
    manager.get_by_role("button", name="Declare").click()
    expect(manager.get_by_text("Read the declaration and agree to it.").first).to_be_visible()
    manager.get_by_label("Where is the evidence?").fill("Made-up payroll report")
    manager.get_by_label("I declare for the network").check()
    manager.get_by_role("button", name="Declare").click()
    expect(manager.get_by_text("is declared. The board decides it.")).to_be_visible()
    if javascript:
        assert accessibility_findings(manager) == []

    claim = Claim.objects.get(network__code=network, month=f"{month}-01", turn=1)
    board = open_page("commissioner", javascript=javascript)
    board.goto(f"/networks/{network}/claims/{claim.pk}/")
    board.get_by_label("Approve", exact=True).check()
    board.get_by_role("button", name="Record").click()
    expect(board.get_by_text("All is decided.")).to_be_visible()
    expect(board.get_by_text("Paid with").first).to_be_visible()


def record(page: Page, network: str) -> None:
    """Fill in one person as a manager does: nine fields, the employer stands there already."""
    page.goto(f"/networks/{network}/staff/new/")
    page.get_by_label("Role", exact=True).select_option("PT")
    page.get_by_label("Name", exact=True).fill("Nora Nobody")
    first = page.get_by_role("group", name="First day in post")
    for part, value in (("Day", "1"), ("Month", "6"), ("Year", "2025")):
        first.get_by_label(part).fill(value)
    page.get_by_label("Hours a week").fill("18.75")
    page.get_by_label("Salary a month, in pounds").fill("1300.00")
    page.get_by_label("Employer’s National Insurance a month").fill("140.00")
    page.get_by_label("Employer’s pension a month").fill("186.94")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("They are recorded.")).to_be_visible()


def test_staff_go_out_as_a_workbook_come_back_wrong_and_then_right(open_page: Open):
    network = filled("{network}")
    page = open_page("manager")
    page.goto(f"/networks/{network}/staff/sheet/")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take out the workbook").click()
    book = load_workbook(io.BytesIO(taken.value.path().read_bytes()))
    sheet = book["Staff"]
    for _ in range(TWELVE):
        sheet.append(["", "Otto Other", "PT", "", "federation", "Made-up Federation", "2025-07-01",
                      "", 18.75, "1,300.00", 140, 186.94])  # fmt: skip
    bring_in(page, book)
    expect(page.get_by_text("12 rows are wrong, so nothing was taken in.").first).to_be_visible()
    assert accessibility_findings(page) == []
    with page.expect_download() as back:
        page.get_by_role("button", name="Take the workbook back").click()
    checked = load_workbook(io.BytesIO(back.value.path().read_bytes()))
    last = checked["Staff"].max_row
    assert "without a comma" in str(checked["Staff"].cell(last, 14).value)

    before = Engagement.objects.count()
    for row in range(last - TWELVE + 1, last + 1):
        checked["Staff"].cell(row, 10).value = 1300
    page.goto(f"/networks/{network}/staff/sheet/")
    bring_in(page, checked)
    expect(page.get_by_text("The workbook is taken in:")).to_be_visible()
    assert Engagement.objects.count() == before + TWELVE


def bring_in(page: Page, book: Any) -> None:
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files(
        {"name": "staff.xlsx", "mimeType": kind, "buffer": out.getvalue()}
    )
    page.get_by_role("button", name="Bring in").click()


def test_what_is_lost_is_read_on_a_phone(open_page: Open):
    page = open_page("manager", width=NARROW)
    page.goto(f"/networks/{filled('{network}')}/claims/?year=2025-26")
    expect(page.locator(".portal-answer").first).to_be_visible()
    assert not is_wider_than_its_window(page)
