"""Posting an approved calculation into the books: its entitlements, and what it corrects."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q

from funding.corrections import posted_sums
from funding.engine.adjustments import PREFIX
from funding.engine.corrections import Payment
from funding.engine.instalments import instalments
from funding.models import (
    Calculation,
    Correction,
    Decision,
    Line,
    Posting,
    PostingKind,
)
from funding.queries.corrections import recovery_spreads
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words

NOTHING = Decimal("0.00")


class BooksMoved(Exception):
    """What a calculation corrects was posted otherwise since; the message says what to do."""


def post(decision: Decision, *, at: datetime) -> None:
    """Post every line and correction of an approved calculation, at once. Raises BooksMoved.

    Called in the transaction of the approval, which holds the ICB's books.
    """
    calculation = decision.calculation
    held = calculation.statements.filter(hold__isnull=False)
    holds = {s.network_code: s.hold["id"] for s in held.defer("inputs") if s.hold}
    corrections = list(
        Correction.objects.filter(recalculation__calculation=calculation)
        .select_related("recalculation")
        .order_by("id")
    )
    _check_books(calculation, corrections)
    _check_adjustments(calculation)
    postings = [
        *_entitlements(decision, holds, at),
        *_corrections(decision, corrections, holds, at),
        *_adjustments(decision, holds, at),
    ]
    Posting.objects.bulk_create(postings)


def _check_books(calculation: Calculation, corrections: list[Correction]) -> None:
    """Refuse corrections of sums that have changed since they were worked out."""
    months = sorted({one.recalculation.month for one in corrections})
    now = posted_sums(icb_code=calculation.icb_code, months=months)
    for one in corrections:
        again = one.recalculation
        payment = Payment(one.stream, one.component, one.payee)
        if now.get((again.network_code, again.month), {}).get(payment, NOTHING) != one.posted:
            when = month_in_words(Month.of(again.month))
            raise BooksMoved(
                f"The books have moved since this was calculated: {again.network_name} was "
                f"corrected for {when} by another approval. Run the month again, then decide."
            )


def _check_adjustments(calculation: Calculation) -> None:
    """Refuse an instalment that another approval has posted since."""
    posted = Q(adjustment__postings__instalment=F("instalment"))
    for one in calculation.adjustments_due.filter(posted).select_related("adjustment"):
        raise BooksMoved(
            f"An adjustment of {one.adjustment.network_code} was posted by another approval since "
            "this was calculated. Run the month again, then decide."
        )


def _entitlements(decision: Decision, holds: Mapping[str, int], at: datetime) -> Iterator[Posting]:
    lines = Line.objects.filter(statement__calculation=decision.calculation_id).order_by("id")
    for line in lines.select_related("statement").defer(
        "steps", "citations", "statement__inputs", "statement__hold"
    ):
        network = line.statement.network_code
        yield Posting(
            decision=decision,
            icb_code=decision.icb_code,
            network_code=network,
            payee=line.payee,
            stream=line.stream,
            component=line.component,
            entitlement_month=decision.month,
            payment_month=decision.month,
            kind=PostingKind.ENTITLEMENT,
            amount=line.amount,
            line=line,
            held=holds.get(network),
            posted_at=at,
        )


def _corrections(
    decision: Decision, corrections: list[Correction], holds: Mapping[str, int], at: datetime
) -> Iterator[Posting]:
    spreads = recovery_spreads(decision.icb_code, decision.month)
    for one in corrections:
        network = one.recalculation.network_code
        number = spreads.get(network, 1) if one.amount < 0 else 1
        month = Month.of(decision.month)
        for count, amount in enumerate(instalments(one.amount, number), start=1):
            yield Posting(
                decision=decision,
                icb_code=decision.icb_code,
                network_code=network,
                payee=one.payee,
                stream=one.stream,
                component=one.component,
                entitlement_month=one.recalculation.month,
                payment_month=month.first,
                kind=PostingKind.CORRECTION,
                amount=amount,
                correction=one,
                instalment=count,
                held=holds.get(network),
                posted_at=at,
            )
            month = month.next


def _adjustments(decision: Decision, holds: Mapping[str, int], at: datetime) -> Iterator[Posting]:
    due = decision.calculation.adjustments_due.select_related("adjustment").order_by("id")
    for one in due:
        adjustment = one.adjustment
        yield Posting(
            decision=decision,
            icb_code=decision.icb_code,
            network_code=adjustment.network_code,
            payee=adjustment.payee,
            stream=f"{PREFIX}{adjustment.kind}",
            entitlement_month=one.month,
            payment_month=decision.month,
            kind=PostingKind.ADJUSTMENT,
            amount=one.amount,
            adjustment=adjustment,
            instalment=one.instalment,
            held=holds.get(adjustment.network_code),
            posted_at=at,
        )
