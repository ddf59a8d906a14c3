"""Declaring a claim: what the register drafts becomes lines that nobody changes any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from django.db import transaction
from django.db.models import Max

from funding.claims.drafting import Draft, drafts_of_networks
from networks.models import Network
from networks.refusals import RegisterRefused, read_words
from pcn_portal.audit.copying import copy_in
from pcn_portal.audit.models import Actor, AuditEvent, event
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words
from workforce.engine.generating import Drafted
from workforce.keeping_checks import who
from workforce.models import Claim, ClaimKind, ClaimLine, Uplift
from workforce.register_parts import lock_networks

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


def declare(*, network: Network, month: date, given: Declaration, by: Actor, at: datetime) -> Claim:
    """Declare one network's claim of a month; see `declare_all`."""
    (claim,) = declare_all(networks=[network], month=month, given=given, by=by, at=at)
    return claim


@transaction.atomic
def declare_all(
    *, networks: Sequence[Network], month: date, given: Declaration, by: Actor, at: datetime
) -> list[Claim]:
    """Declare the claims of a month for networks: for all of them, or none.

    Raises ClaimRefused, saying what to do. People whose engagement is in `leave_out` are left for
    a later claim.
    """
    evidence = check_declaration(given)
    lock_networks([network.pk for network in networks])
    if Month.of(month).first > at.date():
        raise ClaimRefused(
            f"{month_in_words(Month.of(month))} has not begun. Costs are claimed once they are "
            "incurred.",
            "month",
        )
    drafts = drafts_of_networks(networks=networks, month=month, known_at=at)
    lines = {
        network.pk: [
            one for one in drafts[network.pk].claiming if one.engaged.key not in given.leave_out
        ]
        for network in networks
    }
    for network in networks:
        if not lines[network.pk]:
            named = f"{network.name}: " if len(networks) > 1 else ""
            raise ClaimRefused(named + _nothing(drafts[network.pk]))
    claims = write_claims(networks, drafts, lines, evidence=evidence, by=by, at=at)
    AuditEvent.objects.bulk_create(_event(claim, by, at) for claim in claims)
    return claims


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


def write_claims(
    networks: Sequence[Network],
    drafts: Mapping[int, Draft],
    lines: Mapping[int, Sequence[Drafted]],
    *,
    evidence: str,
    by: Actor,
    at: datetime,
    uplift: Uplift | None = None,
) -> list[Claim]:
    """Write a claim with its lines for each network; the networks are locked."""
    month = next(iter(drafts.values())).month.first
    turns = Claim.objects.filter(network__in=networks, month=month).order_by()
    last = dict(turns.values_list("network_id").annotate(most=Max("turn")))
    claims = Claim.objects.bulk_create(
        Claim(
            network=network,
            month=month,
            turn=last.get(network.pk, 0) + 1,
            kind=ClaimKind.UPLIFT if uplift else ClaimKind.MONTHLY,
            uplift=uplift,
            counting=drafts[network.pk].counting.value,
            declaration=DECLARATION,
            evidence=evidence,
            known_at=drafts[network.pk].known_at,
            submitted_at=at,
            submitted_by_id=who(by),
        )
        for network in networks
    )
    rows = (line_row(claim, one) for claim in claims for one in lines[claim.network_id])
    copy_in(ClaimLine, LINE_COLUMNS, rows)
    return claims


LINE_COLUMNS = (
    *("claim_id", "engagement_id", "reference", "role", "role_name", "pot", "wte", "claimable"),
    *("before", "amount", "above", "status", "steps", "citations"),
)


def line_row(claim: Claim, one: Drafted) -> tuple[Any, ...]:
    """A drafted line as it is kept, in the order of LINE_COLUMNS."""
    steps = [{"words": step.words, "pounds": step.shown} for step in one.steps]
    return (
        claim.pk,
        one.engaged.key,
        one.engaged.reference,
        one.engaged.role,
        one.role_name,
        one.pot,
        one.wte,
        one.claimable,
        one.before,
        one.amount,
        one.above,
        one.status,
        orjson.dumps(steps).decode(),
        orjson.dumps(one.citations).decode(),
    )


def _event(claim: Claim, by: Actor, at: datetime) -> AuditEvent:
    return event(
        action="claim.declared",
        by=by,
        at=at,
        object_kind="network",
        object_key=claim.network.code,
        data={"claim": claim.pk, "month": str(Month.of(claim.month)), "turn": claim.turn},
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
