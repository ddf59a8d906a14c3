"""Proposing and deciding: reasons, one open proposal of a change, once decided it stays so."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from networks.models import NetworkMembership, Proposal
from networks.proposals.actions import ProposalRefused, propose, withdraw
from networks.proposals.queries import decisions_of, open_proposals, proposals_of
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM, Actor, AuditEvent
from tests.api.england import build_england
from tests.networks.proposals.words import (
    AT,
    JULY,
    SINCE,
    accept,
    members,
    put,
    refuse,
    spells,
    state,
)


def put_move(by: Actor, practice: str = "Z90002", to: str = "U90002") -> Proposal:
    return put(by, "move", practice=practice, from_="U90001", to=to)


@pytest.mark.usefixtures("england")
class TestRules:
    """One after another."""

    def test_who_proposed_and_decided_what_and_why_is_kept(self, asha: Actor, ben: Actor):
        proposal = put_move(asha)
        accept(ben, proposal)
        proposal.refresh_from_db()
        assert (proposal.proposed_by_id, proposal.decided_by_id) == (asha.id, ben.id)
        assert (proposal.reason, proposal.decision_reason) == (
            "Agreed locally",
            "Weighed and found good",
        )
        events = AuditEvent.objects.filter(object_kind="proposal").order_by("id")
        assert list(events.values_list("action", "actor_label", "reason")) == [
            ("proposal.proposed", "asha@icb.example", "Agreed locally"),
            ("proposal.accepted", "ben@icb.example", "Weighed and found good"),
        ]
        assert events[1].data["change"] == "Z90002 moves from U90001 to U90002"

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 2001, "nul\0"])
    def test_a_reason_is_needed_to_propose_and_to_decide(self, asha: Actor, reason: str):
        details = {"practice": "Z90002", "network": "U90001"}
        with pytest.raises(ProposalRefused, match="reason") as refusal:
            propose(kind="leave", effective=JULY, reason=reason, details=details, by=asha, at=AT)
        assert refusal.value.field == "reason"
        proposal = put_move(asha)
        with pytest.raises(ProposalRefused, match="reason"):
            accept(asha, proposal, reason=reason)
        with pytest.raises(ProposalRefused, match="reason"):
            withdraw(proposal_id=proposal.pk, reason=reason, by=asha, at=AT)
        assert state(proposal) == "proposed"

    def test_the_same_change_is_proposed_once_while_it_is_open(self, asha: Actor, ben: Actor):
        first = put_move(asha)
        with pytest.raises(ProposalRefused, match=f"by Asha Fictional, .*proposal {first.pk}"):
            put(ben, "move", date(2026, 8, 1), practice="Z90002", from_="U90001", to="U90002")
        refuse(ben, first)
        put_move(asha)

    def test_an_unknown_kind_is_refused(self, asha: Actor):
        with pytest.raises(ProposalRefused, match="what would change") as refusal:
            put(asha, "abolished", network="U90001")
        assert refusal.value.field == "kind"

    @pytest.mark.parametrize("again", [accept, refuse])
    def test_a_decided_proposal_stays_decided(
        self, asha: Actor, ben: Actor, again: Callable[..., object]
    ):
        proposal = put_move(asha)
        accept(ben, proposal)
        with pytest.raises(ProposalRefused, match="was already accepted by Ben Fictional"):
            again(asha, proposal)
        refused = put_move(asha, "Z90001")
        refuse(ben, refused)
        with pytest.raises(ProposalRefused, match="was already refused by Ben Fictional"):
            again(asha, refused)

    def test_several_are_decided_together_or_not_at_all(self, asha: Actor, ben: Actor):
        good, bad = put_move(asha), put_move(asha, "Z90001")
        NetworkMembership.objects.filter(practice__code="Z90001").update(ends=date(2026, 1, 1))
        with pytest.raises(ProposalRefused, match="Z90001 moves .* is in no network .*changed"):
            accept(ben, good, bad)
        assert (state(good), state(bad)) == ("proposed", "proposed")
        assert spells("Z90002") == [("U90001", SINCE, None)]
        accept(ben, good)
        assert members("U90002", JULY) == ["Z90002", "Z90003"]

    def test_several_are_applied_in_an_order_that_makes_sense(self, asha: Actor, ben: Actor):
        ended = put(asha, "network_ended", network="U90001")
        moves = [put_move(asha), put_move(asha, "Z90001")]
        accept(ben, ended, *moves)
        assert members("U90002", JULY) == ["Z90001", "Z90002", "Z90003"]
        assert [s[0] for s in spells("Z90001")] == ["U90001", "U90002"]

    @pytest.mark.parametrize("ids", [[], [999_999]])
    def test_what_is_not_there_is_not_decided(self, asha: Actor, ids: list[int]):
        with pytest.raises(ProposalRefused, match="at least one"):
            accept(asha, *[Proposal(pk=pk) for pk in ids])

    def test_a_proposal_is_withdrawn_by_who_made_it(self, asha: Actor, ben: Actor):
        proposal = put_move(asha)
        with pytest.raises(ProposalRefused, match="Only Asha Fictional"):
            withdraw(proposal_id=proposal.pk, reason="Not mine", by=ben, at=AT)
        withdraw(proposal_id=proposal.pk, reason="A mistake", by=asha, at=AT)
        assert state(proposal) == "withdrawn"
        with pytest.raises(ProposalRefused, match="already withdrawn by Asha Fictional"):
            accept(ben, proposal)
        withdraw(
            proposal_id=put_move(asha).pk, reason="The file no longer says so", by=SYSTEM, at=AT
        )

    def test_lists_of_proposals(self, asha: Actor, ben: Actor):
        proposal, other = put_move(asha), put(asha, "network_ended", network="U90003")
        assert [p.pk for p in open_proposals()] == [proposal.pk, other.pk]
        quay = proposal.networks.get(code="U90002")
        accept(ben, proposal)
        assert [p.pk for p in open_proposals()] == [other.pk]
        assert [p.pk for p in proposals_of(quay)] == [proposal.pk]  # type: ignore[arg-type]
        (decision,) = decisions_of(proposal)
        assert (decision.state, decision.who) == ("accepted", "Ben Fictional")

    def test_row_history_is_kept_of_a_proposal(self, asha: Actor, ben: Actor):
        proposal = put_move(asha)
        refuse(ben, proposal)
        kept = apps.get_model("networks", "ProposalEvent").objects.filter(pgh_obj=proposal)
        assert kept.get().state == "proposed"


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do these at the same moment, each with a connection of its own; the refusals."""
    start, refused = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except ProposalRefused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def two_people() -> list[Actor]:
    names = ("Bola Example", "Carys Example")
    return [User.objects.create_user(f"{n[:4]}@icb.example", name=n).actor for n in names]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_decide_at_once_one_wins_and_the_other_is_told_who():
    build_england()
    bola, carys = two_people()
    proposal = put_move(bola)
    refused = at_once(lambda: accept(bola, proposal), lambda: refuse(carys, proposal))
    proposal.refresh_from_db()
    winner = "Bola Example" if proposal.state == "accepted" else "Carys Example"
    assert refused == [
        f"“Z90002 moves from U90001 to U90002” was already {proposal.state} by {winner}. "
        "Nothing was changed."
    ]
    assert len(spells("Z90002")) == (2 if proposal.state == "accepted" else 1)


@pytest.mark.django_db(transaction=True)
def test_two_changes_of_one_practice_accepted_at_once_do_not_both_hold():
    build_england()
    bola, carys = two_people()
    one, other = put_move(bola), put_move(bola, to="U90003")
    refused = at_once(lambda: accept(bola, one), lambda: accept(carys, other))
    assert len(refused) == 1
    assert "not in Harbour PCN" in refused[0]
    assert len(spells("Z90002")) == 2
    assert {state(one), state(other)} == {"accepted", "proposed"}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_propose_the_same_at_once_one_is_told_of_the_other():
    build_england()
    bola, carys = two_people()
    refused = at_once(lambda: put_move(bola), lambda: put_move(carys))
    proposal = Proposal.objects.get()
    assert len(refused) == 1
    assert f"already proposed, by {proposal.proposed_by}" in refused[0]
