"""Producing the payment file of an approved month: once, and the same bytes ever after."""

from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from funding.chain import PAYMENT_FILE, link
from funding.engine.payment_file import file_content, rows_of
from funding.locks import hold_books
from funding.models import Decision, PaymentFile, PaymentLine
from funding.queries.payables import Due, approval_of, due_with, months_without_file
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words


class FileRefused(Exception):
    """A payment file cannot be produced; the message says why and what to do."""


@transaction.atomic
def produce_payment_file(*, icb_code: str, month: date, by: Actor, at: datetime) -> PaymentFile:
    """Write what an approved month pays; where that is done already, the file there is.

    Whatever was posted is in one file at the most. Months come in their order, so that each file
    pays its own month. Raises FileRefused.
    """
    if by.id is None:
        raise FileRefused("A payment file is produced by a person.")
    hold_books(icb_code)
    decision = _approved(icb_code, month)
    made = PaymentFile.objects.filter(decision=decision).first()
    if made is not None:
        return made
    _check_order(icb_code, month)
    due = due_with(decision)
    if not due.payables:
        raise FileRefused(
            f"Nothing of {month_in_words(Month.of(month))} can be paid: all of it is held or has "
            "no nominated payee."
        )
    return _write(decision, due, by.id, by, at)


def _approved(icb_code: str, month: date) -> Decision:
    decision = approval_of(icb_code=icb_code, month=month)
    if decision is None:
        when = month_in_words(Month.of(month))
        raise FileRefused(f"{when} is not approved. Only an approved month is paid.")
    return decision


def _check_order(icb_code: str, month: date) -> None:
    earlier = months_without_file(icb_code=icb_code, before=month)
    if earlier:
        first = month_in_words(Month.of(earlier[0]))
        raise FileRefused(f"{first} is approved and has no payment file yet. Produce that first.")


def _write(decision: Decision, due: Due, person: int, by: Actor, at: datetime) -> PaymentFile:
    rows = rows_of(payable for _, payable in due.payables)
    content = file_content(rows, decision.month)
    made = PaymentFile.objects.create(
        decision=decision,
        icb_code=decision.icb_code,
        month=decision.month,
        name=f"payments-{decision.icb_code}-{decision.month:%Y-%m}.csv",
        content=content,
        sha256=sha256(content).hexdigest(),
        rows=len(rows),
        total=due.total,
        produced_at=at,
        produced_by_id=person,
    )
    PaymentLine.objects.bulk_create(
        PaymentLine(file=made, posting_id=posting, payee_code=payable.payee)
        for posting, payable in due.payables
    )
    link(icb_code=made.icb_code, kind=PAYMENT_FILE, object_key=str(made.pk), at=at)
    record(
        action="payment_file.produced",
        by=by,
        at=at,
        object_kind="payment_file",
        object_key=str(made.pk),
        data={"icb": made.icb_code, "month": str(Month.of(made.month)), "sha256": made.sha256},
    )
    return made
