"""Declaring a claim: what the register drafts becomes lines that nobody changes any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from funding.claims.drafting import Draft, draft_of
from networks.models import Network
from networks.refusals import RegisterRefused, read_words
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words
from workforce.engine.generating import Drafted
from workforce.keeping_checks import who
from workforce.models import Claim, ClaimKind, ClaimLine, Uplift
from workforce.register_parts import lock_network

DECLARATION = (
    "I declare for the network that these people were in post as stated, that the costs were "
    "incurred, and that nobody is claimed for twice."
)


class ClaimRefused(RegisterRefused):
    """A claim cannot be declared or decided so."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a person of the network declares, and where the evidence is."""

    declared: bool
    evidence: str
    leave_out: frozenset[int] = frozenset()


@transaction.atomic
def declare(*, network: Network, month: date, given: Declaration, by: Actor, at: datetime) -> Claim:
    """Declare a network's claim of a month. Raises ClaimRefused, saying what to do.

    People whose engagement is in `leave_out` are left for a later claim.
    """
    evidence = check_declaration(given)
    lock_network(network.pk)
    if Month.of(month).first > at.date():
        raise ClaimRefused(
            f"{month_in_words(Month.of(month))} has not begun. Costs are claimed once they are "
            "incurred.",
            "month",
        )
    draft = draft_of(network=network, month=month, known_at=at)
    lines = [one for one in draft.claiming if one.engaged.key not in given.leave_out]
    if not lines:
        raise ClaimRefused(_nothing(draft))
    claim = write_claim(network, draft, lines, evidence=evidence, by=by, at=at)
    record(
        action="claim.declared",
        by=by,
        at=at,
        object_kind="network",
        object_key=network.code,
        data={"claim": claim.pk, "month": str(draft.month), "turn": claim.turn},
    )
    return claim


def check_declaration(given: Declaration) -> str:
    """The evidence, in words; refuses no declaration, and no evidence."""
    if not given.declared:
        raise ClaimRefused("Read the declaration and agree to it.", "declared")
    return read_words(
        given.evidence,
        field="evidence",
        refusal=ClaimRefused,
        missing="Say where the evidence is: payslips, invoices or the payroll report.",
    )


def write_claim(
    network: Network,
    draft: Draft,
    lines: Iterable[Drafted],
    *,
    evidence: str,
    by: Actor,
    at: datetime,
    uplift: Uplift | None = None,
) -> Claim:
    """Write a claim and its lines; the network is locked."""
    turns = Claim.objects.filter(network=network, month=draft.month.first)
    claim = Claim.objects.create(
        network=network,
        month=draft.month.first,
        turn=(turns.aggregate(most=Max("turn"))["most"] or 0) + 1,
        kind=ClaimKind.UPLIFT if uplift else ClaimKind.MONTHLY,
        uplift=uplift,
        counting=draft.counting.value,
        declaration=DECLARATION,
        evidence=evidence,
        known_at=draft.known_at,
        submitted_at=at,
        submitted_by_id=who(by),
    )
    ClaimLine.objects.bulk_create(line_of(claim, one) for one in lines)
    return claim


def line_of(claim: Claim, one: Drafted) -> ClaimLine:
    """A drafted line as it is kept."""
    return ClaimLine(
        claim=claim,
        engagement_id=one.engaged.key,
        reference=one.engaged.reference,
        role=one.engaged.role,
        role_name=one.role_name,
        pot=one.pot,
        wte=one.wte,
        claimable=one.claimable,
        before=one.before,
        amount=one.amount,
        above=one.above,
        status=one.status,
        steps=[{"words": step.words, "pounds": step.shown} for step in one.steps],
        citations=list(one.citations),
    )


def _nothing(draft: Draft) -> str:
    month = month_in_words(draft.month)
    if not draft.lines:
        return f"Nobody is recorded in post in {month}. Record them first."
    cut = sum((line.cut for line in draft.lines), Decimal(0))
    if cut:
        return f"The network’s sum is used up: £{cut:,.2f} of {month} cannot be claimed."
    if draft.stopped:
        return f"Nothing can be claimed for {month}: {draft.stopped[0].stopped}"
    return f"Everybody in post in {month} is claimed for already. Nothing has changed since."
