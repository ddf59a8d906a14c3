"""An accepted change is called off before its day: precisely what it wrote is undone."""

from datetime import date
from typing import Any

import pytest

from networks.lineage import children_of, parents_of, predecessors_of, successors_of
from networks.models import (
    Agreement,
    Appointment,
    Network,
    NetworkCommissioner,
    NetworkMembership,
    NetworkRole,
    NominatedPayee,
    Proposal,
)
from networks.names import name_on
from networks.proposals.actions import ProposalRefused, call_off
from networks.proposals.queries import decisions_of
from networks.queries import networks_open_on
from pcn_portal.audit.models import Actor, AuditEvent
from practices.models import Practice
from practices.queries import practices_open_on
from tests.networks.proposals.words import (
    AT,
    JULY,
    SINCE,
    TODAY,
    accept,
    members,
    put,
    spells,
    state,
)

pytestmark = pytest.mark.usefixtures("england")
AUGUST = date(2026, 8, 1)


def off(by: Actor, proposal: Proposal, today: date = TODAY) -> Proposal:
    return call_off(proposal_id=proposal.pk, reason="They thought again", by=by, at=AT, today=today)


def accepted(by: Actor, decider: Actor, kind: str, day: date = JULY, **said: Any) -> Proposal:
    proposal = put(by, kind, day, **said)
    accept(decider, proposal)
    return proposal


def test_a_move_called_off_leaves_the_practice_where_it_is(asha: Actor, ben: Actor):
    said: dict[str, Any] = {"practice": "Z90002", "from_": "U90001", "to": "U90002"}
    proposal = accepted(asha, ben, "move", **said)
    off(asha, proposal)
    assert state(proposal) == "called_off"
    assert spells("Z90002") == [("U90001", SINCE, None), ("U90002", JULY, JULY)]
    assert members("U90001", AUGUST) == ["Z90001", "Z90002"]
    assert members("U90002", AUGUST) == ["Z90003"]
    restored = NetworkMembership.objects.get(practice__code="Z90002", network__code="U90001")
    assert restored.ended_by_id is None
    accepted(asha, ben, "move", **said)
    assert members("U90002", AUGUST) == ["Z90002", "Z90003"]


def test_who_accepted_and_who_called_off_are_both_kept(asha: Actor, ben: Actor):
    proposal = accepted(asha, ben, "leave", practice="Z90002", network="U90001")
    off(asha, proposal)
    assert [(d.label, d.who, d.reason) for d in decisions_of(proposal)] == [
        ("Accepted", "Ben Fictional", "Weighed and found good"),
        ("Called off before its date", "Asha Fictional", "They thought again"),
    ]
    event = AuditEvent.objects.get(action="proposal.called_off")
    assert (event.actor_label, event.reason) == ("asha@icb.example", "They thought again")


def test_a_spell_that_was_to_end_anyway_gets_its_end_back(asha: Actor, ben: Actor):
    september = date(2026, 9, 1)
    first = accepted(asha, ben, "move", september, practice="Z90002", from_="U90001", to="U90002")
    off(ben, first)
    NetworkMembership.objects.filter(practice__code="Z90002", network__code="U90001").update(
        ends=september
    )
    second = accepted(asha, ben, "leave", practice="Z90002", network="U90001")
    off(ben, second)
    assert spells("Z90002")[0] == ("U90001", SINCE, september)


@pytest.mark.parametrize("today", [JULY, AUGUST])
def test_what_holds_already_is_not_called_off(asha: Actor, ben: Actor, today: date):
    proposal = accepted(asha, ben, "leave", practice="Z90002", network="U90001")
    with pytest.raises(ProposalRefused, match="holds since 1 July 2026"):
        off(ben, proposal, today)
    assert spells("Z90002") == [("U90001", SINCE, JULY)]


def test_only_what_was_accepted_is_called_off(asha: Actor, ben: Actor):
    proposal = put(asha, "leave", practice="Z90002", network="U90001")
    with pytest.raises(ProposalRefused, match="is not decided yet"):
        off(ben, proposal)
    accept(ben, proposal)
    off(ben, proposal)
    with pytest.raises(ProposalRefused, match="accepted and then called off by Ben"):
        off(asha, proposal)


def test_a_later_decision_about_the_practice_is_called_off_first(asha: Actor, ben: Actor):
    first = accepted(asha, ben, "leave", practice="Z90002", network="U90001")
    later = accepted(asha, ben, "join", AUGUST, practice="Z90002", network="U90003")
    before = spells("Z90002")
    with pytest.raises(ProposalRefused, match=f"proposal {later.pk}. was decided after it"):
        off(ben, first)
    assert spells("Z90002") == before
    off(ben, later)
    off(ben, first)
    assert members("U90001", AUGUST) == ["Z90001", "Z90002"]


def test_of_several_accepted_at_once_the_last_is_called_off_first(asha: Actor, ben: Actor):
    leave = put(asha, "leave", practice="Z90002", network="U90001")
    ended = put(asha, "network_ended", AUGUST, network="U90001")
    moved = put(asha, "move", practice="Z90001", from_="U90001", to="U90002")
    accept(ben, ended, moved, leave)
    with pytest.raises(ProposalRefused, match="“U90001 ends” .* was decided after it"):
        off(ben, leave)
    off(ben, ended)
    off(ben, leave)
    assert members("U90001", AUGUST) == ["Z90002"]
    off(ben, moved)
    assert members("U90001", AUGUST) == ["Z90001", "Z90002"]


def test_a_spell_that_was_shortened_since_is_left_alone(asha: Actor, ben: Actor):
    first = accepted(asha, ben, "leave", AUGUST, practice="Z90002", network="U90001")
    accepted(asha, ben, "leave", practice="Z90002", network="U90001")
    with pytest.raises(ProposalRefused, match="builds on this change"):
        off(ben, first)
    assert spells("Z90002") == [("U90001", SINCE, JULY)]


def test_a_merger_called_off_gives_everything_back(asha: Actor, ben: Actor):
    quay = Network.objects.get(code="U90002")
    role = NetworkRole.objects.get(code="clinical_director")
    held: list[Any] = [
        NominatedPayee.objects.create(network=quay, name="X", ods_code="ZX1", starts=SINCE),
        Agreement.objects.create(network=quay, version=1, starts=SINCE, ends=date(2027, 4, 1)),
        Appointment.objects.create(network=quay, role=role, person="Dr Made Up", starts=SINCE),
    ]
    into = {"networks": ["U90001", "U90002"], "into": "U90009", "name": "Bay PCN"}
    proposal = put(asha, "network_merger", **into)  # type: ignore[arg-type]
    accept(ben, proposal)
    off(ben, proposal)
    codes = set(networks_open_on(AUGUST).values_list("code", flat=True))
    assert codes == {"U90001", "U90002", "U90003"}
    assert members("U90001", AUGUST) == ["Z90001", "Z90002"]
    assert members("U90002", AUGUST) == ["Z90003"]
    for row in held:
        row.refresh_from_db()
    assert [row.ends for row in held] == [None, date(2027, 4, 1), None]
    new = Network.objects.get(code="U90009")
    assert new.opened == new.closed == JULY
    assert NetworkCommissioner.objects.get(network=new).ends == JULY
    assert parents_of(new, on=AUGUST) == []
    assert children_of(quay, on=AUGUST) == []


def test_a_merger_called_off_may_be_decided_again(asha: Actor, ben: Actor):
    said: dict[str, Any] = {"networks": ["U90001", "U90002"], "into": "U90009", "name": "Bay PCN"}
    off(ben, accepted(asha, ben, "network_merger", **said))
    accepted(asha, ben, "network_merger", AUGUST, **said)
    new = Network.objects.get(code="U90009")
    assert (new.opened, new.closed) == (AUGUST, None)
    assert members("U90009", AUGUST) == ["Z90001", "Z90002", "Z90003"]
    assert [(p.code, p.on) for p in parents_of(new, on=AUGUST)] == [
        ("U90001", AUGUST), ("U90002", AUGUST),
    ]  # fmt: skip


def test_a_network_that_has_something_of_its_own_is_not_unmade(asha: Actor, ben: Actor):
    said: dict[str, Any] = {"code": "U90009", "name": "New PCN", "sub_icb": "Z1A"}
    proposal = accepted(asha, ben, "network_formed", practices=["Z90002"], **said)
    new = Network.objects.get(code="U90009")
    Agreement.objects.create(network=new, version=1, starts=JULY)
    with pytest.raises(ProposalRefused, match="builds on this change"):
        off(ben, proposal)
    assert members("U90009", AUGUST) == ["Z90002"]


def test_practices_come_back_and_the_new_one_never_was(asha: Actor, ben: Actor):
    said: dict[str, Any] = {"practices": ["Z90001", "Z90002"], "into": "Z90009", "name": "Elm"}
    off(ben, accepted(asha, ben, "practice_merger", **said))
    codes = set(practices_open_on(AUGUST).values_list("code", flat=True))
    assert codes == {"Z90001", "Z90002", "Z90003", "Z90004"}
    assert members("U90001", AUGUST) == ["Z90001", "Z90002"]
    alder, elm = (Practice.objects.get(code=code) for code in ("Z90001", "Z90009"))
    assert successors_of(alder, on=AUGUST) == predecessors_of(elm, on=AUGUST) == []
    accepted(asha, ben, "practice_merger", **said)
    assert [s.code for s in successors_of(alder, on=AUGUST)] == ["Z90009"]
    assert members("U90001", AUGUST) == ["Z90009"]


def test_a_name_called_off_was_never_borne(asha: Actor, ben: Actor):
    off(ben, accepted(asha, ben, "network_renamed", network="U90001", name="Haven PCN"))
    harbour = Network.objects.get(code="U90001")
    assert {name_on(harbour, day) for day in (SINCE, JULY, AUGUST)} == {"Harbour PCN"}


def test_payee_and_director_stay_who_they_were(asha: Actor, ben: Actor):
    harbour = Network.objects.get(code="U90001")
    payee = NominatedPayee.objects.create(
        network=harbour, name="Made Up Ltd", ods_code="ZX1", starts=SINCE
    )
    said: dict[str, Any] = {"network": "U90001", "name": "Nova Ltd", "ods_code": "ZX2"}
    off(ben, accepted(asha, ben, "payee_changed", **said))
    payee.refresh_from_db()
    assert payee.ends is None
    person: dict[str, Any] = {"network": "U90001", "person": "Dr Made Up", "profession": "GP"}
    proposal = accepted(asha, ben, "director_changed", **person)
    off(ben, proposal)
    post = Appointment.objects.get(person="Dr Made Up")
    assert post.starts == post.ends == JULY


def test_an_appointment_changed_by_hand_since_is_left_alone(asha: Actor, ben: Actor):
    person: dict[str, Any] = {"network": "U90001", "person": "Dr Made Up", "profession": "GP"}
    proposal = accepted(asha, ben, "director_changed", **person)
    Appointment.objects.update(ends=AUGUST)
    with pytest.raises(ProposalRefused, match="builds on this change"):
        off(ben, proposal)


def test_a_corrected_history_is_not_called_off(asha: Actor, ben: Actor):
    spell = ["U90003", "2023-04-01", None, None]
    proposal = accepted(asha, ben, "history_corrected", practice="Z90002", spells=[spell])
    with pytest.raises(ProposalRefused, match="another correction"):
        off(ben, proposal)
