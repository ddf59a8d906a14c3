"""Before anybody confirms: every approved month a change would put right, and nothing changed."""

from decimal import Decimal

import pytest

from funding.impact import board_months, impact_of
from funding.models import Correction
from networks.models import NetworkMembership
from pcn_portal.accounts.models import User
from practices.models import PopulationFigure
from tests.funding.books.cast import DAY, approve_month
from tests.funding.books.test_posting import lose
from tests.funding.cast import APRIL, MAY, NOON, run_month

LATER = NOON + 30 * DAY
ICB = "QAA"


@pytest.fixture
def two_months(england: list[str], commissioner: User, approver: User) -> None:
    for month in (APRIL, MAY):
        approve_month(month, commissioner, approver)


@pytest.mark.usefixtures("two_months")
def test_a_trial_names_what_a_run_would_find_and_leaves_nothing(commissioner: User) -> None:
    figures = PopulationFigure.objects.count()
    impact = impact_of(lambda: lose("Z00001", 1200), icb_codes=[ICB], known_at=LATER)
    assert PopulationFigure.objects.count() == figures
    assert not Correction.objects.exists()
    assert {(one.network, one.month) for one in impact.months} == {
        ("U00001", APRIL),
        ("U00001", MAY),
    }
    lose("Z00001", 1200)
    (june,) = run_month(commissioner, icb=ICB, month=MAY.replace(month=6), at=LATER)
    assert sum(one.amount for one in impact.months) == june.corrections == impact.recovered < 0
    assert (impact.arrears, impact.networks) == (Decimal("0.00"), 1)


@pytest.mark.usefixtures("two_months")
def test_what_is_due_anyway_is_not_laid_at_its_door() -> None:
    lose("Z00001", 1200)
    impact = impact_of(lambda: lose("Z00003", 10), icb_codes=[ICB], known_at=LATER)
    assert {one.network for one in impact.months} == {"U00003"}
    assert not impact_of(lambda: None, icb_codes=[ICB], known_at=LATER).months


@pytest.mark.usefixtures("two_months")
def test_a_move_shows_both_sides() -> None:
    def move() -> None:
        spell = NetworkMembership.objects.get(practice__code="Z00001")
        NetworkMembership.objects.filter(pk=spell.pk).update(ends=MAY)
        network = NetworkMembership.objects.get(practice__code="Z00003").network
        NetworkMembership.objects.create(practice=spell.practice, network=network, starts=MAY)

    impact = impact_of(move, icb_codes=[ICB], known_at=LATER)
    assert {(one.network, one.month) for one in impact.months} == {
        ("U00001", MAY),
        ("U00003", MAY),
    }
    assert impact.recovered < 0 < impact.arrears
    assert board_months([ICB]) == 2


@pytest.mark.usefixtures("two_months")
def test_what_the_change_refuses_is_told(commissioner: User) -> None:
    def refuse() -> None:
        raise ValueError("Not so.")

    with pytest.raises(ValueError, match="Not so"):
        impact_of(refuse, icb_codes=[ICB], known_at=LATER)


def test_without_an_approved_month_nothing_is_touched(england: list[str]) -> None:
    assert not impact_of(lambda: lose("Z00001", 5), icb_codes=[ICB], known_at=LATER).months
