"""The check of a month by page: what is unusual, acknowledged, confirmed, and read by others."""

from decimal import Decimal

import pytest

from funding.actions import set_approval_limit
from funding.models import Acknowledgement, Decision, FirstApproval, MonthCheck
from funding.queries import seen_in
from tests.funding.approving import check_all
from tests.web.money.conftest import AT
from tests.web.pages import text

CHECK = "/money/QZ1/2025-04/check/"
DECIDE = "/money/QZ1/2025-04/decide/"
RESULT = "/money/QZ1/2025-04/"
REASON = {"reason": "As published."}


def test_the_check_lists_what_is_unusual_with_its_kind(signed_in, calculate):
    made = calculate()
    number = len(seen_in(made))

    shown = text(signed_in("commissioner").get(CHECK))

    assert f"{number} things are unusual, {number} of them not acknowledged yet." in shown
    assert "No earlier month is calculated, so nothing can be compared with it." in shown
    assert "Missing amounts" in shown
    assert "Care home premium is not calculated. Missing: Beds in aligned care homes" in shown


def test_all_of_one_kind_are_acknowledged_then_the_others_and_the_check_is_confirmed(
    signed_in, calculate, people
):
    made = calculate()
    page = signed_in("commissioner")
    form = {"calculation": made.pk, "act": "all"} | REASON

    after = page.post(f"{CHECK}?kind=gap", form, follow=True)
    gaps = Acknowledgement.objects.count()
    page.post(CHECK, form)
    answer = page.post(CHECK, {"calculation": made.pk, "act": "check"}, follow=True)

    assert "acknowledged." in text(after)
    assert set(Acknowledgement.objects.values_list("kind", flat=True)[:gaps]) == {"gap"}
    assert gaps < Acknowledgement.objects.count() == len(seen_in(made))
    assert "The check is kept." in text(answer)
    assert MonthCheck.objects.get().checked_by == people["commissioner"]
    assert "It is checked and waits for approval." in text(page.get(RESULT))


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"act": "chosen", "reason": ""}, "Say why these are right."),
        ({"act": "chosen"} | REASON, "Choose what you acknowledge."),
        ({"act": "chosen", "key": "made:up\x00"} | REASON, "no longer as it was"),
        ({"act": "check"}, "neither acknowledged nor put right"),
        ({"act": "all", "calculation": "1"} | REASON, "There is a newer calculation"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_kept(signed_in, calculate, form, said):
    made = calculate()

    answer = signed_in("commissioner").post(CHECK, {"calculation": made.pk} | form)

    assert answer.status_code == 400
    assert said in text(answer)
    assert not Acknowledgement.objects.exists() and not MonthCheck.objects.exists()


def test_others_read_the_check_and_change_nothing(signed_in, calculate):
    made = calculate()
    auditor = signed_in("auditor")

    assert "Those who run or approve this board’s months acknowledge these." in text(
        auditor.get(CHECK)
    )
    answer = auditor.post(CHECK, {"calculation": made.pk, "act": "all"} | REASON)
    assert answer.status_code == 404
    assert signed_in("manager").get(CHECK).status_code == 403
    assert signed_in("other_commissioner").get(CHECK).status_code == 404


def test_an_approver_cannot_approve_what_is_not_checked_but_can_return_it(signed_in, calculate):
    made = calculate()
    approver = signed_in("approver")
    form = {"calculation": made.pk, "outcome": "approve", "reason": ""}

    refused = approver.post(DECIDE, form)

    assert refused.status_code == 400
    assert "This calculation is not checked yet." in text(refused)
    approver.post(DECIDE, form | {"outcome": "return", "reason": "Beds are missing."})
    assert Decision.objects.get().outcome == "returned"


def test_the_decision_shows_who_acknowledged_and_what_it_moves(signed_in, calculate, people):
    made = calculate()
    check_all(made.pk, by=people["commissioner"].actor, at=AT)

    shown = text(signed_in("approver").get(DECIDE))

    assert "each acknowledged with a reason" in shown
    assert "What was acknowledged, and why" in shown and "Looked at." in shown
    assert "Checked" in shown and "by commissioner" in shown


def test_above_the_limit_the_first_approver_is_told_that_another_must_follow(
    signed_in, calculate, people
):
    made = calculate()
    set_approval_limit(
        icb_code="QZ1", limit=Decimal(1), reason="Scheme.", by=people["commissioner"].actor, at=AT
    )
    check_all(made.pk, by=people["commissioner"].actor, at=AT)
    approver = signed_in("approver")
    form = {"calculation": made.pk, "outcome": "approve", "reason": ""}

    answer = approver.post(DECIDE, form, follow=True)
    again = approver.post(DECIDE, form)

    assert "Your approval of April 2025 is the first of two." in text(answer)
    assert "It is approved once and waits for its second approval." in text(answer)
    assert FirstApproval.objects.get().approved_by == people["approver"]
    assert "You gave the first approval." in text(again)
    assert not Decision.objects.exists()


def test_a_month_without_a_calculation_has_no_check(signed_in, england):
    answer = signed_in("commissioner").get(CHECK)

    assert answer.headers["Location"] == RESULT
