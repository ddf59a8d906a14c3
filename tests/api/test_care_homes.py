"""Care homes over REST: proposals with pounds, counts, alignments, claims and coding."""

import pytest
from rest_framework.test import APIClient

from pcn_portal.accounts.models import User
from services.models import BedCount, CodingStatement, HomeClaim
from tests.services.home_cast import aligned, directory

pytestmark = pytest.mark.django_db
V1 = "/api/v1"


@pytest.fixture
def board(england: None, people: dict[str, User]) -> User:
    directory()
    aligned(1, people["commissioner"])
    return people["commissioner"]


def client(user: User) -> APIClient:
    found = APIClient()
    found.force_authenticate(user)
    return found


def test_a_month_is_read_and_confirmed(board: User) -> None:
    api = client(board)
    months = f"{V1}/care-home-months/?icb=QZ1&month=2025-04"
    first = api.get(months).json()[0]
    assert (first["network"], first["standing"], first["proposed"]) == ("U90001", "missing", 30)
    assert (first["counted"], first["premium_proposed"]) == (None, "325.63")
    sent = {"network": "U90001", "month": "2025-04", "expected": 31, "reason": "Directory"}

    refused = api.post(f"{V1}/care-home-counts/", sent, format="json")
    made = api.post(f"{V1}/care-home-counts/", sent | {"expected": 30}, format="json")

    assert refused.status_code == 409
    assert "You saw 31 beds" in str(refused.json())
    assert (made.status_code, made.json()["counted"]) == (201, 30)
    assert BedCount.objects.get().counted_by == board


def test_homes_are_aligned_and_ended(board: User) -> None:
    api = client(board)
    sent = {
        "location_id": "1-900000002", "network": "U90002", "starts": "2025-04-01", "reason": "Near",
    }  # fmt: skip
    made = api.post(f"{V1}/care-homes/", sent, format="json")
    assert made.status_code == 201
    ended = api.post(
        f"{V1}/care-homes/{made.json()['id']}/end/",
        {"ends": "2025-06-01", "reason": "Moved"},
        format="json",
    )
    assert ended.json()["ends"] == "2025-06-01"
    listed = api.get(f"{V1}/care-homes/?network=U90002").json()
    assert [one["location_id"] for one in listed] == ["1-900000002"]


def test_a_network_claims_and_states_and_the_board_decides(
    board: User, people: dict[str, User]
) -> None:
    manager, api = client(people["manager"]), client(board)
    claim = {
        "network": "U90001", "location_id": "1-900000003", "from_day": "2025-04-01",
        "reason": "Ours",
    }  # fmt: skip
    coding = {"network": "U90001", "from_month": "2025-04", "confirmed": True, "words": "Search"}
    assert manager.post(f"{V1}/care-home-claims/", claim, format="json").status_code == 201
    assert manager.post(f"{V1}/care-home-coding/", coding, format="json").status_code == 201
    other = {**claim, "network": "U90002"}
    assert manager.post(f"{V1}/care-home-claims/", other, format="json").status_code == 404

    number = HomeClaim.objects.get().pk
    decided = api.post(
        f"{V1}/care-home-claims/{number}/decide/", {"agree": True, "reason": "Yes"}, format="json"
    )

    assert decided.json()["agreed"] is True
    assert manager.get(f"{V1}/care-home-claims/?network=U90001").json()[0]["decision"] == "Yes"
    assert CodingStatement.objects.get().confirmed
    assert api.get(f"{V1}/care-home-coding/?network=U90001").json()[0]["from_month"] == "2025-04"
