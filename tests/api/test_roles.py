"""Additional roles over REST."""

import pytest

from pcn_portal.api.claimable import ClaimableShape
from pcn_portal.api.roles import MaximaSheetShape
from tests.api.test_errors import error

pytestmark = pytest.mark.usefixtures("england")
TABLES, SHEETS = "/api/v1/role-tables/", "/api/v1/maxima-sheets/"
GOOD = {
    "title": "Revised", "first_month": "2025-04", "last_month": "2026-03",
    "lines": "CP national 69383.00", "document": "Letter, Table 2",
}  # fmt: skip


def national(tables, table):
    found = next(one for one in tables if one["id"] == table)
    return next(one for one in found["roles"] if one["code"] == "CP")["maxima"]["national"]


def test_every_table_says_how_well_each_maximum_is_known(client_of):
    tables = client_of("manager").get(TABLES).json()
    assert len(tables) == 12
    confirmed = national(tables, "2024-25b")
    assert (confirmed["pounds"], confirmed["standing"]) == ("65838.00", "confirmed")
    assert len(confirmed["sources"]) == 2
    assert national(tables, "2025-26b") == {"pounds": None, "standing": "unknown", "sources": []}


def test_maxima_are_entered_nationally_and_checked_by_another(client_of):
    assert client_of("commissioner").post(SHEETS, GOOD, format="json").status_code == 403
    made = client_of("national").post(SHEETS, GOOD, format="json")
    assert made.status_code == 201, made.content
    assert set(made.json()) == set(MaximaSheetShape().fields)
    assert (made.json()["first_month"], made.json()["last_month"]) == ("2025-04", "2026-03")
    address = f"{SHEETS}{made.json()['id']}/decide/"
    body = {"publish": True, "compared": "All of it"}
    assert client_of("approver").post(address, body, format="json").status_code == 403
    own = error(client_of("national").post(address, body, format="json"), 409, "refused")
    assert "Somebody else must check" in own["message"]
    listed = client_of("manager").get(SHEETS).json()["results"]
    assert [row["published"] for row in listed] == [None]


def test_refusals_are_in_words(client_of):
    bad = client_of("national").post(SHEETS, GOOD | {"lines": "CP 1"}, format="json")
    assert "Line 1" in error(bad, 409, "refused")["message"]
    missing = client_of("national").post(
        f"{SHEETS}999999/decide/", {"publish": True, "compared": "x"}, format="json"
    )
    assert missing.status_code == 404


PERSON = {
    "role": "cp", "month": "2024-11", "hours": "37.5", "starts": "2024-11-17",
    "salary": "5000.00", "area": "outer",
}  # fmt: skip


def test_what_may_be_claimed_comes_with_its_steps(client_of):
    answer = client_of("manager").post("/api/v1/claimable/", PERSON, format="json")
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert set(found) == set(ClaimableShape().fields)
    assert (found["amount"], found["above"]) == ("2846.24", "2153.76")
    assert found["steps"][-1]["pounds"] == "2846.2388888888…"


def test_the_table_known_on_a_day_counts(client_of):
    revised = PERSON | {"month": "2025-05", "starts": "2025-05-01"}
    answer = client_of("manager").post("/api/v1/claimable/", revised, format="json")
    assert "is not known for May 2025" in error(answer, 409, "refused")["message"]
    then = client_of("manager").post(
        "/api/v1/claimable/", revised | {"known_on": "2025-07-31"}, format="json"
    )
    assert then.json()["maximum"] == "74392.00"
