"""Adjustments over REST: entered by one, decided by another, reversed; refusals in words."""

import pytest

from funding.models import Adjustment
from pcn_portal.api.adjustment_shapes import AdjustmentShape
from tests.api.test_errors import error

pytestmark = pytest.mark.usefixtures("england")
API = "/api/v1/adjustments/"
GOOD = {
    "icb": "QZ1", "network": "U90001", "kind": "hours", "amount": "-1250.00",
    "first_month": "2025-06", "instalments": 2, "reason": "Not delivered", "evidence": "Report",
}  # fmt: skip


def enter(client, **changes):
    return client.post(API, GOOD | changes, format="json")


def decide(client, number, agree=True):
    body = {"agree": agree, "reason": "Seen"}
    return client.post(f"{API}{number}/decide/", body, format="json")


def test_an_adjustment_is_entered_agreed_and_reversed(client_of):
    commissioner, approver = client_of("commissioner"), client_of("approver")
    made = enter(commissioner)
    assert made.status_code == 201, made.content
    assert set(made.json()) == set(AdjustmentShape().fields)
    assert (made.json()["state"], made.json()["payee"]) == ("waiting", "U90001")
    number = made.json()["id"]
    agreed = decide(approver, number).json()
    assert (agreed["state"], agreed["decided_by"]) == ("agreed", "approver")
    body = {"first_month": "2025-07", "reason": "Made up"}
    mirror = commissioner.post(f"{API}{number}/reverse/", body, format="json")
    assert mirror.status_code == 201
    assert (mirror.json()["reverses"], mirror.json()["amount"]) == (number, "1250.00")
    listed = commissioner.get(API, {"state": "waiting"}).json()["results"]
    assert [row["id"] for row in listed] == [mirror.json()["id"]]


def test_refusals_are_in_words(client_of):
    commissioner = client_of("commissioner")
    assert "not zero" in error(enter(commissioner, amount="0.00"), 409, "refused")["message"]
    assert enter(commissioner, amount="much").status_code == 400
    assert enter(commissioner, icb="QZ2").status_code == 404
    number = enter(commissioner).json()["id"]
    own = error(decide(commissioner, number), 409, "refused")["message"]
    assert own == "You entered this adjustment. Somebody else must decide on it."
    assert decide(client_of("auditor"), number).status_code == 403
    assert decide(client_of("other_commissioner"), number).status_code == 404
    assert enter(client_of("manager")).status_code == 403
    assert Adjustment.objects.get().pk == number


def test_the_limit_is_an_approvers(client_of):
    body = {"icb": "QZ1", "limit": "5000.00", "reason": "Delegation"}
    limits = "/api/v1/adjustment-limits/"
    assert client_of("commissioner").post(limits, body, format="json").status_code == 403
    made = client_of("approver").post(limits, body, format="json")
    assert made.status_code == 201 and made.json()["limit"] == "5000.00"
    foreign = client_of("approver").post(limits, body | {"icb": "QZ2"}, format="json")
    assert foreign.status_code == 404
