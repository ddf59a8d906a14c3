"""Payment files over REST: produced once, listed, and handed out as they were produced."""

from hashlib import sha256

import pytest

from networks.models import Network, NominatedPayee
from pcn_portal.api.payment_files import FileShape
from tests.api.test_errors import error
from tests.funding.approving import approve
from tests.funding.cast import APRIL, NOON, run_month

pytestmark = pytest.mark.usefixtures("england")
FILES = "/api/v1/payment-files/"


@pytest.fixture
def april(england, people):
    """April of Saltmarsh is approved, and Harbour PCN has a payee."""
    NominatedPayee.objects.create(
        network=Network.objects.get(code="U90001"), name="Made up", ods_code="8AA01", starts=APRIL
    )
    (made,) = run_month(people["commissioner"], icb="QZ1")
    approve(calculation_id=made.pk, by=people["approver"].actor, at=NOON)


def produce(client, icb="QZ1", month="2025-04"):
    return client.post(FILES, {"icb": icb, "month": month}, format="json")


def test_a_file_is_produced_once_and_handed_out_as_it_was(client_of, april):
    client = client_of("commissioner")
    made = produce(client)
    assert made.status_code == 201, made.content
    assert set(made.json()) == set(FileShape().fields)
    assert produce(client).json() == made.json()
    assert client.get(FILES, {"icb": "QZ1"}).json()["results"] == [made.json()]
    content = client.get(f"{FILES}{made.json()['id']}/content/")
    assert sha256(content.content).hexdigest() == made.json()["sha256"]
    assert content["Content-Type"] == "text/csv; charset=utf-8"


def test_others_neither_see_nor_produce_it(client_of, april):
    number = produce(client_of("commissioner")).json()["id"]
    other = client_of("other_commissioner")
    assert other.get(FILES).json()["results"] == []
    assert other.get(f"{FILES}{number}/content/").status_code == 404
    assert produce(other).status_code == 404
    assert produce(client_of("auditor")).status_code == 403
    assert client_of("manager").get(FILES).status_code == 403


def test_what_is_not_approved_is_refused_in_words(client_of, april):
    refused = error(produce(client_of("commissioner"), month="2025-05"), 409, "refused")
    assert refused["message"] == "May 2025 is not approved. Only an approved month is paid."
    assert produce(client_of("commissioner"), month="soon").status_code == 400
