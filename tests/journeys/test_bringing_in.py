"""Bringing in a file: a wrong one changes nothing and says why, a right one is previewed first."""

import pytest
from playwright.sync_api import expect

from pcn_portal.web import formats
from services.models import BedCount
from tests.journeys.checks import accessibility_findings
from tests.journeys.conftest import Open
from tests.journeys.pages import filled

pytestmark = pytest.mark.journey
WALKS = pytest.mark.parametrize(
    ("javascript", "month"), [(True, "2026-01"), (False, "2026-02")], ids=["script", "no script"]
)


@WALKS
def test_beds_are_brought_in_by_the_board(open_page: Open, javascript: bool, month: str):
    network = filled("{network}")
    page = open_page("commissioner", javascript=javascript)
    page.goto("/imports/new/care_home_beds/")
    header = page.get_by_text("Its columns are:").inner_text().split("Its columns are: ")[1]
    columns = header.rstrip(".").replace(", ", ",")
    before = BedCount.objects.count()

    upload(page, f"{columns}\n{network},{month},minus five\n")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("minus five").first).to_be_visible()
    if javascript:
        assert accessibility_findings(page) == []
    assert BedCount.objects.count() == before

    page.goto("/imports/new/care_home_beds/")
    upload(page, f"{columns}\n{network},{month},431\n")
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    assert BedCount.objects.count() == before
    if javascript:
        assert accessibility_findings(page) == []
    page.get_by_role("button", name="Apply this file").click()

    expect(page.get_by_role("heading", name="What was changed")).to_be_visible()
    page.goto(f"/networks/{network}/?on={month}-15")
    expect(page.get_by_role("row", name=f"{formats.month(month)} 431")).to_be_visible()


def upload(page, content: str) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "beds.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Check the file").click()
