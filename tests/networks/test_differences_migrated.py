"""Differences between sources that an earlier version of the portal kept live on as proposals.

The table they were kept in no longer exists: it is made for the test, as it was.
"""

import importlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from networks.models import Network, NetworkMembership, Proposal
from pcn_portal.accounts.models import User
from practices.models import Practice, SourceFile
from tests.intake.files import small_register

pytestmark = pytest.mark.django_db
APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)
FOUND, DECIDED = datetime(2025, 4, 2, tzinfo=UTC), datetime(2025, 4, 9, tzinfo=UTC)
MIGRATION = importlib.import_module("networks.migrations.0008_differences_to_proposals")


@pytest.fixture
def earlier(db: None) -> Any:
    """The models as they were, with a table for the differences."""
    small_register()
    apps = MigrationLoader(connection).project_state(("networks", "0007_partner_never_core")).apps
    with connection.schema_editor(atomic=False) as editor:
        editor.create_model(apps.get_model("networks", "MembershipDifference"))
    return apps


def differ(apps: Any, practice: str, register: str, file: str, **said: Any) -> None:
    networks = dict(Network.objects.values_list("code", "pk"))
    apps.get_model("networks", "MembershipDifference").objects.create(
        practice_id=Practice.objects.get(code=practice).pk,
        register_network_id=networks.get(register),
        file_network_id=networks.get(file),
        found_at=FOUND,
        source_row=7,
        **{"on": APRIL, "source_id": SourceFile.objects.earliest("pk").pk, **said},
    )


def decided(outcome: str, **said: Any) -> dict[str, Any]:
    by = User.objects.create_user(f"{outcome}@example.org", name="Alice Example")
    words = {"outcome": outcome, "reason": "Agreed.", "decided_at": DECIDED, "decided_by_id": by.pk}
    return words | said


def converted(apps: Any) -> list[Proposal]:
    MIGRATION.convert(apps, None)
    return list(Proposal.objects.order_by("practices__code"))


def test_an_open_difference_needs_a_decision_still(earlier: Any) -> None:
    differ(earlier, "Z00001", "U90001", "U90002")
    (proposal,) = converted(earlier)
    assert (proposal.kind, proposal.state, proposal.effective) == ("move", "proposed", APRIL)
    assert proposal.details == {"practice": "Z00001", "from": "U90001", "to": "U90002"}
    assert proposal.fingerprint == "move:Z00001:U90001:U90002"
    assert proposal.reason.endswith("has Z00001 in U90002; the register has it in U90001.")
    assert set(proposal.networks.values_list("code", flat=True)) == {"U90001", "U90002"}
    sighting = proposal.sightings.get()
    assert (sighting.on, sighting.source_row, sighting.source) == (APRIL, 7, proposal.source)


def test_what_was_kept_is_refused_and_what_was_accepted_is_the_cause_of_its_spells(
    earlier: Any,
) -> None:
    spell = NetworkMembership.objects.get(practice__code="Z00001")
    spell.ends = MAY
    spell.save()
    NetworkMembership.objects.create(
        practice=spell.practice, network=Network.objects.get(code="U90002"), starts=MAY
    )
    differ(earlier, "Z00001", "U90001", "U90002", **decided("accept", effective=MAY))
    differ(earlier, "Z00002", "U90001", "", **decided("keep"))
    accepted, kept = converted(earlier)
    assert (accepted.state, accepted.effective, accepted.decision_reason) == (
        "accepted", MAY, "Agreed.",
    )  # fmt: skip
    assert (kept.kind, kept.state, kept.decided_at) == ("leave", "refused", DECIDED)
    spells = NetworkMembership.objects.filter(practice__code="Z00001").order_by("starts")
    assert list(spells.values_list("ended_by", "started_by")) == [
        (accepted.pk, None),
        (None, accepted.pk),
    ]


def test_the_same_difference_in_two_files_is_one_proposal_seen_twice(earlier: Any) -> None:
    first, second = SourceFile.objects.order_by("pk")[:2]
    for source in (first, second):
        differ(earlier, "Z00003", "", "U90001", source_id=source.pk)
    (proposal,) = converted(earlier)
    assert proposal.kind == "join"
    assert proposal.sightings.count() == 2
