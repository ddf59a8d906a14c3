"""Networks by size and approvals of small ones over the API."""

import pytest

from networks.models import Network, NetworkMembership, SizeApproval
from pcn_portal.api.sizes import ApprovalShape, SizeShape
from practices.models import Practice
from tests.api import england as made_up
from tests.api.test_errors import error
from tests.api.test_money import listed

pytestmark = pytest.mark.usefixtures("england")
API = "/api/v1/"
BODY = {
    "network": "u90001", "ground": "low_density", "reason": "A made-up island",
    "starts": "2025-04-01", "review_on": "2027-04-01",
}  # fmt: skip


def approve(client, **changes):
    return client.post(f"{API}size-approvals/", BODY | changes, format="json")


def test_networks_with_their_size_and_what_it_asks_for(client_of):
    elm = Practice.objects.create(code="Z90009", name="Elm Surgery", status="active")
    NetworkMembership.objects.create(
        practice=elm, network=Network.objects.get(code="U90002"), starts=made_up.START
    )
    approval = approve(client_of("commissioner")).json()["id"]

    first, second = listed(client_of("auditor"), "network-sizes/?on=2025-06-01")
    assert set(first) == set(SizeShape().fields)
    assert (first["code"], first["registered"], first["size_state"], first["approval"]) == (
        "U90001", "20000", "approved", approval,
    )  # fmt: skip
    assert (second["registered"], second["size_state"]) == ("10000", "unknown")
    assert second["missing"] == [{"code": "Z90009", "name": "Elm Surgery"}]


def test_filters_of_sizes(client_of):
    client = client_of("national")

    found = listed(client, "network-sizes/?on=2025-06-01&icb=qz2&size_state=unapproved")
    assert [row["code"] for row in found] == ["U90003"]
    assert listed(client, "network-sizes/?on=2025-06-01&size_state=over") == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_of_no_contract_year_is_refused_by_name(client_of, day):
    answer = client_of("national").get(f"{API}network-sizes/?on={day}")

    assert error(answer, 400, "invalid")["fields"] == {"on": ["Give a day from 2000 to 2100."]}


def test_a_commissioner_approves_and_ends(client_of):
    client = client_of("commissioner")
    made = approve(client)
    assert made.status_code == 201, made.content
    assert set(made.json()) == set(ApprovalShape().fields)
    assert made.json()["approved_by"] == "commissioner"
    end = f"{API}size-approvals/{made.json()['id']}/end/"
    ended = client.post(end, {"ends": "2025-06-01", "reason": "Merges"}, format="json")

    assert ended.json()["ends"] == "2025-06-01"
    again = client.post(end, {"ends": "2025-06-01", "reason": "Merges"}, format="json")
    assert "has an end already" in error(again, 409, "refused")["message"]
    assert len(listed(client, "size-approvals/?on=2025-05-31")) == 1
    assert listed(client, "size-approvals/?on=2025-06-01") == []
    assert len(listed(client, "size-approvals/?network=U90001")) == 1
    assert listed(client_of("other_commissioner"), "size-approvals/") == []


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"ground": "because"}, 400),
        ({"review_on": "2025-04-01"}, 409),
        ({"reason": ""}, 400),
        ({"network": "U90003"}, 404),
    ],
)
def test_what_cannot_be_approved_is_refused(client_of, changed, status):
    assert approve(client_of("commissioner"), **changed).status_code == status
    assert not SizeApproval.objects.exists()


@pytest.mark.parametrize("who", ["manager", "approver", "auditor"])
def test_only_who_commissions_approves(client_of, who):
    assert approve(client_of(who)).status_code == 403


def test_another_boards_approval_is_not_found(client_of):
    number = approve(client_of("commissioner")).json()["id"]
    sent = {"ends": "2025-06-01", "reason": "x"}
    client = client_of("other_commissioner")

    answer = client.post(f"{API}size-approvals/{number}/end/", sent, format="json")
    assert answer.status_code == 404
