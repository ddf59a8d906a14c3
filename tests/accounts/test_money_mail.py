"""People are told by e-mail of months that were approved, returned and paid: once each."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from funding.actions import (
    Question,
    Step,
    close_query,
    give_query,
    open_query,
    produce_payment_file,
    return_calculation,
    take_step,
)
from funding.models import Calculation, MoneyMail
from pcn_portal.accounts.models import Membership, User
from pcn_portal.accounts.money_mail import tell_of_money
from pcn_portal.accounts.sending import Told
from tests.api.england import email
from tests.funding.approving import approve
from tests.funding.books.test_payment_files import record_payees
from tests.funding.cast import APRIL, NOON, run_month

pytestmark = pytest.mark.usefixtures("england")
LATER = NOON + timedelta(hours=1)
COMMISSIONER, APPROVER, MANAGER = email("commissioner"), email("approver"), email("manager")


@pytest.fixture
def calculation(england: None, people: dict[str, User]) -> Calculation:
    return run_month(people["commissioner"], icb="QZ1")[0]


def told() -> dict[str, str]:
    tell_of_money(at=LATER)
    return {message.to[0]: " ".join(str(message.body).split()) for message in mail.outbox}


def test_an_approval_is_told_to_who_calculated_and_to_the_networks_managers(calculation, people):
    approve(calculation_id=calculation.pk, by=people["approver"].actor, at=NOON)
    found = told()
    assert set(found) == {COMMISSIONER, MANAGER}
    harbour = calculation.statements.get(network_code="U90001")
    assert f"Harbour PCN (U90001): £{harbour.due:,.2f} is due." in found[MANAGER]
    assert "http://127.0.0.1:8000/networks/U90001/money/2025-04/" in found[MANAGER]
    assert "is approved for Saltmarsh Fictional ICB by approver" in found[COMMISSIONER]
    assert mail.outbox[0].subject == "PCN portal: April 2025 is approved"


def test_nobody_is_told_twice_and_old_news_is_not_told(calculation, people):
    approve(calculation_id=calculation.pk, by=people["approver"].actor, at=NOON)
    assert tell_of_money(at=LATER) == Told(sent=2, failed=0)
    assert tell_of_money(at=LATER) == Told(sent=0, failed=0)
    assert tell_of_money(at=NOON + timedelta(days=8)) == Told(sent=0, failed=0)
    assert MoneyMail.objects.count() == 2


def test_a_return_is_told_to_who_calculated_with_its_reason(calculation, people):
    return_calculation(
        calculation_id=calculation.pk, by=people["approver"].actor, at=NOON, reason="Beds miss."
    )
    assert set(found := told()) == {COMMISSIONER}
    assert (
        "approver returned April 2025 of Saltmarsh Fictional ICB: Beds miss." in found[COMMISSIONER]
    )


def test_a_payment_is_told_to_the_managers_and_its_return_to_who_worked_on_it(calculation, people):
    record_payees()
    approve(calculation_id=calculation.pk, by=people["approver"].actor, at=NOON)
    produce_payment_file(icb_code="QZ1", month=APRIL, by=people["commissioner"].actor, at=NOON)
    told()
    mail.outbox.clear()
    for to, reason in (("sent", ""), ("paid", ""), ("sent", "Bounced.")):
        step = Step(to, datetime(2025, 5, 6, tzinfo=UTC).date(), "", reason)
        take_step(icb_code="QZ1", month=APRIL, step=step, by=people["national"].actor, at=NOON)
    found = told()
    assert set(found) == {MANAGER, COMMISSIONER, APPROVER}
    harbour = calculation.statements.get(network_code="U90001")
    assert f"U90001: £{harbour.due:,.2f} was paid on 6 May 2025." in found[MANAGER]
    assert "from paid to sent: Bounced." in found[APPROVER]


def test_people_who_left_are_not_told(calculation, people):
    approve(calculation_id=calculation.pk, by=people["approver"].actor, at=NOON)
    User.objects.filter(email__in=[COMMISSIONER, MANAGER]).update(is_active=False)
    assert tell_of_money(at=LATER) == Told(sent=0, failed=0)
    assert Membership.objects.exists()


def test_a_query_is_told_to_the_board_then_to_its_owner_and_who_asked(england, people):
    query = open_query(
        icb_code="QZ1",
        asked=Question("Core of April", "Why less?", network_code="U90001"),
        by=people["manager"].actor,
        at=NOON,
    )
    assert "manager (said): Why less?" in told()[COMMISSIONER]
    mail.outbox.clear()
    common: Any = {"query_id": query.pk, "by": people["commissioner"].actor, "at": NOON}
    give_query(owner_id=people["national"].pk, text="Please.", **common)
    close_query(outcome="Explained.", **common)
    found = told()
    assert set(found) == {MANAGER, email("national")}
    assert "commissioner (closed): Explained." in found[MANAGER]
    assert f"/money/queries/{query.pk}/" in found[MANAGER]
