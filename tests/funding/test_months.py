"""An ICB's months: which calculation counts, and how far it is."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from funding.actions import return_calculation
from funding.queries import (
    MonthState,
    calculations_of,
    decision_on,
    latest_calculation,
    months_overview,
)
from pcn_portal.accounts.models import User
from tests.funding.approving import approve
from tests.funding.cast import APRIL, MAY, NOON, restate, run_month

LATER = NOON + timedelta(hours=1)


def test_months_are_told_apart_by_how_far_they_are(
    england: list[str],
    commissioner: User,
    approver: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first, second = run_month(commissioner)
    (may,) = run_month(commissioner, icb="QAA", month=MAY)
    approve(calculation_id=first.pk, by=approver.actor, at=LATER)
    return_calculation(calculation_id=second.pk, by=approver.actor, at=LATER, reason="Beds.")
    with django_assert_num_queries(5):
        found = months_overview(icb_codes=england, months=[MAY, APRIL])
        seen = [(o.icb_code, o.month, o.state, o.total, o.networks, o.gaps) for o in found]
    assert seen == [
        ("QAA", APRIL, MonthState.APPROVED, first.total, 3, 1),
        ("QAA", MAY, MonthState.CALCULATED, may.total, 3, 1),
        ("QAB", APRIL, MonthState.RETURNED, second.total, 3, 0),
        ("QAB", MAY, MonthState.NOT_CALCULATED, None, 0, 0),
    ]
    assert found[0].decision is not None
    assert found[0].decision.decided_by == approver
    assert decision_on(first) == found[0].decision
    assert decision_on(may) is None
    assert found[3].state.label == "Not calculated"


def test_an_approved_calculation_counts_and_a_newer_one_is_shown_beside_it(
    england: list[str], commissioner: User, approver: User
) -> None:
    (first,) = run_month(commissioner, icb="QAA")
    approve(calculation_id=first.pk, by=approver.actor, at=LATER)
    restate("Z00001", "registered", Decimal(5000), LATER)
    (newer,) = run_month(commissioner, icb="QAA", at=LATER)
    (month,) = months_overview(icb_codes=["QAA"], months=[APRIL])
    assert (month.calculation, month.newer) == (first, newer)
    assert latest_calculation(icb_code="QAA", month=APRIL) == newer
    assert calculations_of(icb_code="QAA", month=APRIL) == [newer, first]


def test_nothing_calculated_has_no_latest(england: list[str]) -> None:
    assert latest_calculation(icb_code="QAA", month=APRIL) is None


@pytest.mark.parametrize("state", MonthState)
def test_every_state_has_words(state: MonthState) -> None:
    assert state.label[0].isupper()
    assert "_" not in state.label
