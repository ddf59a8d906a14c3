"""The demo's register beyond the published files: people, papers, holds and proposed changes.

All of it is made up, and made by the actions that a person would use, on the days when they
would have. One network has no clinical director, one no agreement; three changes wait.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from networks.agreements.documents import attach_document
from networks.agreements.sharing import Terms, add_party, add_sharing
from networks.agreements.signatures import sign
from networks.agreements.versions import new_version
from networks.cover import Provider, arrange_cover
from networks.directory import commissioned_by
from networks.holds import place_hold
from networks.models import CLINICAL_DIRECTOR, Network, Proposal, ProposalKind
from networks.partners import PartnerFacts, add_partner
from networks.people.actions import Post, appoint
from networks.proposals.actions import decide, propose
from networks.queries import icb_codes_of_networks, members_on
from networks.size_approvals import approve_size
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import Actor
from practices.models import Practice

STARTED = date(2024, 4, 1)
THEN = datetime(2024, 3, 4, 9, 30, tzinfo=UTC)
ON = date(2025, 4, 1)
CHANGES_FROM = date(2025, 7, 1)
NAMES = ("Ada Invented", "Bram Fabricated", "Cleo Pretend", "Dev Storybook", "Esme Fictional")
PROFESSIONS = ("GP", "Pharmacist", "Nurse", "GP", "Paramedic")
REASON = "Made up for the demo."
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)


@dataclass(frozen=True)
class Board:
    """The first ICB's networks by code, who acts there, and the network of the demo's manager."""

    networks: list[Network]
    own: Network
    commissioner: User
    approver: User
    manager: User
    at: datetime

    @property
    def others(self) -> list[Network]:
        return [network for network in self.networks if network != self.own]


def fill_register(board: Board) -> None:
    """Enter people, papers, holds and changes, once."""
    if Proposal.objects.filter(reason=REASON).exists():
        return
    leaderless, unsigned = board.others[0], board.others[1]
    for number, network in enumerate(board.networks):
        if network != leaderless:
            _direct(board, network, number)
        if network != unsigned:
            _agree(board, network)
    _pay(board)
    _know_the_neighbours(board)
    _weigh_sizes(board)
    _hold(board, unsigned)
    _propose(board)


def _direct(board: Board, network: Network, number: int) -> None:
    """A director from a core practice; the manager's network has two, one of whom ends soon."""
    members = list(members_on(network, ON))
    soon = board.at.date() + timedelta(days=40) if network == board.others[2] else None
    for index in range(2 if network == board.own else 1):
        who = number + index
        appoint(
            network_code=network.code,
            role_code=CLINICAL_DIRECTOR,
            post=Post(
                person=f"Dr {NAMES[who % len(NAMES)]}",
                starts=STARTED,
                ends=soon,
                profession=PROFESSIONS[who % len(PROFESSIONS)],
                practice=members[index % len(members)].practice.code,
                email=f"director{who}@demo.example",
            ),
            reason=REASON,
            by=board.commissioner.actor,
            at=THEN,
        )


def _agree(board: Board, network: Network) -> None:
    """An agreement that all signed; in the manager's network one practice has not."""
    by = board.commissioner.actor
    agreement = new_version(network_id=network.pk, starts=STARTED, note=REASON, by=by, at=THEN)
    members = list(members_on(network, ON))
    for spell in members[1:] if network == board.own else members:
        sign(
            agreement_id=agreement.pk,
            practice=spell.practice,
            signed_on=STARTED - timedelta(days=10),
            signed_by=f"A partner of {spell.practice.name}",
            schedules=range(1, 8),
            by=by,
            at=THEN,
            today=THEN.date() + timedelta(days=60),
        )
    if network == board.own:
        attach_document(
            agreement=agreement, name="Network agreement.pdf", content=PDF, by=by, at=THEN
        )


def _pay(board: Board) -> None:
    """Every network's nominated payee: a core practice, proposed and accepted by two people."""
    proposals = [
        propose(
            kind=ProposalKind.PAYEE_CHANGED,
            effective=STARTED,
            reason=REASON,
            details={
                "network": network.code,
                "name": payee.name,
                "ods_code": payee.code,
            },
            by=board.commissioner.actor,
            at=THEN,
        )
        for network in board.networks
        for payee in [members_on(network, STARTED)[0].practice]
    ]
    decide(
        proposal_ids=[proposal.pk for proposal in proposals],
        accept=True,
        reason=REASON,
        by=board.approver.actor,
        at=THEN,
        today=THEN.date(),
    )


def _know_the_neighbours(board: Board) -> None:
    """Other members of the manager's network, what they share, and who serves those outside."""
    by = board.manager.actor
    for kind, name in (
        ("pharmacy", "Made-up High Street Pharmacy"),
        ("voluntary", "Pretend Befriending Society"),
        ("mental_health", "Fictional Mental Health Trust"),
    ):
        add_partner(
            network=board.own,
            facts=PartnerFacts(kind=kind, name=name, starts=STARTED),
            reason=REASON,
            by=by,
            at=THEN,
        )
    sharing = add_sharing(
        network_id=board.own.pk,
        terms=Terms(
            title="Shared appointments",
            purposes="Booking patients into the network's enhanced access sessions.",
            lawful_basis="Made up: public task.",
            protection_officer="Gil Imaginary, Made-up Data Protection",
            review_on=board.at.date() + timedelta(days=30),
            dspt_filed_by=board.own.name,
            starts=STARTED,
        ),
        by=by,
        at=THEN,
    )
    add_party(
        sharing_id=sharing.pk, name="Fictional Mental Health Trust", ods_code="", signed_on=None,
        signed_by="", by=by, at=THEN, today=THEN.date(),
    )  # fmt: skip
    _cover(board)


def _cover(board: Board) -> None:
    """Of the practices outside any network one is served by the manager's, the others by nobody."""
    icb = icb_codes_of_networks(network_ids=[board.own.pk], on=STARTED)[board.own.pk]
    outside = Practice.objects.filter(
        commissioned_by(icb, STARTED), closed=None, memberships=None
    ).order_by("code")
    for practice in outside[:1]:
        arrange_cover(
            practice=practice,
            provider=Provider(network=board.own),
            starts=STARTED,
            how_paid="Made up: by the board, monthly, with the network's own payments.",
            reason=REASON,
            by=board.commissioner.actor,
            at=THEN,
        )


def _weigh_sizes(board: Board) -> None:
    approve_size(
        network_code=board.own.code,
        ground="natural_community",
        reason="Made up: an island of villages.",
        starts=STARTED,
        review_on=board.at.date() + timedelta(days=45),
        by=board.commissioner.actor,
        at=THEN,
    )


def _hold(board: Board, network: Network) -> None:
    place_hold(
        network=network.code,
        from_month=date(2025, 6, 1),
        reason="No signed network agreement.",
        by=board.commissioner.actor,
        at=board.at,
    )


def _propose(board: Board) -> None:
    """A move, a merger and a split that wait, and a new name that is decided."""
    first, second, third = board.others[3:6]
    by = board.commissioner.actor
    moving = members_on(board.own, CHANGES_FROM)[0].practice
    move = {"practice": moving.code, "from": board.own.code, "to": first.code}
    merger = {"networks": [first.code, second.code], "into": first.code}
    name = {"network": board.own.code, "name": f"{board.own.name} and Villages"}
    _wait(board.manager.actor, board.at, ProposalKind.MOVE, move)
    _wait(by, board.at, ProposalKind.NETWORK_MERGER, merger)
    _wait(by, board.at, ProposalKind.NETWORK_SPLIT, _halves(third))
    renamed = _wait(by, board.at, ProposalKind.NETWORK_RENAMED, name)
    decide(
        proposal_ids=[renamed.pk],
        accept=True,
        reason=REASON,
        by=by,
        at=board.at,
        today=board.at.date(),
    )


def _halves(network: Network) -> dict[str, Any]:
    """A network split into two: one keeps its code."""
    members = [spell.practice.code for spell in members_on(network, CHANGES_FROM)]
    half = len(members) // 2
    kept = {"code": network.code, "name": network.name, "practices": members[:half]}
    new = {"code": "U99901", "name": "Made-up Split PCN", "practices": members[half:]}
    return {"network": network.code, "parts": [kept, new]}


def _wait(by: Actor, at: datetime, kind: str, details: dict[str, Any]) -> Proposal:
    return propose(kind=kind, effective=CHANGES_FROM, reason=REASON, details=details, by=by, at=at)
