"""Workforce plans, comparisons and the planner over REST."""

from typing import Any

import pytest

from pcn_portal.accounts.models import User
from practices.models import Practice
from tests.api.england import figure
from tests.api.test_errors import error
from tests.workforce.staff_cast import somebody

pytestmark = pytest.mark.usefixtures("england")
PLANS, COMPARED = "/api/v1/workforce-plans/", "/api/v1/workforce-comparisons/"
PLANNER = "/api/v1/arrs-planner/"
PLAN = {"network": "U90001", "year": "2025-26", "lines": "CP 1.00\nCP 2.00 2025-09"}


def test_a_plan_is_submitted_and_agreed_by_the_board(client_of: Any) -> None:
    assert client_of("manager").get(f"{PLANS}?network=U90001&year=2025-26").status_code == 404
    assert client_of("commissioner").post(PLANS, PLAN, format="json").status_code == 403
    bad = client_of("manager").post(PLANS, PLAN | {"lines": "CP"}, format="json")
    assert "Line 1" in str(error(bad, 400, "invalid")["fields"]["lines"])
    made = client_of("manager").post(PLANS, PLAN, format="json")
    assert made.status_code == 201, made.content
    plan = made.json()
    assert (plan["agreed"], plan["turn"]) == (None, 1)
    september = next(m for m in plan["months"] if m["month"] == "2025-09")
    assert (september["planned"], september["claimed"]) == ("2.00", None)
    address = f"{PLANS}{plan['id']}/decide/"
    assert client_of("manager").post(address, {"agree": True}, format="json").status_code == 403
    missing = client_of("commissioner").post(address, {"agree": False}, format="json")
    assert "reason" in error(missing, 400, "invalid")["fields"]
    other = client_of("other_commissioner").post(address, {"agree": True}, format="json")
    assert other.status_code == 404
    done = client_of("commissioner").post(address, {"agree": True}, format="json").json()
    assert done["agreed"] is True
    seen = client_of("commissioner").get(f"{PLANS}?network=U90001&year=2025-26").json()
    assert seen["id"] == plan["id"]


def test_claims_stand_beside_returns_and_silence_is_null(
    client_of: Any, people: dict[str, User]
) -> None:
    somebody(people["manager"].actor)
    claim = {"network": "U90001", "month": "2024-05", "declared": True, "evidence": "Payroll"}
    client_of("manager").post("/api/v1/claims/", claim, format="json")
    (row,) = client_of("commissioner").get(f"{COMPARED}?network=U90001&month=2024-05").json()
    assert (row["claimed"], row["staff"], row["standing"]) == ("1.0000", None, "not_submitted")


def test_the_planner_answers_in_pounds_and_wte(client_of: Any, people: dict[str, User]) -> None:
    one = somebody(people["manager"].actor)
    asked = f"{PLANNER}?network=U90001&from_month=2024-09&role=cp&wte=2"
    unknown = client_of("manager").get(asked).json()
    assert (unknown["amount"], unknown["lost"], unknown["affordable"]) == (None, None, None)
    for practice in Practice.objects.filter(code__in=["Z90001", "Z90002"]):
        figure(practice, "weighted", "15000")
    leaves = f"{PLANNER}?network=U90001&from_month=2026-03&leaves={one.pk}"
    found = client_of("manager").get(leaves).json()
    assert found["amount"] == "798930.00"
    bad = error(client_of("manager").get(f"{asked}&area=moon"), 400, "invalid")
    assert "area" in bad["fields"]
