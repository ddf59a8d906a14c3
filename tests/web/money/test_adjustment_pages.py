"""Adjustments in the browser: entered, decided by another, reversed, and seen on the statement."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from funding.models import Adjustment
from tests.web.money.conftest import APRIL, Calculate
from tests.web.pages import errors, text

SignedIn = Callable[[str], Client]
LIST = reverse("adjustments", args=["QZ1"])
NEW = reverse("adjustment_new", args=["QZ1"])
GOOD = {
    "network_code": "U90001", "kind": "goodwill", "amount": "-1250.50",
    "first_month": "2025-05", "instalments": "2", "reason": "Hours not offered",
    "evidence": "Letter of 2 May 2025",
}  # fmt: skip
AGREE = {"outcome": "agree", "reason": "Seen the letter"}


@pytest.fixture(autouse=True)
def in_may(england: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 10 May 2025."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2025, 5, 10, 9, tzinfo=UTC))


def enter(signed_in: SignedIn, **changes: str) -> Adjustment:
    answer = signed_in("commissioner").post(NEW, GOOD | changes)
    assert answer.status_code == 302, errors(answer)
    return Adjustment.objects.latest("id")


def page_of(adjustment: Adjustment) -> str:
    return reverse("adjustment", args=["QZ1", adjustment.pk])


def test_one_enters_and_another_agrees(signed_in: SignedIn, calculate: Calculate) -> None:
    made = enter(signed_in)
    assert "1 adjustment waits for a decision, −£1,250.50 recovered together." in text(
        signed_in("commissioner").get(LIST)
    )
    own = signed_in("commissioner").get(page_of(made))
    assert "You entered this adjustment. Somebody else must decide on it." in text(own)
    assert "Your decision" not in text(own)
    approver = signed_in("approver")
    shown = text(approver.get(page_of(made)))
    assert "May 2025 −£625.25 recovered" in shown and "June 2025 −£625.25 recovered" in shown
    assert approver.post(page_of(made), AGREE).status_code == 302
    assert "No adjustment waits for a decision." in text(approver.get(LIST))

    calculate(APRIL.replace(month=5), at=datetime(2025, 6, 2, tzinfo=UTC))
    statement = text(signed_in("commissioner").get("/networks/U90001/money/2025-05/"))
    assert "Goodwill Hours not offered" in statement
    assert "−£625.25 recovered in adjustments" in statement
    month = text(signed_in("commissioner").get("/money/QZ1/2025-05/"))
    assert "Adjustments are £625.25 less" in month


def test_a_reversal_is_entered_and_waits(signed_in: SignedIn) -> None:
    made = enter(signed_in)
    address = reverse("adjustment_reverse", args=["QZ1", made.pk])
    early = signed_in("commissioner").post(address, {"first_month": "2025-06", "reason": "Wrong"})
    assert "Only an adjustment that was agreed to is reversed." in text(early)
    signed_in("approver").post(page_of(made), AGREE)
    assert "Reverse this adjustment" in text(signed_in("commissioner").get(page_of(made)))
    answer = signed_in("commissioner").post(address, {"first_month": "2025-06", "reason": "Wrong"})
    assert answer.status_code == 302
    reversal = Adjustment.objects.latest("id")
    assert (reversal.reverses, reversal.amount) == (made, -made.amount)
    assert f"Reverses Adjustment {made.pk}" in text(signed_in("approver").get(page_of(reversal)))


def test_the_limit_lets_commissioners_agree(signed_in: SignedIn) -> None:
    limit = reverse("adjustment_limit", args=["QZ1"])
    assert signed_in("commissioner").get(limit).status_code == 403
    assert signed_in("approver").post(limit, {"limit": "-1", "reason": "x"}).status_code == 400
    answer = signed_in("approver").post(limit, {"limit": "5000", "reason": "Delegation"})
    assert answer.status_code == 302
    assert "Up to £5,000.00 a commissioner may agree" in text(signed_in("commissioner").get(LIST))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"amount": "1e9"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"payee": "Z90003"}, "payee"),
        ({"payee": "Z9\x00"}, "payee"),
        ({"network_code": "U90003"}, "network_code"),
        ({"kind": "bribe"}, "kind"),
        ({"first_month": "soon"}, "first_month"),
        ({"instalments": "13"}, "instalments"),
        ({"reason": " "}, "reason"),
        ({"evidence": ""}, "evidence"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    signed_in: SignedIn, changes: dict[str, str], field: str
) -> None:
    answer = signed_in("commissioner").post(NEW, GOOD | changes)
    assert answer.status_code == 400
    assert any(field in href for href in errors(answer))
    assert not Adjustment.objects.exists()


def test_who_may_do_what(signed_in: SignedIn) -> None:
    made = enter(signed_in)
    assert signed_in("auditor").get(page_of(made)).status_code == 200
    assert "Your decision" not in text(signed_in("auditor").get(page_of(made)))
    signed_in("auditor").post(page_of(made), AGREE)
    signed_in("commissioner").post(page_of(made), AGREE)
    assert not hasattr(Adjustment.objects.get(), "decision")
    for name, address in (("auditor", NEW), ("manager", LIST)):
        assert signed_in(name).get(address).status_code == 403
    assert signed_in("other_commissioner").get(page_of(made)).status_code == 404
