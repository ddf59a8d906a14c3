"""Payment holds over the API: placed, listed, lifted, and said in statements and calculations."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from networks.models import PaymentHold
from pcn_portal.api.calculations import CalculationShape
from pcn_portal.api.holds import HoldShape
from pcn_portal.api.statements import StatementShape
from tests.api.test_errors import error
from tests.api.test_money import listed, run_month

pytestmark = pytest.mark.usefixtures("england")
API = "/api/v1/"
WHY = "The network agreement is not signed."


def place(client, **changes):
    body = {"network": "u90001", "from_month": "2025-04", "reason": WHY, **changes}
    return client.post(f"{API}holds/", body, format="json")


def test_a_commissioner_places_and_lifts_a_hold(client_of):
    client = client_of("commissioner")

    placed = place(client)

    assert placed.status_code == 201, placed.content
    hold = placed.json()
    assert set(hold) == set(HoldShape().fields)
    assert hold["network"] == {"code": "U90001", "name": "Harbour PCN"}
    assert (hold["state"], hold["from_month"], hold["reason"]) == ("open", "2025-04", WHY)
    assert (hold["placed_by"], hold["lifted_at"], hold["lifted_by"]) == ("commissioner", None, None)
    lifted = client.post(f"{API}holds/{hold['id']}/lift/", {"reason": "Signed."}, format="json")
    assert lifted.status_code == 200, lifted.content
    assert lifted.json()["state"] == "lifted"
    assert lifted.json()["lifted_by"] == "commissioner"
    assert lifted.json()["lifted_reason"] == "Signed."
    again = client.post(f"{API}holds/{hold['id']}/lift/", {"reason": "Signed."}, format="json")
    assert "already lifted" in error(again, 409, "refused")["message"]


def test_the_list_shows_a_persons_own_networks_and_filters_by_state(client_of):
    first = place(client_of("commissioner")).json()["id"]
    place(client_of("national"), network="U90003")
    client_of("commissioner").post(f"{API}holds/{first}/lift/", {"reason": "x"}, format="json")
    second = place(client_of("commissioner")).json()["id"]

    assert [h["id"] for h in listed(client_of("manager"), "holds/")] == [second, first]
    assert [h["id"] for h in listed(client_of("auditor"), "holds/?state=open")] == [second]
    assert [h["id"] for h in listed(client_of("auditor"), "holds/?state=lifted")] == [first]
    assert listed(client_of("auditor"), "holds/?network=U90003") == []
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    assert [h["id"] for h in listed(client_of("auditor"), f"holds/?on={today}")] == [second]
    assert listed(client_of("auditor"), f"holds/?on={yesterday}") == []
    assert len(listed(client_of("national"), "holds/")) == 3
    assert [h["network"]["code"] for h in listed(client_of("other_commissioner"), "holds/")] == [
        "U90003"
    ]


def test_only_the_networks_commissioner_holds_and_lifts(client_of):
    for name in ("approver", "auditor", "manager"):
        error(place(client_of(name)), 403, "not_allowed")
    error(place(client_of("other_commissioner")), 404, "not_found")
    hold = place(client_of("commissioner")).json()["id"]
    for name, status in (("manager", 403), ("auditor", 403), ("other_commissioner", 404)):
        address = f"{API}holds/{hold}/lift/"
        answer = client_of(name).post(address, {"reason": "x"}, format="json")
        assert answer.status_code == status
    assert PaymentHold.objects.get().lifted_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"from_month": "April"}, "from_month"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"network": None}, "network"),
    ],
)
def test_a_hold_that_cannot_be_read_names_its_field(client_of, changes, field):
    answer = place(client_of("commissioner"), **changes)

    assert list(error(answer, 400, "invalid")["fields"]) == [field]


def test_a_refusal_answers_409_in_the_words_of_the_domain(client_of):
    place(client_of("commissioner"))

    found = error(place(client_of("commissioner")), 409, "refused")

    assert "already held from April 2025" in found["message"]


def test_statements_and_calculations_say_what_is_held_and_payable(client_of):
    client = client_of("commissioner")
    hold = place(client).json()
    run_month(client, icb="QZ1")

    held, paid = listed(client, "statements/?month=2025-04")
    assert set(held) == set(StatementShape().fields)
    assert held["hold"] == {
        "id": hold["id"],
        "from_month": "2025-04",
        "reason": WHY,
        "placed_at": hold["placed_at"],
    }
    assert (held["held"], held["payable"]) == (held["total"], "0.00")
    assert (paid["hold"], paid["held"], paid["payable"]) == (None, "0.00", paid["total"])
    (calculation,) = listed(client, "calculations/")
    assert set(calculation) == set(CalculationShape().fields)
    assert calculation["held"] == held["total"]
    assert calculation["payable"] == paid["total"]
    one = client.get(f"{API}statements/U90001/2025-04/").json()
    assert one["hold"] == held["hold"]
    assert PaymentHold.objects.get().from_month == date(2025, 4, 1)
