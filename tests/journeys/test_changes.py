"""A move proposed, weighed and decided; a split weighed; with a script and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from networks.models import Network, NetworkMembership, Proposal
from networks.queries import members_on
from tests.journeys.conftest import Open
from tests.journeys.pages import filled
from tests.journeys.test_money import BOTH_WAYS, keeps_its_promises

pytestmark = pytest.mark.journey
REASON = "Made up: both networks agreed in writing"


def own_network() -> Network:
    return Network.objects.get(code=filled("{network}"))


def other_network() -> Network:
    """A network of the same board that no demo proposal speaks of."""
    sub_icb = own_network().commissioners.order_by("-starts")[0].sub_icb_id
    found = Network.objects.filter(
        commissioners__sub_icb=sub_icb, commissioners__ends=None, closed=None
    )
    free = found.exclude(code=own_network().code).exclude(proposals__state="proposed")
    return free.order_by("code").distinct()[0]


def when_and_why(page: Page, *, month: int, year: int = 2025) -> None:
    page.get_by_label("Day", exact=True).fill("1")
    page.get_by_label("Month", exact=True).fill(str(month))
    page.get_by_label("Year", exact=True).fill(str(year))
    page.get_by_label("Reason").fill(REASON)


def answer(page: Page) -> str:
    return page.locator(".portal-answer").inner_text()


@BOTH_WAYS
def test_a_move_is_proposed_by_a_manager_weighed_and_decided(
    demo: str, open_page: Open, javascript: bool
):
    month = 8 if javascript else 9
    own, other = own_network(), other_network()
    practice = members_on(own, Proposal.objects.order_by("effective")[0].effective)[
        1 if javascript else 2
    ].practice
    page = open_page("manager", javascript=javascript)
    page.goto(f"/networks/{own.code}/")
    page.get_by_role("link", name="Propose a change").click()
    page.get_by_role("link", name="Practice moves to another network").click()

    page.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a practice.")
    if javascript:
        keeps_its_promises(page)

    page.get_by_label("Practice that moves").select_option(practice.code)
    page.get_by_label("Network it moves to").fill(other.code)
    when_and_why(page, month=month)
    page.get_by_role("button", name="See what it would do").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Not proposed yet")
    assert own.name in answer(page)
    assert re.search(r"£[\d,]+\.\d\d less a month", answer(page))
    if javascript:
        keeps_its_promises(page)
    page.get_by_role("button", name="Change the details").click()
    expect(page.get_by_label("Reason")).to_have_value(REASON)
    page.get_by_role("button", name="See what it would do").click()
    page.get_by_role("button", name="Propose this change").click()
    expect(page.locator("main")).to_contain_text("Nothing changes until it is decided.")
    expect(page.locator("main")).to_contain_text("A commissioner or approver of the ICB decides.")
    made = Proposal.objects.get(reason=REASON, details__practice=practice.code)

    decide(open_page("commissioner", javascript=javascript), made, javascript=javascript)

    spell = NetworkMembership.objects.get(practice=practice, ends=None)
    assert (spell.network, spell.starts.month) == (other, month)
    told = open_page("manager", javascript=javascript)
    told.goto("/")
    expect(told.locator("main")).to_contain_text(f"accepted: {practice.name}")


def decide(page: Page, made: Proposal, *, javascript: bool) -> None:
    """From the work list to the decision."""
    page.goto("/changes/")
    expect(page.locator(".portal-answer")).to_contain_text("a decision")
    page.locator(f"#id-{made.pk}").check()
    page.get_by_role("button", name="Weigh and decide the chosen ones").click()
    assert re.search(r"£[\d,]+\.\d\d (more|less) a month", answer(page))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose whether to accept or refuse.")
    if javascript:
        keeps_its_promises(page)
    page.get_by_label("Accept").check()
    page.get_by_label("Reason").fill("Seen the made-up minutes")
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("main")).to_contain_text("1 change is accepted.")
    if javascript:
        keeps_its_promises(page)


@BOTH_WAYS
def test_a_split_is_filled_in_and_weighed(demo: str, open_page: Open, javascript: bool):
    network = other_network()
    page = open_page("commissioner", javascript=javascript)
    page.goto("/changes/new/network_split/")
    page.get_by_label("Network").select_option(network.code)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Code of network 1")).to_have_value(network.code)

    page.get_by_label("Code of network 2").fill("U99902")
    page.get_by_label("Name of network 2").fill("Made-up Half PCN")
    for number, goes in enumerate(page.get_by_label("goes to").all()):
        goes.select_option("1" if number % 2 else "2")
    when_and_why(page, month=10)
    page.get_by_role("button", name="See what it would do").click()

    assert "Made-up Half PCN begins with £" in answer(page)
    if javascript:
        keeps_its_promises(page)
    assert not Proposal.objects.filter(kind="network_split", networks=network).exists()


def test_a_merger_of_two_is_filled_in_and_weighed(demo: str, open_page: Open):
    own, other = own_network(), other_network()
    page = open_page("commissioner")
    page.goto(f"/changes/new/network_merger/?network={own.code}")
    expect(page.get_by_label("Network 1")).to_have_value(own.code)
    page.get_by_label("Network 2").fill(f"{other.name} ({other.code})")
    page.get_by_label("Code of the merged network").fill(own.code)
    when_and_why(page, month=10)
    page.get_by_role("button", name="See what it would do").click()

    assert f"{other.name} ends. It was paid £" in answer(page)
    keeps_its_promises(page)
