"""Networks and practices over the API: the caller's rows and nobody else's."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import Network, NetworkMembership
from pcn_portal.api.networks import (
    NetworkDetailShape,
    NetworkShape,
    PracticeDetailShape,
    PracticeShape,
)
from practices.models import Practice, PracticeLocation, PracticeSuccession

pytestmark = pytest.mark.usefixtures("england")
ALL_NETWORKS = {"U90001", "U90002", "U90003"}
ALL_PRACTICES = {"Z90001", "Z90002", "Z90003", "Z90004"}
SEEN = {
    "commissioner": ({"U90001", "U90002"}, {"Z90001", "Z90002", "Z90003"}),
    "approver": ({"U90001", "U90002"}, {"Z90001", "Z90002", "Z90003"}),
    "auditor": ({"U90001", "U90002"}, {"Z90001", "Z90002", "Z90003"}),
    "other_commissioner": ({"U90003"}, {"Z90004"}),
    "manager": ({"U90001"}, {"Z90001", "Z90002"}),
    "national": (ALL_NETWORKS, ALL_PRACTICES),
}


def codes(response):
    assert response.status_code == 200, response.content
    return {row["code"] for row in response.json()["results"]}


@pytest.mark.parametrize("name", SEEN)
def test_each_role_lists_its_own_networks_and_practices_only(client_of, name):
    networks, practices = SEEN[name]
    client = client_of(name)
    assert codes(client.get("/api/v1/networks/")) == networks
    assert codes(client.get("/api/v1/practices/")) == practices


@pytest.mark.parametrize("name", SEEN)
def test_one_network_or_practice_outside_the_scope_is_not_found(client_of, name):
    networks, practices = SEEN[name]
    client = client_of(name)
    for code in ALL_NETWORKS:
        expected = 200 if code in networks else 404
        assert client.get(f"/api/v1/networks/{code}/").status_code == expected
    for code in ALL_PRACTICES:
        expected = 200 if code in practices else 404
        assert client.get(f"/api/v1/practices/{code}/").status_code == expected


def test_somebody_without_a_role_is_refused(client_of):
    assert client_of("nobody").get("/api/v1/networks/").status_code == 403


def test_a_network_shows_its_commissioner_and_members_on_the_day(client_of):
    birch = Practice.objects.get(code="Z90002")
    NetworkMembership.objects.filter(practice=birch).update(ends=date(2025, 6, 1))
    client = client_of("commissioner")
    before = client.get("/api/v1/networks/U90001/?on=2025-05-31").json()
    after = client.get("/api/v1/networks/U90001/?on=2025-06-01").json()
    assert [p["code"] for p in before["practices"]] == ["Z90001", "Z90002"]
    assert [p["code"] for p in after["practices"]] == ["Z90001"]
    assert before["members"] == 2 and after["members"] == 1
    assert before["icb"] == {"code": "QZ1", "name": "Saltmarsh Fictional ICB"}
    assert before["on"] == "2025-05-31"
    assert before["practices"][1] == {
        "code": "Z90002", "name": "Birch Surgery", "starts": "2023-04-01", "ends": "2025-06-01",
    }  # fmt: skip


def test_a_practice_shows_its_network_on_the_day_and_its_spells(client_of):
    found = client_of("manager").get("/api/v1/practices/z90001/").json()
    assert found["network"] == {"code": "U90001", "name": "Harbour PCN"}
    assert [spell["code"] for spell in found["memberships"]] == ["U90001"]


def test_networks_are_filtered_by_words_icb_and_day(client_of):
    Network.objects.filter(code="U90002").update(closed=date(2025, 1, 1))
    client = client_of("national")
    assert codes(client.get("/api/v1/networks/?q=harb")) == {"U90001"}
    assert codes(client.get("/api/v1/networks/?q=u90003")) == {"U90003"}
    assert codes(client.get("/api/v1/networks/?icb=qz2")) == {"U90003"}
    assert codes(client.get("/api/v1/networks/?on=2024-12-31")) == ALL_NETWORKS
    assert codes(client.get("/api/v1/networks/?on=2025-01-01")) == {"U90001", "U90003"}
    assert codes(client.get("/api/v1/practices/?network=U90001")) == {"Z90001", "Z90002"}


def test_the_documented_shapes_are_the_shapes_answered(client_of):
    client = client_of("national")
    for address, shape in (
        ("/api/v1/networks/", NetworkShape),
        ("/api/v1/practices/", PracticeShape),
    ):
        assert set(client.get(address).json()["results"][0]) == set(shape().fields)
    assert set(client.get("/api/v1/networks/U90001/").json()) == set(NetworkDetailShape().fields)
    assert set(client.get("/api/v1/practices/Z90001/").json()) == set(PracticeDetailShape().fields)


def test_a_longer_list_takes_no_more_queries(client_of):
    client = client_of("national")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/api/v1/networks/?limit=1")
    with CaptureQueriesContext(connection) as many:
        client.get("/api/v1/networks/")
    assert len(few) == len(many) <= 4


def test_every_list_and_detail_answers_as_on_a_day(client_of):
    network = Network.objects.get(code="U90001")
    Network.objects.filter(pk=network.pk).update(closed=date(2025, 4, 1))
    network.names.create(name="Old Harbour PCN", starts=date(2023, 4, 1), ends=date(2024, 4, 1))
    network.names.create(name="Harbour PCN", starts=date(2024, 4, 1))
    NetworkMembership.objects.filter(practice__code="Z90001").update(starts=date(2024, 4, 1))
    client = client_of("commissioner")
    then, later = "?on=2024-03-31", "?on=2025-04-01"

    assert codes(client.get(f"/api/v1/networks/{then}")) == {"U90001", "U90002"}
    assert codes(client.get(f"/api/v1/networks/{later}")) == {"U90002"}
    found = client.get(f"/api/v1/networks/U90001/{then}").json()
    assert found["name"] == "Old Harbour PCN"
    assert [practice["code"] for practice in found["practices"]] == ["Z90002"]
    closed = client.get(f"/api/v1/networks/U90001/{later}").json()
    assert (closed["name"], closed["closed"]) == ("Harbour PCN", "2025-04-01")
    practice = client.get(f"/api/v1/practices/Z90002/{then}").json()
    assert practice["network"] == {"code": "U90001", "name": "Old Harbour PCN"}
    rows = client.get(f"/api/v1/practices/{then}").json()["results"]
    assert {row["code"]: row["network"] and row["network"]["code"] for row in rows} == {
        "Z90001": None,
        "Z90002": "U90001",
        "Z90003": "U90002",
    }


def test_a_practice_shows_its_place_and_what_it_came_from(client_of):
    alder = Practice.objects.get(code="Z90001")
    client = client_of("manager")
    assert client.get("/api/v1/practices/Z90001/").json()["location"] is None
    PracticeLocation.objects.create(
        practice=alder, postcode="ZZ1 1ZZ", latitude="51.2", longitude="-2.6"
    )
    old = Practice.objects.create(code="Z90011", name="Elm Surgery")
    PracticeSuccession.objects.create(predecessor=old, successor=alder, on=date(2025, 4, 1))

    found = client.get("/api/v1/practices/Z90001/?on=2025-06-01").json()

    assert found["location"] == {"postcode": "ZZ1 1ZZ", "latitude": 51.2, "longitude": -2.6}
    assert found["children"] == []
    assert found["parents"] == [
        {
            "code": "Z90011", "name": "Elm Surgery", "on": "2025-04-01", "generation": 1,
            "next_to": "Z90001",
        }
    ]  # fmt: skip
    before = client.get("/api/v1/practices/Z90001/?on=2025-03-31").json()
    assert before["parents"] == []
