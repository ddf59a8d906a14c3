"""Offers and transfers of unclaimed money where the year allows, and how part months count."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from funding.claims.counting import choose_counting
from funding.claims.declaring import ClaimRefused
from funding.claims.drafting import draft_of
from funding.claims.offers import give, offer, offers_of
from funding.models import PotTransfer
from funding.pots import pots_of
from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear
from practices.models import PopulationFigure, Practice
from tests.workforce.staff_cast import somebody

People = dict[str, User]
YEAR = ContractYear(2023)
AT = datetime(2023, 11, 3, 12, tzinfo=UTC)


def network(code: str = "U90001") -> Network:
    return Network.objects.get(code=code)


@pytest.fixture(autouse=True)
def _weighted(people: People) -> None:
    """Every practice has 15,000 weighted patients on 1 January 2023: £22.671 each."""
    for practice in Practice.objects.all():
        PopulationFigure.objects.create(
            practice=practice, basis="weighted", reference_date=YEAR.list_date, version=1,
            value=15000, vintage="made up", received_at=datetime(2023, 2, 1, tzinfo=UTC),
        )  # fmt: skip


def offered(people: People, pounds: str, **more: Any) -> None:
    usual: dict[str, Any] = {"network": network(), "year": YEAR}
    offer(
        icb_code="QZ1", amount=Decimal(pounds), reason="Not filled.",
        by=people["manager"].actor, at=AT, **usual | more,
    )  # fmt: skip


def given(people: People, pounds: str, **more: Any) -> PotTransfer:
    usual: dict[str, Any] = {
        "giver": network(), "receiver": network("U90002"), "year": YEAR, "reason": "Bid 1.",
    }  # fmt: skip
    return give(
        icb_code="QZ1", amount=Decimal(pounds), by=people["commissioner"].actor, at=AT,
        **usual | more,
    )  # fmt: skip


def sums() -> list[Decimal | None]:
    ids = [network(code).pk for code in ("U90001", "U90002")]
    found = pots_of(icb_code="QZ1", network_ids=ids, year=YEAR, known_at=AT)
    return [found[key]["main"].amount for key in ids]


def test_offered_money_moves_to_another_networks_sum(people: People) -> None:
    assert sums() == [Decimal("680130.00"), Decimal("340065.00")]
    offered(people, "50000.00")
    given(people, "30000.00")
    assert sums() == [Decimal("650130.00"), Decimal("370065.00")]
    with pytest.raises(ClaimRefused, match="has £20,000.00 on offer"):
        given(people, "20000.01")
    with pytest.raises(ClaimRefused, match="£30,000.00 of an earlier offer are given"):
        offered(people, "10000.00")
    offered(people, "30000.00")
    assert offers_of([network().pk], YEAR)[network().pk].amount == Decimal("30000.00")


@pytest.mark.parametrize(
    ("pounds", "more", "said"),
    [
        ("680130.01", {}, "Offer less"),
        ("-1", {}, "Write pounds and pence"),
        ("1e400", {}, "Write pounds and pence"),
        ("1.00", {"year": ContractYear(2024)}, "it stays with the board"),
    ],
)
def test_an_offer_that_cannot_be_is_refused(
    people: People, pounds: str, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(ClaimRefused, match=said):
        offered(people, pounds, **more)


def test_money_is_given_within_a_board_to_another_network(people: People) -> None:
    offered(people, "50000.00")
    with pytest.raises(ClaimRefused, match="Choose another network"):
        given(people, "1.00", receiver=network())
    with pytest.raises(ClaimRefused, match="Both are networks of the board"):
        given(people, "1.00", receiver=network("U90003"))
    with pytest.raises(ClaimRefused, match="Say why"):
        given(people, "1.00", reason=" ")


def test_a_board_chooses_how_part_months_count_from_a_month_on(people: People) -> None:
    somebody(people["manager"].actor, "3100.00", starts=date(2025, 5, 17))
    may, by = date(2025, 5, 1), people["commissioner"].actor
    at = datetime(2025, 6, 3, 12, tzinfo=UTC)

    def total() -> Decimal:
        return draft_of(network=network(), month=may, known_at=at).total

    assert total() == Decimal("1500.00")
    given: dict[str, Any] = {"icb_code": "QZ1", "reason": "Agreed.", "by": by, "at": at}
    choose_counting(from_month=date(2025, 6, 1), counting="days_of_year", **given)
    assert total() == Decimal("1500.00")
    choose_counting(from_month=may, counting="days_of_year", **given)
    assert total() == Decimal("1528.77")
    with pytest.raises(ClaimRefused, match="Choose how"):
        choose_counting(from_month=may, counting="by_feel", **given)
    with pytest.raises(ClaimRefused, match="from a month on"):
        choose_counting(from_month=date(2025, 5, 2), counting="days_of_year", **given)
