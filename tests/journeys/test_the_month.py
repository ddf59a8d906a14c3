"""The month, end to end: run, watch, explain, approve, read. With scripts and without."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.funding.workers.processes import Process
from tests.journeys.checks import accessibility_findings
from tests.journeys.conftest import Open
from tests.journeys.pages import filled

pytestmark = pytest.mark.journey
# A month for each way of walking, so that the walks do not meet.
WALKS = pytest.mark.parametrize(
    ("javascript", "month", "slug"),
    [(True, "August 2025", "2025-08"), (False, "September 2025", "2025-09")],
    ids=["script", "no script"],
)
WAIT = 60_000


@WALKS
def test_a_month_is_run_watched_explained_approved_and_read(
    open_page: Open,
    calculating: Process,
    javascript: bool,
    month: str,
    slug: str,
):
    settings.MFA_TOTP_TOLERANCE = 1
    page = open_page("commissioner", javascript=javascript)
    start(page, month)
    wait_for_the_end(page, javascript)
    page.locator("tbody a").first.click()
    expect(page.get_by_text("To be checked").first).to_be_visible()
    page.get_by_role("link", name=network_name(page)).click()
    explain(page)
    not_yet_for_the_manager(open_page("manager"), slug)

    check(open_page("commissioner", javascript=javascript), slug)
    approve(open_page("approver", javascript=javascript), slug)

    manager = open_page("manager", javascript=javascript)
    manager.goto(filled("/networks/{network}/money/") + f"{slug}/")
    expect(manager.get_by_text("Approved").first).to_be_visible()
    expect(manager.get_by_role("heading", name=f"{month} statement")).to_be_visible()


def start(page: Page, month: str) -> None:
    page.goto("/money/")
    page.goto("/money/runs/new/")
    page.get_by_label("Contract month").select_option(label=month)
    page.get_by_role("button", name="Start the run").click()


def wait_for_the_end(page: Page, javascript: bool) -> None:
    """With scripts the page renews itself; without, the browser is told to load it again."""
    done = page.locator("tbody").get_by_text("Done", exact=True)
    expect(done).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("You may leave this page.")).to_have_count(0, timeout=WAIT)
    if javascript:
        assert accessibility_findings(page) == []


def network_name(page: Page) -> str:
    return page.get_by_role("region", name="Networks").locator("tbody a").first.inner_text()


def explain(page: Page) -> None:
    """Open a payment: why it is that amount, down to the row of the file."""
    payment = page.locator("#enhanced_access")
    expect(payment.get_by_text("Rounded half up to pence")).to_be_hidden()
    payment.locator("summary").first.click()
    expect(payment.get_by_text("Rounded half up to pence")).to_be_visible()
    payment.get_by_role("link", name="pcn_adjusted_populations").first.click()
    expect(page.get_by_text("pcn_adjusted_populations_2025-26.csv").first).to_be_visible()


def not_yet_for_the_manager(page: Page, slug: str) -> None:
    page.goto(filled("/networks/{network}/money/") + f"{slug}/")
    expect(page.get_by_text("Rounded half up to pence")).to_have_count(0)


def check(page: Page, slug: str) -> None:
    """Acknowledge one thing, then all others, and confirm the check."""
    page.goto(filled("/money/{icb}/") + f"{slug}/")
    page.get_by_role("button", name="Check the month").click()
    page.get_by_role("button", name="Acknowledge those I chose").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why these are right.")
    page.get_by_label("Why are these right?").fill("As in the published files.")
    page.locator("input[name=key]").first.check()
    page.get_by_role("button", name="Acknowledge those I chose").click()
    expect(page.get_by_text("1 thing is acknowledged.")).to_be_visible()
    if page.get_by_role("button", name="Acknowledge all").count():
        page.get_by_label("Why are these right?").fill("As in the published files.")
        page.get_by_role("button", name="Acknowledge all").click()
    page.get_by_role("button", name="Confirm the check").click()
    expect(page.get_by_text("The check is kept.")).to_be_visible()


def approve(page: Page, slug: str) -> None:
    page.goto(filled("/money/{icb}/") + f"{slug}/")
    page.get_by_role("button", name="Approve or return").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose whether to approve or return")
    page.get_by_label("Approve this month").check()
    page.get_by_label("Reason").fill("Checked against the lists of January.")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Approved").first).to_be_visible()
