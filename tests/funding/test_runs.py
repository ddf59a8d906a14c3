"""Starting a run: what is written down, and what is refused in a sentence."""

from datetime import date, timedelta

import pytest

from funding.actions import RunRefused, start_run
from funding.models import Run, RunPart
from networks.models import NetworkMembership
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM, AuditEvent
from practices.models import Organisation, OrganisationKind
from tests.funding.cast import APRIL, NOON

BEFORE_NETWORKS = date(2019, 6, 1)


def test_a_run_of_england_has_a_part_for_each_icb_that_commissions_networks(
    england: list[str], commissioner: User
) -> None:
    Organisation.objects.create(kind=OrganisationKind.ICB, code="QZZ", name="Fictional ICB QZZ")
    run = start_run(month=APRIL, icb_code=None, by=commissioner.actor, at=NOON)
    parts = list(run.parts.values_list("icb_code", "networks_total", "state", "queued_at"))
    assert parts == [("QAA", 3, "waiting", NOON), ("QAB", 3, "waiting", NOON)]
    assert (run.icb_code, run.known_at, run.requested_by) == ("", NOON, commissioner)


def test_a_run_of_one_icb_has_its_part_only(england: list[str], commissioner: User) -> None:
    run = start_run(month=APRIL, icb_code="QAB", by=commissioner.actor, at=NOON)
    assert list(run.parts.values_list("icb_code", flat=True)) == ["QAB"]


def test_starting_a_run_is_recorded_with_who_and_which_icbs(
    england: list[str], commissioner: User
) -> None:
    run = start_run(month=APRIL, icb_code=None, by=commissioner.actor, at=NOON)
    event = AuditEvent.objects.get(action="run.started")
    assert (event.actor_id, event.object_key) == (commissioner.pk, str(run.pk))
    assert event.data == {"month": "2025-04", "icbs": england}


@pytest.mark.parametrize(
    ("month", "icb", "sentence"),
    [
        (date(2025, 4, 2), None, "A run is for a whole month: choose 2025-04."),
        (date(2031, 4, 1), None, "There are no rates for the contract year 2031/32. Choose a"),
        (date(2018, 4, 1), None, "There are no rates for the contract year 2018/19. Choose a"),
        (APRIL, "QZX", "There is no ICB with the code “QZX”."),
        (APRIL, "QZZ", "Fictional ICB QZZ (QZZ) commissions no network at the start of April"),
    ],
)
def test_a_run_that_cannot_be_done_is_refused_in_a_sentence(
    england: list[str], commissioner: User, month: date, icb: str | None, sentence: str
) -> None:
    Organisation.objects.create(kind=OrganisationKind.ICB, code="QZZ", name="Fictional ICB QZZ")
    with pytest.raises(RunRefused) as refusal:
        start_run(month=month, icb_code=icb, by=commissioner.actor, at=NOON)
    assert str(refusal.value).startswith(sentence)
    assert not Run.objects.exists()
    assert not RunPart.objects.exists()


def test_nothing_imported_yet_is_said(commissioner: User) -> None:
    with pytest.raises(RunRefused, match="Nothing has been imported yet"):
        start_run(month=APRIL, icb_code=None, by=commissioner.actor, at=NOON)


def test_a_month_before_any_network_was_commissioned_is_refused(
    england: list[str], commissioner: User
) -> None:
    assert not NetworkMembership.objects.filter(starts__lte=BEFORE_NETWORKS).exists()
    with pytest.raises(RunRefused, match="No ICB commissions a network at the start of June 2019"):
        start_run(month=BEFORE_NETWORKS, icb_code=None, by=commissioner.actor, at=NOON)


def test_a_run_cannot_know_the_future(england: list[str], commissioner: User) -> None:
    later = NOON + timedelta(minutes=1)
    with pytest.raises(RunRefused, match="only be known later"):
        start_run(month=APRIL, icb_code=None, by=commissioner.actor, at=NOON, known_at=later)


def test_a_run_names_a_person_so_that_somebody_else_can_approve(england: list[str]) -> None:
    with pytest.raises(RunRefused, match="started by a person"):
        start_run(month=APRIL, icb_code=None, by=SYSTEM, at=NOON)
