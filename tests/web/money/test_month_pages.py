"""Months: what a month comes to, what is missing, and a second person's decision."""

from datetime import timedelta

import pytest

from funding.models import Decision
from pcn_portal.accounts.models import Membership
from practices.models import Practice
from tests.api import england as made_up
from tests.funding.approving import approve, check_all
from tests.web.money.conftest import AT

RESULT = "/money/QZ1/2025-04/"
DECIDE = "/money/QZ1/2025-04/decide/"


def test_a_month_says_what_it_comes_to_and_what_is_missing(signed_in, calculate):
    calculation = calculate()

    page = signed_in("commissioner").get(RESULT).content.decode()

    assert f"April 2025 comes to £{calculation.total:,.2f} for 2 networks." in page
    assert "It is to be checked. 5 amounts are missing from it." in page
    assert "Contractor weighted population on 1 January 2025" in page
    assert "Beds in aligned care homes in April 2025" in page
    assert 'href="/imports/new/weighted_populations/"' in page
    assert 'href="/networks/U90001/money/2025-04/"' in page


def test_each_gap_is_listed_by_network_and_practice(signed_in, calculate):
    calculate()

    page = signed_in("auditor").get(
        "/money/QZ1/2025-04/gaps/",
        {
            "stream": "network_participation_payment",
            "missing": "Contractor weighted population on 1 January 2025",
        },
    )

    text = page.content.decode()
    assert "is missing 3 times" in text
    assert "Alder Surgery" in text
    assert "Quay PCN" in text


def test_an_address_with_a_null_character_is_no_error(signed_in, calculate):
    calculate()

    page = signed_in("auditor").get("/money/QZ1/2025-04/gaps/", {"stream": "a\x00", "missing": ""})

    assert page.status_code == 200
    assert "Nothing of this kind is missing" in page.content.decode()


def test_the_next_month_is_compared_and_the_largest_change_stands_first(signed_in, calculate):
    calculate()
    cedar = Practice.objects.get(code="Z90003")
    made_up.figure(cedar, "adjusted", "19876.54321", version=2, received_at=AT + timedelta(days=1))
    calculate(AT.date().replace(day=1), at=AT + timedelta(days=2))

    page = signed_in("commissioner").get("/money/QZ1/2025-05/").content.decode()

    networks = page.split('id="networks"')[1]
    assert networks.index("Quay PCN") < networks.index("Harbour PCN")
    assert "more" in networks
    assert "than in April 2025." in page


def test_a_month_not_calculated_says_what_to_do_first(signed_in, calculate):
    page = signed_in("commissioner").get("/money/QZ1/2025-07/").content.decode()

    assert "July 2025 has not been calculated for this board." in page
    assert "/money/runs/new/?month=2025-07" in page


def test_the_year_of_a_board_counts_its_months_by_state(signed_in, calculate):
    calculate()

    page = signed_in("commissioner").get("/money/QZ1/?year=2025-26").content.decode()

    assert "1 waiting for approval and 11 not calculated" in page


def test_england_shows_all_boards_and_a_board_leads_straight_to_itself(signed_in, calculate):
    calculate()

    national = signed_in("national").get("/money/").content.decode()
    own = signed_in("commissioner").get("/money/")

    assert "April 2025, 2 boards: 1 waiting for approval and 1 not calculated." in national
    assert own.headers["Location"] == "/money/QZ1/"


@pytest.mark.parametrize("address", ["/money/QZ1/", RESULT, "/money/QZ1/2025-04/gaps/"])
def test_another_boards_commissioner_does_not_find_it(signed_in, calculate, address):
    calculate()

    assert signed_in("commissioner").get(address).status_code == 200
    assert signed_in("other_commissioner").get(address).status_code == 404
    assert signed_in("manager").get(address).status_code == 403


def test_an_approver_sees_sum_and_gaps_and_approves(signed_in, calculate, people):
    calculation = calculate()
    approver = signed_in("approver")

    check_all(calculation.pk, by=people["commissioner"].actor, at=AT)
    page = approver.get(DECIDE).content.decode()
    answer = approver.post(
        DECIDE, {"calculation": calculation.pk, "outcome": "approve", "reason": ""}, follow=True
    )

    assert "Approving is final." in page
    assert "by commissioner" in page
    assert "It is approved." in answer.content.decode()
    decision = Decision.objects.get()
    assert (decision.outcome, decision.decided_by) == ("approved", people["approver"])


def test_a_month_is_returned_with_a_reason_that_all_can_read(signed_in, calculate):
    calculation = calculate()
    approver = signed_in("approver")
    form = {"calculation": calculation.pk, "outcome": "return", "reason": " "}

    refused = approver.post(DECIDE, form)
    approver.post(DECIDE, form | {"reason": "Quay’s beds are missing."})

    assert refused.status_code == 400
    assert "Say why you return the month." in refused.content.decode()
    page = signed_in("commissioner").get(RESULT).content.decode()
    assert "It was returned and must be run again." in page
    assert "Quay’s beds are missing." in page


def test_who_calculated_sees_why_they_cannot_approve(signed_in, calculate, people):
    Membership.objects.create(user=people["approver"], role="commissioner", level="icb", code="QZ1")
    calculation = calculate(by="approver")
    approver = signed_in("approver")

    check_all(calculation.pk, by=people["commissioner"].actor, at=AT)
    page = approver.get(DECIDE).content.decode()
    answer = approver.post(
        DECIDE, {"calculation": calculation.pk, "outcome": "approve", "reason": ""}
    )

    assert "You calculated this month. Somebody else must approve or return it." in page
    assert answer.status_code == 400
    assert "Somebody other than who calculated it must approve" in answer.content.decode()
    assert not Decision.objects.exists()


def test_an_older_calculation_than_the_latest_is_not_approved(signed_in, calculate):
    old = calculate()
    cedar = Practice.objects.get(code="Z90003")
    made_up.figure(cedar, "weighted", "9000", received_at=AT)
    calculate(at=AT + timedelta(hours=1))

    answer = signed_in("approver").post(
        DECIDE, {"calculation": old.pk, "outcome": "approve", "reason": ""}
    )

    assert answer.status_code == 400
    assert "There is a newer calculation of this month." in answer.content.decode()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("number", ["999999", "x", ""])
def test_a_made_up_calculation_number_is_refused(signed_in, calculate, number):
    calculate()

    answer = signed_in("approver").post(
        DECIDE, {"calculation": number, "outcome": "approve", "reason": ""}
    )

    assert answer.status_code == 400
    assert not Decision.objects.exists()


@pytest.mark.parametrize("name", ["commissioner", "auditor", "manager", "national"])
def test_nobody_but_an_approver_opens_the_decision(signed_in, calculate, name):
    calculate()

    assert signed_in(name).get(DECIDE).status_code == 403


def test_an_approver_of_another_board_does_not_find_it(signed_in, calculate, people):
    calculate()
    Membership.objects.filter(user=people["approver"]).update(code="QZ2")

    assert signed_in("approver").get(DECIDE).status_code == 404


def test_facts_that_changed_after_the_approval_are_announced(signed_in, calculate, people):
    approve(calculation_id=calculate().pk, by=people["approver"].actor, at=AT)
    cedar = Practice.objects.get(code="Z90003")
    made_up.figure(cedar, "weighted", "9000", received_at=AT)
    calculate(at=AT + timedelta(hours=1))

    page = signed_in("commissioner").get(RESULT).content.decode()

    assert "facts have changed since the approval" in page
