"""Practices merge, split and close; what becomes of their memberships."""

from datetime import date
from typing import Any

import pytest

from networks.lineage import predecessors_of, successors_of
from networks.models import NetworkMembership
from networks.proposals.actions import ProposalRefused
from networks.proposals.projection import project
from pcn_portal.audit.models import Actor
from practices.models import Practice, PracticeCommissioner
from practices.queries import practices_open_on
from tests.networks.proposals.test_projection import draft
from tests.networks.proposals.words import JULY, SINCE, accept, members, put, spells

pytestmark = pytest.mark.usefixtures("england")
DAY, DAY_BEFORE = date(2026, 7, 15), date(2026, 7, 14)


def practice(code: str) -> Practice:
    return Practice.objects.get(code=code)


def open_codes(day: date) -> set[str]:
    return set(practices_open_on(day).values_list("code", flat=True))


def test_a_practice_closes_on_any_day_and_its_spell_ends(asha: Actor, ben: Actor):
    proposal = put(asha, "practice_closure", DAY, practice="Z90002")
    assert [n.code for n in proposal.networks.all()] == ["U90001"]  # type: ignore[attr-defined]
    accept(ben, proposal)
    assert practice("Z90002").closed == DAY
    assert spells("Z90002") == [("U90001", SINCE, DAY)]
    assert members("U90001", DAY_BEFORE) == ["Z90001", "Z90002"]
    assert members("U90001", DAY) == ["Z90001"]
    assert open_codes(DAY_BEFORE) - open_codes(DAY) == {"Z90002"}


def test_a_closed_practice_does_not_close_again(asha: Actor, ben: Actor):
    accept(ben, put(asha, "practice_closure", DAY, practice="Z90002"))
    with pytest.raises(ProposalRefused, match="has closed by 1 August 2026"):
        put(asha, "practice_closure", date(2026, 8, 1), practice="Z90002")


def test_a_practice_merges_into_one_that_stays(asha: Actor, ben: Actor):
    accept(ben, put(asha, "practice_merger", DAY, practices=["Z90002"], into="Z90003"))
    assert members("U90001", DAY) == ["Z90001"]
    assert members("U90002", DAY) == ["Z90003"]
    assert practice("Z90002").closed == DAY
    (before,) = predecessors_of(practice("Z90003"), on=DAY)
    assert (before.code, before.name, before.on) == ("Z90002", "Birch Surgery", DAY)
    assert [s.code for s in successors_of(practice("Z90002"), on=DAY)] == ["Z90003"]
    assert successors_of(practice("Z90002"), on=DAY_BEFORE) == []


def test_practices_merge_into_a_new_one_that_is_core_where_they_were(asha: Actor, ben: Actor):
    both = {"practices": ["Z90001", "Z90002"], "into": "Z90009", "name": "Elm Surgery"}
    accept(ben, put(asha, "practice_merger", DAY, **both))
    assert members("U90001", DAY_BEFORE) == ["Z90001", "Z90002"]
    assert members("U90001", DAY) == ["Z90009"]
    assert (practice("Z90009").name, practice("Z90009").opened) == ("Elm Surgery", DAY)
    commissioner = PracticeCommissioner.objects.get(practice__code="Z90009")
    assert (commissioner.sub_icb.code, commissioner.starts) == ("Z1A", DAY)
    assert {p.code for p in predecessors_of(practice("Z90009"), on=DAY)} == {"Z90001", "Z90002"}


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"into": "Z90001"}, "into", "cannot be the one that stays"),
        ({"into": "Z90009"}, "name", "Give the name of the new practice Z90009"),
        ({"into": "Z90003", "name": "Other"}, "name", "keeps its name"),
        ({"practices": ["Z90001"], "into": "Z90009", "name": "Elm"}, "into", "at least two"),
        (
            {"practices": ["Z90001", "Z90003"], "into": "Z90009", "name": "Elm"},
            "practices",
            "Move them into one network first",
        ),
    ],
)
def test_a_practice_merger_that_cannot_be(asha: Actor, said: Any, field: str, sentence: str):
    whole = {"practices": ["Z90001", "Z90002"], "into": "Z90003", **said}
    with pytest.raises(ProposalRefused, match=sentence) as refusal:
        put(asha, "practice_merger", DAY, **whole)
    assert refusal.value.field == field


NEW = [{"code": "Z90007", "name": "Fir Surgery"}, {"code": "Z90008", "name": "Gorse Surgery"}]


def test_a_practice_splits_and_closes(asha: Actor, ben: Actor):
    accept(ben, put(asha, "practice_split", DAY, practice="Z90002", into=NEW, closes=True))
    assert members("U90001", DAY) == ["Z90001", "Z90007", "Z90008"]
    assert practice("Z90002").closed == DAY
    assert [s.code for s in successors_of(practice("Z90002"), on=DAY)] == ["Z90007", "Z90008"]


def test_a_practice_splits_and_goes_on(asha: Actor, ben: Actor):
    accept(ben, put(asha, "practice_split", DAY, practice="Z90002", into=NEW[:1], closes=False))
    assert members("U90001", DAY) == ["Z90001", "Z90002", "Z90007"]
    assert practice("Z90002").closed is None


def test_a_part_that_ods_knows_already_becomes_core_too(asha: Actor, ben: Actor):
    Practice.objects.create(code="Z90007", name="Fir Surgery", opened=JULY)
    accept(ben, put(asha, "practice_split", DAY, practice="Z90002", into=NEW[:1], closes=False))
    assert members("U90001", DAY) == ["Z90001", "Z90002", "Z90007"]
    with pytest.raises(ProposalRefused, match="Fir Surgery .* is core in a network already"):
        put(asha, "practice_split", DAY, practice="Z90003", into=NEW[:1], closes=False)


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"into": []}, "into", "Give the new practices"),
        ({"into": [{"code": "Z90002", "name": "Same"}]}, "into", "only the new practices"),
        ({"into": [{"code": "Z90007"}]}, "name", "Give the name of the new practice Z90007"),
        ({"closes": "perhaps"}, "closes", "Answer with yes or no"),
        ({"practice": "Z99999"}, "practice", "no practice Z99999"),
    ],
)
def test_a_practice_split_that_cannot_be(asha: Actor, said: Any, field: str, sentence: str):
    whole = {"practice": "Z90002", "into": NEW, "closes": True, **said}
    with pytest.raises(ProposalRefused, match=sentence) as refusal:
        put(asha, "practice_split", DAY, **whole)
    assert refusal.value.field == field


def test_a_practice_outside_every_network_may_merge_split_and_close(asha: Actor, ben: Actor):
    NetworkMembership.objects.filter(practice__code="Z90002").update(ends=JULY)
    accept(ben, put(asha, "practice_split", DAY, practice="Z90002", into=NEW, closes=True))
    assert spells("Z90007") == []
    assert "Z90007" in open_codes(DAY)


def test_the_networks_touched_are_those_of_the_practices():
    found = project([draft("practice_closure", DAY, practice="Z90002")], on=DAY)
    assert set(found.after) == {"U90001"}
    assert found.after["U90001"].practices == ("Z90001",)
