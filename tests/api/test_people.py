"""People, roles, vacancies and payees of networks over the API."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import Appointment, Network, NetworkRole, NominatedPayee
from pcn_portal.api.network_roles import RoleShape, VacancyShape
from pcn_portal.api.payees import PayeeShape
from pcn_portal.api.people import AppointmentShape
from tests.api.test_errors import error
from tests.api.test_money import listed
from tests.networks.people.cast import put

pytestmark = pytest.mark.usefixtures("england")
API = "/api/v1/"
PEOPLE = f"{API}networks/u90001/appointments/"
BODY = {
    "role": "network_manager", "person": "Bo Invented", "starts": "2025-04-01", "wte": "0.5",
    "practice": "Z90001", "email": "bo@made-up.example", "reason": "Minutes of 3 March",
}  # fmt: skip
DIRECTOR = BODY | {"role": "clinical_director"}


def post(client, address, body):
    return client.post(address, body, format="json")


def names(client, query=""):
    return [row["person"] for row in listed(client, f"networks/U90001/appointments/{query}")]


def test_the_people_of_a_network_on_a_day(client_of):
    put("U90001", ends=date(2025, 6, 1), practice="Z90001", wte=Decimal("0.25"))
    put("U90001", "Cy Pretend", role="digital_lead")
    client = client_of("manager")

    (director, _) = listed(client, "networks/U90001/appointments/?on=2025-05-31")
    assert set(director) == set(AppointmentShape().fields)
    assert director["role"] == {"code": "clinical_director", "title": "Clinical director"}
    assert director["practice"] == {"code": "Z90001", "name": "Alder Surgery"}
    assert (director["wte"], director["sessions"], director["ends"]) == (
        "0.250", None, "2025-06-01",
    )  # fmt: skip
    assert names(client, "?on=2025-06-01") == ["Cy Pretend"]
    assert names(client, "?on=2025-05-31&role=digital_lead") == ["Cy Pretend"]
    assert names(client, "?on=2024-03-31") == []


def test_somebody_takes_up_a_role_is_corrected_and_leaves(client_of):
    client = client_of("manager")
    made = post(client, PEOPLE, BODY)
    assert made.status_code == 201, made.content
    number = made.json()["id"]

    corrected = post(
        client, f"{PEOPLE}{number}/correct/", {"person": "Bo Inventive", "reason": "x"}
    )
    ended = post(client, f"{PEOPLE}{number}/end/", {"ends": "2025-06-01", "reason": "Left"})

    assert corrected.json()["person"] == "Bo Inventive"
    assert corrected.json()["email"] == "bo@made-up.example"
    assert ended.status_code == 200
    assert ended.json()["ends"] == "2025-06-01"
    again = post(client, f"{PEOPLE}{number}/end/", {"ends": "2025-06-01", "reason": "Left"})
    assert "already ends before 1 June 2025" in error(again, 409, "refused")["message"]


def test_a_manager_proposes_a_change_of_the_director_and_makes_none(client_of):
    number = put("U90001", email="old@made-up.example").pk
    manager = client_of("manager")
    end, person = {"ends": "2025-06-01", "reason": "x"}, {"person": "Cy Pretend", "reason": "x"}

    for address, body in (
        (PEOPLE, DIRECTOR),
        (f"{PEOPLE}{number}/end/", end),
        (f"{PEOPLE}{number}/correct/", person),
    ):
        said = error(post(manager, address, body), 403, "not_allowed")["message"]
        assert said.startswith("The clinical director changes by a proposal")
    reached = {"email": "new@made-up.example", "reason": "Changed"}
    assert post(manager, f"{PEOPLE}{number}/correct/", reached).status_code == 200
    assert Appointment.objects.get().email == "new@made-up.example"
    assert post(client_of("commissioner"), PEOPLE, DIRECTOR).status_code == 201


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"wte": "1.5"}, 400, "wte"),
        ({"starts": "soon"}, 400, "starts"),
        ({"email": "nobody"}, 400, "email"),
        ({"reason": ""}, 400, "reason"),
        ({"role": "no such role!"}, 400, "role"),
        ({"role": "none_such"}, 409, None),
        ({"ends": "2025-04-01"}, 409, None),
        ({"practice": "Z99999"}, 409, None),
    ],
)
def test_what_cannot_be_recorded_is_refused(client_of, changed, status, field):
    answer = post(client_of("commissioner"), PEOPLE, BODY | changed)

    found = error(answer, status, "invalid" if status == 400 else "refused")
    assert (field in found["fields"]) if field else found["message"]
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("who", ["approver", "auditor"])
def test_who_only_reads_changes_nobody(client_of, who):
    number = put("U90001").pk
    client = client_of(who)

    assert names(client) == ["Dr Ada Made-Up"]
    assert post(client, PEOPLE, BODY).status_code == 403
    assert post(client, f"{PEOPLE}{number}/end/", {}).status_code == 403


def test_another_networks_people_are_not_found(client_of):
    number = put("U90003").pk
    client = client_of("commissioner")

    assert client.get(f"{API}networks/U90003/appointments/").status_code == 404
    assert client.get(f"{API}networks/U90003/payees/").status_code == 404
    assert post(client, f"{API}networks/U90003/appointments/", BODY).status_code == 404
    assert post(client, f"{PEOPLE}{number}/correct/", {"reason": "x"}).status_code == 404


def test_payees_are_read_and_not_written(client_of):
    NominatedPayee.objects.create(
        network=Network.objects.get(code="U90001"), name="Made-Up Network Limited",
        ods_code="Z90001", starts=date(2024, 4, 1),
    )  # fmt: skip

    (payee,) = listed(client_of("manager"), "networks/U90001/payees/")
    assert set(payee) == set(PayeeShape().fields)
    assert (payee["name"], payee["ends"], payee["proposal"]) == (
        "Made-Up Network Limited", None, None,
    )  # fmt: skip
    assert post(client_of("national"), f"{API}networks/U90001/payees/", {}).status_code == 405


def test_vacancies_are_listed_with_their_days(client_of):
    put("U90001", ends=date(2025, 7, 1))
    put("U90001", "Bo Invented", date(2025, 7, 15))
    client = client_of("commissioner")

    first, second = listed(client, "vacancies/?on=2025-06-01")
    assert set(first) == set(VacancyShape().fields)
    assert (first["network"]["code"], first["vacant_from"], first["filled_from"]) == (
        "U90001", "2025-07-01", "2025-07-15",
    )  # fmt: skip
    assert first["held_by"] == ["Dr Ada Made-Up"]
    assert (second["network"]["code"], second["vacant_from"]) == ("U90002", None)
    assert len(listed(client, "vacancies/?on=2025-06-01&within_days=10")) == 1
    assert [v["network"]["code"] for v in listed(client_of("national"), "vacancies/?icb=qz2")] == [
        "U90003"
    ]


def test_vacancies_come_in_pages(client_of):
    client, found = client_of("national"), []
    address = f"{API}vacancies/?limit=2"
    while address:
        page = client.get(address).json()
        found.append([row["network"]["code"] for row in page["results"]])
        address = page["next"]

    assert found == [["U90001", "U90002"], ["U90003"]]
    wrong = client.get(f"{API}vacancies/?cursor=made-up")
    assert "cursor" in error(wrong, 400, "invalid")["fields"]


def test_roles_are_read_by_all_and_configured_by_the_national_administrator(client_of):
    new = {"title": "Estates lead", "order": 45, "reason": "Asked for"}
    assert post(client_of("commissioner"), f"{API}network-roles/", new).status_code == 403
    client = client_of("national")

    added = post(client, f"{API}network-roles/", new)
    assert added.status_code == 201, added.content
    assert set(added.json()) == set(RoleShape().fields)
    changed = post(
        client, f"{API}network-roles/estates_lead/", {"active": False, "reason": "Not used"}
    )
    assert changed.json() == {
        "code": "estates_lead", "title": "Estates lead", "required": False, "order": 45,
        "active": False,
    }  # fmt: skip
    assert len(listed(client_of("manager"), "network-roles/")) == NetworkRole.objects.count() == 7
    assert post(client, f"{API}network-roles/none_such/", {"reason": "x"}).status_code == 404
    refused = post(
        client, f"{API}network-roles/clinical_director/", {"required": False, "reason": "x"}
    )
    assert "requires every network" in error(refused, 409, "refused")["message"]


@pytest.mark.parametrize("address", ["vacancies/", "size-approvals/"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_is_can_be_asked_for(client_of, address, day):
    put("U90001")

    assert client_of("national").get(f"{API}{address}?on={day}").status_code == 200


def test_lists_take_as_many_queries_for_many_rows_as_for_few(client_of):
    client = client_of("national")
    for address in ("vacancies/", "network-sizes/", "networks/U90001/appointments/"):
        with CaptureQueriesContext(connection) as few:
            client.get(f"{API}{address}?limit=1")
        put("U90001", address, role="other_contact")
        with CaptureQueriesContext(connection) as many:
            client.get(f"{API}{address}")
        assert len(few) == len(many) <= 12
