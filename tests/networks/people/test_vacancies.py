"""A required role with nobody in it, today or within sixty days, is a vacancy."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import Appointment, Network, NetworkRole
from networks.people.queries import (
    Contribution,
    appointments_of,
    contribution,
    holders_by_network,
    outside_core,
)
from networks.people.vacancies import Vacancy, vacancies
from networks.queries import members_on
from tests.networks.people.cast import TODAY, put

pytestmark = pytest.mark.usefixtures("england")
HARBOUR = "U90001"
IN_60_DAYS, IN_61_DAYS = date(2025, 7, 31), date(2025, 8, 1)


def found(code: str = HARBOUR, day: date = TODAY) -> list[Vacancy]:
    return vacancies(Network.objects.filter(code=code), today=day)


def test_a_network_with_a_director_has_no_vacancy():
    put(HARBOUR)

    assert found() == []


def test_a_director_who_left_leaves_a_vacancy_since_that_day():
    put(HARBOUR, "Dr Old Made-Up", date(2019, 7, 1), date(2022, 1, 1))
    put(HARBOUR, starts=date(2022, 1, 1), ends=date(2025, 3, 1))

    (vacancy,) = found()
    assert (vacancy.vacant_from, vacancy.filled_from) == (date(2025, 3, 1), None)
    assert vacancy.held_by == ("Dr Ada Made-Up",)
    assert (vacancy.code, vacancy.role) == (HARBOUR, "Clinical director")
    assert not vacancy.coming
    assert not vacancy.unrecorded


def test_a_network_of_which_nobody_was_ever_recorded_is_not_called_vacant_since_a_day():
    (vacancy,) = found()

    assert vacancy.unrecorded
    assert vacancy.vacant_from is None
    assert not vacancy.coming


def test_somebody_to_come_does_not_say_who_was_there_before():
    put(HARBOUR, starts=date(2025, 7, 1))

    (vacancy,) = found()
    assert vacancy.unrecorded
    assert vacancy.filled_from == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("last", "coming"), [(IN_60_DAYS, True), (IN_61_DAYS, False), (TODAY, False)]
)
def test_an_end_within_sixty_days_is_a_vacancy_to_come(last: date, coming: bool):
    put(HARBOUR, ends=last)

    assert [v.vacant_from for v in found() if v.coming] == ([last] if coming else [])


def test_an_end_with_a_successor_the_same_day_is_no_vacancy():
    put(HARBOUR, ends=date(2025, 7, 1))
    put(HARBOUR, "Bo Invented", date(2025, 7, 1))

    assert found() == []


def test_a_successor_who_starts_later_leaves_a_gap_with_both_its_days():
    put(HARBOUR, ends=date(2025, 7, 1))
    put(HARBOUR, "Bo Invented", date(2025, 7, 15))

    (vacancy,) = found()
    assert (vacancy.vacant_from, vacancy.filled_from) == (date(2025, 7, 1), date(2025, 7, 15))
    assert found(day=date(2025, 7, 10))[0].vacant_from == date(2025, 7, 1)
    assert found(day=date(2025, 7, 15)) == []


def test_a_successor_who_soon_leaves_too_is_the_one_who_leaves_it_empty():
    put(HARBOUR, ends=date(2025, 6, 15))
    put(HARBOUR, "Bo Invented", date(2025, 6, 15), date(2025, 7, 15))

    (vacancy,) = found()
    assert (vacancy.vacant_from, vacancy.held_by) == (date(2025, 7, 15), ("Bo Invented",))


def test_one_of_two_who_share_the_post_may_leave():
    put(HARBOUR, ends=date(2025, 7, 1))
    put(HARBOUR, "Bo Invented")

    assert found() == []


def test_an_appointment_called_off_before_its_day_fills_nothing():
    put(HARBOUR, ends=date(2025, 7, 1))
    successor = put(HARBOUR, "Bo Invented", date(2025, 7, 1))
    Appointment.objects.filter(pk=successor.pk).update(ends=successor.starts)

    assert [v.vacant_from for v in found()] == [date(2025, 7, 1)]


def test_a_network_that_has_closed_or_closes_first_needs_nobody():
    put(HARBOUR, ends=date(2025, 7, 1))
    Network.objects.filter(code=HARBOUR).update(closed=date(2025, 7, 1))
    Network.objects.filter(code="U90002").update(closed=date(2025, 1, 1))

    assert found() == found("U90002") == []


def test_every_required_role_in_use_raises_the_alarm_and_no_other():
    NetworkRole.objects.filter(code="safeguarding_lead").update(required=True)
    NetworkRole.objects.filter(code="digital_lead").update(required=True, active=False)

    assert [v.role_code for v in found()] == ["clinical_director", "safeguarding_lead"]


def test_all_networks_take_as_many_queries_as_one():
    with CaptureQueriesContext(connection) as few:
        found()
    with CaptureQueriesContext(connection) as many:
        assert len(vacancies(Network.objects.all(), today=TODAY)) == 3

    assert len(few) == len(many) == 4


def test_what_the_contract_assumes_stands_beside_what_is_given():
    put(HARBOUR, wte=Decimal("0.1"))
    put(HARBOUR, "Bo Invented", sessions=Decimal("1"))
    put(HARBOUR, "Cy Pretend")
    directors = appointments_of(Network.objects.get(code=HARBOUR))

    assert contribution(directors, Decimal(40_000)) == Contribution(
        assumed=Decimal("0.2"), wte=Decimal("0.1"), sessions=Decimal(1), unrecorded=1
    )


def test_nothing_recorded_is_not_known_rather_than_none_given():
    put(HARBOUR)
    directors = appointments_of(Network.objects.get(code=HARBOUR))

    assert contribution(directors, None) == Contribution(
        assumed=None, wte=None, sessions=None, unrecorded=1
    )


def test_a_director_from_no_core_practice_of_the_network_is_named_on_that_day():
    put(HARBOUR, practice="Z90001")
    elsewhere, nowhere = put(HARBOUR, "Bo Invented", practice="Z90004"), put(HARBOUR, "Cy Pretend")
    network = Network.objects.get(code=HARBOUR)
    core = members_on(network, TODAY).values_list("practice_id", flat=True)

    assert outside_core(list(appointments_of(network)), core) == [elsewhere, nowhere]


def test_directors_of_many_networks_on_a_day():
    put(HARBOUR, ends=TODAY)
    put("U90002", "Bo Invented")
    put("U90002", "Cy Pretend", role="network_manager")

    every = holders_by_network(Network.objects.all(), "clinical_director", TODAY)
    assert {key: [a.person for a in held] for key, held in every.items()} == {
        "U90002": ["Bo Invented"]
    }
