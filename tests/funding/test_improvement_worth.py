"""What improvement is worth in a year: the most, what is due, and what the books have."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from funding.improvement_worth import Worth, improvement_worth
from networks.models import Network, NetworkMembership
from pcn_portal.accounts.models import User
from practices.models import PopulationFigure, Practice
from services.improvement_queries import improvement_standing
from tests.api import england as made_up
from tests.funding.books.cast import approve_month
from tests.funding.cast import APRIL
from tests.networks.people.cast import put
from tests.services.improvement_cast import ACCESS, JUDGED, RISK, YEAR, declaration, director
from tests.services.test_improvement_boards import YEAR_END, judged, planned, weighed

NOW = datetime(2025, 7, 3, tzinfo=UTC)


@pytest.fixture
def ada(db: None) -> User:
    made_up.build_england()
    put("U90001")
    return director()


def worth(code: str = "U90001", year=YEAR, known_at: datetime = NOW) -> dict[str, Worth]:
    network = Network.objects.get(code=code)
    standings = improvement_standing(
        network_ids=[network.pk], icb_code="QZ1", year=year, known_at=known_at
    )
    found = improvement_worth(
        codes={network.pk: code}, icb_code="QZ1", year=year, standings=standings, known_at=known_at
    )
    return {part: one for (_, part), one in found.items()}


def test_the_most_is_twelve_rounded_months_and_what_is_declared_is_due(
    ada: User, commissioner: User, approver: User
) -> None:
    declaration(ada)
    approve_month(APRIL, commissioner, approver, at=NOW, icb="QZ1")
    found = worth()
    most = 12 * Decimal("1508.92")
    assert found[ACCESS] == Worth(most, most, Decimal("1508.92"))
    assert found[RISK] == Worth(12 * Decimal("754.46"), Decimal("0.00"))
    assert (found[ACCESS].missed, found[RISK].missed) == (Decimal(0), Decimal("9053.52"))


def test_a_missing_population_makes_it_unknown_not_nothing(ada: User) -> None:
    declaration(ada)
    elm = Practice.objects.create(code="Z90008", name="Elm Surgery", status="active")
    network = Network.objects.get(code="U90001")
    NetworkMembership.objects.create(practice=elm, network=network, starts=date(2025, 12, 1))
    assert worth()[ACCESS] == Worth(None, None)
    made_up.figure(elm, "adjusted", "6000")
    # eight months of 19,753.08642 patients, four of 25,753.08642
    assert worth()[ACCESS].most == 8 * Decimal("1508.92") + 4 * Decimal("1967.25")


def test_a_judged_year_is_worth_what_its_areas_count(ada: User, commissioner: User) -> None:
    network = Network.objects.get(code="U90001")
    assert {one.most for one in worth(year=JUDGED).values()} == {None}
    planned(network, ada)
    weighed(commissioner)
    judged(network, commissioner)
    for practice in Practice.objects.filter(code__in=("Z90001", "Z90002")):
        PopulationFigure.objects.create(
            practice=practice, basis="adjusted", reference_date=date(2023, 1, 1), version=1,
            value=Decimal(10_000), vintage="made up", received_at=YEAR_END,
        )  # fmt: skip
    found = list(worth(year=JUDGED, known_at=NOW).values())
    # 20,000 × £1.185 ÷ 3 is £7,900 for each area; they were judged at 100, 60 and 0 %
    assert [one.most for one in found] == [Decimal("7900.00")] * 3
    assert [one.due for one in found] == [Decimal("7900.00"), Decimal("4740.00"), Decimal("0.00")]


def test_a_board_takes_as_many_queries_as_a_network(
    ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    networks = dict(Network.objects.values_list("pk", "code"))
    standings = improvement_standing(
        network_ids=list(networks), icb_code="QZ1", year=YEAR, known_at=NOW
    )
    with django_assert_num_queries(6):
        improvement_worth(
            codes=networks, icb_code="QZ1", year=YEAR, standings=standings, known_at=NOW
        )
