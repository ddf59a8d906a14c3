"""Runs: started, watched without and with a script, left and found again; each sees their own."""

import pytest

from funding.actions import calculate_part, start_run
from funding.models import Run, RunPart
from tests.web.money.conftest import APRIL, AT

pytestmark = pytest.mark.usefixtures("england")


@pytest.fixture
def national_run(people):
    return start_run(month=APRIL, icb_code=None, by=people["national"].actor, at=AT)


def test_a_commissioner_starts_a_run_and_is_led_to_it(signed_in):
    response = signed_in("commissioner").post(
        "/money/runs/new/", {"month": "2025-04", "icb": "QZ1"}
    )

    run = Run.objects.get()
    assert response.headers["Location"] == f"/money/runs/{run.pk}/"
    assert (run.month, run.icb_code) == (APRIL, "QZ1")


@pytest.mark.parametrize("icb", ["QZ2", "england", "nonsense"])
def test_a_commissioner_cannot_start_a_run_for_others(signed_in, icb):
    response = signed_in("commissioner").post("/money/runs/new/", {"month": "2025-04", "icb": icb})

    assert response.status_code == 400
    assert not Run.objects.exists()


def test_a_month_for_which_nobody_commissions_is_refused_in_a_sentence(signed_in):
    response = signed_in("national").post(
        "/money/runs/new/", {"month": "2019-07", "icb": "england"}
    )

    assert response.status_code == 400
    assert "No ICB commissions a network at the start of July 2019." in response.content.decode()


@pytest.mark.parametrize("name", ["approver", "auditor", "manager"])
def test_others_cannot_start_runs(signed_in, name):
    assert signed_in(name).get("/money/runs/new/").status_code == 403


def test_an_unfinished_run_renews_itself_without_a_script(signed_in, national_run):
    page = signed_in("national").get(f"/money/runs/{national_run.pk}/").content.decode()

    assert '<noscript><meta http-equiv="refresh"' in page
    assert "0 of 3 networks are done." in page
    assert "The time left is not known yet." in page


def test_progress_is_the_same_for_the_script(signed_in, national_run):
    calculate_part(part_id=national_run.parts.get(icb_code="QZ1").pk, at=AT)

    found = signed_in("national").get(f"/money/runs/{national_run.pk}/progress/").json()

    assert found["finished"] is False
    assert found["sentence"].startswith("2 of 3 networks are done.")
    assert "Saltmarsh Fictional ICB" in found["html"]


def test_a_finished_run_leads_to_its_results_and_stops_renewing(signed_in, national_run):
    for part in national_run.parts.all():
        calculate_part(part_id=part.pk, at=AT)

    page = signed_in("national").get(f"/money/runs/{national_run.pk}/").content.decode()

    assert "The run is finished. 3 of 3 networks are done." in page
    assert 'href="/money/QZ1/2025-04/"' in page
    assert "http-equiv" not in page


def test_a_failed_part_says_why_and_offers_another_run(signed_in, national_run):
    RunPart.objects.filter(run=national_run, icb_code="QZ2").update(
        state="failed", finished_at=AT, error="The worker stopped 3 times without finishing."
    )
    calculate_part(part_id=national_run.parts.get(icb_code="QZ1").pk, at=AT)

    page = signed_in("national").get(f"/money/runs/{national_run.pk}/").content.decode()

    assert "1 board has failed" in page
    assert "The worker stopped 3 times without finishing." in page
    assert "/money/runs/new/?month=2025-04" in page


def test_a_repeated_run_says_that_nothing_changed(signed_in, calculate, people):
    calculate()
    again = start_run(month=APRIL, icb_code="QZ1", by=people["commissioner"].actor, at=AT)
    calculate_part(part_id=again.parts.get().pk, at=AT)

    page = signed_in("commissioner").get(f"/money/runs/{again.pk}/").content.decode()

    assert "Nothing has changed since the last run" in page


def test_runs_are_found_again_and_those_of_others_are_not(signed_in, calculate):
    calculate()
    run = Run.objects.get()

    own = signed_in("commissioner").get("/money/runs/").content.decode()
    other = signed_in("other_commissioner")

    assert f"/money/runs/{run.pk}/" in own
    assert f"/money/runs/{run.pk}/" not in other.get("/money/runs/").content.decode()
    assert other.get(f"/money/runs/{run.pk}/").status_code == 404
    assert other.get(f"/money/runs/{run.pk}/progress/").status_code == 404


def test_of_a_national_run_a_board_sees_its_own_part(signed_in, national_run):
    page = signed_in("commissioner").get(f"/money/runs/{national_run.pk}/").content.decode()

    assert "Saltmarsh Fictional ICB" in page
    assert "Moorland Fictional ICB" not in page
    assert "0 of 2 networks are done." in page
