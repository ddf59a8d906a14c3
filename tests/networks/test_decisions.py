"""Deciding where a practice is core when the register and a file disagree."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from networks.actions import DecisionRefused, decide_differences
from networks.models import MembershipDifference, NetworkMembership
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import Actor, AuditEvent
from tests.intake.files import (
    ADJUSTED_TITLES,
    adjusted_row,
    as_csv,
    partner,
    small_register,
    stage,
    take_in,
    warnings,
)

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)
AT = datetime(2025, 4, 9, 10, tzinfo=UTC)


def make_differences() -> None:
    """The file has Z00001 in U90002, and does not count Z00002."""
    small_register()
    rows = [
        adjusted_row("Z00001", "U90002", 9000, 9100),
        adjusted_row("Z00002", "", 8000, 8200, member="No"),
        adjusted_row("Z00003", "U90002", 7000, 6900),
    ]
    take_in("adjusted_populations", as_csv(ADJUSTED_TITLES, *rows))


@pytest.fixture
def differences(db: None) -> dict[str, int]:
    make_differences()
    return dict(MembershipDifference.objects.values_list("practice__code", "id"))


@pytest.fixture
def alice(db: None) -> Actor:
    return User.objects.create_user("alice@example.org", name="Alice Example").actor


def decide(by: Actor, *ids: int, outcome: str = "accept", effective: date | None = APRIL,
           reason: str = "Agreed with the practices") -> None:  # fmt: skip
    decide_differences(
        difference_ids=ids, outcome=outcome, effective=effective, reason=reason, by=by, at=AT
    )


def spells(practice: str) -> list[tuple[str, date, date | None]]:
    found = NetworkMembership.objects.filter(practice__code=practice).order_by("starts")
    return list(found.values_list("network__code", "starts", "ends"))


def test_accepting_moves_the_practice_from_the_first_of_a_month(
    differences: dict[str, int], alice: Actor
) -> None:
    decide(alice, differences["Z00001"])
    assert spells("Z00001") == [
        ("U90001", date(2019, 10, 1), APRIL),
        ("U90002", APRIL, None),
    ]
    new = NetworkMembership.objects.get(practice__code="Z00001", starts=APRIL)
    assert (new.source.name if new.source else "", new.source_row) == (
        "adjusted_populations.csv",
        2,
    )


def test_accepting_that_a_practice_is_in_no_network_ends_its_spell(
    differences: dict[str, int], alice: Actor
) -> None:
    decide(alice, differences["Z00002"], effective=MAY)
    assert spells("Z00002") == [("U90001", date(2019, 10, 1), MAY)]


def test_keeping_the_register_changes_no_membership(
    differences: dict[str, int], alice: Actor
) -> None:
    before = spells("Z00001")
    decide(alice, differences["Z00001"], outcome="keep", effective=None)
    assert spells("Z00001") == before
    difference = MembershipDifference.objects.get(pk=differences["Z00001"])
    assert (difference.outcome, difference.decided_by_id) == ("keep", alice.id)


def test_who_decided_what_and_why_is_recorded(differences: dict[str, int], alice: Actor) -> None:
    decide(alice, differences["Z00001"])
    event = AuditEvent.objects.get(action="difference.accept")
    assert (event.actor_label, event.object_key, event.reason, event.at) == (
        "alice@example.org", "Z00001", "Agreed with the practices", AT,
    )  # fmt: skip
    assert event.data["from"] == "U90001"
    assert event.data["to"] == "U90002"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"reason": " "}, "Give a reason"),
        ({"effective": None}, "first of a month"),
        ({"effective": date(2025, 4, 2)}, "first of a month"),
        ({"outcome": "perhaps"}, "Choose to keep"),
        ({"effective": date(2019, 9, 1)}, "U90002 TEST PCN .U90002. opened on 1 October 2019"),
    ],
)
def test_a_decision_that_cannot_stand_is_refused_with_a_sentence(
    differences: dict[str, int], alice: Actor, said: dict[str, object], sentence: str
) -> None:
    before = spells("Z00001")
    with pytest.raises(DecisionRefused, match=sentence):
        decide(alice, differences["Z00001"], **said)  # type: ignore[arg-type]
    assert spells("Z00001") == before


def test_a_decision_that_is_taken_stays_taken(differences: dict[str, int], alice: Actor) -> None:
    decide(alice, differences["Z00001"], outcome="keep", effective=None)
    with pytest.raises(DecisionRefused, match="already decided by Alice Example: register kept"):
        decide(alice, differences["Z00001"])


def test_several_are_decided_together_or_not_at_all(
    differences: dict[str, int], alice: Actor
) -> None:
    decide(alice, differences["Z00002"], outcome="keep", effective=None)
    with pytest.raises(DecisionRefused):
        decide(alice, *differences.values())
    assert spells("Z00001") == [("U90001", date(2019, 10, 1), None)]
    with pytest.raises(DecisionRefused, match="at least one"):
        decide(alice, differences["Z00001"], 999_999)


def test_a_later_spell_in_the_register_is_not_overwritten(
    differences: dict[str, int], alice: Actor
) -> None:
    moved = as_csv(
        partner("Z00001", "U90001", ends="20250630"), partner("Z00001", "U90002", "20250701")
    )
    take_in("ods_pcn_partners", moved)
    with pytest.raises(DecisionRefused, match="later spell of .*, from 1 July 2025"):
        decide(alice, differences["Z00001"])
    with pytest.raises(DecisionRefused, match="already has"):
        decide(alice, differences["Z00001"], effective=date(2025, 8, 1))


def test_an_older_ods_file_does_not_undo_a_decision(
    differences: dict[str, int], alice: Actor
) -> None:
    decide(alice, *differences.values())
    before = spells("Z00001"), spells("Z00002")
    batch = stage(
        "ods_pcn_partners", as_csv(partner("Z00001", "U90001"), partner("Z00002", "U90001"))
    )
    assert batch.state == "unchanged"
    assert (spells("Z00001"), spells("Z00002")) == before
    assert any("a person decided on U90002 from 1 April 2025" in m for m in warnings(batch))


def test_ods_rules_again_once_it_shows_the_move(differences: dict[str, int], alice: Actor) -> None:
    decide(alice, differences["Z00001"])
    caught_up = as_csv(
        partner("Z00001", "U90001", ends="20250228"), partner("Z00001", "U90002", "20250301")
    )
    take_in("ods_pcn_partners", caught_up)
    assert spells("Z00001") == [
        ("U90001", date(2019, 10, 1), date(2025, 3, 1)),
        ("U90002", date(2025, 3, 1), None),
        ("U90002", APRIL, APRIL),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_decide_at_once_one_wins_and_the_other_is_told() -> None:
    make_differences()
    people = [
        User.objects.create_user(f"{name}@example.org", name=name).actor
        for name in ("Bola", "Carys")
    ]
    (pk,) = MembershipDifference.objects.filter(practice__code="Z00001").values_list(
        "id", flat=True
    )
    start, refused = threading.Barrier(2), []

    def act(by: Actor) -> None:
        start.wait()
        try:
            decide(by, pk)
        except DecisionRefused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(by,)) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert "was already decided by" in refused[0]
    assert len(spells("Z00001")) == 2
