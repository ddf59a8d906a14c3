"""What a calculation holds: statements, totals by payment, gaps by kind; no query per row."""

from decimal import Decimal

import pytest
from django.db.models import Sum
from pytest_django import DjangoAssertNumQueries

from benchmarks.made_up import fill
from funding.models import Calculation, Line
from funding.queries import gap_groups, gaps_of_kind, statements_of, stream_totals
from pcn_portal.accounts.models import User
from tests.funding.cast import run_month

MISSING = "Contractor weighted population on 1 January 2025"
STREAMS_OF_2025 = [
    "core_pcn_funding",
    "enhanced_access",
    "capacity_and_access_support",
    "care_home_premium",
    "network_participation_payment",
]


@pytest.fixture
def calculation(commissioner: User) -> Calculation:
    """Two networks; three practices of the first and two of the second are not weighted."""
    fill(icbs=1, networks=2, practices=12, unweighted=5)
    return run_month(commissioner)[0]


def test_statements_come_with_their_numbers_of_lines_and_gaps_in_one_query(
    calculation: Calculation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        found = [
            (s.network_code, s.line_count, s.gap_count)  # type: ignore[attr-defined]
            for s in statements_of(calculation)
        ]
    assert found == [("U00001", 5 + 3, 3), ("U00002", 5 + 4, 2)]


def test_totals_by_payment_add_up_to_the_calculation(
    calculation: Calculation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        found = stream_totals(calculation)
    assert [total.stream for total in found] == STREAMS_OF_2025
    assert sum(total.total for total in found) == calculation.total
    assert sum(total.lines for total in found) == calculation.lines
    assert [total.gaps for total in found] == [0, 0, 0, 0, 5]
    core = Line.objects.filter(stream="core_pcn_funding").aggregate(sum=Sum("amount"))["sum"]
    assert (found[0].title, found[0].lines, found[0].total) == ("Core PCN funding", 4, core)


def test_a_payment_that_is_all_gaps_is_listed_with_nothing(
    commissioner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(icbs=1, networks=1, practices=4, unweighted=4)
    (calculation,) = run_month(commissioner)
    last = stream_totals(calculation)[-1]
    assert (last.stream, last.lines, last.total, last.gaps) == (
        "network_participation_payment",
        0,
        Decimal("0.00"),
        4,
    )


def test_gaps_are_grouped_by_payment_and_by_what_is_missing(
    calculation: Calculation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        (group,) = gap_groups(calculation)
    assert group.stream == "network_participation_payment"
    assert (group.title, group.missing) == ("Network participation payment", MISSING)
    assert (group.number, group.networks) == (5, 2)


def test_the_gaps_of_a_group_name_whom_they_concern(
    calculation: Calculation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        found = [
            (gap.statement.network_name, gap.payee)
            for gap in gaps_of_kind(
                calculation, stream="network_participation_payment", missing=MISSING
            )
        ]
    assert found == [
        ("Fictional network 1", "Z00001"),
        ("Fictional network 1", "Z00003"),
        ("Fictional network 1", "Z00005"),
        ("Fictional network 2", "Z00002"),
        ("Fictional network 2", "Z00004"),
    ]
