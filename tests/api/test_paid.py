"""Paid money and queries over the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from funding.models import MoneyQuery, PaidFile
from tests.api.test_errors import error
from tests.api.test_money import API, approve, run_month
from tests.funding.books.test_payment_files import record_payees

SOURCES, FILES, QUERIES = f"{API}paid-sources/", f"{API}paid-files/", f"{API}queries/"
SOURCE = {
    "icb": "QZ1", "name": "National", "kind": "statement",
    "columns": {"payee": "Payee", "amount": "Amount", "payment": "Code", "month": "Month"},
}  # fmt: skip


@pytest.fixture
def due(england, client_of):
    record_payees()
    run_month(client_of("commissioner"), icb="QZ1")
    approve(client_of)
    month = {"icb": "QZ1", "month": "2025-04"}
    client = client_of("commissioner")
    assert client.post(f"{API}payment-files/", month, format="json").status_code == 201


def take(client, content, **more):
    source = client.post(SOURCES, SOURCE | more, format="json").json()["id"]
    file = SimpleUploadedFile("made-up.csv", content.encode())
    year = {"year": 2025} if more.get("kind") == "yearly" else {}
    return client.post(FILES, {"source": source, "file": file} | year, format="multipart")


def year(client, **more):
    return client.get(f"{API}reconciliation/", {"icb": "QZ1", "year": "2025/26"} | more)


@pytest.mark.usefixtures("due")
def test_a_taken_file_settles_what_it_pays(client_of):
    client = client_of("commissioner")
    one = year(client).json()["rows"][0]
    assert one["paid"] is None and not one["settled"]
    content = f"Payee,Code,Month,Amount\n{one['payee']},X,2025-04,1.00\n"
    content += f"{one['payee']},{'NPP'},2025-09,1.00\n"
    made = take(client, content)
    assert made.status_code == 201, made.content
    found = year(client).json()
    assert {stray["reason"] for stray in found["strays"]} == {"stream", "month"}
    assert client.get(SOURCES).json()[0]["name"] == "National"


@pytest.mark.usefixtures("due")
def test_a_wrong_file_or_source_is_refused_in_words(client_of):
    client = client_of("commissioner")
    refused = error(take(client, "Payee,Code,Month,Amount\nA,B,C,D\n"), 409, "refused")
    assert "Row 2, amount" in refused["message"] and "Row 2, month" in refused["message"]
    lacking = SOURCE | {"columns": {"payee": "Payee"}}
    error(client.post(SOURCES, lacking, format="json"), 409, "refused")
    error(client.post(FILES, {"source": 999999}, format="multipart"), 400, "invalid")
    assert not PaidFile.objects.exists()


@pytest.mark.usefixtures("due")
def test_a_published_year_is_compared(client_of):
    client = client_of("commissioner")
    content = "Practice Code,Practice Name,PCN Code,PCN Support\nZ90001,Alder,U90001,5.00\n"
    made = take(client, content, kind="yearly", columns={}, name="Year").json()
    (row,) = client.get(f"{FILES}{made['id']}/").json()["rows"]
    assert (row["found"], row["amount"]) == ("less", "5.00")


@pytest.mark.usefixtures("due")
def test_each_reads_their_own(client_of):
    assert year(client_of("manager"), network="U90001").status_code == 200
    error(year(client_of("manager")), 404, "not_found")
    error(year(client_of("manager"), network="U90002"), 404, "not_found")
    error(year(client_of("other_commissioner")), 404, "not_found")
    error(year(client_of("commissioner"), year="2025/27"), 400, "invalid")
    error(client_of("manager").post(SOURCES, SOURCE, format="json"), 403, "not_allowed")
    error(client_of("other_commissioner").post(SOURCES, SOURCE, format="json"), 404, "not_found")


@pytest.mark.usefixtures("england")
def test_a_query_is_asked_given_answered_closed_and_listed(client_of):
    manager, board = client_of("manager"), client_of("commissioner")
    asked = {"network": "U90001", "subject": "Core", "text": "Why less?"}
    made = manager.post(QUERIES, asked, format="json").json()
    assert (made["open"], made["days_left"]) == (True, 28)
    address = f"{QUERIES}{made['id']}/"
    give = {"act": "give", "text": "Mine.", "owner": "commissioner@portal.example"}
    given = board.post(address, give, format="json")
    assert given.status_code in (200, 409), given.content
    close = {"act": "close", "text": "Explained."}
    error(manager.post(address, close, format="json"), 409, "refused")
    assert board.post(address, close, format="json").json()["outcome"] == "Explained."
    error(board.post(address, close, format="json"), 409, "refused")
    (listed,) = manager.get(QUERIES).json()["results"]
    assert not listed["open"]
    error(client_of("other_commissioner").get(address), 404, "not_found")


@pytest.mark.parametrize(
    "body",
    [
        {"network": "U90003"},
        {"network": "U90001", "subject": "x", "text": "y", "line": 999999},
        {"network": "U90001", "subject": "x", "text": "y", "posting": 999999},
        {"network": "U90001", "subject": "x", "text": "y", "due_on": "2019-01-01"},
    ],
)
@pytest.mark.usefixtures("england")
def test_a_query_about_nothing_is_refused(client_of, body):
    assert client_of("manager").post(QUERIES, body, format="json").status_code in (400, 404, 409)
    assert not MoneyQuery.objects.exists()
