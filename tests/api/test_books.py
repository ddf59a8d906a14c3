"""The books over REST: postings, corrections and recoveries spread, each within its scope."""

from datetime import timedelta
from decimal import Decimal

import pytest

from funding.models import Calculation, Posting, RecoverySpread
from pcn_portal.accounts.models import User
from pcn_portal.api.books import CorrectionShape, PostingShape, SpreadShape
from practices.models import PopulationFigure
from tests.api.test_errors import error
from tests.funding.approving import approve
from tests.funding.cast import APRIL, MAY, NOON, run_month

pytestmark = pytest.mark.usefixtures("england")
API = "/api/v1/"
LATER = NOON + timedelta(days=30)


@pytest.fixture
def may(england: None, people: dict[str, User]) -> Calculation:
    """April approved, then a practice of Harbour PCN restated by 300 less; May calculated."""
    (april,) = run_month(people["commissioner"], icb="QZ1", month=APRIL)
    approve(calculation_id=april.pk, by=people["approver"].actor, at=NOON)
    old = PopulationFigure.objects.filter(practice__code="Z90001", basis="adjusted").latest(
        "version"
    )
    PopulationFigure.objects.create(
        practice=old.practice, basis="adjusted", reference_date=old.reference_date,
        version=old.version + 1, value=old.value - 300, vintage="restated", received_at=LATER,
    )  # fmt: skip
    (found,) = run_month(people["commissioner"], icb="QZ1", month=MAY, at=LATER)
    return found


def spread(client, **changes):
    body = {"icb": "QZ1", "network": "U90001", "month": "2025-05", "instalments": 3,
            "reason": "They asked for time", **changes}  # fmt: skip
    return client.post(f"{API}recovery-spreads/", body, format="json")


def test_corrections_are_listed_with_both_explanations(client_of, may):
    answer = client_of("commissioner").get(f"{API}corrections/", {"with_month": "2025-05"})
    rows = answer.json()["results"]
    assert rows and all(set(row) == set(CorrectionShape().fields) for row in rows)
    assert {row["month"] for row in rows} == {"2025-04"}
    assert {tuple(row["causes"]) for row in rows} == {("population",)}
    assert sum(Decimal(row["amount"]) for row in rows) == may.corrections
    for row in rows:
        assert Decimal(row["known"]) - Decimal(row["posted"]) == Decimal(row["amount"])
        assert row["before"]["amount"] == row["posted"]
        assert row["after"]["amount"] == row["known"]


def test_a_networks_own_people_see_corrections_once_approved(client_of, may, people):
    client = client_of("manager")
    assert client.get(f"{API}corrections/").json()["results"] == []
    approve(calculation_id=may.pk, by=people["approver"].actor, at=LATER)
    rows = client.get(f"{API}corrections/").json()["results"]
    assert {row["network"]["code"] for row in rows} == {"U90001"}


def test_postings_of_a_month_come_to_what_is_known_and_can_be_asked_as_of_a_day(
    client_of, may, people
):
    approve(calculation_id=may.pk, by=people["approver"].actor, at=LATER)
    client = client_of("commissioner")
    asked = {"network": "U90001", "entitlement_month": "2025-04"}
    rows = client.get(f"{API}postings/", asked).json()["results"]
    assert all(set(row) == set(PostingShape().fields) for row in rows)
    then = client.get(f"{API}postings/", asked | {"known": f"{NOON:%Y-%m-%d}"}).json()["results"]
    assert {row["kind"] for row in then} == {"entitlement"}
    difference = sum(Decimal(r["amount"]) for r in rows) - sum(Decimal(r["amount"]) for r in then)
    assert difference == may.corrections
    assert (
        len(rows) == Posting.objects.filter(network_code="U90001", entitlement_month=APRIL).count()
    )


def test_other_peoples_books_are_not_listed(client_of, may):
    client = client_of("other_commissioner")
    for address in ("postings", "corrections"):
        assert client.get(f"{API}{address}/").json()["results"] == []


def test_a_recovery_is_spread(client_of, may):
    answer = spread(client_of("commissioner"))
    assert answer.status_code == 201, answer.content
    assert set(answer.json()) == set(SpreadShape().fields)
    assert RecoverySpread.objects.get().instalments == 3


def test_what_cannot_be_spread_is_said(client_of, may, people):
    client = client_of("commissioner")
    nothing = error(spread(client, network="U90002"), 409, "refused")["message"]
    assert "recovers nothing from U90002" in nothing
    assert spread(client, instalments=13).status_code == 400
    assert spread(client, icb="QZ2").status_code == 404
    assert spread(client_of("manager")).status_code == 403
    approve(calculation_id=may.pk, by=people["approver"].actor, at=LATER)
    assert "May 2025 is approved" in error(spread(client), 409, "refused")["message"]
    assert not RecoverySpread.objects.exists()
