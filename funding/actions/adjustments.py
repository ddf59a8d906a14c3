"""Entering, agreeing and reversing adjustments, and the limit up to which a commissioner agrees."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from funding.engine.adjustments import mirrored, plan
from funding.locks import hold_books
from funding.models import (
    Adjustment,
    AdjustmentDecision,
    AdjustmentKind,
    AdjustmentLimit,
    Decision,
)
from funding.queries.adjustments import limit_of
from networks.queries import members_by_network, networks_of_icb
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words

LARGEST = Decimal("9999999.99")
MOST = 12


class AdjustmentRefused(Exception):
    """An adjustment cannot be entered, decided or reversed; the message says why.

    `field` names the form's field it is about, or is empty.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person enters: to whom, what for, how much from when, why, and where the evidence is.

    `payee` is the network or one of its core network practices; `amount` in pounds, below zero
    takes back.
    """

    network_code: str
    payee: str
    kind: str
    first_month: date
    amount: Decimal
    instalments: int
    reason: str
    evidence: str


@transaction.atomic
def enter_adjustment(*, icb_code: str, entry: Entry, by: Actor, at: datetime) -> Adjustment:
    """Enter an adjustment, which then waits for somebody else. Raises AdjustmentRefused."""
    person = _person(by)
    _check(icb_code, entry)
    adjustment = Adjustment.objects.create(
        icb_code=icb_code,
        network_code=entry.network_code,
        payee=entry.payee or entry.network_code,
        kind=entry.kind,
        first_month=entry.first_month,
        amount=entry.amount,
        instalments=entry.instalments,
        reason=entry.reason.strip(),
        evidence=entry.evidence.strip(),
        entered_at=at,
        entered_by_id=person,
    )
    _note("adjustment.entered", adjustment, adjustment.reason, by, at)
    return adjustment


@transaction.atomic
def decide_adjustment(
    *, adjustment_id: int, agree: bool, senior: bool, reason: str, by: Actor, at: datetime
) -> AdjustmentDecision:
    """Agree to an adjustment or refuse it, as somebody who did not enter it.

    `senior` says that the person may approve for the ICB: needed above the ICB's limit. Raises
    AdjustmentRefused.
    """
    person = _person(by)
    adjustment = Adjustment.objects.get(pk=adjustment_id)
    hold_books(adjustment.icb_code)
    if not reason.strip():
        raise AdjustmentRefused("Say why you decide so.", "reason")
    if adjustment.entered_by_id == person:
        raise AdjustmentRefused("You entered this adjustment. Somebody else must decide on it.")
    made = AdjustmentDecision.objects.filter(adjustment=adjustment).first()
    if made is not None:
        done = "agreed to" if made.agreed else "refused"
        raise AdjustmentRefused(f"This adjustment was {done} already, by {made.decided_by}.")
    limit = limit_of(adjustment.icb_code)
    if agree and not senior and (limit is None or abs(adjustment.amount) > limit):
        above = "no limit is set for this board" if limit is None else f"it is above £{limit:,.2f}"
        raise AdjustmentRefused(f"An approver must agree to this adjustment: {above}.")
    decision = AdjustmentDecision.objects.create(
        adjustment=adjustment,
        agreed=agree,
        reason=reason.strip(),
        entered_by_id=adjustment.entered_by_id,
        decided_at=at,
        decided_by_id=person,
    )
    _note(f"adjustment.{'agreed' if agree else 'refused'}", adjustment, decision.reason, by, at)
    return decision


@transaction.atomic
def reverse_adjustment(
    *, adjustment_id: int, first_month: date, reason: str, by: Actor, at: datetime
) -> Adjustment:
    """Enter the mirror of an agreed adjustment, which waits for somebody else as any other does.

    Each instalment is taken back with itself, or from `first_month` on where that has passed.
    """
    person = _person(by)
    original = Adjustment.objects.select_for_update().get(pk=adjustment_id)
    _check_reversal(original, reason)
    _check_month(original.icb_code, first_month)
    taken_back = mirrored(
        plan(original.amount, original.first_month, original.instalments), first_month
    )
    reversal = Adjustment.objects.create(
        icb_code=original.icb_code,
        network_code=original.network_code,
        payee=original.payee,
        kind=original.kind,
        first_month=min(one.month for one in taken_back),
        amount=-original.amount,
        instalments=original.instalments,
        reason=reason.strip(),
        evidence=f"Reverses adjustment {original.pk}.",
        reverses=original,
        entered_at=at,
        entered_by_id=person,
    )
    _note("adjustment.reversal_entered", reversal, reversal.reason, by, at)
    return reversal


@transaction.atomic
def set_adjustment_limit(
    *, icb_code: str, limit: Decimal, reason: str, by: Actor, at: datetime
) -> AdjustmentLimit:
    """Set up to how many pounds a commissioner may agree. Raises AdjustmentRefused."""
    person = _person(by)
    if not Decimal(0) <= limit <= LARGEST or limit != limit.quantize(Decimal("0.01")):
        raise AdjustmentRefused("Write the limit in pounds and pence, from 0.", "limit")
    if not reason.strip():
        raise AdjustmentRefused("Say why the limit is set.", "reason")
    made = AdjustmentLimit.objects.create(
        icb_code=icb_code, limit=limit, reason=reason.strip(), set_at=at, set_by_id=person
    )
    record(
        action="adjustment.limit_set",
        by=by,
        at=at,
        object_kind="icb",
        object_key=icb_code,
        reason=made.reason,
        data={"limit": str(limit)},
    )
    return made


def _person(by: Actor) -> int:
    if by.id is None:
        raise AdjustmentRefused("An adjustment is made by people.")
    return by.id


def _check(icb_code: str, entry: Entry) -> None:
    if entry.kind not in AdjustmentKind.values:
        raise AdjustmentRefused("Choose what the adjustment is for.", "kind")
    if not entry.amount or abs(entry.amount) > LARGEST:
        raise AdjustmentRefused("Write an amount in pounds that is not zero.", "amount")
    if entry.amount != entry.amount.quantize(Decimal("0.01")):
        raise AdjustmentRefused("Write the amount in pounds and whole pence.", "amount")
    if not 1 <= entry.instalments <= MOST:
        raise AdjustmentRefused(f"Choose 1 to {MOST} instalments.", "instalments")
    for field, words in (("reason", "Say why."), ("evidence", "Say where the evidence is.")):
        if not getattr(entry, field).strip():
            raise AdjustmentRefused(words, field)
    _check_month(icb_code, entry.first_month)
    _check_payee(icb_code, entry)


def _check_month(icb_code: str, month: date) -> None:
    if month.day != 1:
        raise AdjustmentRefused("An adjustment starts with a whole month.", "first_month")
    approved = Decision.objects.filter(
        icb_code=icb_code, month=month, outcome=Decision.Outcome.APPROVED
    )
    if approved.exists():
        when = month_in_words(Month.of(month))
        raise AdjustmentRefused(f"{when} is approved. Choose a later month.", "first_month")


def _check_payee(icb_code: str, entry: Entry) -> None:
    network = networks_of_icb(icb_code, entry.first_month).filter(code=entry.network_code).first()
    if network is None:
        when = month_in_words(Month.of(entry.first_month))
        raise AdjustmentRefused(
            f"This board commissions no network {entry.network_code} in {when}.", "network_code"
        )
    members = members_by_network(network_ids=[network.pk], day=entry.first_month)
    payees = {entry.network_code, *(member.code for member in members.get(network.pk, ()))}
    if entry.payee and entry.payee not in payees:
        raise AdjustmentRefused(
            f"{entry.payee} is neither the network nor one of its core network practices.", "payee"
        )


def _check_reversal(original: Adjustment, reason: str) -> None:
    if not reason.strip():
        raise AdjustmentRefused("Say why it is reversed.", "reason")
    if original.reverses_id is not None:
        raise AdjustmentRefused("A reversal is not reversed. Enter a new adjustment.")
    decision = AdjustmentDecision.objects.filter(adjustment=original).first()
    if decision is None or not decision.agreed:
        raise AdjustmentRefused("Only an adjustment that was agreed to is reversed.")
    for reversal in Adjustment.objects.filter(reverses=original):
        raise AdjustmentRefused(f"This adjustment is reversed already, by {reversal.pk}.")


def _note(action: str, adjustment: Adjustment, reason: str, by: Actor, at: datetime) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="adjustment",
        object_key=str(adjustment.pk),
        reason=reason,
        data={
            "icb": adjustment.icb_code,
            "network": adjustment.network_code,
            "amount": str(adjustment.amount),
        },
    )
