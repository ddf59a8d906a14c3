"""What the register would hold if changes were accepted; nothing is written."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import Network, NetworkMembership, NominatedPayee
from networks.proposals.details import Draft, check_details
from networks.proposals.projection import Projection, project
from networks.proposals.refusal import ProposalRefused
from tests.networks.proposals.words import BEFORE_JULY, JULY

pytestmark = pytest.mark.usefixtures("england")


def draft(kind: str, effective: date = JULY, **details: Any) -> Draft:
    said = {key.rstrip("_"): value for key, value in details.items()}
    return Draft(kind, effective, check_details(kind, said))


def move(practice: str, source: str, to: str, effective: date = JULY) -> Draft:
    return draft("move", effective, practice=practice, from_=source, to=to)


def practices(found: Projection) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {
        code: (found.before[code].practices, found.after[code].practices) for code in found.after
    }


def test_only_touched_networks_are_shown_before_and_after():
    found = project([move("Z90002", "U90001", "U90002")], on=JULY)
    assert practices(found) == {
        "U90001": (("Z90001", "Z90002"), ("Z90001",)),
        "U90002": (("Z90003",), ("Z90002", "Z90003")),
    }


def test_before_its_day_a_change_makes_no_difference():
    found = project([move("Z90002", "U90001", "U90002")], on=BEFORE_JULY)
    assert found.before == found.after


def test_several_changes_are_projected_together_in_the_order_of_a_decision():
    changes = [
        draft("network_ended", date(2026, 8, 1), network="U90001"),
        move("Z90001", "U90001", "U90002"),
        move("Z90002", "U90001", "U90003"),
    ]
    found = project(changes, on=date(2026, 8, 1))
    assert practices(found) == {
        "U90001": (("Z90001", "Z90002"), ()),
        "U90002": (("Z90003",), ("Z90001", "Z90003")),
        "U90003": (("Z90004",), ("Z90002", "Z90004")),
    }
    assert (found.before["U90001"].exists, found.after["U90001"].exists) == (True, False)


def test_a_network_that_would_be_formed_does_not_exist_before():
    formed = draft(
        "network_formed", code="U90009", name="New PCN", sub_icb="Z1A", practices=["Z90001"]
    )
    found = project([formed], on=JULY)
    assert (found.before["U90009"].exists, found.before["U90009"].practices) == (False, ())
    after = found.after["U90009"]
    assert (after.name, after.exists, after.practices) == ("New PCN", True, ("Z90001",))


def test_payee_and_directors_are_shown():
    NominatedPayee.objects.create(
        network=Network.objects.get(code="U90001"), name="Old Ltd", ods_code="ZX1", starts=JULY
    )
    changes = [
        draft("payee_changed", date(2026, 8, 1), network="U90001", name="Nova", ods_code="ZX2"),
        draft("director_changed", network="U90001", person="Dr Made Up", profession="GP"),
    ]
    found = project(changes, on=date(2026, 8, 1))
    assert (found.before["U90001"].payee, found.before["U90001"].directors) == ("Old Ltd (ZX1)", ())
    assert (found.after["U90001"].payee, found.after["U90001"].directors) == (
        "Nova (ZX2)",
        ("Dr Made Up",),
    )


def test_what_cannot_be_applied_is_refused():
    with pytest.raises(ProposalRefused, match="not in Quay PCN"):
        project([move("Z90002", "U90002", "U90003")], on=JULY)
    with pytest.raises(ProposalRefused, match="core in Quay PCN .* not in Harbour PCN"):
        changes = [move("Z90002", "U90001", "U90002"), move("Z90002", "U90001", "U90003")]
        project(changes, on=JULY)


def test_nothing_is_written_and_more_changes_take_no_more_queries():
    held = list(NetworkMembership.objects.values())
    with CaptureQueriesContext(connection) as one:
        project([move("Z90002", "U90001", "U90002")], on=JULY)
    with CaptureQueriesContext(connection) as two:
        changes = [move("Z90002", "U90001", "U90002"), move("Z90004", "U90003", "U90001")]
        project(changes, on=JULY)
    assert len(one) == len(two) <= 8
    assert all(query["sql"].startswith("SELECT") for query in two.captured_queries)
    assert list(NetworkMembership.objects.values()) == held
