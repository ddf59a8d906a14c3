"""A month's check, its steps and its limit over the API."""

import pytest
from django.utils import timezone

from funding.models import Acknowledgement, Calculation
from tests.api.test_errors import error
from tests.api.test_money import API, check, run_month
from tests.funding.books.test_payment_files import record_payees

STEPS = f"{API}month-steps/"
pytestmark = pytest.mark.usefixtures("england")


@pytest.fixture
def number(england, client_of):
    run_month(client_of("commissioner"), icb="QZ1")
    return Calculation.objects.get().pk


def test_the_check_lists_what_is_unusual_and_who_acknowledged_it(client_of, number):
    client, address = client_of("commissioner"), f"{API}calculations/{number}/"
    before = client.get(f"{address}check/").json()
    key = before["unusual"][0]["key"]
    refused = client.post(f"{address}check/")
    assert "neither acknowledged nor put right" in error(refused, 409, "refused")["message"]
    body = {"keys": [key], "reason": "As published."}
    after = client.post(f"{address}acknowledge/", body, format="json").json()
    assert after["open"] == before["open"] - 1
    (done,) = [one for one in after["unusual"] if one["acknowledged"]]
    assert (done["key"], done["acknowledged"]["by"], done["acknowledged"]["reason"]) == (
        key, "commissioner", "As published.",
    )  # fmt: skip
    assert before["checked_by"] is None
    check(client_of, number)
    assert client.get(f"{address}check/").json()["checked_by"] == "approver"
    assert client.get(address).json()["standing"] == "checked"


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x", "keys": "all"}])
def test_a_wrong_acknowledgement_says_what_is_wrong(client_of, number, body):
    address = f"{API}calculations/{number}/acknowledge/"
    error(client_of("commissioner").post(address, body, format="json"), 400, "invalid")
    assert not Acknowledgement.objects.exists()


def test_keys_that_are_not_there_are_refused(client_of, number):
    address = f"{API}calculations/{number}/acknowledge/"
    for keys in ([], ["made:up"]):
        body = {"keys": keys, "reason": "x"}
        error(client_of("commissioner").post(address, body, format="json"), 409, "refused")


def test_an_approved_month_is_sent_paid_and_returned(client_of, number):
    client = client_of("commissioner")
    record_payees()
    check(client_of, number)
    assert client_of("approver").post(
        f"{API}calculations/{number}/approve/", {}, format="json"
    ).status_code == 200  # fmt: skip
    month = {"icb": "QZ1", "month": "2025-04"}
    assert client.get(STEPS, month).json()["stage"] == "approved"
    step = month | {"to": "sent", "on": timezone.localdate().isoformat()}
    refused = error(client.post(STEPS, step, format="json"), 409, "refused")
    assert "payment file is not produced" in refused["message"]
    assert client.post(f"{API}payment-files/", month, format="json").status_code == 201
    made = client.post(STEPS, step, format="json")
    assert made.status_code == 201, made.content
    back = month | {"to": "approved", "on": step["on"], "reason": "Bank refused it."}
    found = client.post(STEPS, back, format="json").json()
    assert [(s["before"], s["after"]) for s in found["steps"]] == [
        ("approved", "sent"), ("sent", "approved"),
    ]  # fmt: skip


def test_steps_of_another_board_or_an_open_month_are_not_found(client_of, number):
    for who, status in (("commissioner", 404), ("other_commissioner", 404), ("manager", 403)):
        assert client_of(who).get(
            STEPS, {"icb": "QZ1", "month": "2025-04"}
        ).status_code == status  # fmt: skip


def test_the_limit_is_set_by_who_commissions(client_of):
    address = f"{API}approval-limits/"
    body = {"icb": "QZ1", "limit": "500000.00", "reason": "Scheme."}
    error(client_of("approver").post(address, body, format="json"), 403, "not_allowed")
    error(client_of("other_commissioner").post(address, body, format="json"), 404, "not_found")
    made = client_of("commissioner").post(address, body, format="json")
    assert (made.status_code, made.json()["limit"]) == (201, "500000.00")
    none = body | {"limit": None}
    assert client_of("commissioner").post(address, none, format="json").json()["limit"] is None
