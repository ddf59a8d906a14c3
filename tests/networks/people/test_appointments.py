"""People take up roles of a network, are corrected and leave; who, when and why is kept."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from networks.models import Appointment, Network, NetworkRole
from networks.people.actions import PeopleRefused, Post, appoint, correct, end_appointment, post_of
from networks.people.queries import appointments_of
from pcn_portal.audit.dated import holds_on
from pcn_portal.audit.models import AuditEvent
from tests.networks.people.cast import AT, CASEY, TODAY, post, put

pytestmark = pytest.mark.usefixtures("england")
APRIL = date(2024, 4, 1)


def names(day: date, network: str = "U90001") -> list[str]:
    found = appointments_of(Network.objects.get(code=network)).filter(holds_on(day))
    return [a.person for a in found]


def correct_to(appointment: Appointment, changed: Post, reason: str = "Misspelt") -> Appointment:
    return correct(appointment_id=appointment.pk, post=changed, reason=reason, by=CASEY, at=AT)


def end(appointment: Appointment, on: date, reason: str = "Retired") -> Appointment:
    return end_appointment(appointment_id=appointment.pk, on=on, reason=reason, by=CASEY, at=AT)


def test_a_director_is_in_post_from_the_first_day_to_the_day_before_the_end():
    put("U90001", starts=APRIL, ends=date(2025, 4, 1))

    assert names(date(2024, 3, 31)) == []
    assert names(APRIL) == names(date(2025, 3, 31)) == ["Dr Ada Made-Up"]
    assert names(date(2025, 4, 1)) == []


def test_a_post_may_be_shared_and_each_persons_share_is_kept():
    put("U90001", "Dr Ada Made-Up", wte=Decimal("0.1"))
    put("U90001", "Bo Invented", profession="Pharmacist", sessions=Decimal("1.5"))

    found = appointments_of(Network.objects.get(code="U90001"))
    assert [(a.person, a.wte, a.sessions) for a in found] == [
        ("Bo Invented", None, Decimal("1.50")),
        ("Dr Ada Made-Up", Decimal("0.100"), None),
    ]


def test_a_director_need_not_be_a_gp_nor_at_a_practice_of_the_network():
    assert put("U90001", profession="Physiotherapist", practice="z90004").practice
    assert put("U90001", "Bo Invented").practice is None


def test_blanks_around_and_within_a_name_do_not_make_another_person():
    assert put("U90001", "  Dr  Ada Made-Up ").person == "Dr Ada Made-Up"
    with pytest.raises(PeopleRefused, match="already recorded in this role from 1 April 2024"):
        put("U90001", "dr ada made-up", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"person": " "}, "person", "Give the person’s name"),
        ({"person": "x" * 151}, "person", "at most 150 characters"),
        ({"ends": APRIL}, "ends", "The last day is before the first"),
        ({"practice": "Z99999"}, "practice", "There is no practice “Z99999”"),
        ({"email": "not an address"}, "email", "valid email address"),
        ({"wte": Decimal("1.2")}, "wte", "at most 1"),
        ({"wte": Decimal("0")}, "wte", "more than 0"),
        ({"wte": Decimal("0.1234")}, "wte", "no more than 3 decimal places"),
        ({"sessions": Decimal("-1")}, "sessions", "greater than or equal to 0"),
        ({"sessions": Decimal("0")}, "sessions", "more than 0"),
        ({"sessions": Decimal("100")}, "sessions", "digits"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_it_is_about(
    facts: dict[str, Any], field: str, sentence: str
):
    with pytest.raises(PeopleRefused, match=sentence) as refusal:
        put("U90001", **({"person": "Dr Ada Made-Up"} | facts))

    assert refusal.value.field == field
    assert not Appointment.objects.exists()
    assert not AuditEvent.objects.exists()


def test_nobody_joins_a_network_that_has_closed_or_that_is_not_there():
    Network.objects.filter(code="U90002").update(closed=APRIL)

    with pytest.raises(PeopleRefused, match="has closed by 1 April 2024"):
        put("U90002", starts=APRIL)
    with pytest.raises(PeopleRefused, match="no network “U99999”"):
        put("U99999")


def test_nobody_is_put_into_a_retired_role():
    NetworkRole.objects.filter(code="digital_lead").update(active=False)

    with pytest.raises(PeopleRefused, match="role that is in use"):
        put("U90001", role="digital_lead")


def test_a_reason_is_asked_for():
    with pytest.raises(PeopleRefused, match="reason"):
        appoint(
            network_code="U90001", role_code="network_manager", post=post(), reason="  ",
            by=CASEY, at=AT,
        )  # fmt: skip
    made = put("U90001")
    with pytest.raises(PeopleRefused, match="reason"):
        end(made, TODAY, reason="")
    with pytest.raises(PeopleRefused, match="reason"):
        correct_to(made, post("Dr Ida Made-Up"), reason="")


def test_a_correction_keeps_what_was_recorded_before():
    made = put("U90001", "Dr Ade Made-Up", wte=Decimal("0.2"))
    correct_to(made, post("Dr Ada Made-Up", wte=Decimal("0.25")))

    kept = apps.get_model("networks", "AppointmentEvent").objects.get()
    event = AuditEvent.objects.get(action="appointment.corrected")
    assert names(TODAY) == ["Dr Ada Made-Up"]
    assert (kept.person, kept.wte) == ("Dr Ade Made-Up", Decimal("0.200"))
    assert (event.object_key, event.reason, event.actor_label) == (
        "U90001", "Misspelt", "casey@portal.example",
    )  # fmt: skip
    assert event.data["before"]["person"] == "Dr Ade Made-Up"
    assert event.data["after"]["wte"] == "0.25"


def test_a_correction_that_changes_nothing_is_refused():
    made = put("U90001")

    with pytest.raises(PeopleRefused, match="Nothing is different"):
        correct_to(made, post_of(made))


def test_a_correction_may_not_meet_the_same_persons_other_time_in_the_role():
    put("U90001", starts=date(2023, 4, 1), ends=APRIL)
    second = put("U90001", starts=APRIL)

    with pytest.raises(PeopleRefused, match="already recorded in this role from 1 April 2023"):
        correct_to(second, post(starts=date(2024, 3, 31)))


def test_ending_a_time_in_a_role():
    made = put("U90001")
    end(made, TODAY)

    event = AuditEvent.objects.get(action="appointment.ended")
    assert names(date(2025, 5, 31)) == ["Dr Ada Made-Up"]
    assert names(TODAY) == []
    assert (event.reason, event.data["after"]["ends"]) == ("Retired", "2025-06-01")


def test_an_end_may_be_brought_forward_but_not_put_off_or_before_the_start():
    made = put("U90001", starts=APRIL, ends=TODAY)

    with pytest.raises(PeopleRefused, match="already ends before 1 June 2025"):
        end(made, date(2025, 7, 1))
    with pytest.raises(PeopleRefused, match="starts on 1 April 2024"):
        end(made, APRIL)
    assert end(made, date(2025, 5, 1)).ends == date(2025, 5, 1)


def test_what_is_not_recorded_cannot_be_changed():
    with pytest.raises(PeopleRefused, match="not recorded"):
        end_appointment(appointment_id=0, on=TODAY, reason="Gone", by=CASEY, at=AT)


def test_the_database_refuses_the_same_person_twice_in_a_role_on_a_day():
    made = put("U90001")
    twin = Appointment(
        network=made.network, role=made.role, person=made.person, starts=date(2025, 1, 1)
    )

    with pytest.raises(IntegrityError, match="person_once_in_a_role"), transaction.atomic():
        twin.save()
