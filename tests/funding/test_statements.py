"""A network's statement for a month: the one that counts, the month before, its groups."""

from datetime import date, timedelta
from decimal import Decimal

from pytest_django import DjangoAssertNumQueries

from funding.models import Statement
from funding.queries import (
    current_statement,
    current_statements,
    previous_statement,
    statement_groups,
)
from pcn_portal.accounts.models import User
from tests.funding.approving import approve
from tests.funding.cast import APRIL, MAY, NOON, restate, run_month

LATER = NOON + timedelta(hours=1)


def test_the_latest_counts_until_one_is_approved(
    england: list[str], commissioner: User, approver: User
) -> None:
    (first,) = run_month(commissioner, icb="QAA")
    restate("Z00001", "registered", Decimal(5000), LATER)
    (second,) = run_month(commissioner, icb="QAA", at=LATER)
    found = current_statement(network_code="U00001", month=APRIL)
    assert found is not None
    assert found.calculation == second
    approve(calculation_id=second.pk, by=approver.actor, at=LATER)
    restate("Z00001", "registered", Decimal(6000), LATER)
    run_month(commissioner, icb="QAA", at=LATER + timedelta(hours=1))
    found = current_statement(network_code="U00001", month=APRIL)
    assert found is not None
    assert found.calculation == second
    assert first.pk != second.pk


def test_a_network_sees_nothing_within_a_scope_that_has_nothing(
    england: list[str], commissioner: User
) -> None:
    run_month(commissioner, icb="QAA")
    nothing = Statement.objects.none()
    assert current_statement(network_code="U00001", month=APRIL, within=nothing) is None
    assert current_statement(network_code="U99999", month=APRIL) is None


def test_a_networks_months_newest_first_in_one_query(
    england: list[str], commissioner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    run_month(commissioner, icb="QAA")
    restate("Z00001", "registered", Decimal(5000), LATER)
    run_month(commissioner, icb="QAA", at=LATER)
    run_month(commissioner, icb="QAA", month=MAY, at=LATER)
    with django_assert_num_queries(1):
        found = [
            (s.month, s.calculation.icb_code, s.approved)  # type: ignore[attr-defined]
            for s in current_statements(network_codes=["U00001"])
        ]
    assert found == [(MAY, "QAA", False), (APRIL, "QAA", False)]


def test_the_statement_of_the_month_before(england: list[str], commissioner: User) -> None:
    december, january = date(2025, 12, 1), date(2026, 1, 1)
    at = NOON.replace(year=2026)
    run_month(commissioner, icb="QAA", month=december, at=at)
    run_month(commissioner, icb="QAA", month=january, at=at)
    newer = current_statement(network_code="U00001", month=january)
    assert newer is not None
    before = previous_statement(newer)
    assert before is not None
    assert (before.month, before.network_code) == (december, "U00001")
    assert previous_statement(before) is None


def test_lines_and_gaps_are_grouped_by_payment_in_two_queries(
    england: list[str], commissioner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    run_month(commissioner, icb="QAA")
    statement = Statement.objects.get(network_code="U00001")
    with django_assert_num_queries(2):
        groups = statement_groups(statement)
    assert [(g.title, len(g.lines), len(g.gaps)) for g in groups] == [
        ("Core PCN funding", 2, 0),
        ("Enhanced access", 1, 0),
        ("Capacity and access support payment", 1, 0),
        ("Care home premium", 1, 0),
        ("Network participation payment", 4, 1),
    ]
    assert sum(group.total for group in groups) == statement.total
