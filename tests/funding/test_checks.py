"""Before approval a month is checked; above a limit two people approve it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from funding.actions import (
    CheckRefused,
    DecisionRefused,
    acknowledge,
    approve,
    check,
    set_approval_limit,
)
from funding.models import (
    Acknowledgement,
    Calculation,
    Decision,
    FirstApproval,
    MonthCheck,
    Posting,
)
from funding.queries import months_overview, seen_in
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM, AuditEvent
from tests.funding.approving import approve as check_and_approve
from tests.funding.approving import check_all
from tests.funding.cast import APRIL, MAY, NOON, restate, run_month

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def calculation(england: list[str], commissioner: User) -> Calculation:
    return run_month(commissioner, icb="QAA")[0]


@pytest.fixture
def second(db: None) -> User:
    return User.objects.create_user("cora@icb.example", name="Cora Fictional")


def test_a_month_that_is_not_checked_is_not_approved(
    calculation: Calculation, approver: User
) -> None:
    with pytest.raises(DecisionRefused, match="not checked yet"):
        approve(calculation_id=calculation.pk, by=approver.actor, at=LATER)
    assert not Posting.objects.exists()


def test_the_database_itself_refuses_an_approval_without_a_check(
    calculation: Calculation, commissioner: User, approver: User
) -> None:
    with pytest.raises(IntegrityError, match="once it is checked"), transaction.atomic():
        Decision.objects.create(
            calculation=calculation, icb_code="QAA", month=APRIL, outcome="approved",
            calculated_by=commissioner, decided_by=approver, decided_at=LATER,
        )  # fmt: skip


def test_the_check_is_refused_while_something_unusual_is_open(
    calculation: Calculation, commissioner: User
) -> None:
    number = len(seen_in(calculation))
    assert number > 1
    with pytest.raises(CheckRefused, match=f"{number} unusual things are neither"):
        check(calculation_id=calculation.pk, by=commissioner.actor, at=LATER)
    assert not MonthCheck.objects.exists()


def test_each_thing_is_acknowledged_with_a_reason_once(
    calculation: Calculation, commissioner: User, approver: User
) -> None:
    key = seen_in(calculation)[0].thing.key
    for reason in ("", "  "):
        with pytest.raises(CheckRefused, match="Say why"):
            acknowledge(
                calculation_id=calculation.pk, keys=[key], reason=reason,
                by=commissioner.actor, at=LATER,
            )  # fmt: skip
    for who, said in ((commissioner, 1), (approver, 0)):
        done = acknowledge(
            calculation_id=calculation.pk, keys=[key], reason="As published.",
            by=who.actor, at=LATER,
        )  # fmt: skip
        assert done == said
    made = Acknowledgement.objects.get()
    assert (made.key, made.made_by, made.reason) == (key, commissioner, "As published.")
    assert AuditEvent.objects.filter(action="calculation.acknowledged").count() == 1


@pytest.mark.parametrize(
    ("keys", "said"), [([], "Choose what you acknowledge"), (["made:up"], "no longer as it was")]
)
def test_nothing_or_something_unknown_is_not_acknowledged(
    calculation: Calculation, commissioner: User, keys: list[str], said: str
) -> None:
    with pytest.raises(CheckRefused, match=said):
        acknowledge(
            calculation_id=calculation.pk, keys=keys, reason="So.", by=commissioner.actor, at=LATER
        )


def test_a_month_is_checked_by_people_and_once(
    calculation: Calculation, commissioner: User
) -> None:
    with pytest.raises(CheckRefused, match="by a person"):
        check(calculation_id=calculation.pk, by=SYSTEM, at=LATER)
    check_all(calculation.pk, by=commissioner.actor, at=LATER)
    with pytest.raises(CheckRefused, match="checked already"):
        check(calculation_id=calculation.pk, by=commissioner.actor, at=LATER)


def test_what_was_acknowledged_counts_for_the_next_calculation_that_says_the_same(
    calculation: Calculation, commissioner: User
) -> None:
    acknowledge(
        calculation_id=calculation.pk, keys=None, reason="So.", by=commissioner.actor, at=LATER
    )
    restate("Z00001", "registered", Decimal(5000), LATER)
    (again,) = run_month(commissioner, icb="QAA", at=LATER)
    assert again != calculation
    assert not [one.thing.sentence for one in seen_in(again) if one.open]
    with pytest.raises(CheckRefused, match="newer calculation"):
        check(calculation_id=calculation.pk, by=commissioner.actor, at=LATER)
    check(calculation_id=again.pk, by=commissioner.actor, at=LATER)


def test_a_month_before_that_changed_since_the_check_asks_for_another_look(
    calculation: Calculation, commissioner: User, approver: User
) -> None:
    (may,) = run_month(commissioner, icb="QAA", month=MAY)
    check_all(may.pk, by=commissioner.actor, at=LATER)
    restate("Z00001", "registered", Decimal(5), LATER)
    run_month(commissioner, icb="QAA", at=LATER)
    with pytest.raises(DecisionRefused, match="has changed since this was checked"):
        approve(calculation_id=may.pk, by=approver.actor, at=LATER)
    acknowledge(calculation_id=may.pk, keys=None, reason="So.", by=approver.actor, at=LATER)
    assert isinstance(approve(calculation_id=may.pk, by=approver.actor, at=LATER), Decision)


def test_a_decided_month_is_neither_acknowledged_nor_checked(
    calculation: Calculation, approver: User
) -> None:
    check_and_approve(calculation_id=calculation.pk, by=approver.actor, at=LATER)
    with pytest.raises(CheckRefused, match="decided already"):
        check_all(calculation.pk, by=approver.actor, at=LATER)


def limit(amount: Decimal | None, by: User) -> None:
    set_approval_limit(icb_code="QAA", limit=amount, reason="Scheme.", by=by.actor, at=NOON)


def test_above_the_limit_two_people_approve_neither_of_whom_calculated(
    calculation: Calculation, commissioner: User, approver: User, second: User
) -> None:
    limit(calculation.due - Decimal("0.01"), commissioner)
    check_all(calculation.pk, by=approver.actor, at=LATER)
    first = approve(calculation_id=calculation.pk, by=approver.actor, at=LATER, reason="Seen.")
    assert isinstance(first, FirstApproval)
    assert not Posting.objects.exists() and not Decision.objects.exists()
    assert _standing() == "approved_once"
    with pytest.raises(DecisionRefused, match="You gave the first approval"):
        approve(calculation_id=calculation.pk, by=approver.actor, at=LATER)
    with pytest.raises(DecisionRefused, match="Somebody other than who calculated"):
        approve(calculation_id=calculation.pk, by=commissioner.actor, at=LATER)
    final = approve(calculation_id=calculation.pk, by=second.actor, at=LATER)
    assert isinstance(final, Decision)
    assert _standing() == "approved"
    assert Posting.objects.exists()


def test_at_the_limit_one_approval_is_enough_and_a_limit_can_be_taken_away(
    calculation: Calculation, commissioner: User, approver: User
) -> None:
    limit(Decimal("0.00"), commissioner)
    limit(calculation.due, commissioner)
    check_all(calculation.pk, by=approver.actor, at=LATER)
    made = approve(calculation_id=calculation.pk, by=approver.actor, at=LATER)
    assert isinstance(made, Decision)
    (may,) = run_month(commissioner, icb="QAA", month=MAY)
    limit(Decimal("0.00"), commissioner)
    limit(None, commissioner)
    made = check_and_approve(calculation_id=may.pk, by=approver.actor, at=LATER)
    assert made.outcome == "approved"


def test_the_database_itself_asks_for_the_second_person(
    calculation: Calculation, commissioner: User, approver: User, second: User
) -> None:
    limit(Decimal("1.00"), commissioner)
    check_all(calculation.pk, by=approver.actor, at=LATER)
    own = FirstApproval(calculation=calculation, approved_at=LATER, approved_by=commissioner)
    with pytest.raises(IntegrityError, match="does not approve it"), transaction.atomic():
        own.save(force_insert=True)
    FirstApproval.objects.create(calculation=calculation, approved_at=LATER, approved_by=approver)
    final = Decision(
        calculation=calculation, icb_code="QAA", month=APRIL, outcome="approved",
        calculated_by=commissioner, decided_by=approver, decided_at=LATER,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="by two people"), transaction.atomic():
        final.save(force_insert=True)


def _standing() -> str:
    return months_overview(icb_codes=["QAA"], months=[APRIL])[0].standing
