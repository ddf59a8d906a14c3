"""An approved month is sent, paid and closed; each step can be returned with a reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from funding.actions import (
    Step,
    StepRefused,
    produce_payment_file,
    set_approval_limit,
    take_step,
)
from funding.models import Decision, MonthStep, Posting
from funding.queries import months_overview, steps_of
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM, AuditEvent
from tests.funding.approving import approve
from tests.funding.books.test_payment_files import record_payees
from tests.funding.cast import APRIL, NOON, run_month

LATER = NOON + timedelta(days=30)
DAY = date(2025, 5, 20)


@pytest.fixture
def approved(england: list[str], commissioner: User, approver: User) -> Decision:
    (made,) = run_month(commissioner, icb="QAA")
    return approve(calculation_id=made.pk, by=approver.actor, at=NOON)


@pytest.fixture
def filed(approved: Decision, commissioner: User) -> Decision:
    """Its payment file is produced."""
    record_payees()
    produce_payment_file(icb_code="QAA", month=APRIL, by=commissioner.actor, at=NOON)
    return approved


def step(by: User, to: str, *, on: date = DAY, reason: str = "", reference: str = "") -> MonthStep:
    made = Step(to, on, reference, reason)
    return take_step(icb_code="QAA", month=APRIL, step=made, by=by.actor, at=LATER)


def standing() -> str:
    return months_overview(icb_codes=["QAA"], months=[APRIL])[0].standing


def test_a_month_goes_its_way_and_each_step_is_kept(filed: Decision, commissioner: User) -> None:
    for to in ("sent", "paid", "closed"):
        step(commissioner, to, reference=f"FIN-{to}")
        assert standing() == to
    made = [(s.number, s.before, s.after, s.reference) for s in steps_of(filed)]
    assert made == [
        (1, "approved", "sent", "FIN-sent"),
        (2, "sent", "paid", "FIN-paid"),
        (3, "paid", "closed", "FIN-closed"),
    ]
    assert AuditEvent.objects.filter(object_kind="month").count() == 3


def test_a_month_is_returned_step_by_step_with_a_reason_and_never_unapproved(
    filed: Decision, commissioner: User
) -> None:
    postings = Posting.objects.count()
    for to in ("sent", "paid", "closed"):
        step(commissioner, to)
    for to in ("paid", "sent", "approved"):
        with pytest.raises(StepRefused, match="Say why the month is returned"):
            step(commissioner, to)
        step(commissioner, to, reason="The bank sent it back.")
        assert standing() == to
    with pytest.raises(StepRefused, match="It can become sent, not approved"):
        step(commissioner, "approved", reason="Once more.")
    step(commissioner, "sent")
    assert Posting.objects.count() == postings


@pytest.mark.parametrize("to", ["paid", "closed", "returned", "calculated", ""])
def test_no_step_is_skipped_or_made_up(filed: Decision, commissioner: User, to: str) -> None:
    with pytest.raises(StepRefused, match="April 2025 is approved. It can become sent"):
        step(commissioner, to, reason="Quickly.")
    assert not MonthStep.objects.exists()


def test_a_month_is_not_sent_before_its_payment_file(
    approved: Decision, commissioner: User
) -> None:
    with pytest.raises(StepRefused, match="payment file is not produced"):
        step(commissioner, "sent")


def test_a_month_that_is_not_approved_goes_nowhere(england: list[str], commissioner: User) -> None:
    run_month(commissioner, icb="QAA")
    with pytest.raises(StepRefused, match="April 2025 is not approved"):
        step(commissioner, "sent")


@pytest.mark.parametrize(
    ("on", "said"),
    [(date(2025, 5, 5), "before the month was approved"), (date(2025, 6, 6), "still to come")],
)
def test_a_step_happens_between_the_approval_and_today(
    filed: Decision, commissioner: User, on: date, said: str
) -> None:
    with pytest.raises(StepRefused, match=said):
        step(commissioner, "sent", on=on)


def test_steps_are_made_by_people(filed: Decision) -> None:
    with pytest.raises(StepRefused, match="by a person"):
        take_step(icb_code="QAA", month=APRIL, step=Step("sent", DAY), by=SYSTEM, at=LATER)


def test_the_database_itself_refuses_a_step_out_of_turn(
    filed: Decision, commissioner: User
) -> None:
    def make(**changed: object) -> None:
        usual = {
            "decision": filed, "number": 1, "before": "approved", "after": "sent", "on": DAY,
            "made_at": LATER, "made_by": commissioner,
        }  # fmt: skip
        with transaction.atomic():
            MonthStep.objects.create(**usual | changed)

    with pytest.raises(IntegrityError, match="starts where the one before it ended"):
        make(before="sent", after="paid")
    with pytest.raises(IntegrityError, match="starts where the one before it ended"):
        make(number=2)
    with pytest.raises(IntegrityError, match="step_to_a_neighbour"):
        make(after="closed")
    make()
    with pytest.raises(IntegrityError, match="step_to_a_neighbour"):
        make(number=2, before="sent", after="approved")


@pytest.mark.parametrize(
    ("amount", "reason", "field"),
    [(Decimal(1), " ", "reason"), (Decimal(-1), "So.", "limit"), (Decimal("1e12"), "So.", "limit")],
)
def test_a_limit_is_a_sum_with_a_reason(
    commissioner: User, amount: Decimal, reason: str, field: str
) -> None:
    with pytest.raises(StepRefused) as refused:
        set_approval_limit(
            icb_code="QAA", limit=amount, reason=reason, by=commissioner.actor, at=NOON
        )
    assert refused.value.field == field
