"""Walking from a list to the row of a file behind a figure, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW, WIDE, Open
from tests.journeys.pages import filled

pytestmark = pytest.mark.journey
WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])


@WITH_AND_WITHOUT
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_from_the_list_of_networks_to_the_row_behind_a_figure(
    open_page: Open, width: int, javascript: bool
):
    page = open_page("commissioner", width=width, javascript=javascript)
    page.goto("/networks/?on=2025-06-01")
    page.get_by_role("link", name="Registered list").click()
    page.get_by_role("link", name="Registered list").click()
    expect(page).to_have_url(re.compile(r"sort=-registered"))
    page.locator("tbody a").first.click()
    expect(page.get_by_text("as they stood on 1 June 2025")).to_be_visible()
    page.locator("td.nhsuk-table__cell--numeric a").first.click()

    expect(page.get_by_role("heading", name="The row as received")).to_be_visible()


@WITH_AND_WITHOUT
def test_filters_are_kept_over_sorting_and_can_be_cleared(open_page: Open, javascript: bool):
    page = open_page("administrator", javascript=javascript)
    page.goto("/networks/")
    page.get_by_label("Name or code").fill("PCN")
    page.get_by_label("Registered patients").select_option(label="30,000 to 50,000")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Name", exact=True).click()

    expect(page.get_by_label("Name or code")).to_have_value("PCN")
    expect(page.get_by_label("Registered patients")).to_have_value("usual")
    page.get_by_role("link", name="Clear the filters").click()
    expect(page.get_by_label("Name or code")).to_have_value("")


@WITH_AND_WITHOUT
def test_history_folds_open(open_page: Open, javascript: bool):
    page = open_page("manager", javascript=javascript)
    page.goto(filled("/networks/{network}/"))
    spells = page.get_by_text("Practices and the periods in which")
    expect(spells).to_be_hidden()

    page.get_by_text("All memberships since the network began").click()

    expect(spells).to_be_visible()


def test_on_a_phone_the_menu_folds_and_without_scripts_it_stands_open(open_page: Open):
    with_script = open_page("administrator", width=NARROW)
    with_script.goto("/")
    expect(with_script.get_by_role("link", name="People")).to_be_hidden()
    with_script.get_by_role("button", name="More").click()
    expect(with_script.get_by_role("link", name="People")).to_be_visible()

    without = open_page("administrator", width=NARROW, javascript=False)
    without.goto("/")
    expect(without.get_by_role("link", name="People")).to_be_visible()


def test_another_boards_network_is_not_found(open_page: Open):
    page = open_page("other")

    page.goto(filled("/networks/{network}/"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
