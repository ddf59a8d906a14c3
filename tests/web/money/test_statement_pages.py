"""A statement: each payment opened to its steps, figures, rate and the change since last month."""

from datetime import date, timedelta

import pytest

from networks.models import Network, NetworkMembership
from practices.models import Practice, SourceFile
from tests.api import england as made_up
from tests.funding.approving import approve
from tests.web.money.conftest import AT

STATEMENT = "/networks/U90001/money/2025-04/"
MAY = date(2025, 5, 1)


@pytest.fixture
def weighted(england):
    """Alder and Birch have weighted populations; Alder's comes from a file that can be read."""
    content = b"practice_code,reference_date,contractor_weighted_population\nZ90001,2025-01-01,"
    content += b"10222.33\n"
    source = SourceFile.objects.create(
        name="weighted.csv",
        sha256="a" * 64,
        size=len(content),
        content=content,
        received_at=made_up.RECEIVED,
    )
    alder, birch = Practice.objects.filter(code__in=["Z90001", "Z90002"]).order_by("code")
    made_up.figure(alder, "weighted", "10222.33", source=source, row=2)
    made_up.figure(birch, "weighted", "9000")


def section(page: str, stream: str) -> str:
    """One payment of a statement."""
    return page.split(f'id="{stream}"')[1].split("</details>")[0]


def test_a_payment_shows_formula_figures_rate_and_rounding(signed_in, calculate):
    calculate()

    page = signed_in("commissioner").get(STATEMENT).content.decode()

    access = section(page, "enhanced_access")
    assert "19,753 adjusted patients at £8.427 per patient a year." in access
    assert "9,876.54321 + 9,876.54321" in access
    assert "19,753.08642 × £8.427 ÷ 12" in access
    assert "Rounded half up to pence" in access
    assert "£13,871.60" in access
    assert 'href="/rates/2025-26/#ea-2025-26"' in access
    assert "Published 28 March 2025." in access
    assert "list_sizes.csv, row 2" in access


def test_the_two_parts_of_core_funding_are_rounded_and_shown_apart(signed_in, calculate):
    calculate()

    core = section(signed_in("commissioner").get(STATEMENT).content.decode(), "core_pcn_funding")

    assert "Registered list: £3,776.67" in core
    assert "Adjusted population: £1,206.58" in core
    assert "£4,983.25" in core


def test_the_participation_payment_lists_each_practice(signed_in, weighted, calculate):
    calculate()

    page = signed_in("commissioner").get(STATEMENT).content.decode()

    paid = section(page, "network_participation_payment")
    assert "10,222.33 × £1.761 ÷ 12" in paid
    assert "£1,500.13" in paid
    assert "£1,320.75" in paid
    assert "£2,820.88 to its practices" in page


def test_a_gap_names_what_is_missing_for_whom_and_what_to_do(signed_in, calculate):
    calculate()

    page = signed_in("commissioner").get(STATEMENT).content.decode()

    gap = section(page, "network_participation_payment")
    assert "Contractor weighted population on 1 January 2025 of practice Z90001" in gap
    assert "/imports/new/weighted_populations/" in gap
    assert "Not calculated" in gap
    assert "£0.00" not in gap


def test_the_figure_leads_to_the_row_of_its_file(signed_in, weighted, calculate):
    calculate()
    commissioner = signed_in("commissioner")

    found = commissioner.get(f"{STATEMENT}source/weighted/Z90001/").content.decode()
    entered = commissioner.get(f"{STATEMENT}source/weighted/Z90002/").content.decode()

    assert "10,222.33" in found
    assert "weighted.csv" in found
    assert "contractor_weighted_population" in found
    assert "This figure was not imported from a file." in entered
    assert commissioner.get(f"{STATEMENT}source/weighted/Z90003/").status_code == 404


def test_a_month_without_change_says_so_payment_by_payment(signed_in, calculate):
    calculate()
    calculate(MAY)

    page = signed_in("commissioner").get("/networks/U90001/money/2025-05/").content.decode()

    assert "The same total as in April 2025." in page
    assert "the rate and every figure are those of April 2025" in section(page, "enhanced_access")
    missing = section(page, "care_home_premium")
    assert "Missing in April 2025 too: Beds in aligned care homes." in missing


def test_a_practice_that_joins_and_a_restated_figure_are_named(signed_in, calculate):
    calculate()
    cedar = Practice.objects.get(code="Z90003")
    NetworkMembership.objects.filter(practice=cedar).update(ends=MAY)
    harbour = Network.objects.get(code="U90001")
    NetworkMembership.objects.create(practice=cedar, network=harbour, starts=MAY)
    alder = Practice.objects.get(code="Z90001")
    made_up.figure(alder, "adjusted", "9900", version=2, received_at=AT + timedelta(hours=1))
    calculate(MAY, at=AT + timedelta(hours=2))

    page = signed_in("commissioner").get("/networks/U90001/money/2025-05/").content.decode()

    access = section(page, "enhanced_access")
    assert "Cedar Surgery (Z90003) joined since, 9,876.54321." in access
    assert "Alder Surgery (Z90001) now 9,900, before 9,876.54321." in access
    assert "more than in April 2025" in page


def test_a_payment_that_was_missing_and_is_known_now_says_so(signed_in, calculate):
    calculate(date(2025, 3, 1))
    calculate()

    page = signed_in("commissioner").get(STATEMENT).content.decode()

    access = section(page, "enhanced_access")
    assert "Missing in March 2025 and known now: Adjusted population on 1 January 2024" in access


def test_a_networks_manager_reads_it_once_it_is_approved(signed_in, calculate, people):
    calculation = calculate()
    manager = signed_in("manager")

    before = manager.get(STATEMENT)
    approve(calculation_id=calculation.pk, by=people["approver"].actor, at=AT)
    after = manager.get(STATEMENT)

    assert before.status_code == 200
    assert "There is no statement for April 2025 yet." in before.content.decode()
    assert "£13,871.60" not in before.content.decode()
    assert "£13,871.60" in after.content.decode()
    assert "by approver" in after.content.decode()


def test_a_manager_sees_their_own_network_only(signed_in, calculate, people):
    approve(calculation_id=calculate().pk, by=people["approver"].actor, at=AT)
    manager = signed_in("manager")

    assert manager.get("/networks/U90001/money/").status_code == 200
    assert manager.get("/networks/U90002/money/").status_code == 404
    assert manager.get("/networks/U90002/money/2025-04/").status_code == 404
    assert manager.get(f"{STATEMENT}source/adjusted/Z90001/").status_code == 200
    other = "/networks/U90002/money/2025-04/source/adjusted/Z90003/"
    assert manager.get(other).status_code == 404


def test_a_managers_money_leads_to_their_network(signed_in, england):
    assert signed_in("manager").get("/money/").headers["Location"] == "/networks/U90001/money/"


@pytest.mark.parametrize("address", ["/networks/U90001/money/", STATEMENT])
def test_another_boards_commissioner_does_not_find_it(signed_in, calculate, address):
    calculate()

    assert signed_in("auditor").get(address).status_code == 200
    assert signed_in("other_commissioner").get(address).status_code == 404
    assert signed_in("nobody").get(address).status_code == 403


def test_an_earlier_calculation_stays_readable_and_says_that_it_is_one(signed_in, calculate):
    first = calculate()
    alder = Practice.objects.get(code="Z90001")
    made_up.figure(alder, "adjusted", "9900", version=2, received_at=AT + timedelta(hours=1))
    calculate(at=AT + timedelta(hours=2))
    commissioner = signed_in("commissioner")

    now = commissioner.get(STATEMENT).content.decode()
    then = commissioner.get(f"{STATEMENT}?calculation={first.pk}").content.decode()

    assert "£13,888.07" in now
    assert f"?calculation={first.pk}" in now
    assert "This is an earlier calculation." in then
    assert "£13,871.60" in then
    assert commissioner.get(f"{STATEMENT}?calculation=999999").status_code == 404


def test_the_months_of_a_network_show_total_change_and_status(signed_in, calculate, people):
    approve(calculation_id=calculate().pk, by=people["approver"].actor, at=AT)
    calculate(MAY)

    page = signed_in("commissioner").get("/networks/U90001/money/").content.decode()

    assert "1 month waits for approval." in page
    assert page.index("May 2025") < page.index("April 2025")
    assert "Nothing to compare with" in page


def test_a_network_without_a_run_says_what_comes_first(signed_in, england):
    page = signed_in("commissioner").get("/networks/U90001/money/").content.decode()

    assert "There is no statement yet." in page


def test_a_month_or_network_that_cannot_be_is_not_found(signed_in, england):
    commissioner = signed_in("commissioner")

    assert commissioner.get("/networks/U90001/money/2025-13/").status_code == 404
    assert commissioner.get("/networks/U99999/money/2025-04/").status_code == 404


def test_few_queries_however_many_practices(signed_in, calculate, django_assert_max_num_queries):
    calculate()
    calculate(MAY)
    commissioner = signed_in("commissioner")

    with django_assert_max_num_queries(40):
        commissioner.get("/networks/U90001/money/2025-05/")
