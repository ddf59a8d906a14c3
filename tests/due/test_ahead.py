"""Who misses the cut-off if nothing happens, and what is at stake in words and pounds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.due.ahead import NOT_KNOWN, Missed, dues_between, missed_by
from pcn_portal.due.standing import networks_of_board
from pcn_portal.units.periods import ContractYear
from tests.due.cast import AT, TODAY, count_beds, enter, facts, network, own_beds, tick
from tests.funding.approving import approve
from tests.funding.cast import run_month

pytestmark = pytest.mark.usefixtures("england")


def missed(days: int = 30, starts: date = TODAY) -> list[Missed]:
    networks = networks_of_board("QZ1", ContractYear(2025), TODAY)
    return missed_by("QZ1", networks, starts=starts, days=days, today=TODAY, known_at=AT)


def test_every_network_that_has_not_done_it_misses_it(people: dict[str, User]) -> None:
    own_beds(people["commissioner"])
    count_beds(date(2025, 6, 1))

    (one,) = missed()
    assert (one.stand.network.code, one.stand.due.day) == ("U90002", date(2025, 6, 25))
    assert one.stake.words.startswith("Without a count")
    assert one.stake.pounds is None


def test_the_days_asked_for_include_the_first_and_the_last(people: dict[str, User]) -> None:
    enter(people["commissioner"], facts(day=TODAY + timedelta(days=30)))

    assert len(missed(days=30)) == 2
    assert missed(days=29) == []
    assert len(missed(days=1, starts=TODAY + timedelta(days=30))) == 2
    assert missed(days=1, starts=TODAY + timedelta(days=31)) == []


def test_what_is_ticked_is_not_missed_and_another_stake_is_said_not_to_be_known(
    people: dict[str, User],
) -> None:
    made = enter(people["commissioner"], facts(day=date(2025, 6, 10)))
    tick(people["manager"], f"d{made.pk}_2025-26")

    (one,) = missed()
    assert (one.stand.network.code, one.stake.words) == ("U90002", NOT_KNOWN)


def test_a_deadline_of_the_year_before_that_falls_now_is_there(people: dict[str, User]) -> None:
    made = enter(people["commissioner"], facts(day=date(2025, 6, 10)), year=2024)

    found = dues_between("QZ1", TODAY, TODAY + timedelta(days=10), AT)
    assert [due.key for due in found] == [f"d{made.pk}_2024-25"]


def test_a_network_that_had_closed_by_then_owes_nothing(people: dict[str, User]) -> None:
    enter(people["commissioner"], facts(day=date(2025, 6, 10)))
    Network.objects.filter(code="U90002").update(closed=date(2025, 6, 10))

    assert [one.stand.network.code for one in missed()] == ["U90001"]


def test_the_premium_of_the_last_approved_month_is_at_stake(people: dict[str, User]) -> None:
    count_beds(date(2025, 4, 1))
    approved_april(people)
    own_beds(people["commissioner"])

    found = {one.stand.network.code: one.stake for one in missed()}
    assert found["U90001"].pounds == Decimal("434.18")
    assert found["U90001"].month == date(2025, 4, 1)
    assert found["U90002"].pounds is None
    assert network().code == "U90001"


def approved_april(people: dict[str, User]) -> None:
    """April calculated and approved; its premium is 40 beds at £130.253 a year."""
    (calculation,) = run_month(people["commissioner"], icb="QZ1")
    approve(calculation_id=calculation.pk, by=people["approver"].actor, at=AT)
