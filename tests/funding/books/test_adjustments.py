"""Adjustments: entered by one, agreed by another, paid in instalments, taken back by a mirror."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from funding.actions import (
    AdjustmentRefused,
    DecisionRefused,
    Entry,
    decide_adjustment,
    enter_adjustment,
    reverse_adjustment,
    set_adjustment_limit,
)
from funding.chain import verify_chain
from funding.models import Adjustment, AdjustmentDecision, Posting, PostingKind
from networks.models import Network, PaymentHold
from pcn_portal.accounts.models import User
from tests.funding.approving import approve
from tests.funding.books.cast import DAY, JULY, JUNE, approve_month
from tests.funding.cast import APRIL, MAY, NOON, run_month

ICB = "QAA"
LATER = NOON + 30 * DAY
GOODWILL = Entry(
    network_code="U00001", payee="", kind="goodwill", first_month=APRIL, amount=Decimal("-100.00"),
    instalments=3, reason="Hours not offered in March", evidence="Letter of 2 April 2025",
)  # fmt: skip


def enter(by: User, **changes: Any) -> Adjustment:
    return enter_adjustment(
        icb_code=ICB, entry=replace(GOODWILL, **changes), by=by.actor, at=NOON - DAY
    )


def agree(adjustment: Adjustment, by: User, *, senior: bool = True) -> AdjustmentDecision:
    return decide_adjustment(
        adjustment_id=adjustment.pk, agree=True, senior=senior, reason="Seen", by=by.actor,
        at=NOON - DAY,
    )  # fmt: skip


def posted(adjustment: Adjustment) -> list[tuple[date, date, Decimal]]:
    rows = Posting.objects.filter(adjustment=adjustment).order_by("id")
    return list(rows.values_list("entitlement_month", "payment_month", "amount"))


def test_instalments_are_paid_month_by_month(
    england: list[str], commissioner: User, approver: User
) -> None:
    adjustment = enter(commissioner)
    agree(adjustment, approver)
    for month in (APRIL, MAY, JUNE, JULY):
        decision = approve_month(month, commissioner, approver)
        due = Decimal("0.00") if month == JULY else decision.calculation.adjustments
        assert decision.calculation.adjustments == due
    assert posted(adjustment) == [
        (APRIL, APRIL, Decimal("-33.33")),
        (MAY, MAY, Decimal("-33.34")),
        (JUNE, JUNE, Decimal("-33.33")),
    ]
    assert verify_chain(icb_code=ICB) is None


def test_it_stands_on_the_statement_and_in_what_is_due(
    england: list[str], commissioner: User, approver: User
) -> None:
    agree(enter(commissioner, amount=Decimal("250.00"), instalments=1), approver)
    (april,) = run_month(commissioner, icb=ICB)
    assert april.adjustments == Decimal("250.00")
    assert april.due == april.total + Decimal("250.00")
    statement = april.statements.get(network_code="U00001")
    assert (statement.adjustments, statement.due) == (
        Decimal("250.00"),
        statement.total + Decimal("250.00"),
    )
    others = april.statements.exclude(network_code="U00001")
    assert {other.adjustments for other in others} == {Decimal("0.00")}


def test_what_nobody_agreed_to_is_not_paid(
    england: list[str], commissioner: User, approver: User
) -> None:
    refused, waiting = enter(commissioner), enter(commissioner, amount=Decimal("5.00"))
    decide_adjustment(
        adjustment_id=refused.pk, agree=False, senior=True, reason="No ground",
        by=approver.actor, at=NOON - DAY,
    )  # fmt: skip
    decision = approve_month(APRIL, commissioner, approver)
    assert decision.calculation.adjustments == 0
    assert posted(refused) == posted(waiting) == []


def test_one_agreed_after_its_month_was_approved_comes_with_the_next(
    england: list[str], commissioner: User, approver: User
) -> None:
    adjustment = enter(commissioner, instalments=1)
    approve_month(APRIL, commissioner, approver)
    agree(adjustment, approver)
    approve_month(MAY, commissioner, approver)
    assert posted(adjustment) == [(APRIL, MAY, Decimal("-100.00"))]


def test_agreeing_after_a_run_asks_for_another(
    england: list[str], commissioner: User, approver: User
) -> None:
    adjustment = enter(commissioner, instalments=1)
    (first,) = run_month(commissioner, icb=ICB)
    agree(adjustment, approver)
    (second,) = run_month(commissioner, icb=ICB)
    assert (first.adjustments, second.adjustments) == (Decimal(0), Decimal("-100.00"))
    assert first.digest != second.digest


def test_an_instalment_is_not_posted_by_two_months(
    england: list[str], commissioner: User, approver: User
) -> None:
    agree(enter(commissioner, instalments=1), approver)
    (april,) = run_month(commissioner, icb=ICB)
    (may,) = run_month(commissioner, icb=ICB, month=MAY)
    approve(calculation_id=april.pk, by=approver.actor, at=NOON)
    with pytest.raises(DecisionRefused, match="adjustment of U00001 was posted by another"):
        approve(calculation_id=may.pk, by=approver.actor, at=NOON)
    assert Posting.objects.filter(kind=PostingKind.ADJUSTMENT).count() == 1


def test_a_reversal_mirrors_each_instalment(
    england: list[str], commissioner: User, approver: User
) -> None:
    """April's part is posted; reversed from June, it comes back in June, as do June's own parts."""
    adjustment = enter(commissioner)
    agree(adjustment, approver)
    for month in (APRIL, MAY):
        approve_month(month, commissioner, approver)
    reversal = reverse_adjustment(
        adjustment_id=adjustment.pk, first_month=JUNE, reason="Hours were made up",
        by=commissioner.actor, at=NOON - DAY,
    )  # fmt: skip
    agree(reversal, approver)
    june = approve_month(JUNE, commissioner, approver)
    assert june.calculation.adjustments == Decimal("66.67")
    assert sum(row[2] for row in posted(adjustment) + posted(reversal)) == 0
    assert approve_month(JULY, commissioner, approver).calculation.adjustments == 0


def test_only_what_was_agreed_is_reversed_and_once(
    england: list[str], commissioner: User, approver: User
) -> None:
    adjustment = enter(commissioner)

    def reverse(of: Adjustment, why: str = "Wrong") -> Adjustment:
        return reverse_adjustment(
            adjustment_id=of.pk, first_month=MAY, reason=why, by=commissioner.actor, at=NOON
        )

    with pytest.raises(AdjustmentRefused, match="agreed to is reversed"):
        reverse(adjustment)
    agree(adjustment, approver)
    with pytest.raises(AdjustmentRefused, match="Say why"):
        reverse(adjustment, " ")
    reversal = reverse(adjustment)
    with pytest.raises(AdjustmentRefused, match="reversed already"):
        reverse(adjustment)
    agree(reversal, approver)
    with pytest.raises(AdjustmentRefused, match="A reversal is not reversed"):
        reverse(reversal)


def test_who_entered_it_never_agrees(
    england: list[str], commissioner: User, approver: User
) -> None:
    adjustment = enter(commissioner)
    with pytest.raises(AdjustmentRefused, match="You entered this adjustment"):
        agree(adjustment, commissioner)
    with pytest.raises(IntegrityError, match="did_not_enter"), transaction.atomic():
        AdjustmentDecision.objects.create(
            adjustment=adjustment, agreed=True, reason="x", entered_by=commissioner,
            decided_by=commissioner, decided_at=NOON,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="names who entered"), transaction.atomic():
        AdjustmentDecision.objects.create(
            adjustment=adjustment, agreed=True, reason="x", entered_by=approver,
            decided_by=commissioner, decided_at=NOON,
        )  # fmt: skip
    agree(adjustment, approver)
    with pytest.raises(AdjustmentRefused, match="agreed to already, by Ben Fictional"):
        agree(adjustment, approver)


def test_above_the_boards_limit_an_approver_must_agree(
    england: list[str], commissioner: User, approver: User
) -> None:
    small, large = enter(commissioner), enter(commissioner, amount=Decimal("100.01"))
    with pytest.raises(AdjustmentRefused, match="no limit is set"):
        agree(small, approver, senior=False)
    set_adjustment_limit(
        icb_code=ICB, limit=Decimal(100), reason="Scheme of delegation", by=approver.actor, at=NOON
    )
    assert agree(small, approver, senior=False).agreed
    with pytest.raises(AdjustmentRefused, match="it is above £100.00"):
        agree(large, approver, senior=False)
    assert agree(large, approver).agreed


def test_a_held_network_is_not_paid_its_adjustment(
    england: list[str], commissioner: User, approver: User
) -> None:
    hold = PaymentHold.objects.create(
        network=Network.objects.get(code="U00001"), from_month=APRIL, reason="Not signed",
        placed_at=NOON - DAY, placed_by=commissioner,
    )  # fmt: skip
    adjustment = enter(commissioner, instalments=1)
    agree(adjustment, approver)
    april = approve_month(APRIL, commissioner, approver).calculation
    assert Posting.objects.get(adjustment=adjustment).held == hold.pk
    assert april.held == april.statements.get(network_code="U00001").due


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("1.005")}, "amount"),
        ({"amount": Decimal(10**8)}, "amount"),
        ({"kind": "bribe"}, "kind"),
        ({"instalments": 0}, "instalments"),
        ({"instalments": 13}, "instalments"),
        ({"reason": " "}, "reason"),
        ({"evidence": ""}, "evidence"),
        ({"first_month": date(2025, 4, 2)}, "first_month"),
        ({"network_code": "U00002"}, "network_code"),
        ({"network_code": "U99999"}, "network_code"),
        ({"payee": "Z00002"}, "payee"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    england: list[str], commissioner: User, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(AdjustmentRefused) as refused:
        enter(commissioner, **changes)
    assert refused.value.field == field
    assert not Adjustment.objects.exists()


def test_it_does_not_start_in_an_approved_month_and_may_be_a_practices(
    england: list[str], commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    with pytest.raises(AdjustmentRefused, match="April 2025 is approved"):
        enter(commissioner)
    adjustment = enter(commissioner, first_month=MAY, payee="Z00001", instalments=1)
    agree(adjustment, approver)
    approve_month(MAY, commissioner, approver)
    assert Posting.objects.get(adjustment=adjustment).payee == "Z00001"
