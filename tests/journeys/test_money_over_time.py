"""Money over time in the browser: queries, paid money, shares and scenarios."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open
from tests.journeys.pages import filled

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("javascript", [True, False])
def test_a_query_goes_from_the_manager_to_the_board_and_back(open_page: Open, javascript: bool):
    subject = f"Enhanced access of May, {'with' if javascript else 'without'} scripts"
    manager = open_page("manager", javascript=javascript)
    manager.goto(filled("/networks/{network}/money/"))
    manager.get_by_role("link", name="Queries").click()
    manager.get_by_role("button", name="Ask about a sum").click()
    manager.get_by_role("button", name="Open the query").click()
    expect(manager.get_by_role("alert")).to_contain_text("Say what it is about.")
    manager.get_by_label("Network", exact=True).select_option(filled("{network}"))
    manager.get_by_label("What is it about?").fill(subject)
    manager.get_by_label("What do you ask?").fill("Why is it less than in April?")
    manager.get_by_role("button", name="Open the query").click()
    expect(manager.get_by_text("The query is opened.")).to_be_visible()

    board = open_page("commissioner", javascript=javascript)
    board.goto("/money/queries/")
    board.get_by_role("link", name=subject).click()
    board.get_by_label("Close it with this outcome").check()
    board.get_by_label("Message or outcome").fill("A practice moved; both statements say so.")
    board.get_by_role("button", name="Add it").click()
    expect(board.get_by_text("Closed").first).to_be_visible()

    manager.reload()
    expect(manager.get_by_text("A practice moved; both statements say so.").first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_file_of_paid_money_is_refused_in_words_and_then_taken(open_page: Open, javascript: bool):
    page = open_page("commissioner", javascript=javascript)
    page.goto(filled("/money/{icb}/paid/?year=2025-26"))
    page.get_by_role("button", name="Bring in a file").click()
    mine = f"8{'J' if javascript else 'N'}001"
    head = "Payee code,Amount,Paycode,Pay month\n"
    take(page, f"{head}{mine},x,CORE,2025-04\n")
    expect(page.get_by_text("Row 2, amount: “x” is no sum. Write 1234.50.").first).to_be_visible()
    take(page, f"{head}{mine},5.00,CORE,2025-04\n")
    expect(page.get_by_text("paid.csv is kept with 1 line.")).to_be_visible()
    page.goto(filled("/money/{icb}/paid/?year=2025-26"))
    strays = page.get_by_role("region", name="Lines that fit nothing due")
    expect(strays.get_by_text(mine)).to_be_visible()


def take(page: Page, text: str) -> None:
    """Bring in a file of the national statement."""
    page.get_by_label("Source").select_option(label="National statement")
    page.locator("input[type=file]").set_input_files(
        {"name": "paid.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Take the file").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_scenario_is_begun_and_compared(open_page: Open, javascript: bool):
    name = f"More beds, {'with' if javascript else 'without'} scripts"
    page = open_page("commissioner", javascript=javascript)
    page.goto(filled("/money/{icb}/ahead/?year=2025-26"))
    page.get_by_role("link", name="What if? Scenarios").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Contract year").select_option("2025/26")
    page.get_by_role("button", name="Begin it").click()
    page.get_by_label("A network has another number of beds").check()
    page.get_by_label("From the month").select_option(label="October 2025")
    page.get_by_label("Network", exact=True).select_option(filled("{network}"))
    page.get_by_label("New number").fill("999")
    page.get_by_role("button", name="Add the change").click()
    expect(page.get_by_text("has 999 beds from October 2025.").first).to_be_visible()
    page.goto(filled("/money/{icb}/scenarios/"))
    page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="Scenarios of 2025/26 compared")).to_be_visible()
    expect(page.get_by_text("Care home premium").first).to_be_visible()
