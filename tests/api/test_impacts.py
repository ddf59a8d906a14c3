"""What something would put right in approved months, over the API; nothing is changed by asking."""

from datetime import UTC, date, datetime

import pytest

from funding.models import Correction, RateSheet
from networks.models import Proposal
from networks.proposals.actions import propose
from pcn_portal import intake
from tests.api.test_errors import error
from tests.api.test_money import API, approve, run_month
from tests.funding.rates_by_people.cast import LOCAL
from tests.intake.files import BEDS_TITLES, as_csv

AT = datetime(2025, 5, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("april")


@pytest.fixture
def april(england, client_of):
    run_month(client_of("commissioner"), icb="QZ1")
    approve(client_of)


@pytest.fixture
def beds(people, april):
    return intake.stage(
        kind="care_home_beds", name="beds.csv", parameters={}, icbs=frozenset({"QZ1"}),
        content=as_csv(BEDS_TITLES, ["U90001", "2025-04", 700]),
        by=people["commissioner"].actor, at=AT,
    )  # fmt: skip


def test_a_files_impact_is_told_and_it_stays_staged(client_of, beds):
    found = client_of("commissioner").get(f"{API}imports/{beds.pk}/impact/").json()
    (only,) = found["months"]
    assert (only["network"], only["month"]) == ("U90001", "2025-04")
    assert only["amount"] == found["arrears"] and found["networks"] == 1
    beds.refresh_from_db()
    assert beds.state == "staged" and not Correction.objects.exists()
    other = client_of("other_commissioner").get(f"{API}imports/{beds.pk}/impact/")
    error(other, 404, "not_found")
    error(client_of("auditor").get(f"{API}imports/{beds.pk}/impact/"), 403, "not_allowed")


def test_an_applied_file_has_no_impact_any_more(client_of, people, beds):
    intake.apply(batch_id=beds.pk, by=people["commissioner"].actor, at=AT)
    error(client_of("commissioner").get(f"{API}imports/{beds.pk}/impact/"), 409, "refused")


def test_a_backdated_moves_impact_is_told_and_it_stays_proposed(client_of, people):
    found = propose(
        kind="move", effective=date(2025, 4, 1), reason="Late.", by=people["commissioner"].actor,
        at=AT, details={"practice": "Z90001", "from": "U90001", "to": "U90002"},
    )  # fmt: skip
    impact = client_of("commissioner").get(f"{API}changes/{found.pk}/impact/").json()
    assert {one["network"] for one in impact["months"]} == {"U90001", "U90002"}
    assert float(impact["recovered"]) < 0 < float(impact["arrears"])
    assert Proposal.objects.get(pk=found.pk).state == "proposed"
    other = client_of("other_commissioner").get(f"{API}changes/{found.pk}/impact/")
    error(other, 404, "not_found")


def test_a_sheets_impact_is_told_to_who_checks_it(client_of):
    body = {
        "icb": "QZ1", "title": "Local", "content": LOCAL, "document": "Page 2.", "networks": [],
    }  # fmt: skip
    made = client_of("commissioner").post(f"{API}rate-sheets/", body, format="json")
    assert made.status_code == 201, made.content
    address = f"{API}rate-sheets/{made.json()['id']}/impact/"
    assert client_of("approver").get(address).status_code == 200
    error(client_of("commissioner").get(address), 403, "not_allowed")
    assert not hasattr(RateSheet.objects.get(), "decision")
