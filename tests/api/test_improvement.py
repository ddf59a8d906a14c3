"""Capacity and access improvement over REST."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pcn_portal.accounts.models import User
from tests.api.test_errors import error
from tests.networks.people.cast import put
from tests.services.improvement_cast import director

API = "/api/v1"
DECLARATIONS, PARTS = f"{API}/improvement-declarations/", f"{API}/improvement-parts/"
LATE_JUNE = datetime(2025, 6, 25, 9, tzinfo=UTC)
DECLARED: dict[str, Any] = {
    "network": "U90001", "year": "2025-26", "part": "modern-access", "met_on": "2025-04-01",
    "practices": ["Z90001", "Z90002"], "evidence": {"in-place": "Made up: seen in both."},
}  # fmt: skip


@pytest.fixture(autouse=True)
def ada(england: None, people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATE_JUNE)
    put("U90001")
    people["ada"] = director()
    return people["ada"]


def declared(client_of: Any) -> dict[str, Any]:
    answer = client_of("ada").post(DECLARATIONS, DECLARED, format="json")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_declared_checked_and_read_back(client_of: Any) -> None:
    made = declared(client_of)
    assert (made["turn"], made["practices"], made["director"]) == (
        1, ["Z90001", "Z90002"], "Dr Ada Made-Up",
    )  # fmt: skip
    address = f"{DECLARATIONS}{made['id']}/check/"
    check = {"outcome": "not_met", "reason": "Made up: one has none."}
    assert client_of("ada").post(address, check, format="json").status_code == 403
    assert client_of("other_commissioner").post(address, check, format="json").status_code == 404
    done = client_of("commissioner").post(address, check, format="json")
    assert done.json()["checks"][0]["outcome"] == "not_met"
    turns = client_of("manager").get(
        f"{DECLARATIONS}?network=U90001&year=2025-26&part=modern-access"
    )
    assert [one["checks"][0]["reason"] for one in turns.json()] == ["Made up: one has none."]


def test_parts_of_a_network_and_of_a_board_with_pounds(client_of: Any) -> None:
    declared(client_of)
    parts = client_of("manager").get(f"{PARTS}?network=U90001&year=2025-26").json()
    assert [(one["part"], one["state"], one["share"], one["due"]) for one in parts] == [
        ("modern-access", "declared", "2/3", "18107.04"),
        ("risk-stratification", "not_declared", "1/3", "0.00"),
    ]
    assert parts[0]["share_known"] == "derived"
    board = client_of("commissioner").get(f"{PARTS}?icb=QZ1&year=2025-26").json()
    assert len(board) == 4
    assert client_of("manager").get(f"{PARTS}?network=U90001&year=2026-27").json() == []
    both = client_of("commissioner").get(f"{PARTS}?icb=QZ1&network=U90001&year=2025-26")
    assert "not both" in str(error(both, 400, "invalid")["fields"])
    assert client_of("commissioner").get(f"{PARTS}?icb=QZ2&year=2025-26").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"practices": ["Z90001"]}, "practices"),
        ({"met_on": "2025-06-26"}, "met_on"),
        ({"part": "online-requests"}, "part"),
        ({"evidence": {}}, "evidence_in-place"),
    ],
)
def test_a_wrong_declaration_is_refused_at_its_field(
    client_of: Any, wrong: dict[str, Any], field: str
) -> None:
    answer = client_of("ada").post(DECLARATIONS, DECLARED | wrong, format="json")
    assert field in error(answer, 400, "invalid")["fields"]


def test_a_year_without_the_payment_is_refused_in_words(client_of: Any) -> None:
    answer = client_of("ada").post(DECLARATIONS, DECLARED | {"year": "2026-27"}, format="json")
    assert "abolished" in error(answer, 409, "refused")["message"]


def test_a_declaration_is_withdrawn_by_the_network_itself(client_of: Any) -> None:
    address = f"{DECLARATIONS}{declared(client_of)['id']}/withdraw/"
    reason = {"reason": "Made up: too early."}
    assert client_of("commissioner").post(address, reason, format="json").status_code == 403
    done = client_of("ada").post(address, reason, format="json").json()
    assert (done["turn"], done["declared"]) == (2, False)
    again = client_of("ada").post(address, reason, format="json")
    assert "later turn" in error(again, 409, "refused")["message"]


def test_a_board_decides_and_judges(client_of: Any) -> None:
    board = client_of("commissioner")
    address = f"{API}/improvement-settings/"
    pay = {"icb": "QZ1", "year": "2025-26", "pay": "acceptance", "reason": "Made up."}
    assert board.post(address, pay, format="json").json()["pays_after_acceptance"] is True
    assert board.get(f"{address}?icb=QZ1&year=2024-25").json()["set_at"] is None
    neither = board.post(address, {k: v for k, v in pay.items() if k != "pay"}, format="json")
    assert "pay" in error(neither, 400, "invalid")["fields"]
    plan = {
        "network": "U90001", "year": "2023-24", "submitted_on": "2023-07-03", "words": "Made up.",
    }  # fmt: skip
    made = client_of("manager").post(f"{API}/improvement-plans/", plan, format="json")
    assert made.json()["late"] is True
    areas = ("contact-experience", "access-and-demand", "appointment-books")
    weights = pay | {"year": "2023-24", "weights": dict.fromkeys(areas, 1)}
    del weights["pay"]
    assert board.post(address, weights, format="json").status_code == 201
    judged = {
        "network": "U90001", "year": "2023-24",
        "areas": [{"part": one, "percent": "50.00", "reason": "Made up."} for one in areas],
    }  # fmt: skip
    found = board.post(f"{API}/improvement-judgements/", judged, format="json")
    assert [one["percent"] for one in found.json()] == ["50.00"] * 3
