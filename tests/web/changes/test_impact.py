"""What a backdated change or a file would put right in approved months, before it is confirmed."""

from datetime import UTC, date, datetime

import pytest

from funding.actions import calculate_part, start_run
from funding.models import Correction
from networks.models import NetworkMembership
from pcn_portal import intake
from tests.funding.approving import approve
from tests.intake.files import BEDS_TITLES, as_csv
from tests.web.pages import text

APRIL = date(2025, 4, 1)
AT = datetime(2025, 5, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("england")


@pytest.fixture
def april(england, people):
    """April of Saltmarsh is approved."""
    run = start_run(month=APRIL, icb_code="QZ1", by=people["commissioner"].actor, at=AT)
    made = calculate_part(part_id=run.parts.get().pk, at=AT)
    assert made is not None
    approve(calculation_id=made.pk, by=people["approver"].actor, at=AT)


def test_a_backdated_move_says_what_it_puts_right(april, signed_in, propose_change):
    found = propose_change(effective=APRIL)
    page = text(signed_in("commissioner").get(f"/changes/decide/?id={found.pk}"))
    assert "2 approved months of 2 networks would be corrected" in page
    assert "Harbour PCN (U90001) April 2025" in page and "recovered" in page
    assert not Correction.objects.exists()
    assert NetworkMembership.objects.filter(practice__code="Z90001").count() == 1
    found.refresh_from_db()
    assert found.state == "proposed"


def test_a_move_to_come_touches_no_approved_month(april, signed_in, propose_change):
    page = text(signed_in("commissioner").get(f"/changes/decide/?id={propose_change().pk}"))
    assert "would be corrected" not in page


def stage_beds(people, beds: int):
    """Harbour PCN's beds of April, as a file that waits to be applied."""
    return intake.stage(
        kind="care_home_beds", name="beds.csv", parameters={}, icbs=frozenset({"QZ1"}),
        content=as_csv(BEDS_TITLES, ["U90001", "2025-04", beds]),
        by=people["commissioner"].actor, at=AT,
    )  # fmt: skip


def test_a_file_says_what_it_puts_right_and_stays_unapplied(april, signed_in, people):
    batch = stage_beds(people, 700)
    client = signed_in("commissioner")
    assert f"/imports/{batch.pk}/impact/" in client.get(f"/imports/{batch.pk}/").content.decode()
    page = text(client.get(f"/imports/{batch.pk}/impact/"))
    assert "1 approved month of 1 network would be corrected" in page
    batch.refresh_from_db()
    assert batch.state == "staged"


def test_other_people_do_not_see_it(april, signed_in, people):
    batch = stage_beds(people, 700)
    assert signed_in("other_commissioner").get(f"/imports/{batch.pk}/impact/").status_code == 404
    assert signed_in("auditor").get(f"/imports/{batch.pk}/impact/").status_code == 403
    applied = intake.apply(batch_id=batch.pk, by=people["commissioner"].actor, at=AT)
    page = text(signed_in("commissioner").get(f"/imports/{applied.pk}/impact/"))
    assert "does not wait to be applied" in page
