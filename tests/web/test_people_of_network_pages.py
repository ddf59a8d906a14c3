"""The people of a network on its pages: who leads, who is missing, and who may change what."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.models import Appointment, Network, NetworkRole, NominatedPayee
from pcn_portal.audit.models import AuditEvent
from tests.networks.people.cast import put
from tests.web.pages import errors, heading, links, text

pytestmark = pytest.mark.usefixtures("england")
PEOPLE = "/networks/U90001/people/"
DAY = "?on=2025-06-01"
TYPED = {
    "role": "clinical_director", "person": "Dr Ada Made-Up", "profession": "GP",
    "practice": "Z90001", "email": "ada@made-up.example", "wte": "0.1", "starts_day": "1",
    "starts_month": "4", "starts_year": "2024", "reason": "Minutes of 3 March",
}  # fmt: skip
LAST = {"last_day_day": "31", "last_day_month": "5", "last_day_year": "2025", "reason": "Retires"}


def test_directors_come_first_with_what_the_contract_assumes_beside_what_is_given(signed_in):
    put("U90001", profession="GP", practice="Z90001", wte=Decimal("0.08"))
    put("U90001", "Bo Invented", role="network_manager", email="bo@made-up.example")

    shown = text(signed_in("manager").get(PEOPLE + DAY))
    assert "Dr Ada Made-Up is clinical director of Harbour PCN." in shown
    assert "Assumed 0.1 WTE for 20,000 registered patients" in shown
    assert "Given 0.08 WTE 0.02 WTE less than assumed" in shown
    assert shown.index("Alder Surgery (Z90001)") < shown.index("bo@made-up.example")
    assert "Kent LMC" in shown and "own text was not read" in shown


def test_sessions_are_shown_as_sessions_and_compared_with_nothing(signed_in):
    put("U90001", sessions=Decimal("1"))
    put("U90001", "Bo Invented", wte=Decimal("0.05"))
    put("U90001", "Cy Pretend")

    shown = text(signed_in("manager").get(PEOPLE + DAY))
    assert "Bo Invented, Cy Pretend and Dr Ada Made-Up share the post" in shown
    assert "0.05 WTE, 1 session a week and nothing recorded for 1 person" in shown
    assert "than assumed" not in shown


def test_the_contribution_is_not_known_while_a_list_is_missing(signed_in):
    put("U90001")

    shown = text(signed_in("manager").get(PEOPLE + "?on=2023-06-01"))
    assert "Not known while the registered list is not fully known" in shown


def test_a_director_from_no_core_practice_is_shown_with_a_warning(signed_in):
    put("U90001", practice="Z90004")
    put("U90001", "Bo Invented")

    shown = text(signed_in("manager").get(PEOPLE + DAY))
    assert (
        "Damson Surgery (Z90004), where Dr Ada Made-Up is, is no core network practice of this "
        "network on this day." in shown
    )
    assert "No practice is recorded for Bo Invented." in shown


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (
            "2024-03-31",
            "No clinical director of Harbour PCN is recorded; somebody starts on",
        ),
        ("2024-04-01", "Dr Ada Made-Up is clinical director of Harbour PCN."),
        (
            "2025-04-15",
            "PCN. The post of clinical director falls vacant on 1 June 2025.",
        ),
        ("2025-06-01", "Harbour PCN has had no clinical director since 1 June 2025."),
    ],
)
def test_the_page_answers_as_on_a_day(signed_in, day: str, said: str):
    put("U90001", ends=date(2025, 6, 1))

    assert said in text(signed_in("manager").get(f"{PEOPLE}?on={day}"))


def test_past_and_coming_people_and_the_reasons_are_kept_in_sight(signed_in):
    put("U90001", "Dr Old Made-Up", date(2020, 7, 1), date(2023, 7, 1))
    put("U90001", "Dee Pretend", date(2027, 4, 1), role="digital_lead")

    shown = text(signed_in("manager").get(PEOPLE + DAY))
    assert "1 time in a role that ended before" in shown
    assert "After this day" in shown and "Dee Pretend" in shown
    assert "Dr Old Made-Up: recorded. Made up for a test" in shown


def test_a_vacancy_of_another_required_role_is_said(signed_in):
    NetworkRole.objects.filter(code="safeguarding_lead").update(required=True)

    shown = text(signed_in("manager").get(PEOPLE + DAY))
    assert "No safeguarding lead of Harbour PCN is recorded." in shown
    assert "Nobody is recorded for: Network manager, Digital and transformation lead" in shown


def test_the_payee_is_shown_with_its_history_and_how_it_changes(signed_in):
    network = Network.objects.get(code="U90001")
    for name, starts, ends in (
        ("Old Made-Up Partners", date(2020, 7, 1), date(2024, 4, 1)),
        ("Made-Up Network Limited", date(2024, 4, 1), None),
    ):
        NominatedPayee.objects.create(
            network=network, name=name, ods_code="Z90001", starts=starts, ends=ends
        )

    shown = text(signed_in("manager").get(PEOPLE + DAY))
    assert "Made-Up Network Limited (Z90001) receives the network’s payments." in shown
    assert "Old Made-Up Partners (Z90001): 1 July 2020 to 31 March 2024." in shown
    assert "a second person accepts, and at the earliest 14 days after that" in shown


def test_a_commissioner_records_a_director(signed_in):
    answer = signed_in("commissioner").post(f"{PEOPLE}new/", TYPED, follow=True)

    made = Appointment.objects.get()
    event = AuditEvent.objects.get(action="appointment.made")
    assert "Dr Ada Made-Up is recorded as clinical director." in text(answer)
    assert (made.person, made.practice and made.practice.code, made.wte, made.ends) == (
        "Dr Ada Made-Up", "Z90001", Decimal("0.100"), None,
    )  # fmt: skip
    assert (event.actor_label, event.reason) == (
        "commissioner@portal.example",
        "Minutes of 3 March",
    )


def test_a_manager_records_every_role_but_the_director(signed_in):
    manager = signed_in("manager")

    answer = manager.post(f"{PEOPLE}new/", TYPED)
    assert answer.status_code == 400
    assert "#id_role" in errors(answer)
    assert not Appointment.objects.exists()
    assert "changes by a proposal" in text(manager.get(f"{PEOPLE}new/"))

    manager.post(f"{PEOPLE}new/", TYPED | {"role": "network_manager"})
    assert Appointment.objects.get().role.code == "network_manager"


def test_a_manager_changes_only_how_the_director_is_reached(signed_in):
    made, manager = put("U90001", email="old@made-up.example"), signed_in("manager")
    sent = TYPED | {"person": "Somebody Else", "email": "new@made-up.example"}

    assert manager.get(f"{PEOPLE}{made.pk}/end/").status_code == 404
    assert manager.post(f"{PEOPLE}{made.pk}/end/", LAST).status_code == 404
    manager.post(f"{PEOPLE}{made.pk}/", sent)

    made.refresh_from_db()
    assert (made.person, made.email, made.ends) == (
        "Dr Ada Made-Up", "new@made-up.example", None,
    )  # fmt: skip


def test_a_correction_starts_from_what_is_recorded_and_the_last_day_is_the_day_before_the_end(
    signed_in,
):
    made = put("U90001", ends=date(2025, 6, 1), wte=Decimal("0.1"), practice="Z90004")
    client = signed_in("commissioner")
    page = client.get(f"{PEOPLE}{made.pk}/").content.decode()
    assert 'value="31"' in page and 'value="0.100"' in page and "Z90004" in page

    days = {"last_day_day": "30", "last_day_month": "4", "last_day_year": "2025"}
    client.post(f"{PEOPLE}{made.pk}/", TYPED | {"practice": "Z90004"} | days)
    made.refresh_from_db()
    assert made.ends == date(2025, 5, 1)


def test_ending_says_what_follows_and_records_the_day_after_the_last(signed_in):
    made = put("U90001", starts=date(2024, 4, 1))
    client = signed_in("commissioner")

    assert "told by e-mail" in text(client.get(f"{PEOPLE}{made.pk}/end/"))
    answer = client.post(f"{PEOPLE}{made.pk}/end/", LAST, follow=True)

    made.refresh_from_db()
    assert made.ends == date(2025, 6, 1)
    assert "The last day of Dr Ada Made-Up is recorded." in text(answer)


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"person": ""}, "#id_person", "Enter name"),
        ({"reason": ""}, "#id_reason", "Say why. It is kept with the change."),
        ({"wte": "1.5"}, "#id_wte", "at most 1"),
        ({"starts_day": "32"}, "#id_starts_day", "real date"),
        (
            {"last_day_day": "1", "last_day_month": "3", "last_day_year": "2024"},
            "#id_last_day_day",
            "The last day is before the first",
        ),
        ({"email": "nobody"}, "#id_email", "valid email"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_loses_nothing(signed_in, changed, field, said):
    answer = signed_in("commissioner").post(f"{PEOPLE}new/", TYPED | changed)

    assert answer.status_code == 400
    assert said in errors(answer)[field]
    assert "ada@made-up.example" in answer.content.decode() or "email" in changed
    assert not Appointment.objects.exists()


def test_an_appointment_of_another_network_is_not_found_here(signed_in):
    made = put("U90002")

    assert signed_in("commissioner").get(f"{PEOPLE}{made.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["approver", "auditor"])
def test_who_only_reads_finds_no_way_to_change(signed_in, who: str):
    put("U90001")
    client = signed_in(who)

    assert not [href for href in links(client.get(PEOPLE)) if "/people/" in href and href != PEOPLE]
    assert client.post(f"{PEOPLE}new/", TYPED).status_code == 403


def test_the_work_list_has_vacancies_first_and_filters(signed_in):
    put("U90001", ends=date(2025, 3, 1))
    put("U90002", "Bo Invented", profession="Nurse", wte=Decimal("0.2"))

    client = signed_in("commissioner")
    shown = text(client.get("/networks/lists/directors/" + DAY))
    assert "Of 2 networks, 1 is without a clinical director." in shown
    assert "Vacant Since 1 March 2025 Nobody" in shown
    assert "Filled Bo Invented , Nurse From 1 April 2024 0.2 WTE" in shown
    assert shown.index("Harbour") < shown.index("Quay")
    vacant = text(client.get("/networks/lists/directors/" + DAY + "&state=vacant"))
    assert "Harbour" in vacant and "Quay" not in vacant


def test_the_work_list_never_says_vacant_of_what_was_never_recorded(signed_in):
    shown = text(signed_in("commissioner").get("/networks/lists/directors/" + DAY))

    assert "Of 2 networks, 2 have none recorded." in shown
    assert "Vacant Since" not in shown


def test_each_required_role_has_its_own_work_list(signed_in):
    NetworkRole.objects.filter(code="safeguarding_lead").update(required=True)
    put("U90001", "Bo Invented", role="safeguarding_lead")

    shown = text(signed_in("commissioner").get("/networks/lists/directors/?role=safeguarding_lead"))
    assert "Safeguarding lead: who and until when" in shown
    assert "Filled Bo Invented" in shown


def test_the_work_list_takes_as_many_queries_for_many_as_for_few(signed_in):
    put("U90001")
    client = signed_in("national")
    client.get("/networks/lists/directors/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/networks/lists/directors/")

    assert len(queries) <= 12


def test_a_vacancy_is_an_alarm_at_home_in_the_list_and_on_the_network(signed_in):
    put("U90001", ends=timezone.localdate() + timedelta(days=30))

    for who in ("manager", "commissioner", "national"):
        shown = text(signed_in(who).get("/"))
        assert (
            "1 network is without a clinical director, or will be within 60 days: Harbour" in shown
        )
    client = signed_in("manager")
    assert "Clinical director leaves" in text(client.get("/networks/"))
    assert "Clinical director leaves" in text(client.get("/networks/U90001/"))


def test_networks_without_anybody_recorded_are_one_line_at_home(signed_in):
    shown = text(signed_in("national").get("/"))

    assert "3 networks have no clinical director recorded:" in shown
    assert "No clinical director recorded" not in text(signed_in("national").get("/networks/"))


@pytest.mark.parametrize("who", ["approver", "auditor"])
def test_who_cannot_fill_a_post_is_not_told_that_it_needs_them(signed_in, who: str):
    assert "clinical director" not in text(signed_in(who).get("/"))


def test_roles_are_configured_by_the_national_administrator_alone(signed_in):
    sent = {"title": "Estates lead", "order": "45", "active": "on", "reason": "Asked for"}
    for address in ("/networks/roles/", "/networks/roles/new/", "/networks/roles/digital_lead/"):
        assert signed_in("commissioner").get(address).status_code == 403
    client = signed_in("national")

    assert "Estates lead is a role now." in text(
        client.post("/networks/roles/new/", sent, follow=True)
    )
    client.post("/networks/roles/estates_lead/", {**sent, "title": "Estates", "active": ""})
    role = NetworkRole.objects.get(code="estates_lead")
    shown = text(client.get("/networks/roles/"))
    assert (role.title, role.active) == ("Estates", False)
    assert "6 of 7 roles are in use. Networks must fill 1 of them." in shown
    assert "Estates Retired 45 0" in shown
    assert client.get("/networks/roles/none_such/").status_code == 404


def test_a_role_that_cannot_be_is_refused_at_its_field(signed_in):
    client = signed_in("national")
    again = client.post(
        "/networks/roles/new/", {"title": "Network manager", "order": "1", "reason": "Twice"}
    )
    optional = client.post(
        "/networks/roles/clinical_director/",
        {"title": "Clinical director", "order": "10", "active": "on", "reason": "No need"},
    )

    assert again.status_code == optional.status_code == 400
    assert errors(again) == {"#id_title": "There is a role “Network manager” already."}
    assert "requires every network to have a clinical director" in errors(optional)[""]
    assert heading(optional) == "Change “Clinical director”"
