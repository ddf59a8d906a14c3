"""A run takes figures of the day its payments ask for, and of no other unless somebody says why."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from funding.actions import VintageRefused, choose_vintage
from funding.engine.unusual import Kind
from funding.models import Calculation, VintageOverride
from funding.queries import needs_of, seen_in
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM
from pcn_portal.units.periods import ContractYear
from practices.models import PopulationFigure, Practice
from tests.funding.approving import approve
from tests.funding.cast import APRIL, MAY, NOON, run_month

OCTOBER = date(2024, 10, 1)
YEAR = ContractYear(2025)
LATER = NOON + timedelta(hours=2)
REASON = "The file of January is late."


@pytest.fixture
def lacking(england: list[str]) -> Practice:
    """The practice without a weighted population of January; it has one of October."""
    practice = Practice.objects.get(code="Z00001")
    PopulationFigure.objects.create(
        practice=practice, basis="weighted", reference_date=OCTOBER, version=1,
        value=Decimal("7777.5"), vintage="October", received_at=NOON - timedelta(days=90),
    )  # fmt: skip
    return practice


def choose(person: User, **more: Any) -> VintageOverride:
    usual: dict[str, Any] = {
        "icb_code": "QAA", "basis": "weighted", "year": YEAR, "reference_date": OCTOBER,
        "reason": REASON, "by": person.actor, "at": NOON,
    }  # fmt: skip
    return choose_vintage(**usual | more)


def paid_to(calculation: Calculation, practice: Practice) -> list[Decimal]:
    lines = [line for s in calculation.statements.all() for line in s.lines.all()]
    return [line.amount for line in lines if line.payee == practice.code]


def test_a_figure_of_another_day_is_refused_and_the_payment_is_a_gap(
    lacking: Practice, commissioner: User
) -> None:
    (made,) = run_month(commissioner, icb="QAA")
    assert paid_to(made, lacking) == []
    assert made.gaps == 1


def test_with_a_reason_it_stands_in_and_the_reason_stands_on_the_statement(
    lacking: Practice, commissioner: User
) -> None:
    choose(commissioner)
    (made,) = run_month(commissioner, icb="QAA", at=LATER)
    assert made.gaps == 0
    assert paid_to(made, lacking) == [Decimal("1141.35")]
    statement = made.statements.get(lines__payee=lacking.code)
    (used,) = [i for i in statement.inputs if i.get("override")]
    assert (used["reference_date"], used["override"]) == ("2024-10-01", REASON)
    step = statement.lines.get(payee=lacking.code).steps[-1]
    assert step["label"] == "Figure of another day, practice Z00001"
    assert step["formula"] == f"of 1 October 2024: {REASON}"


def test_the_right_figure_is_never_replaced(lacking: Practice, commissioner: User) -> None:
    other = Practice.objects.get(code="Z00003")
    PopulationFigure.objects.create(
        practice=other, basis="weighted", reference_date=OCTOBER, version=1,
        value=Decimal(1), vintage="October", received_at=NOON,
    )  # fmt: skip
    (before,) = run_month(commissioner, icb="QAA")
    choose(commissioner)
    (after,) = run_month(commissioner, icb="QAA", at=LATER)
    assert paid_to(after, other) == paid_to(before, other)


def test_the_check_asks_about_each_figure_of_another_day(
    lacking: Practice, commissioner: User
) -> None:
    choose(commissioner)
    (made,) = run_month(commissioner, icb="QAA", at=LATER)
    (found,) = [s.thing for s in seen_in(made) if s.thing.kind == Kind.VINTAGE]
    assert "is of 1 October 2024: The file of January is late." in found.sentence


def test_a_run_that_knows_less_does_not_know_the_choice(
    lacking: Practice, commissioner: User
) -> None:
    choose(commissioner, at=LATER)
    (made,) = run_month(commissioner, icb="QAA", at=NOON)
    assert made.gaps == 1


def test_a_choice_taken_back_counts_no_more_and_another_board_never_had_it(
    lacking: Practice, commissioner: User
) -> None:
    choose(commissioner)
    choose(commissioner, reference_date=None)
    choose(commissioner, icb_code="QAB")
    (made,) = run_month(commissioner, icb="QAA", at=LATER)
    assert made.gaps == 1


def test_an_approved_month_gets_what_was_missing_as_arrears(
    lacking: Practice, commissioner: User, approver: User
) -> None:
    (april,) = run_month(commissioner, icb="QAA")
    approve(calculation_id=april.pk, by=approver.actor, at=NOON)
    choose(commissioner, at=LATER)
    (may,) = run_month(commissioner, icb="QAA", month=MAY, at=LATER)
    assert may.corrections == Decimal("1141.35")


def test_the_page_says_what_is_asked_for_and_what_is_there(
    lacking: Practice, commissioner: User
) -> None:
    needs = {need.basis: need for need in needs_of(icb_code="QAA", year=YEAR, known_at=NOON)}
    weighted = needs["weighted"]
    assert weighted.day == date(2025, 1, 1)
    assert weighted.there == weighted.practices - 1
    assert weighted.others == ((OCTOBER, 1),)
    assert weighted.payments == ("Network participation payment",)
    assert needs["registered"].there == needs["registered"].practices
    assert APRIL.year == 2025


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": " "}, "Say why"),
        ({"basis": "tea"}, "which population"),
        ({"reference_date": date(2024, 7, 1)}, "No contractor weighted population of 1 July 2024"),
        ({"reference_date": date(2025, 1, 1)}, "is the day the payments ask for"),
        ({"by": SYSTEM}, "by a person"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(
    lacking: Practice, commissioner: User, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(VintageRefused, match=said):
        choose(commissioner, **changed)
    assert not VintageOverride.objects.exists()
