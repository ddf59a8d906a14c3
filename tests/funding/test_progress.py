"""How far a run is: networks done of total, parts by state, time left."""

from datetime import timedelta

from pytest_django import DjangoAssertNumQueries

from funding.actions import calculate_part, start_run
from funding.models import Run
from funding.queries import run_progress
from pcn_portal.accounts.models import User
from tests.funding.cast import APRIL, NOON, finish


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def start(by: User) -> Run:
    return start_run(month=APRIL, icb_code=None, by=by.actor, at=NOON)


def test_a_run_that_waits_has_no_estimate(england: list[str], commissioner: User) -> None:
    progress = run_progress(start(commissioner), now=NOON + minutes(1))
    assert (progress.networks_done, progress.networks_total, progress.percent) == (0, 6, 0)
    assert progress.states == {"waiting": 2, "working": 0, "done": 0, "failed": 0}
    assert (progress.left, progress.finished) == (None, False)


def test_half_done_after_two_minutes_leaves_two(
    england: list[str], commissioner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    run = start(commissioner)
    calculate_part(part_id=run.parts.get(icb_code="QAA").pk, at=NOON)
    with django_assert_num_queries(1):
        progress = run_progress(run, now=NOON + minutes(2))
        assert [part.calculation for part in progress.parts][1] is None
    assert (progress.networks_done, progress.percent) == (3, 50)
    assert (progress.elapsed, progress.left) == (minutes(2), minutes(2))


def test_a_finished_run_stops_the_clock(england: list[str], commissioner: User) -> None:
    run = start(commissioner)
    for part in run.parts.all():
        calculate_part(part_id=part.pk, at=NOON, clock=lambda: NOON + minutes(3))
    progress = run_progress(run, now=NOON + minutes(60))
    assert (progress.finished, progress.failed, progress.repeated) == (True, False, False)
    assert (progress.elapsed, progress.left, progress.percent) == (minutes(3), None, 100)


def test_a_repeated_run_says_so(england: list[str], commissioner: User) -> None:
    finish(start(commissioner))
    again = start(commissioner)
    finish(again)
    assert run_progress(again, now=NOON).repeated


def test_a_failed_part_ends_the_run_short_of_its_total(
    england: list[str], commissioner: User
) -> None:
    run = start(commissioner)
    run.parts.filter(icb_code="QAB").update(state="failed", error="It broke.", finished_at=NOON)
    finish(run)
    progress = run_progress(run, now=NOON + minutes(1))
    assert (progress.finished, progress.failed) == (True, True)
    assert (progress.networks_done, progress.networks_total) == (3, 6)


def test_progress_of_some_parts_only(england: list[str], commissioner: User) -> None:
    run = start(commissioner)
    own = list(run.parts.filter(icb_code="QAB"))
    assert run_progress(run, now=NOON, parts=own).networks_total == 3
