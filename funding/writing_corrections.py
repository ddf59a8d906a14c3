"""Writing what a calculation brings beside its lines: corrections and adjustments."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from funding.adjustments import DueAdjustment
from funding.corrections import CorrectedMonth, CorrectedPayment
from funding.models import AdjustmentDue, Calculation, Correction, Recalculation
from funding.writing import NOTHING, as_json, copy_rows


def correction_sums(corrected: Sequence[CorrectedMonth]) -> Mapping[str, Decimal]:
    """Pounds by network code: what its earlier months get more, or less, together."""
    found: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for one in corrected:
        found[one.network] += one.total
    return dict(found)


def write_corrections(calculation: Calculation, corrected: Sequence[CorrectedMonth]) -> None:
    """Write every difference with both its explanations; two statements."""
    again = Recalculation.objects.bulk_create(
        Recalculation(
            calculation=calculation,
            network_code=one.network,
            network_name=one.name,
            month=one.month,
            inputs=one.inputs,
        )
        for one in corrected
    )
    copy_rows(
        Correction._meta.db_table,
        "recalculation_id, stream, component, payee, known, posted, amount, causes, before, after",
        (
            _row(recalculation.pk, payment)
            for recalculation, one in zip(again, corrected, strict=True)
            for payment in one.payments
        ),
    )


def _row(recalculation: int, one: CorrectedPayment) -> str:
    paid = one.payment
    return (
        f"{recalculation}\t{paid.stream}\t{paid.component}\t{paid.payee}\t{one.known}\t{one.posted}"
        f"\t{one.amount}\t{as_json(one.causes)}\t{as_json(one.before)}\t{as_json(one.after)}\n"
    )


def write_adjustments(calculation: Calculation, due: Sequence[DueAdjustment]) -> None:
    """Write the instalments that the calculation takes up."""
    AdjustmentDue.objects.bulk_create(
        AdjustmentDue(
            calculation=calculation,
            adjustment=one.adjustment,
            instalment=one.instalment.number,
            month=one.instalment.month,
            amount=one.instalment.amount,
        )
        for one in due
    )
