"""The payment file's page: what it would pay, what waits, and the file once it is produced."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from funding.models import Calculation, PaymentFile
from networks.models import Network, NominatedPayee
from pcn_portal.accounts.models import User
from tests.funding.approving import approve
from tests.web.money.conftest import APRIL, AT, Calculate
from tests.web.pages import text

SignedIn = Callable[[str], Client]
ADDRESS = reverse("payment_file", args=["QZ1", "2025-04"])


@pytest.fixture
def april(calculate: Calculate, people: dict[str, User]) -> Calculation:
    """April approved; Harbour PCN has a payee, Quay PCN none."""
    NominatedPayee.objects.create(
        network=Network.objects.get(code="U90001"), name="Harbour Limited", ods_code="8AA01",
        starts=APRIL,
    )  # fmt: skip
    made = calculate()
    approve(calculation_id=made.pk, by=people["approver"].actor, at=AT)
    return made


def test_the_page_says_what_would_be_paid_and_what_waits(
    april: Calculation, signed_in: SignedIn
) -> None:
    page = text(signed_in("commissioner").get(ADDRESS))
    assert "The file of April 2025 would pay £" in page
    assert "waits for a later file" in page
    assert "U90002 No nominated payee is recorded £" in page
    assert "U90001 No nominated payee" not in page


def test_a_commissioner_produces_it_and_downloads_the_same_bytes(
    april: Calculation, signed_in: SignedIn
) -> None:
    client = signed_in("commissioner")
    assert client.post(ADDRESS).status_code == 302
    file = PaymentFile.objects.get()
    page = text(client.get(ADDRESS))
    assert f"April 2025 is paid by a file of £{file.total:,.2f}" in page
    assert file.sha256 in page
    answer = client.get(reverse("payment_file_content", args=["QZ1", "2025-04"]))
    assert answer.content == bytes(file.content)
    assert answer["Content-Disposition"] == 'attachment; filename="payments-QZ1-2025-04.csv"'
    assert client.post(ADDRESS).status_code == 302
    assert PaymentFile.objects.count() == 1
    month = text(client.get(reverse("month_result", args=["QZ1", "2025-04"])))
    assert f"payments-QZ1-2025-04.csv pays £{file.total:,.2f}" in month


def test_an_auditor_reads_and_does_not_produce(april: Calculation, signed_in: SignedIn) -> None:
    client = signed_in("auditor")
    page = client.get(ADDRESS)
    assert "A commissioner of this board produces it." in text(page)
    assert client.post(ADDRESS).status_code == 404
    assert signed_in("manager").get(ADDRESS).status_code == 403
    assert signed_in("other_commissioner").get(ADDRESS).status_code == 404
    assert not PaymentFile.objects.exists()


def test_a_month_that_is_not_approved_says_so(calculate: Calculate, signed_in: SignedIn) -> None:
    calculate()
    client = signed_in("commissioner")
    assert "April 2025 is not approved. Only an approved month is paid." in text(
        client.get(ADDRESS)
    )
    refused = client.post(ADDRESS)
    assert refused.status_code == 400
    assert "is not approved" in text(refused)
    content = reverse("payment_file_content", args=["QZ1", "2025-04"])
    assert client.get(content).status_code == 404
