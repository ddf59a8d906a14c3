"""Declared late, paid for the whole year; withdrawn or not met, recovered: by the next run."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from funding.models import Calculation, Correction, Statement
from funding.queries import current_statement
from networks.models import Network, NetworkMembership
from pcn_portal.accounts.models import User
from practices.models import Practice
from services.engine.improvement import Outcome
from services.improvement_boards import set_paying
from services.models import ImprovementDeclaration, ImprovementPay
from tests.api import england as made_up
from tests.funding.books.cast import JULY, JUNE, approve_month, corrections, posted
from tests.funding.cast import APRIL, MAY, run_month
from tests.networks.people.cast import put
from tests.services.improvement_cast import (
    ACCESS,
    RISK,
    YEAR,
    checked,
    declaration,
    director,
    withdrawn,
)

STREAM = "capacity_and_access_improvement"
ICB, HARBOUR = "QZ1", "U90001"
SPRING = datetime(2025, 6, 5, 12, tzinfo=UTC)
AFTER_JUNE = datetime(2025, 7, 3, 12, tzinfo=UTC)
AFTER_JULY = datetime(2025, 8, 3, 12, tzinfo=UTC)
ACCESS_MONTH = Decimal("1508.92")
"""19,753.08642 adjusted patients × £1.375 × 2/3 ÷ 12."""


@pytest.fixture
def ada(db: None) -> User:
    made_up.build_england()
    put(HARBOUR)
    return director()


@pytest.fixture
def april_and_may(ada: User, commissioner: User, approver: User) -> None:
    """Both are approved before anything is declared."""
    for month in (APRIL, MAY):
        approve_month(month, commissioner, approver, at=SPRING, icb=ICB)


def statement(month: date) -> Statement:
    found = current_statement(network_code=HARBOUR, month=month, within=Statement.objects.all())
    assert found is not None
    return found


def paid(month: date) -> dict[str, Decimal]:
    lines = statement(month).lines.filter(stream=STREAM)
    return dict(lines.values_list("component", "amount"))


def improved(calculation: Calculation) -> list[Correction]:
    return [one for one in corrections(calculation) if one.stream == STREAM]


def run(month: date, by: User, at: datetime) -> Calculation:
    (made,) = run_month(by, icb=ICB, month=month, at=at)
    return made


def test_what_nobody_declared_is_said_and_blocks_nothing(
    april_and_may: None, commissioner: User
) -> None:
    assert paid(APRIL) == {}
    assert [note["text"] for note in statement(APRIL).notes] == [
        "Supporting modern general practice access: not declared, so nothing is paid",
        "Risk stratification to support continuity of care: not declared, so nothing is paid",
    ]
    assert not statement(APRIL).gaps.filter(stream=STREAM).exists()


def test_declared_in_june_the_june_run_pays_june_and_the_arrears_of_april_and_may(
    april_and_may: None, ada: User, commissioner: User, approver: User
) -> None:
    declaration(ada)
    decision = approve_month(JUNE, commissioner, approver, at=AFTER_JUNE, icb=ICB)
    assert paid(JUNE) == {ACCESS: ACCESS_MONTH}
    arrears = improved(decision.calculation)
    assert [(one.recalculation.month, one.amount, one.causes) for one in arrears] == [
        (APRIL, ACCESS_MONTH, ["declared"]),
        (MAY, ACCESS_MONTH, ["declared"]),
    ]
    assert [posted(HARBOUR, month, STREAM) for month in (APRIL, MAY, JUNE)] == [ACCESS_MONTH] * 3
    assert [note["component"] for note in statement(JUNE).notes] == [RISK]


def test_declared_on_31_march_it_pays_the_full_year(
    april_and_may: None, ada: User, commissioner: User, approver: User
) -> None:
    for at in (datetime(2025, month, 9, tzinfo=UTC) for month in range(7, 13)):
        month = (at.replace(day=1) - timedelta(days=1)).date().replace(day=1)
        approve_month(month, commissioner, approver, at=at, icb=ICB)
    declaration(ada, at=datetime(2026, 3, 31, 12, tzinfo=UTC))
    made = run(date(2026, 3, 1), commissioner, datetime(2026, 4, 9, tzinfo=UTC))
    assert len(improved(made)) == 8
    assert sum(one.amount for one in improved(made)) == 8 * ACCESS_MONTH
    assert paid(date(2026, 3, 1)) == {ACCESS: ACCESS_MONTH}


@pytest.mark.parametrize("how", ["withdrawn", "not met"])
def test_what_is_withdrawn_or_not_met_after_payment_is_recovered(
    how: str, april_and_may: None, ada: User, commissioner: User, approver: User
) -> None:
    made = declaration(ada)
    approve_month(JUNE, commissioner, approver, at=AFTER_JUNE, icb=ICB)
    at = datetime(2025, 7, 20, tzinfo=UTC)
    if how == "withdrawn":
        withdrawn(made, ada, at=at)
    else:
        checked(made, Outcome.NOT_MET, commissioner, at=at)
    decision = approve_month(JULY, commissioner, approver, at=AFTER_JULY, icb=ICB)
    assert paid(JULY) == {}
    recovered = improved(decision.calculation)
    assert [one.amount for one in recovered] == [-ACCESS_MONTH] * 3
    assert {cause for one in recovered for cause in one.causes} == {"declared"}
    assert [posted(HARBOUR, month, STREAM) for month in (APRIL, MAY, JUNE)] == [Decimal(0)] * 3
    assert how.split()[0] in statement(JULY).notes[0]["text"]


def test_a_check_that_accepts_moves_no_money(ada: User, commissioner: User, approver: User) -> None:
    made = declaration(ada)
    approve_month(JUNE, commissioner, approver, at=AFTER_JUNE, icb=ICB)
    checked(made, Outcome.ACCEPTED, commissioner, at=datetime(2025, 7, 20, tzinfo=UTC))
    july = run(JULY, commissioner, AFTER_JULY)
    assert improved(july) == []
    assert paid(JULY) == {ACCESS: ACCESS_MONTH}


def test_a_board_may_pay_only_after_acceptance(
    april_and_may: None, ada: User, commissioner: User, approver: User
) -> None:
    set_paying(
        icb_code=ICB, year=YEAR, pay=ImprovementPay.ACCEPTANCE, reason="Made up: minute 4.",
        by=commissioner.actor, at=SPRING,
    )  # fmt: skip
    made = declaration(ada)
    approve_month(JUNE, commissioner, approver, at=AFTER_JUNE, icb=ICB)
    assert paid(JUNE) == {}
    assert "only once it has accepted it" in statement(JUNE).notes[0]["text"]
    checked(made, Outcome.ACCEPTED, commissioner, at=datetime(2025, 7, 20, tzinfo=UTC))
    july = run(JULY, commissioner, AFTER_JULY)
    assert paid(JULY) == {ACCESS: ACCESS_MONTH}
    assert [one.amount for one in improved(july)] == [ACCESS_MONTH] * 3


def test_a_changed_fact_is_a_new_calculation_and_the_same_one_is_not(
    ada: User, commissioner: User
) -> None:
    first = run(APRIL, commissioner, SPRING)
    assert run(APRIL, commissioner, SPRING + timedelta(hours=1)).pk == first.pk
    declaration(ada, at=SPRING + timedelta(hours=2))
    assert run(APRIL, commissioner, SPRING + timedelta(hours=3)).pk != first.pk


def test_a_practice_that_joins_brings_its_population_from_its_first_month(
    ada: User, commissioner: User, approver: User
) -> None:
    declaration(ada)
    elm = Practice.objects.create(code="Z90008", name="Elm Surgery", status="active")
    NetworkMembership.objects.create(
        practice=elm, network=Network.objects.get(code=HARBOUR), starts=JULY
    )
    made_up.figure(elm, "adjusted", "6000")
    approve_month(JUNE, commissioner, approver, at=AFTER_JUNE, icb=ICB)
    run(JULY, commissioner, AFTER_JULY)
    assert paid(JUNE) == {ACCESS: ACCESS_MONTH}
    assert paid(JULY) == {ACCESS: Decimal("1967.25")}  # 25,753.08642 adjusted patients


def test_a_population_supplied_later_is_named_as_the_cause(
    ada: User, commissioner: User, approver: User
) -> None:
    elm = Practice.objects.create(code="Z90008", name="Elm Surgery", status="active")
    NetworkMembership.objects.create(
        practice=elm, network=Network.objects.get(code=HARBOUR), starts=APRIL
    )
    made_up.figure(elm, "registered", "6100")
    declaration(ada, at=datetime(2025, 5, 20, tzinfo=UTC))
    approve_month(APRIL, commissioner, approver, at=SPRING, icb=ICB)
    assert statement(APRIL).gaps.filter(stream=STREAM).count() == 1
    made_up.figure(elm, "adjusted", "6000", received_at=datetime(2025, 6, 30, tzinfo=UTC))
    june = run(JUNE, commissioner, AFTER_JUNE)
    (one,) = improved(june)
    assert (one.amount, one.causes) == (Decimal("1967.25"), ["supplied"])


def test_both_parts_are_lines_of_their_own(ada: User, commissioner: User) -> None:
    declaration(ada)
    declaration(ada, RISK)
    run(JUNE, commissioner, AFTER_JUNE)
    assert paid(JUNE) == {ACCESS: ACCESS_MONTH, RISK: Decimal("754.46")}
    assert ImprovementDeclaration.objects.count() == 2
