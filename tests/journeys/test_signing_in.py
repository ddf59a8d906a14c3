"""Signing in as people do it, with the keyboard's focus where it should be."""

import pytest
from playwright.sync_api import Page, expect

from pcn_portal.accounts.models import User
from pcn_portal.management.demo_cast import PASSWORD, recovery_codes
from tests.journeys.checks import accessibility_findings
from tests.journeys.conftest import NARROW, WIDE, Open

pytestmark = pytest.mark.journey
WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])


def sign_in(page: Page, who: str, password: str = PASSWORD) -> None:
    page.goto("/")
    page.get_by_label("Email").fill(f"{who}@demo.example")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


@WITH_AND_WITHOUT
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_commissioner_signs_in_and_out(open_page: Open, width: int, javascript: bool):
    page = open_page(width=width, javascript=javascript)

    sign_in(page, "commissioner")
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@WITH_AND_WITHOUT
def test_an_approver_gives_a_code_too(open_page: Open, javascript: bool):
    code = recovery_codes(User.objects.get(email="approver@demo.example"))[0]
    page = open_page(javascript=javascript)

    sign_in(page, "approver")
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter a code from your app")
    assert accessibility_findings_of(page, javascript) == []
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Home")


def accessibility_findings_of(page: Page, javascript: bool) -> list[str]:
    """axe is a script: where scripts are off it cannot look."""
    return accessibility_findings(page) if javascript else []


def test_an_error_in_the_summary_leads_to_its_field(open_page: Open):
    page = open_page()

    sign_in(page, "commissioner", password="")

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    assert accessibility_findings(page) == []
    assert page.title().startswith("Error: ")
    summary.get_by_role("link", name="Enter password").click()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()


def test_the_first_key_press_offers_to_skip_to_the_content(open_page: Open):
    page = open_page("commissioner")
    page.goto("/networks/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#maincontent")).to_be_focused()


def test_a_session_that_ends_leads_back_to_the_same_page(open_page: Open):
    page = open_page()
    page.goto("/networks/?size=under")

    page.get_by_label("Email").fill("commissioner@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url("/networks/?size=under")


def test_an_administrator_enters_a_person_who_sets_a_password(open_page: Open):
    page = open_page("administrator")
    page.goto("/people/new/")
    page.get_by_label("Name").fill("Kim Imagined")
    page.get_by_label("Email address").fill("kim@demo.example")
    page.get_by_label("Role").select_option(label="Auditor (read only)")
    page.get_by_role("button", name="Enter the person").click()
    expect(page.get_by_text("Kim Imagined is entered.")).to_be_visible()
    assert accessibility_findings(page) == []
    link = page.locator("code").inner_text()

    theirs = open_page()
    theirs.goto(link)
    assert accessibility_findings(theirs) == []
    theirs.get_by_label("New password", exact=True).fill("a long phrase of Kim's")
    theirs.get_by_label("New password confirmation").fill("a long phrase of Kim's")
    theirs.get_by_role("button", name="Set password").click()
    expect(theirs.get_by_text("Your password is set.")).to_be_visible()
    theirs.get_by_label("Email").fill("kim@demo.example")
    theirs.get_by_label("Password", exact=True).fill("a long phrase of Kim's")
    theirs.get_by_role("button", name="Sign in").click()

    expect(theirs.get_by_role("heading", level=1)).to_have_text("Home")
