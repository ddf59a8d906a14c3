"""Approving and returning: once, by somebody else, the latest calculation only."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from funding.actions import DecisionRefused, return_calculation, set_rounding
from funding.models import Calculation, Decision
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM, AuditEvent
from tests.funding.approving import approve
from tests.funding.cast import APRIL, MAY, NOON, restate, run_month

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def calculation(england: list[str], commissioner: User) -> Calculation:
    return run_month(commissioner, icb="QAA")[0]


def test_somebody_else_approves_once(calculation: Calculation, approver: User) -> None:
    decision = approve(calculation_id=calculation.pk, by=approver.actor, at=LATER)
    assert (decision.outcome, decision.decided_by, decision.decided_at) == (
        "approved",
        approver,
        LATER,
    )
    event = AuditEvent.objects.get(action="calculation.approved")
    assert (event.actor_id, event.object_key) == (approver.pk, str(calculation.pk))
    with pytest.raises(DecisionRefused, match="is approved already"):
        approve(calculation_id=calculation.pk, by=approver.actor, at=LATER)
    with pytest.raises(DecisionRefused, match="is approved already"):
        return_calculation(
            calculation_id=calculation.pk, by=approver.actor, at=LATER, reason="Beds are wrong."
        )


def test_who_calculated_may_neither_approve_nor_return(
    calculation: Calculation, commissioner: User
) -> None:
    for who in (commissioner.actor, SYSTEM):
        with pytest.raises(DecisionRefused, match="Somebody other than who calculated"):
            approve(calculation_id=calculation.pk, by=who, at=LATER)
        with pytest.raises(DecisionRefused, match="Somebody other than who calculated"):
            return_calculation(calculation_id=calculation.pk, by=who, at=LATER, reason="No.")
    assert not Decision.objects.exists()


def test_the_database_itself_refuses_an_approver_who_calculated(
    calculation: Calculation, commissioner: User, approver: User
) -> None:
    own = Decision(
        calculation=calculation,
        icb_code="QAA",
        month=APRIL,
        outcome="approved",
        calculated_by=commissioner,
        decided_by=commissioner,
        decided_at=LATER,
    )
    with pytest.raises(IntegrityError, match="approver_did_not_calculate"), transaction.atomic():
        own.save(force_insert=True)
    own.calculated_by = approver
    with pytest.raises(IntegrityError, match="names its calculation"), transaction.atomic():
        own.save(force_insert=True)


def test_a_return_needs_a_reason_and_is_kept_with_it(
    calculation: Calculation, approver: User
) -> None:
    with pytest.raises(DecisionRefused, match="Say why"):
        return_calculation(calculation_id=calculation.pk, by=approver.actor, at=LATER, reason=" ")
    decision = return_calculation(
        calculation_id=calculation.pk, by=approver.actor, at=LATER, reason="Beds are wrong."
    )
    assert (decision.outcome, decision.reason) == ("returned", "Beds are wrong.")


def test_after_a_return_and_a_correction_the_new_calculation_is_approved(
    calculation: Calculation, commissioner: User, approver: User
) -> None:
    return_calculation(
        calculation_id=calculation.pk, by=approver.actor, at=LATER, reason="A list is wrong."
    )
    restate("Z00001", "registered", Decimal(5000), LATER)
    (corrected,) = run_month(commissioner, icb="QAA", at=LATER)
    assert approve(calculation_id=corrected.pk, by=approver.actor, at=LATER).outcome == "approved"


def test_only_the_latest_calculation_can_be_decided(
    calculation: Calculation, commissioner: User, approver: User
) -> None:
    restate("Z00001", "registered", Decimal(5000), LATER)
    run_month(commissioner, icb="QAA", at=LATER)
    with pytest.raises(DecisionRefused, match="There is a newer calculation"):
        approve(calculation_id=calculation.pk, by=approver.actor, at=LATER)


def test_facts_that_change_back_make_the_earlier_calculation_the_latest_again(
    calculation: Calculation, commissioner: User, approver: User
) -> None:
    def rounding(convention: str, hours: int) -> None:
        set_rounding(
            icb_code="QAA",
            stream="core_pcn_funding",
            convention=convention,
            from_month=APRIL,
            reason="Agreed.",
            by=commissioner.actor,
            at=NOON + timedelta(hours=hours),
        )

    rounding("printed_monthly", 1)
    (printed,) = run_month(commissioner, icb="QAA", at=NOON + timedelta(hours=2))
    rounding("annual_twelfth", 3)
    (back,) = run_month(commissioner, icb="QAA", at=NOON + timedelta(hours=4))
    assert back == calculation != printed
    with pytest.raises(DecisionRefused, match="There is a newer calculation"):
        approve(calculation_id=printed.pk, by=approver.actor, at=NOON + timedelta(hours=5))
    approve(calculation_id=calculation.pk, by=approver.actor, at=NOON + timedelta(hours=5))


def test_a_month_is_approved_once_and_corrections_come_as_arrears(
    calculation: Calculation, commissioner: User, approver: User
) -> None:
    approve(calculation_id=calculation.pk, by=approver.actor, at=LATER)
    restate("Z00001", "registered", Decimal(5000), LATER)
    (corrected,) = run_month(commissioner, icb="QAA", at=LATER)
    with pytest.raises(DecisionRefused, match="approved calculation for April 2025 already.*arrea"):
        approve(calculation_id=corrected.pk, by=approver.actor, at=LATER)
    second = Decision(
        calculation=corrected,
        icb_code="QAA",
        month=APRIL,
        outcome="approved",
        calculated_by=commissioner,
        decided_by=approver,
        decided_at=LATER,
    )
    with pytest.raises(IntegrityError, match="one_approved_calculation"), transaction.atomic():
        second.save(force_insert=True)


def test_other_months_and_icbs_are_approved_on_their_own(
    calculation: Calculation, commissioner: User, approver: User
) -> None:
    approve(calculation_id=calculation.pk, by=approver.actor, at=LATER)
    (may,) = run_month(commissioner, icb="QAA", month=MAY)
    (other,) = run_month(commissioner, icb="QAB")
    approve(calculation_id=may.pk, by=approver.actor, at=LATER)
    approve(calculation_id=other.pk, by=approver.actor, at=LATER)
    assert Decision.objects.count() == 3


def test_a_calculation_without_a_single_line_is_not_approved(
    england: list[str], commissioner: User, approver: User
) -> None:
    before_any_list = NOON.replace(year=2025, month=2, day=1)
    (empty,) = run_month(commissioner, icb="QAA", at=before_any_list)
    assert (empty.lines, empty.total) == (0, Decimal("0.00"))
    with pytest.raises(DecisionRefused, match="no amounts, only gaps"):
        approve(calculation_id=empty.pk, by=approver.actor, at=LATER)


def test_a_returned_month_may_be_submitted_again_unchanged(
    calculation: Calculation, commissioner: User, approver: User
) -> None:
    return_calculation(
        calculation_id=calculation.pk, by=approver.actor, at=LATER, reason="Is the list right?"
    )
    again = run_month(commissioner, icb="QAA")[0]
    assert (again.digest, again.total) == (calculation.digest, calculation.total)
    assert again.pk != calculation.pk
    approve(calculation_id=again.pk, by=approver.actor, at=LATER, reason="It is.")
    assert run_month(commissioner, icb="QAA")[0] == again
