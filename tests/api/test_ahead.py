"""Forecasts and scenarios over the API."""

from decimal import Decimal

import pytest

from funding.models import Scenario
from tests.api.test_errors import error
from tests.api.test_money import API

FORECAST, SCENARIOS = f"{API}forecast/", f"{API}scenarios/"
NEW = {"icb": "QZ1", "year": "2025/26", "name": "One move"}
MOVE = {"kind": "move", "start": "2025-07", "practice": "Z90001", "network": "U90002"}
pytestmark = pytest.mark.usefixtures("england")


def test_a_board_and_a_network_have_a_forecast(client_of):
    board = client_of("auditor").get(FORECAST, {"icb": "QZ1", "year": "2025/26"}).json()
    own = client_of("manager").get(FORECAST, {"network": "U90001", "year": "2025/26"}).json()
    assert len(board["months"]) == 12
    assert set(board["networks"]) == {"U90001", "U90002"}
    assert board["networks"]["U90001"] == own["total"]
    assert own["total"]["missing"] > 0
    assert not own["total"]["posted"]


def test_each_sees_their_own(client_of):
    wanted = {"icb": "QZ1", "year": "2025/26"}
    error(client_of("manager").get(FORECAST, wanted), 404, "not_found")
    error(client_of("other_commissioner").get(FORECAST, wanted), 404, "not_found")
    other = {"network": "U90002", "year": "2025/26"}
    error(client_of("manager").get(FORECAST, other), 404, "not_found")
    error(client_of("auditor").get(FORECAST, wanted | {"year": "2025"}), 400, "invalid")
    error(client_of("auditor").post(SCENARIOS, NEW, format="json"), 403, "not_allowed")
    error(client_of("other_commissioner").post(SCENARIOS, NEW, format="json"), 404, "not_found")


def test_a_scenario_is_saved_changed_worked_out_and_proposed(client_of):
    client = client_of("commissioner")
    made = client.post(SCENARIOS, NEW, format="json").json()
    address = f"{SCENARIOS}{made['id']}/"
    beds = {"kind": "beds", "start": "2025-04", "network": "U90001", "value": "40"}
    assert client.post(address, MOVE, format="json").status_code == 200
    assert len(client.post(address, beds, format="json").json()["changes"]) == 2
    found = client.get(address).json()
    more = Decimal(found["result"]["total"]["amount"]) - Decimal(found["base"]["total"]["amount"])
    assert more > 0 and found["broken"] == ""
    done = client.post(f"{address}propose/", {"reason": "Agreed."}, format="json").json()
    assert done[0]["proposal"] and done[1]["proposal"] is None
    assert len(client.post(f"{address}drop/", {"number": 1}, format="json").json()["changes"]) == 1
    assert client.get(SCENARIOS, {"icb": "QZ1"}).json()[0]["name"] == "One move"
    error(client_of("other_commissioner").get(address), 404, "not_found")


@pytest.mark.parametrize(
    "change",
    [
        MOVE | {"practice": "Z90004"},
        MOVE | {"start": "2026-04"},
        {"kind": "beds", "start": "2025-04", "value": "4"},
        {"kind": "list", "start": "2025-04", "practice": "Z90001", "value": "4"},
        {"kind": "rate", "start": "2025-04", "rate": "tea", "value": "4"},
    ],
)
def test_a_change_that_cannot_be_is_refused(client_of, change):
    client = client_of("commissioner")
    number = client.post(SCENARIOS, NEW, format="json").json()["id"]
    error(client.post(f"{SCENARIOS}{number}/", change, format="json"), 409, "refused")
    error(client.post(f"{SCENARIOS}{number}/drop/", {"number": 1}, format="json"), 409, "refused")
    assert Scenario.objects.get().changes == []
