"""A practice joins, leaves and moves: proposed, decided, written with its day."""

from datetime import date
from typing import Any

import pytest

from networks.models import Network, NetworkMembership
from networks.proposals.actions import ProposalRefused
from pcn_portal.audit.models import Actor
from practices.models import Practice
from tests.networks.proposals.words import (
    BEFORE_JULY,
    JULY,
    SINCE,
    accept,
    members,
    put,
    refuse,
    spells,
    state,
)

pytestmark = pytest.mark.usefixtures("england")


def test_a_proposal_changes_nothing_until_it_is_decided(asha: Actor):
    put(asha, "move", practice="Z90002", from_="U90001", to="U90002")
    assert members("U90001", JULY) == ["Z90001", "Z90002"]
    assert spells("Z90002") == [("U90001", SINCE, None)]


def test_a_move_holds_from_its_day_and_not_before(asha: Actor, ben: Actor):
    accept(ben, put(asha, "move", practice="Z90002", from_="U90001", to="U90002"))
    assert members("U90001", BEFORE_JULY) == ["Z90001", "Z90002"]
    assert members("U90002", BEFORE_JULY) == ["Z90003"]
    assert members("U90001", JULY) == ["Z90001"]
    assert members("U90002", JULY) == ["Z90002", "Z90003"]


def test_a_fact_names_the_proposal_it_came_from(asha: Actor, ben: Actor):
    proposal = put(asha, "move", practice="Z90002", from_="U90001", to="U90002")
    accept(ben, proposal)
    earlier, later = NetworkMembership.objects.filter(practice__code="Z90002").order_by("starts")
    assert (earlier.started_by_id, earlier.ended_by_id) == (None, proposal.pk)
    assert (later.started_by_id, later.ended_by_id) == (proposal.pk, None)


def test_a_proposal_touches_the_networks_before_and_after(asha: Actor):
    proposal = put(asha, "move", practice="Z90002", from_="U90001", to="U90002")
    assert set(proposal.networks.values_list("code", flat=True)) == {"U90001", "U90002"}
    assert set(proposal.practices.values_list("code", flat=True)) == {"Z90002"}


def test_a_practice_leaves_and_later_joins_another(asha: Actor, ben: Actor):
    accept(ben, put(asha, "leave", practice="Z90002", network="U90001"))
    assert members("U90001", JULY) == ["Z90001"]
    august = date(2026, 8, 1)
    accept(ben, put(asha, "join", august, practice="Z90002", network="U90003"))
    assert spells("Z90002") == [("U90001", SINCE, JULY), ("U90003", august, None)]


def test_a_backdated_change_rewrites_the_past_from_its_day(asha: Actor, ben: Actor):
    past = date(2025, 10, 1)
    accept(ben, put(asha, "move", past, practice="Z90002", from_="U90001", to="U90002"))
    assert members("U90001", date(2025, 9, 30)) == ["Z90001", "Z90002"]
    assert members("U90002", past) == ["Z90002", "Z90003"]


def test_the_decider_may_choose_another_day(asha: Actor, ben: Actor):
    proposal = put(asha, "leave", practice="Z90002", network="U90001")
    accept(ben, proposal, effective=date(2026, 9, 1))
    assert spells("Z90002") == [("U90001", SINCE, date(2026, 9, 1))]
    proposal.refresh_from_db()
    assert proposal.effective == date(2026, 9, 1)


def test_refusing_leaves_the_register_as_it_is(asha: Actor, ben: Actor):
    proposal = put(asha, "leave", practice="Z90002", network="U90001")
    refuse(ben, proposal)
    assert state(proposal) == "refused"
    assert spells("Z90002") == [("U90001", SINCE, None)]


def test_a_join_to_a_network_that_is_to_close_ends_with_it(asha: Actor, ben: Actor):
    accept(ben, put(asha, "network_ended", date(2026, 9, 1), network="U90003"))
    accept(ben, put(asha, "leave", date(2026, 6, 1), practice="Z90002", network="U90001"))
    accept(ben, put(asha, "join", practice="Z90002", network="U90003"))
    assert spells("Z90002")[-1] == ("U90003", JULY, date(2026, 9, 1))


REFUSED = [
    ("join", {"practice": "Z90002", "network": "U90002"}, "practice", "is core in Harbour PCN"),
    ("join", {"practice": "Z99999", "network": "U90002"}, "practice", "no practice Z99999"),
    ("leave", {"practice": "Z90002", "network": "U90002"}, "network", "not in Quay PCN"),
    ("leave", {"practice": "Z90002", "network": "U99999"}, "network", "no network U99999"),
    (
        "move",
        {"practice": "Z90002", "from": "U90003", "to": "U90002"},
        "from",
        "is core in Harbour PCN .U90001. on 1 July 2026, not in Heather PCN",
    ),
    ("move", {"practice": "Z90002", "from": "U90001", "to": "U90001"}, "to", "another network"),
    (
        "move",
        {"practice": "Z90002", "from": "U90001", "to": ""},
        "to",
        "Give the network to move to",
    ),
]


@pytest.mark.parametrize(("kind", "details", "field", "sentence"), REFUSED)
def test_what_the_register_contradicts_is_refused_by_its_field(
    asha: Actor, kind: str, details: dict[str, Any], field: str, sentence: str
):
    with pytest.raises(ProposalRefused, match=sentence) as refusal:
        put(asha, kind, **details)
    assert refusal.value.field == field


@pytest.mark.parametrize("kind", ["join", "leave", "move"])
def test_membership_changes_on_the_first_of_a_month(asha: Actor, kind: str):
    details = {
        "join": {"practice": "Z90002", "network": "U90002"},
        "leave": {"practice": "Z90002", "network": "U90001"},
        "move": {"practice": "Z90002", "from": "U90001", "to": "U90002"},
    }
    with pytest.raises(ProposalRefused, match="first of a month") as refusal:
        put(asha, kind, date(2026, 7, 2), **details[kind])
    assert refusal.value.field == "effective"


def test_a_later_spell_of_the_register_is_not_overwritten(asha: Actor, ben: Actor):
    september = date(2026, 9, 1)
    accept(ben, put(asha, "move", september, practice="Z90002", from_="U90001", to="U90002"))
    with pytest.raises(ProposalRefused, match="later spell of Birch .* from 1 September 2026"):
        put(asha, "leave", practice="Z90002", network="U90001")


def test_an_end_that_is_recorded_is_not_lost_by_a_move_before_it(asha: Actor, ben: Actor):
    september = date(2026, 9, 1)
    accept(ben, put(asha, "leave", september, practice="Z90002", network="U90001"))
    with pytest.raises(ProposalRefused, match="Birch .* leave Harbour .* on 1 September 2026"):
        put(asha, "move", practice="Z90002", from_="U90001", to="U90002")
    with pytest.raises(ProposalRefused, match="leave Harbour .* on 1 September 2026"):
        put(asha, "network_merger", networks=["U90001", "U90002"], into="U90002")
    accept(ben, put(asha, "leave", practice="Z90002", network="U90001"))
    assert spells("Z90002") == [("U90001", SINCE, JULY)]


def test_a_practice_moves_before_its_network_or_itself_closes(asha: Actor, ben: Actor):
    september = date(2026, 9, 1)
    accept(ben, put(asha, "network_ended", september, network="U90001"))
    accept(ben, put(asha, "move", practice="Z90002", from_="U90001", to="U90002"))
    assert spells("Z90002") == [("U90001", SINCE, JULY), ("U90002", JULY, None)]
    accept(ben, put(asha, "practice_closure", september, practice="Z90003"))
    accept(ben, put(asha, "move", practice="Z90003", from_="U90002", to="U90003"))
    assert spells("Z90003")[-1] == ("U90003", JULY, september)


def test_a_closed_network_or_practice_takes_no_part(asha: Actor):
    Network.objects.filter(code="U90002").update(closed=JULY)
    with pytest.raises(ProposalRefused, match="Quay PCN .U90002. has closed by 1 July 2026"):
        put(asha, "move", practice="Z90002", from_="U90001", to="U90002")
    Practice.objects.filter(code="Z90002").update(closed=date(2026, 1, 1))
    with pytest.raises(ProposalRefused, match="Birch Surgery .Z90002. has closed"):
        put(asha, "leave", practice="Z90002", network="U90001")


def test_a_network_that_opens_later_takes_no_part_yet(asha: Actor):
    Network.objects.filter(code="U90002").update(opened=date(2026, 8, 1))
    with pytest.raises(ProposalRefused, match="opened on 1 August 2026"):
        put(asha, "move", practice="Z90002", from_="U90001", to="U90002")
