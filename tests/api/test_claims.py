"""Staff, claims and the year's sums over REST."""

from typing import Any

import pytest

from pcn_portal.accounts.models import User
from practices.models import Practice
from tests.api.england import figure
from tests.api.test_errors import error
from tests.workforce.staff_cast import somebody
from workforce.models import Engagement

pytestmark = pytest.mark.usefixtures("england")
STAFF, CLAIMS, SUMS = "/api/v1/staff/", "/api/v1/claims/", "/api/v1/arrs-sums/"
DRAFT = "/api/v1/claim-drafts/?network=U90001&month=2024-05"
PERSON: dict[str, Any] = {
    "network": "U90001", "role": "cp", "employer": "Alder Surgery", "starts": "2023-04-01",
    "hours": "37.5", "salary": "4000.00", "name": "Tom Fictional", "spread": {"z90001": "4"},
}  # fmt: skip
CLAIM = {"network": "U90001", "month": "2024-05", "declared": True, "evidence": "Payroll"}


def engaged(client_of: Any, **more: Any) -> Any:
    answer = client_of("manager").post(STAFF, PERSON | more, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_staff_are_kept_by_the_network_and_read_without_names_by_the_board(client_of: Any) -> None:
    made = engaged(client_of)
    assert (made["reference"], made["name"], made["role"]) == ("S001", "Tom Fictional", "CP")
    assert made["terms"]["spread"] == {"Z90001": "4.00"}
    (row,) = client_of("commissioner").get(f"{STAFF}?network=U90001").json()["results"]
    assert (row["reference"], row["name"]) == ("S001", None)
    assert client_of("commissioner").post(STAFF, PERSON, format="json").status_code == 403
    assert client_of("national").post(STAFF, PERSON, format="json").status_code == 403
    assert client_of("other_commissioner").get(f"{STAFF}?network=U90001").status_code == 404


def test_terms_leave_costs_and_the_end_are_recorded(client_of: Any) -> None:
    made = engaged(client_of)
    client, address = client_of("manager"), f"{STAFF}{made['id']}/"
    pay = {"hours": "30", "salary": "3300", "from_day": "2025-04-01", "reason": "Fewer hours"}
    changed = client.post(f"{address}terms/", pay, format="json").json()
    assert changed["terms"]["hours"] == "30.00"
    away = {"kind": "sickness", "starts": "2025-05-01"}
    assert client.post(f"{address}leave/", away, format="json").status_code == 200
    cost = {"month": "2025-05", "salary": "2000", "reason": "Sick pay"}
    assert client.post(f"{address}costs/", cost, format="json").status_code == 200
    ended = client.post(f"{address}end/", {"ends": "2025-09-01"}, format="json").json()
    assert ended["ends"] == "2025-09-01"
    other = client_of("national").post(f"{address}end/", {"ends": None}, format="json")
    assert other.status_code == 403


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ends": "2023-01-01"}, "ends"),
        ({"hours": "52.5"}, "hours"),
        ({"salary": "4,000.00"}, "salary"),
        ({"role": "XX"}, "role"),
        ({"role": ""}, "role"),
        ({"fees": "1"}, "fees"),
        ({"spread": {"Z99999": "1"}}, "spread"),
        ({"reference": "Tom Fictional"}, "reference"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    client_of: Any, more: dict[str, Any], field: str
) -> None:
    answer = client_of("manager").post(STAFF, PERSON | more, format="json")
    assert field in error(answer, 400, "invalid")["fields"]
    assert not Engagement.objects.exists()


def test_a_claim_is_drafted_declared_queried_answered_and_rejected(
    client_of: Any, people: dict[str, User]
) -> None:
    somebody(people["manager"].actor)
    draft = client_of("commissioner").get(DRAFT).json()
    assert (draft["total"], draft["lines"][0]["amount"]) == ("4000.00", "4000.00")
    assert client_of("commissioner").post(CLAIMS, CLAIM, format="json").status_code == 403
    bad = client_of("manager").post(CLAIMS, CLAIM | {"declared": False}, format="json")
    assert "declared" in error(bad, 400, "invalid")["fields"]
    made = client_of("manager").post(CLAIMS, CLAIM, format="json")
    assert made.status_code == 201, made.content
    claim = made.json()
    (line,) = claim["lines"]
    assert (line["state"], line["steps"][0]["words"][:5]) == ("waiting", "Cost:")
    twice = error(client_of("manager").post(CLAIMS, CLAIM, format="json"), 409, "refused")
    assert "claimed for already" in twice["message"]
    decisions = f"{CLAIMS}{claim['id']}/decisions/"

    def decide(who: str, step: str, reason: str = "Why?") -> Any:
        body = {"lines": [line["id"]], "step": step, "reason": reason}
        return client_of(who).post(decisions, body, format="json")

    assert decide("manager", "approved").status_code == 403
    assert decide("commissioner", "answered").status_code == 403
    assert decide("other_commissioner", "queried").status_code == 404
    assert decide("commissioner", "queried").json()["queried"] == "4000.00"
    waiting = client_of("manager").get(f"{CLAIMS}?waiting=true&network=U90001").json()["results"]
    assert [row["id"] for row in waiting] == [claim["id"]]
    assert decide("manager", "answered").json()["waiting"] == "4000.00"
    unknown = error(decide("commissioner", "approved"), 409, "refused")
    assert "is not known, so nothing is approved" in unknown["message"]
    assert decide("commissioner", "rejected").json()["rejected"] == "4000.00"
    seen = client_of("manager").get(f"{CLAIMS}{claim['id']}/").json()["lines"][0]
    assert (seen["state"], seen["reason"]) == ("rejected", "Why?")
    assert client_of("manager").get(f"{CLAIMS}?waiting=true").json()["results"] == []


def test_the_sums_of_a_network_or_a_board(client_of: Any, people: dict[str, User]) -> None:
    for practice in Practice.objects.filter(code__in=["Z90001", "Z90002"]):
        figure(practice, "weighted", "15000")
    own = client_of("manager").get(f"{SUMS}?network=U90001&year=2025-26").json()
    assert [(row["pot"], row["amount"], row["lost"]) for row in own] == [
        ("main", "798930.00", "798930.00")
    ]
    board = client_of("commissioner").get(f"{SUMS}?icb=QZ1&year=2025-26").json()
    assert [(row["network"], row["amount"]) for row in board] == [
        ("U90001", "798930.00"), ("U90002", None),
    ]  # fmt: skip
    assert client_of("commissioner").get(f"{SUMS}?icb=QZ2&year=2025-26").status_code == 404
    bad = error(client_of("commissioner").get(f"{SUMS}?year=2025-26"), 400, "invalid")
    assert "Give a network or an ICB." in bad["fields"]["network"]


def test_an_uplift_is_requested_with_proof_and_decided_as_one(
    client_of: Any, people: dict[str, User]
) -> None:
    one = somebody(people["manager"].actor, "3000.00")
    assert client_of("manager").post(CLAIMS, CLAIM, format="json").status_code == 201
    pay = {"hours": "37.5", "salary": "3100", "from_day": "2024-04-01", "reason": "Award"}
    client_of("manager").post(f"{STAFF}{one.pk}/terms/", pay, format="json")
    entry = {
        "network": "U90001", "first_month": "2024-04", "last_month": "2024-06", "title": "Award",
        "proof": "Payroll of August", "paid": False,
    }  # fmt: skip
    address = "/api/v1/uplifts/"
    bad = client_of("manager").post(address, entry, format="json")
    assert "paid" in error(bad, 400, "invalid")["fields"]
    assert client_of("commissioner").post(address, entry, format="json").status_code == 403
    made = client_of("manager").post(address, entry | {"paid": True}, format="json").json()
    assert [(c["month"], c["total"], c["kind"]) for c in made["claims"]] == [
        ("2024-05", "100.00", "uplift")
    ]
    decisions = f"{address}{made['id']}/decisions/"
    body = {"step": "rejected", "reason": "No proof."}
    assert client_of("manager").post(decisions, body, format="json").status_code == 403
    done = client_of("commissioner").post(decisions, body, format="json").json()
    assert done["claims"][0]["rejected"] == "100.00"
    assert len(client_of("manager").get(address).json()["results"]) == 1
