"""How a practice stands in a year: enrolled, signed up, late, opted out or not taking part."""

from datetime import date

import pytest

from networks.models import Network, NetworkMembership
from networks.participation.standing import State, participants, standings
from practices.models import Practice
from tests.networks.participation.conftest import APRIL, JULY, leaves, standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("england")]


def joins(practice: str, on: date, network: str = "U90001") -> None:
    NetworkMembership.objects.create(
        practice=Practice.objects.get(code=practice),
        network=Network.objects.get(code=network),
        starts=on,
    )


def test_who_took_part_at_the_end_of_the_year_before_is_enrolled_and_it_is_said_from_what():
    found = standing()

    assert (found.state, found.takes_part, found.trouble) == (State.ENROLLED, True, "")
    assert found.why == "Core network practice of Harbour PCN (U90001) on 31 March 2025."


def test_who_was_in_no_network_does_not_take_part():
    leaves("Z90001", date(2025, 3, 1))

    found = standing()

    assert (found.state, found.takes_part, found.trouble) == (State.OUT, False, "")
    assert "In no network on 31 March 2025, and no sign-up for 2025/26" in found.why


def test_who_left_during_the_year_without_a_notice_is_something_to_look_at():
    leaves("Z90001", JULY)

    assert standing(on=date(2025, 6, 30)).state == State.ENROLLED
    found = standing(on=JULY)
    assert (found.state, found.trouble) == (State.OUT, "No opt-out is recorded.")


def test_who_became_core_during_the_year_has_signed_up_though_no_notice_is_recorded():
    leaves("Z90001", date(2025, 3, 1))
    joins("Z90001", JULY)

    found = standing(on=JULY)

    assert (found.state, found.trouble) == (State.SIGNED_UP, "No sign-up is recorded.")
    assert standing(on=date(2025, 6, 30)).state == State.OUT


def test_a_move_between_networks_changes_nothing():
    leaves("Z90001", JULY)
    joins("Z90001", JULY, "U90002")

    assert (standing(on=JULY).state, standing(on=JULY).trouble) == (State.ENROLLED, "")


def test_an_opt_out_counts_from_its_day_and_is_seen_coming_from_the_day_it_came(give):
    give("opt_out", effective=JULY)

    before = standing(on=date(2025, 4, 19))
    coming = standing(on=date(2025, 4, 20))
    after = standing(on=JULY)

    assert (before.state, before.coming) == (State.ENROLLED, None)
    assert coming.state == State.ENROLLED
    assert coming.coming and coming.coming.effective == JULY
    assert (after.state, after.takes_part) == (State.OPTED_OUT, False)
    assert after.why == "Notice received on 20 April 2025, in effect from 1 July 2025."
    assert "still a core network practice of Harbour PCN" in after.trouble


def test_the_latest_notice_counts(give):
    give("opt_out")
    give("sign_up", received_on=date(2025, 4, 28))

    assert standing().state == State.SIGNED_UP
    assert standing(on=date(2025, 4, 27)).state == State.OPTED_OUT


def test_who_signs_up_and_is_in_no_network_is_something_to_look_at(give):
    leaves("Z90001", date(2025, 3, 1))
    give("sign_up", effective=JULY)

    assert "of no network" in standing(on=JULY).trouble
    joins("Z90001", JULY)
    assert standing(on=JULY).trouble == ""


def test_a_late_sign_up_is_said_to_be_late(give):
    leaves("Z90001", date(2025, 3, 1))
    give("late_sign_up", received_on=date(2025, 6, 2), effective=JULY, consent="Agreed 3 June.")

    assert (standing(on=JULY).state, standing(on=JULY).takes_part) == (State.SIGNED_UP_LATE, True)


def test_who_opted_out_is_not_enrolled_in_the_next_year_even_if_the_change_was_never_decided(give):
    give("opt_out")

    found = standing(year=2026, on=date(2026, 5, 1))

    assert (found.state, found.takes_part) == (State.OUT, False)
    assert "still a core network practice" in found.trouble


def test_who_opted_out_and_joined_again_is_enrolled_in_the_next_year(give):
    give("opt_out")
    leaves("Z90001", APRIL)
    joins("Z90001", JULY)

    assert standing(year=2026, on=date(2026, 5, 1)).state == State.ENROLLED


def test_a_day_outside_the_year_stands_for_the_years_nearest_day(give):
    leaves("Z90001", JULY)

    assert standing(on=date(2024, 1, 1)).state == State.ENROLLED
    assert standing(on=date(2030, 1, 1)).state == State.OUT


def test_only_open_gp_practices_may_take_part():
    Practice.objects.filter(code="Z90002").update(closed=APRIL)
    Practice.objects.filter(code="Z90003").update(setting="RO80")
    Practice.objects.filter(code="Z90004").update(setting="RO76")

    found = participants(Practice.objects.all(), year=2025, on=JULY)

    assert sorted(practice.code for practice in found) == ["Z90001", "Z90004"]


def test_many_practices_take_as_many_queries_as_one(django_assert_num_queries):
    with django_assert_num_queries(5):
        found = standings(Practice.objects.all(), year=2025, on=JULY)

    assert [row.state for row in found] == [State.ENROLLED] * 4
