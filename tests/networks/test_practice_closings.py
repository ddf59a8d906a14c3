"""A closing in the practice register that ends a core membership is decided by a person."""

from datetime import UTC, date, datetime

import pytest

from networks.models import NetworkMembership, Proposal
from networks.proposals.actions import decide
from pcn_portal.audit.models import SYSTEM
from practices.models import Practice
from tests.intake.files import (
    MAP_TITLES,
    as_csv,
    changes,
    map_row,
    register_row,
    small_register,
    stage,
    take_in,
    warnings,
)

pytestmark = pytest.mark.django_db
KIND = "practice_register"
MARCH_16 = date(2025, 3, 16)
AT = datetime(2025, 4, 9, 10, tzinfo=UTC)
CLOSED = register_row("Z00001", status="C", closed="20250315", name="NEW NAME")


@pytest.fixture(autouse=True)
def register() -> None:
    small_register()
    take_in(KIND, as_csv(*(register_row(f"Z0000{n}") for n in (1, 2, 3))))


def accept(effective: date | None = None) -> None:
    decide(
        proposal_ids=[Proposal.objects.get(state="proposed").pk], accept=True, reason="Agreed.",
        by=SYSTEM, at=AT, today=date(2025, 4, 9), effective=effective,
    )  # fmt: skip


def test_the_closing_is_proposed_with_its_day_and_the_rest_is_applied() -> None:
    batch = take_in(KIND, as_csv(CLOSED))
    assert changes(batch) == [
        ("new", "Proposal: practice closes", "Z00001"),
        ("changed", "Practice", "Z00001"),
    ]
    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.effective) == ("practice_closure", MARCH_16)
    assert (proposal.source, proposal.source_row) == (batch.source, 1)
    assert set(proposal.networks.values_list("code", flat=True)) == {"U90001"}
    practice = Practice.objects.get(code="Z00001")
    assert (practice.name, practice.status, practice.closed) == ("NEW NAME", "active", None)
    assert stage(KIND, as_csv(CLOSED)).state == "unchanged"


def test_once_accepted_the_register_says_the_same() -> None:
    take_in(KIND, as_csv(CLOSED))
    accept()
    assert Practice.objects.get(code="Z00001").closed == MARCH_16
    assert NetworkMembership.objects.get(practice__code="Z00001").ends == MARCH_16


def test_another_day_that_was_decided_holds() -> None:
    take_in(KIND, as_csv(CLOSED))
    accept(effective=date(2025, 4, 1))
    batch = stage(KIND, as_csv(CLOSED))
    assert Practice.objects.get(code="Z00001").closed == date(2025, 4, 1)
    assert ("new", "Proposal: practice closes", "Z00001") not in changes(batch)
    assert any("a person decided on its closing" in message for message in warnings(batch))


def test_a_closing_that_ends_no_membership_is_applied_as_it_is() -> None:
    take_in(KIND, as_csv(register_row("Z00009")))
    take_in(KIND, as_csv(register_row("Z00009", status="C", closed="20250315")))
    practice = Practice.objects.get(code="Z00009")
    assert (practice.status, practice.closed) == ("closed", MARCH_16)
    assert not Proposal.objects.exists()


def test_the_day_of_the_practice_register_takes_the_place_of_a_maps() -> None:
    rows = [map_row(code, network, day="01May2025")
            for code, network in (("Z00002", "U90001"), ("Z00003", "U90002"))]  # fmt: skip
    take_in("list_size_map", as_csv(MAP_TITLES, *rows))
    first = Proposal.objects.get()
    assert (first.kind, first.effective) == ("practice_closure", date(2025, 5, 1))
    take_in(KIND, as_csv(CLOSED), reference_date="2025-05-02")
    first.refresh_from_db()
    assert first.state == "withdrawn"
    assert "closes Z00001 from 16 March 2025" in first.decision_reason
    assert Proposal.objects.get(state="proposed").effective == MARCH_16
    again = stage("list_size_map", as_csv(MAP_TITLES, *rows))
    assert again.state == "unchanged"
