"""Differences: shown in two groups, decided several at once with effect, day and reason."""

from datetime import date

import pytest

from networks.models import MembershipDifference, Network, NetworkMembership
from practices.models import Practice
from tests.api import england as made_up

APRIL = date(2025, 4, 1)
DECIDE = "/differences/decide/"


@pytest.fixture
def differences(england):
    """Alder is in Quay by the file, Birch in none; Damson, of the other board, in none."""
    source = made_up.source_file("adjusted.csv")

    def differ(practice: str, register: str, file: str | None) -> MembershipDifference:
        return MembershipDifference.objects.create(
            practice=Practice.objects.get(code=practice),
            on=APRIL,
            register_network=Network.objects.get(code=register),
            file_network=Network.objects.filter(code=file).first(),
            found_at=made_up.RECEIVED,
            source=source,
            source_row=7,
        )

    return {
        "alder": differ("Z90001", "U90001", "U90002"),
        "birch": differ("Z90002", "U90001", None),
        "damson": differ("Z90004", "U90003", None),
    }


def decision(*chosen: MembershipDifference, **fields: str) -> dict[str, object]:
    return {
        "id": [str(difference.pk) for difference in chosen],
        "outcome": "accept",
        "effective_day": "1",
        "effective_month": "4",
        "effective_year": "2025",
        "reason": "The network agreement of March.",
        **fields,
    }


def test_practices_in_another_network_stand_apart_from_those_not_counted(signed_in, differences):
    commissioner = signed_in("commissioner")

    apart = commissioner.get("/differences/").content.decode()
    uncounted = commissioner.get("/differences/?show=not-counted").content.decode()

    assert "1 practice is in another network, and 1 practice is core in the register" in apart
    assert "Alder Surgery" in apart
    assert "adjusted.csv, row 7" in apart
    assert "Birch Surgery" not in apart
    assert "Birch Surgery" in uncounted


def test_each_board_sees_and_decides_its_own(signed_in, differences):
    commissioner, other = signed_in("commissioner"), signed_in("other_commissioner")

    page = commissioner.get("/differences/?show=not-counted").content.decode()
    others = other.get("/differences/?show=not-counted").content.decode()
    other.post(DECIDE, decision(differences["alder"]))

    assert "Damson Surgery" not in page
    assert "Damson Surgery" in others
    assert "Birch Surgery" not in others
    assert not MembershipDifference.objects.exclude(outcome="open").exists()


def test_the_effect_of_each_decision_is_shown_first(signed_in, differences):
    page = signed_in("commissioner").get(DECIDE, {"id": differences["alder"].pk}).content.decode()

    assert "Stays core in Harbour PCN (U90001)" in page
    assert "Becomes core in Quay PCN (U90002) and leaves Harbour PCN (U90001)" in page


def test_accepting_moves_the_practice_from_that_day(signed_in, differences, people):
    answer = signed_in("commissioner").post(DECIDE, decision(differences["alder"]), follow=True)

    spells = NetworkMembership.objects.filter(practice__code="Z90001").order_by("starts")
    assert [(s.network.code, s.starts, s.ends) for s in spells] == [
        ("U90001", made_up.START, APRIL),
        ("U90002", APRIL, None),
    ]
    assert "The file is accepted for 1 practice." in answer.content.decode()
    decided = signed_in("auditor").get("/differences/?show=decided").content.decode()
    assert "The network agreement of March." in decided


def test_several_are_kept_at_once_and_the_register_stays(signed_in, differences):
    chosen = (differences["alder"], differences["birch"])

    signed_in("commissioner").post(DECIDE, decision(*chosen, outcome="keep"))

    kept = MembershipDifference.objects.filter(outcome="keep")
    assert {difference.practice.code for difference in kept} == {"Z90001", "Z90002"}
    assert NetworkMembership.objects.filter(ends__isnull=False).count() == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"effective_day": "2"}, "Give the first of a month."),
        (
            {"effective_day": "", "effective_month": "", "effective_year": ""},
            "Give the first of a month.",
        ),
        ({"effective_month": "13"}, "must be a real date"),
        ({"reason": ""}, "Say why you decide so."),
        ({"outcome": ""}, "Choose whether to keep the register or accept the file."),
        ({"effective_year": "2020"}, "later spell"),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(signed_in, differences, fields, sentence):
    answer = signed_in("commissioner").post(DECIDE, decision(differences["alder"], **fields))

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not MembershipDifference.objects.exclude(outcome="open").exists()


def test_one_refusal_keeps_all_of_several_open(signed_in, differences):
    NetworkMembership.objects.filter(practice__code="Z90002").update(ends=date(2025, 3, 1))

    answer = signed_in("commissioner").post(
        DECIDE, decision(differences["alder"], differences["birch"])
    )

    assert answer.status_code == 400
    assert not MembershipDifference.objects.exclude(outcome="open").exists()


@pytest.mark.parametrize("ids", [[], ["0"], ["x"], ["9" * 30], ["-1"]])
def test_nothing_chosen_leads_back_with_a_sentence(signed_in, differences, ids):
    answer = signed_in("commissioner").get(DECIDE, {"id": ids}, follow=True)

    assert "Choose at least one difference" in answer.content.decode()


@pytest.mark.parametrize("name", ["approver", "auditor", "manager"])
def test_others_cannot_decide(signed_in, differences, name):
    assert signed_in(name).post(DECIDE, decision(differences["alder"])).status_code == 403
