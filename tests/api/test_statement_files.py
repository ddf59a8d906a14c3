"""Statements as files, years and practices' statements over the API."""

from decimal import Decimal

import pytest

from funding.models import Posting
from practices.models import Practice
from tests.api import england as made_up
from tests.api.test_errors import error
from tests.api.test_money import API, approve, run_month


@pytest.fixture
def approved(england, client_of):
    practice = Practice.objects.get(code="Z90001")
    made_up.figure(practice, "weighted", "9000", source=made_up.source_file("w.csv"), row=3)
    made_up.figure(
        Practice.objects.get(code="Z90002"), "weighted", "8000",
        source=made_up.source_file("w.csv2"), row=3,
    )  # fmt: skip
    run_month(client_of("national"))
    approve(client_of)


@pytest.mark.parametrize("ending", ["pdf", "csv", "xlsx"])
@pytest.mark.usefixtures("approved")
def test_each_document_is_given_in_each_format(client_of, ending):
    client = client_of("manager")
    for address in (
        f"{API}statements/u90001/2025-04/files/{ending}/",
        f"{API}year-summaries/U90001/2025-26/files/{ending}/",
        f"{API}practice-statements/z90001/2025-04/files/{ending}/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].endswith(f'.{ending}"')


@pytest.mark.usefixtures("approved")
def test_a_year_comes_to_the_sum_of_its_postings(client_of):
    found = client_of("manager").get(f"{API}year-summaries/U90001/2025-26/").json()
    posted = sum(p.amount for p in Posting.objects.filter(network_code="U90001"))
    assert Decimal(found["total"]) == posted
    assert [m["month"] for m in found["months"] if not m["open"]] == ["2025-04"]
    assert found["months"][1]["total"] is None


@pytest.mark.usefixtures("approved")
def test_a_practices_statement_explains_its_amount(client_of):
    found = client_of("manager").get(f"{API}practice-statements/Z90001/2025-04/").json()
    (amount,) = found["amounts"]
    assert found["number"] == "QZ1-2025-04-Z90001"
    assert found["total"] == amount["amount"]
    assert "9,000 × £" in amount["explanation"]


@pytest.mark.parametrize(
    "address",
    [
        "statements/U90001/2025-04/files/doc/",
        "statements/U90001/2025-99/files/pdf/",
        "year-summaries/U90001/2025-27/",
        "year-summaries/U99999/2025-26/",
        "practice-statements/Z90001/2025-05/",
        "practice-statements/Z99999/2025-04/files/pdf/",
    ],
)
@pytest.mark.usefixtures("approved")
def test_what_is_not_there_is_not_found(client_of, address):
    error(client_of("commissioner").get(f"{API}{address}"), 404, "not_found")


@pytest.mark.usefixtures("approved")
def test_a_statement_has_its_number(client_of):
    found = client_of("manager").get(f"{API}statements/U90001/2025-04/").json()
    assert found["statement_number"] == "QZ1-2025-04-U90001"
