"""Money's forms as the browser has them: files, statements, decisions, reckoner."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from funding.models import Decision
from pcn_portal.management.demo_cast import PASSWORD, current_code
from practices.models import ImportBatch
from services.models import BedCount
from tests.journeys.checks import accessibility_findings, is_wider_than_its_window
from tests.journeys.conftest import NARROW, WIDE, Open
from tests.journeys.pages import filled

pytestmark = pytest.mark.journey
BOTH_WAYS = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])


MENU_SETTLES = 300
"""Milliseconds in which the header has moved what no longer fits into its menu, or back."""


@pytest.fixture
def network(demo: str) -> str:
    return filled("{network}")


def keeps_its_promises(page: Page) -> None:
    """The page as it is now, opened and filled in, at both widths."""
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(MENU_SETTLES)
        assert accessibility_findings(page) == []
        assert not is_wider_than_its_window(page)


def choose_file(page: Page, text: str) -> None:
    page.goto("/imports/new/care_home_beds/")
    page.locator("input[type=file]").set_input_files(
        {"name": "beds.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Check the file").click()


@pytest.mark.parametrize(("javascript", "month"), [(True, "2025-10"), (False, "2025-11")])
def test_a_file_is_previewed_and_nothing_changes_until_it_is_applied(
    open_page: Open, network: str, javascript: bool, month: str
):
    page = open_page("commissioner", javascript=javascript)
    counted = BedCount.objects.filter(network__code=network, month=f"{month}-01", beds=777)
    choose_file(page, f"network_code,month,beds\n{network},{month},777\n")

    expect(page.locator(".portal-answer")).to_contain_text("Nothing has changed yet.")
    assert not counted.exists()
    if javascript:
        keeps_its_promises(page)
    page.get_by_role("button", name="Apply this file").click()

    expect(page.locator(".portal-answer")).to_contain_text("The file is applied")
    assert counted.exists()


def test_a_wrong_file_shows_every_error_and_cannot_be_applied(open_page: Open, network: str):
    page = open_page("commissioner")
    choose_file(page, f"network_code,month,beds\n{network},2025-13,-4\n")

    errors = page.get_by_role("region", name="Errors")
    expect(errors).to_contain_text("Is negative.")
    expect(errors).to_contain_text("Is not a month.")
    expect(page.get_by_role("button", name="Apply this file")).to_have_count(0)
    keeps_its_promises(page)
    assert ImportBatch.objects.order_by("-pk")[0].state == "refused"


def test_a_form_without_a_file_leads_to_the_field(open_page: Open):
    page = open_page("commissioner")
    page.goto("/imports/new/care_home_beds/")
    page.get_by_role("button", name="Check the file").click()

    page.get_by_role("alert").get_by_role("link", name="Choose a file.").click()

    expect(page.locator("#id_file")).to_be_focused()
    keeps_its_promises(page)


def stop_renewing(page: Page) -> None:
    """Keep a run's page as it is, so that it can be looked at in peace."""
    page.route(
        "**/progress.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )


def test_a_run_that_is_still_going_keeps_its_promises(open_page: Open):
    page = open_page("administrator")
    stop_renewing(page)
    page.goto("/money/runs/new/")
    page.get_by_label("Contract month").select_option(label="December 2025")
    page.get_by_role("button", name="Start the run").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("December 2025 run")
    keeps_its_promises(page)


def test_every_payment_of_a_statement_opens_to_its_reasons(open_page: Open, network: str):
    page = open_page("manager")
    page.goto("/money/")
    page.get_by_role("link", name="May 2025").click()
    for payment in page.locator("details.portal-stream").all():
        payment.locator("summary").click()

    expect(page.get_by_text("What changed since last month").first).to_be_visible()
    expect(page.locator("#enhanced_access").get_by_text("Rounded half up to pence")).to_be_visible()
    keeps_its_promises(page)
    page.locator("#enhanced_access").get_by_role("link", name=re.compile(", row")).first.click()
    expect(page.get_by_text("The row as it was received")).to_be_visible()


def test_a_statement_opens_on_a_phone_without_javascript(open_page: Open, network: str):
    page = open_page("manager", width=NARROW, javascript=False)
    page.goto(f"/networks/{network}/money/2025-04/")

    page.locator("#enhanced_access summary").click()

    expect(page.locator("#enhanced_access").get_by_text("Rounded half up to pence")).to_be_visible()


def sign_in_with_six_digits(page: Page) -> None:
    page.goto("/account/sign-in/")
    page.locator("input[name=login]").fill("approver@demo.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("input[name=code]").fill(current_code())
    page.get_by_role("button", name="Continue").click()
    expect(page).not_to_have_url(re.compile("second-factor"))


def test_a_second_person_signs_in_with_six_digits_and_approves_for_all_to_read(
    open_page: Open, network: str
):
    manager = open_page("manager")
    manager.goto(f"/networks/{network}/money/2025-06/")
    expect(manager.locator(".portal-answer")).to_contain_text("There is no statement")

    page = open_page()
    sign_in_with_six_digits(page)
    page.goto(filled("/money/{icb}/2025-06/"))
    page.get_by_role("button", name="Approve or return").click()
    page.get_by_label("Return it to who calculated it").check()
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("alert").get_by_role("link", name="Say why you return the month.").click()
    expect(page.get_by_label("Reason")).to_be_focused()
    keeps_its_promises(page)
    page.get_by_label("Approve this month").check()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("This calculation is not checked yet.")
    finish_the_check(page)
    page.get_by_role("button", name="Approve or return").click()
    page.get_by_label("Approve this month").check()
    page.get_by_role("button", name="Confirm").click()

    expect(page.locator(".portal-answer")).to_contain_text("It is approved.")
    decision = Decision.objects.get(month=date(2025, 6, 1), icb_code=filled("{icb}"))
    assert decision.decided_by.email == "approver@demo.example"
    manager.reload()
    expect(manager.get_by_role("heading", name="Payments")).to_be_visible()


def finish_the_check(page: Page) -> None:
    """Acknowledge what is still open in June, and confirm the check."""
    page.goto(filled("/money/{icb}/2025-06/check/"))
    page.get_by_label("Why are these right?").fill("As in the published files.")
    page.get_by_role("button", name="Acknowledge all").click()
    page.get_by_role("button", name="Confirm the check").click()
    page.goto(filled("/money/{icb}/2025-06/"))


def test_who_calculated_is_told_that_somebody_else_decides(open_page: Open):
    page = open_page("commissioner", javascript=False)
    page.goto(filled("/money/{icb}/2025-04/"))

    expect(page.locator(".portal-answer")).to_contain_text("It is approved and paid.")
    expect(page.get_by_role("button", name="Approve or return")).to_have_count(0)


@BOTH_WAYS
def test_the_ready_reckoner_answers_and_keeps_what_was_typed(open_page: Open, javascript: bool):
    page = open_page("manager", javascript=javascript)
    page.goto("/ready-reckoner/")
    page.get_by_label("First month", exact=True).select_option(label="April 2025")
    page.get_by_label("Last month", exact=True).select_option(label="May 2025")
    page.get_by_label("Practice code or name").first.fill("Made-up Surgery")
    page.get_by_label("Contractor weighted population").first.fill("12,000")
    page.get_by_role("button", name="Add 5 more rows").click()
    expect(page.get_by_label("Practice code or name")).to_have_count(10)
    page.get_by_role("button", name="Calculate").click()

    expect(page.locator(".portal-answer")).to_contain_text("£3,522.00 for April 2025 to May 2025")
    page.get_by_text("April 2025: 1 amount").click()
    expect(page.get_by_text("12,000 × £1.761 ÷ 12").first).to_be_visible()
    if javascript:
        keeps_its_promises(page)


def test_a_wrong_document_leads_to_where_it_was_pasted(open_page: Open):
    page = open_page("manager")
    page.goto("/ready-reckoner/json/")
    page.get_by_label("Paste the document").fill('{"cases": [{"id": "x", "months": "2025"}]}')
    page.get_by_role("button", name="Calculate").click()

    page.get_by_role("alert").get_by_role("link").click()

    expect(page.get_by_label("Paste the document")).to_be_focused()
    keeps_its_promises(page)
