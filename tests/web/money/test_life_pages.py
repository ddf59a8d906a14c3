"""An approved month on its way by page, and the limit for a second approval."""

import pytest
from django.utils import timezone

from funding.actions import produce_payment_file
from funding.models import ApprovalLimit, MonthStep
from networks.models import Network
from tests.funding.approving import approve
from tests.funding.books.test_payment_files import record_payees
from tests.web.money.conftest import AT
from tests.web.pages import text

STEP = "/money/QZ1/2025-04/step/"
RESULT = "/money/QZ1/2025-04/"
LIMIT = "/money/QZ1/second-approval/"


@pytest.fixture
def filed(calculate, people):
    record_payees()
    made = calculate()
    approve(calculation_id=made.pk, by=people["approver"].actor, at=AT)
    produce_payment_file(icb_code="QZ1", month=made.month, by=people["commissioner"].actor, at=AT)


def form(to: str, **more):
    today = timezone.localdate()
    day = {"on_day": today.day, "on_month": today.month, "on_year": today.year}
    return {"to": to, "reference": "", "reason": ""} | day | more


@pytest.mark.usefixtures("filed")
def test_a_month_is_sent_and_paid_and_the_steps_are_shown(signed_in):
    page = signed_in("commissioner")

    sent = page.post(STEP, form("sent", reference="FIN-1"), follow=True)
    page.post(STEP, form("paid"))
    shown = text(page.get(RESULT))

    assert "April 2025 is now sent." in text(sent)
    assert "Sent to be paid" in shown and "FIN-1" in shown
    assert "It is approved and paid." in shown


@pytest.mark.usefixtures("filed")
def test_a_return_needs_a_reason(signed_in):
    page = signed_in("commissioner")
    page.post(STEP, form("sent"))

    refused = page.post(STEP, form("approved"))
    page.post(STEP, form("approved", reason="The bank sent it back."))

    assert refused.status_code == 400
    assert "Say why the month is returned." in text(refused)
    assert "Returned to: approved" in text(page.get(RESULT))
    assert MonthStep.objects.count() == 2


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize(
    "changed",
    [
        {"to": "closed"},
        {"to": ""},
        {"on_day": "31", "on_month": "2"},
        {"on_year": "9999"},
        {"on_year": "1"},
        {"reference": "x" * 101},
    ],
)
def test_a_wrong_step_is_refused(signed_in, changed):
    answer = signed_in("commissioner").post(STEP, form("sent") | changed)

    assert answer.status_code == 400
    assert "There is a problem" in text(answer)
    assert not MonthStep.objects.exists()


@pytest.mark.usefixtures("filed")
def test_who_may_not_move_a_month_does_not(signed_in):
    assert signed_in("auditor").post(STEP, form("sent")).status_code == 403
    assert signed_in("approver").get(STEP).status_code == 403
    assert signed_in("other_commissioner").get(STEP).status_code == 404


def test_a_month_that_is_not_approved_has_no_steps(signed_in, calculate):
    calculate()

    assert signed_in("commissioner").get(STEP).status_code == 404


def test_a_commissioner_sets_the_limit_and_takes_it_away(signed_in, england):
    page = signed_in("commissioner")

    page.post(LIMIT, {"limit": "250000.00", "reason": "Scheme of delegation."})
    shown = text(page.get(LIMIT))
    page.post(LIMIT, {"limit": "", "reason": "Not needed."})

    assert "more than £250,000.00 is approved by two people" in shown
    assert "No limit is set" in text(page.get(LIMIT))
    assert ApprovalLimit.objects.count() == 2


@pytest.mark.parametrize(
    "form", [{"limit": "-1", "reason": "x"}, {"limit": "a", "reason": "x"}, {"limit": "5"}]
)
def test_a_wrong_limit_is_refused(signed_in, england, form):
    answer = signed_in("commissioner").post(LIMIT, form)

    assert answer.status_code == 400
    assert not ApprovalLimit.objects.exists()
    assert Network.objects.exists()
