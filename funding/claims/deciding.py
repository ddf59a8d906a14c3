"""Deciding a claim line by line: a query and its answer, approval into a month's run, rejection."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from funding.claims.declaring import ClaimRefused
from funding.claims.drafting import NOTHING
from funding.models import Decision
from funding.pots import pots_of
from networks.models import Network
from networks.queries import icb_codes_of_networks
from networks.refusals import read_words
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import Month
from workforce.keeping_checks import who
from workforce.models import FINAL, Claim, ClaimLine, LineDecision, LineStep
from workforce.register_parts import lock_network
from workforce.staff import approved_of_pots

MISSING = {
    LineStep.QUERIED: "Say what you want to know.",
    LineStep.ANSWERED: "Give the answer.",
    LineStep.REJECTED: "Say why it is rejected. The network reads it.",
}


@transaction.atomic
def decide_lines(
    *,
    claim_id: int,
    line_ids: Collection[int],
    step: LineStep,
    reason: str,
    by: Actor,
    at: datetime,
) -> list[LineDecision]:
    """Query, answer, approve or reject lines of a claim. All of them or, when refused, none."""
    claim = Claim.objects.select_related("network").get(pk=claim_id)
    lock_network(claim.network_id)
    said = _reason(step, reason)
    _check_person(claim, step, by)
    lines = list(claim.lines.filter(pk__in=list(line_ids)))
    if not lines:
        raise ClaimRefused("Choose at least one line.", "lines")
    _check_standing(lines, step)
    pay_month = None
    if step == LineStep.APPROVED:
        _check_sums(claim, lines, at)
        pay_month = pay_month_of(claim)
    made = LineDecision.objects.bulk_create(
        LineDecision(
            line=line,
            step=step,
            reason=said,
            pay_month=pay_month,
            submitted_by_id=claim.submitted_by_id,
            at=at,
            by_id=who(by),
        )
        for line in lines
    )
    _note(claim, step, lines, said, by, at)
    return made


def pay_month_of(claim: Claim) -> date:
    """The month whose run pays what is approved now: the first that is not approved yet.

    Not before the month of the work. Where the network has closed by then, its last month, which
    the next run corrects.
    """
    network = claim.network
    icb = icb_codes_of_networks(network_ids=[network.pk], on=claim.month).get(network.pk, "")
    approved = Decision.objects.filter(icb_code=icb, outcome=Decision.Outcome.APPROVED)
    last = approved.order_by("-month").values_list("month", flat=True).first()
    month = max(claim.month, Month.of(last).next.first) if last else claim.month
    if network.closed is not None and network.closed <= month:
        month = Month.of(date.fromordinal(network.closed.toordinal() - 1)).first
    return month


def _reason(step: LineStep, reason: str) -> str:
    if step not in MISSING:
        return reason.strip()
    return read_words(reason, field="reason", refusal=ClaimRefused, missing=MISSING[step])


def _check_person(claim: Claim, step: LineStep, by: Actor) -> None:
    if step != LineStep.ANSWERED and claim.submitted_by_id == by.id:
        raise ClaimRefused("You declared this claim. Somebody else must decide it.")


def _check_standing(lines: Sequence[ClaimLine], step: LineStep) -> None:
    """Refuse a line that is decided, an answer nobody asked for, and a query that waits already."""
    found: dict[int, LineStep] = {}
    rows = LineDecision.objects.filter(line__in=lines).order_by("id").values_list("line_id", "step")
    for line_id, made in rows:
        found[line_id] = LineStep(made)
    for line in lines:
        last = found.get(line.pk)
        if last in FINAL:
            raise ClaimRefused(f"{line.reference} is {last.label.lower()} already.")
        if step == LineStep.ANSWERED and last != LineStep.QUERIED:
            raise ClaimRefused(f"{line.reference} has no query that waits for an answer.")
        if step == LineStep.QUERIED and last == LineStep.QUERIED:
            raise ClaimRefused(f"{line.reference} already waits for an answer.")


def _check_sums(claim: Claim, lines: Sequence[ClaimLine], at: datetime) -> None:
    """Refuse more than the network's sums: they may have fallen since the claim was declared."""
    network, month = claim.network, Month.of(claim.month)
    icb = icb_codes_of_networks(network_ids=[network.pk], on=claim.month).get(network.pk, "")
    year = month.contract_year
    pots = pots_of(icb_code=icb, network_ids=[network.pk], year=year, known_at=at)[network.pk]
    approved = approved_of_pots(network=network, starts=year.first, ends=year.after)
    for key in sorted({line.pot for line in lines}):
        asked = sum((line.amount for line in lines if line.pot == key), NOTHING)
        pot = pots.get(key)
        if pot is None or pot.amount is None:
            note = pot.note if pot else "There is no such sum in this year."
            raise ClaimRefused(f"The network’s sum is not known, so nothing is approved. {note}")
        left = pot.amount - approved.get(key, NOTHING)
        if asked > max(left, NOTHING):
            raise ClaimRefused(_too_much(network, pot.title, left, asked))


def _too_much(network: Network, title: str, left: Decimal, asked: Decimal) -> str:
    return (
        f"{title} of {network.name}: £{max(left, NOTHING):,.2f} are left of the year and these "
        f"lines come to £{asked:,.2f}. Approve fewer, and reject the rest to be claimed anew."
    )


def _note(
    claim: Claim,
    step: LineStep,
    lines: Sequence[ClaimLine],
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    record(
        action=f"claim.lines_{step.value}",
        by=by,
        at=at,
        object_kind="network",
        object_key=claim.network.code,
        reason=reason,
        data={"claim": claim.pk, "lines": [line.pk for line in lines]},
    )
