"""Requirements over REST: asked, answered, reviewed, carried forward, with evidence."""

import pytest
from rest_framework.test import APIClient

from pcn_portal.accounts.models import User
from services.models import DeliveryAnswer, Evidence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("england")]
V1 = "/api/v1"
SAID = {
    "network": "U90001", "year": "2025-26", "code": "EHCH", "seen_turn": 0, "status": "under_way",
    "narrative": "Made up", "risks": [{"words": "Nobody comes", "likelihood": "high"}],
}  # fmt: skip


def client(user: User) -> APIClient:
    found = APIClient()
    found.force_authenticate(user)
    return found


def test_what_a_year_asks_is_marked_with_how_it_is_known(people: dict[str, User]) -> None:
    rows = client(people["auditor"]).get(f"{V1}/requirements/?year=2020-21").json()

    assert "EHCH" in {one["code"] for one in rows}
    assert all(one["known"] and one["what_known"] for one in rows)
    assert {one["set_version"] for one in rows} == {0}


def test_an_answer_is_reviewed_by_the_board_and_carried_into_the_next_year(
    people: dict[str, User],
) -> None:
    manager, board = client(people["manager"]), client(people["commissioner"])
    made = manager.post(f"{V1}/deliveries/", SAID, format="json")
    assert made.status_code == 201
    assert made.json()["risks"][0]["likelihood"] == "high"
    later = manager.post(f"{V1}/deliveries/", SAID | {"seen_turn": 7}, format="json")
    assert later.status_code == 409

    review = f"{V1}/deliveries/{made.json()['id']}/review/"
    assert board.post(review, {"accept": False}, format="json").status_code == 400
    answered = board.post(review, {"accept": False, "words": "By whom?"}, format="json").json()
    assert (answered["accepted"], answered["response"]) == (False, "By whom?")
    heat = board.get(f"{V1}/requirement-heat/?icb=QZ1&year=2025-26").json()
    cells = {(one["network"], one["code"]): one for one in heat}
    assert "review asked for more" in " ".join(cells["U90001", "EHCH"]["reasons"])
    assert cells["U90002", "EHCH"]["state"] == "no_answer"

    carried = manager.post(
        f"{V1}/deliveries/confirm/",
        {"network": "U90001", "year": "2026-27", "codes": ["EHCH"]},
        format="json",
    )
    assert carried.json()[0]["carried"] is True
    assert DeliveryAnswer.objects.count() == 2


def test_evidence_is_recorded_once_linked_and_taken_away(people: dict[str, User]) -> None:
    manager = client(people["manager"])
    sent = {"network": "U90001", "title": "Rota", "day": "2025-05-01", "words": "Made up"}
    made = manager.post(f"{V1}/evidence/", sent, format="json")
    assert made.status_code == 201
    uses = f"{V1}/evidence/{Evidence.objects.get().pk}/uses/"
    use = {"kind": "requirement", "year": "2025-26", "key": "EHCH"}

    linked = manager.post(uses, use, format="json").json()
    again = manager.post(uses, use, format="json")
    gone = manager.post(uses, use | {"linked": False}, format="json").json()

    assert linked["uses"] == [{"kind": "requirement", "year": "2025/26", "key": "EHCH"}]
    assert again.status_code == 400
    assert gone["uses"] == []


def test_another_networks_affairs_are_not_there(people: dict[str, User]) -> None:
    manager = client(people["manager"])

    other = manager.post(f"{V1}/deliveries/", SAID | {"network": "U90002"}, format="json")

    assert other.status_code == 404
    assert manager.get(f"{V1}/requirement-heat/?icb=QZ1&year=2025-26").status_code == 404
