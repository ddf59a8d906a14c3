"""Runs, calculations and statements over the API: started, watched, approved, read."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.actions import calculate_part
from funding.models import Calculation, Run, RunPart, Statement
from networks.models import Network, NetworkMembership
from pcn_portal.api.calculations import CalculationDetailShape, CalculationShape
from pcn_portal.api.runs import PartShape, RunDetailShape, RunShape
from pcn_portal.api.statements import (
    GapShape,
    InputShape,
    LineShape,
    StatementDetailShape,
    StatementShape,
    StepShape,
)
from practices.models import Practice
from tests.api.england import figure
from tests.api.test_errors import error
from tests.api.test_pages import follow

pytestmark = pytest.mark.usefixtures("england")
API = "/api/v1/"
LATER = datetime(2026, 1, 1, tzinfo=UTC)


def start(client, **body):
    return client.post(f"{API}runs/", {"month": "2025-04", **body}, format="json")


def work_off():
    """Do what the worker does."""
    for part in RunPart.objects.filter(state="waiting"):
        calculate_part(part_id=part.pk, at=LATER)


def run_month(client, **body):
    started = start(client, **body)
    assert started.status_code == 202, started.content
    work_off()
    return started.json()


def check(client_of, number):
    """Acknowledge all that is unusual and confirm the check, as the approver."""
    client, address = client_of("approver"), f"{API}calculations/{number}/"
    reason = {"reason": "Looked at."}
    assert client.post(f"{address}acknowledge/", reason, format="json").status_code == 200
    assert client.post(f"{address}check/").status_code == 201


def listed(client, address):
    response = client.get(f"{API}{address}")
    assert response.status_code == 200, response.content
    return response.json()["results"]


def codes(rows):
    return {row["network"]["code"] for row in rows}


def test_a_started_run_answers_202_and_says_where_to_look(client_of):
    client = client_of("commissioner")
    response = start(client, icb="qz1")
    assert response.status_code == 202
    body = response.json()
    assert response.headers["Location"].endswith(f"{API}runs/{body['id']}/")
    assert (body["month"], body["icb"], body["percent"]) == ("2025-04", "QZ1", 0)
    assert not body["finished"]
    assert [part["state"] for part in body["parts"]] == ["waiting"]
    work_off()
    done = client.get(response.headers["Location"]).json()
    assert done["finished"] and done["percent"] == 100
    assert (done["networks_done"], done["networks_total"]) == (2, 2)
    assert done["parts"][0]["calculation"] == Calculation.objects.get().pk
    missing = {(gap["stream"], gap["networks"]) for gap in done["gaps"]}
    assert ("care_home_premium", 2) in missing
    assert ("network_participation_payment", 2) in missing


def test_only_those_who_may_start_a_run_do(client_of):
    for name in ("approver", "auditor", "manager"):
        error(start(client_of(name), icb="QZ1"), 403, "not_allowed")
    error(start(client_of("commissioner"), icb="QZ2"), 404, "not_found")
    error(start(client_of("commissioner"), icb="QZ9"), 404, "not_found")
    error(start(client_of("commissioner")), 403, "not_allowed")
    assert not Run.objects.exists()


def test_a_national_run_shows_each_icb_its_own_part_only(client_of):
    run = run_month(client_of("national"))
    seen = client_of("other_commissioner").get(f"{API}runs/{run['id']}/").json()
    assert [part["icb"] for part in seen["parts"]] == ["QZ2"]
    assert (seen["networks_total"], seen["icb"]) == (1, None)
    (row,) = listed(client_of("other_commissioner"), "runs/")
    assert (row["networks_done"], row["networks_total"]) == (1, 1)
    (row,) = listed(client_of("national"), "runs/")
    assert row["networks_total"] == 3


def test_a_run_of_another_icb_is_not_found(client_of):
    run = run_month(client_of("commissioner"), icb="QZ1")
    error(client_of("other_commissioner").get(f"{API}runs/{run['id']}/"), 404, "not_found")
    assert listed(client_of("other_commissioner"), "runs/") == []
    assert len(listed(client_of("commissioner"), "runs/?month=2025-04&icb=QZ1")) == 1
    assert listed(client_of("commissioner"), "runs/?month=2025-05") == []
    error(client_of("manager").get(f"{API}runs/"), 403, "not_allowed")


@pytest.mark.parametrize(
    ("body", "field"),
    [({"month": "2025-4"}, "month"), ({"month": 5}, "month"), ({"known_at": "soon"}, "known_at"),
     ({"icb": "Q" * 9}, "icb"), ({"icb": None}, "icb")],
)  # fmt: skip
def test_a_request_that_cannot_be_read_names_its_field(client_of, body, field):
    response = start(client_of("national"), **body)
    assert list(error(response, 400, "invalid")["fields"]) == [field]


def test_a_refusal_of_the_domain_answers_409_in_its_words(client_of):
    found = error(start(client_of("national"), month="2010-04"), 409, "refused")
    assert "no rates for the contract year 2010/11" in found["message"]
    found = error(start(client_of("national"), known_at="2099-01-01T00:00:00Z"), 409, "refused")
    assert "past time" in found["message"]


def test_an_approver_approves_once_and_others_cannot(client_of):
    run_month(client_of("commissioner"), icb="QZ1")
    (row,) = listed(client_of("approver"), "calculations/")
    assert row["state"] == "calculated" and row["decision"] is None
    address = f"{API}calculations/{row['id']}/approve/"
    for name in ("commissioner", "auditor", "manager", "national"):
        error(client_of(name).post(address, {}, format="json"), 403, "not_allowed")
    unchecked = client_of("approver").post(address, {}, format="json")
    assert "not checked yet" in error(unchecked, 409, "refused")["message"]
    check(client_of, row["id"])
    approved = client_of("approver").post(address, {"reason": "Checked."}, format="json")
    assert approved.status_code == 200
    assert approved.json()["state"] == "approved"
    assert approved.json()["decision"]["decided_by"] == "approver"
    again = client_of("approver").post(address, {}, format="json")
    assert "approved already" in error(again, 409, "refused")["message"]


def test_a_return_needs_a_reason(client_of):
    run_month(client_of("commissioner"), icb="QZ1")
    address = f"{API}calculations/{Calculation.objects.get().pk}/return/"
    response = client_of("approver").post(address, {}, format="json")
    assert list(error(response, 400, "invalid")["fields"]) == ["reason"]
    response = client_of("approver").post(address, {"reason": "Beds are missing."}, format="json")
    assert response.json()["decision"]["reason"] == "Beds are missing."
    assert len(listed(client_of("auditor"), "calculations/?state=returned")) == 1
    assert listed(client_of("auditor"), "calculations/?state=approved") == []


def test_a_calculation_of_another_icb_is_not_found(client_of):
    run_month(client_of("national"), icb="QZ2")
    number = Calculation.objects.get().pk
    approver = client_of("approver")
    error(approver.get(f"{API}calculations/{number}/"), 404, "not_found")
    for action in ("approve", "return"):
        response = approver.post(
            f"{API}calculations/{number}/{action}/", {"reason": "x"}, format="json"
        )
        error(response, 404, "not_found")
    assert listed(approver, "calculations/") == []


def test_a_calculation_shows_totals_by_payment_and_what_is_missing(client_of):
    run_month(client_of("commissioner"), icb="QZ1")
    number = Calculation.objects.get().pk
    found = client_of("auditor").get(f"{API}calculations/{number}/").json()
    total = sum((Decimal(stream["total"]) for stream in found["streams"]), Decimal(0))
    assert Decimal(found["total"]) == total > 0
    assert {gap["stream"] for gap in found["missing"]} >= {"care_home_premium"}
    assert found["counts"] is True


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [("commissioner", {"U90001", "U90002"}, {"U90001", "U90002"}),
     ("auditor", {"U90001", "U90002"}, {"U90001", "U90002"}),
     ("other_commissioner", {"U90003"}, {"U90003"}),
     ("manager", set(), {"U90001"}),
     ("national", {"U90001", "U90002", "U90003"}, {"U90001", "U90002", "U90003"})],
)  # fmt: skip
def test_each_role_reads_its_own_statements_and_a_manager_once_approved(
    client_of, name, before, after
):
    run_month(client_of("national"))
    client = client_of(name)
    assert codes(listed(client, "statements/")) == before
    approve(client_of)
    assert codes(listed(client, "statements/")) == after
    for code in ("U90001", "U90002", "U90003"):
        found = client.get(f"{API}statements/{code}/2025-04/").status_code
        assert found == (200 if code in after else 404)


def approve(client_of):
    for number in Calculation.objects.filter(icb_code="QZ1").values_list("pk", flat=True):
        check(client_of, number)
        address = f"{API}calculations/{number}/approve/"
        assert client_of("approver").post(address, {}, format="json").status_code == 200


def test_a_statement_explains_each_amount_down_to_file_and_row(client_of):
    run_month(client_of("commissioner"), icb="QZ1")
    found = client_of("auditor").get(f"{API}statements/u90001/2025-04/").json()
    assert sum(Decimal(line["amount"]) for line in found["lines"]) == Decimal(found["total"])
    assert sum(Decimal(total) for total in found["totals"].values()) == Decimal(found["total"])
    core = [line for line in found["lines"] if line["stream"] == "core_pcn_funding"]
    assert core and all(line["steps"] and line["citations"] for line in core)
    assert {gap["missing"] for gap in found["gaps"] if gap["stream"] == "care_home_premium"}
    alder = [i for i in found["inputs"] if (i["practice"], i["basis"]) == ("Z90001", "adjusted")]
    assert [(i["value"], i["source"], i["row"]) for i in alder] == [
        ("9876.54321", "list_sizes.csv", 2)
    ]


def test_statements_are_filtered(client_of):
    run_month(client_of("national"))
    run_month(client_of("national"), month="2025-05")
    client = client_of("national")
    assert len(listed(client, "statements/")) == 6
    assert len(listed(client, "statements/?month=2025-05")) == 3
    assert codes(listed(client, "statements/?icb=QZ2")) == {"U90003"}
    assert len(listed(client, "statements/?network=u90001")) == 2
    assert listed(client, "statements/?status=approved") == []
    assert len(listed(client, "statements/?status=calculated&month=2025-04")) == 3
    pages = list(follow(client, f"{API}statements/?limit=1"))
    assert [(row["network"]["code"], row["month"]) for row in pages] == [
        (code, month) for code in ("U90001", "U90002", "U90003") for month in ("2025-04", "2025-05")
    ]


def test_a_new_calculation_takes_the_place_of_the_old_which_stays_readable(client_of):
    client = client_of("commissioner")
    run_month(client, icb="QZ1")
    old = Calculation.objects.get().pk
    alder = Practice.objects.get(code="Z90001")
    figure(alder, "adjusted", "9999", version=2, received_at=datetime(2025, 3, 1, tzinfo=UTC))
    run_month(client, icb="QZ1")
    new = Calculation.objects.exclude(pk=old).get().pk
    assert {row["calculation"] for row in listed(client, "statements/")} == {new}
    assert len(listed(client, "statements/?versions=all")) == 4
    address = f"{API}statements/U90001/2025-04/"
    assert client.get(address).json()["calculation"] == new
    assert client.get(f"{address}?calculation={old}").json()["calculation"] == old
    error(client.get(f"{address}?calculation=999999"), 404, "not_found")
    assert [row["id"] for row in listed(client, "calculations/?versions=counting")] == [new]
    assert [row["id"] for row in listed(client, "calculations/")] == [new, old]


def test_the_documented_shapes_are_the_shapes_answered(client_of):
    client = client_of("national")
    run = run_month(client)
    number = Calculation.objects.filter(icb_code="QZ1").get().pk
    statement = client.get(f"{API}statements/U90001/2025-04/").json()
    run = client.get(f"{API}runs/{run['id']}/").json()
    for row, shape in (
        (listed(client, "runs/")[0], RunShape),
        (run, RunDetailShape),
        (run["parts"][0], PartShape),
        (listed(client, "calculations/")[0], CalculationShape),
        (client.get(f"{API}calculations/{number}/").json(), CalculationDetailShape),
        (listed(client, "statements/")[0], StatementShape),
        (statement, StatementDetailShape),
        (statement["lines"][0], LineShape),
        (statement["lines"][0]["steps"][0], StepShape),
        (statement["gaps"][0], GapShape),
        (statement["inputs"][0], InputShape),
    ):
        assert set(row) == set(shape().fields), shape


@pytest.mark.parametrize(
    "address", ["statements/", "calculations/", "runs/", "statements/U90001/2025-04/"]
)
def test_more_rows_take_no_more_queries(client_of, address):
    client = client_of("national")
    run_month(client, icb="QZ1")
    few = counted(client, address)
    template = Network.objects.get(code="U90001")
    practice = Practice.objects.create(code="Z90009", name="Elder Surgery")
    figure(practice, "registered", "1")
    NetworkMembership.objects.create(practice=practice, network=template, starts=date(2024, 4, 1))
    run_month(client)
    assert Statement.objects.count() > 2
    assert counted(client, address) == few <= 9


def counted(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{API}{address}").status_code == 200
    return len(queries)
