"""Writing the corrections of a calculation: one row a network and month, one a payment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from funding.corrections import CorrectedMonth
from funding.models import Calculation, Correction, Recalculation
from funding.writing import NOTHING


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
    Correction.objects.bulk_create(
        Correction(
            recalculation=recalculation,
            stream=payment.payment.stream,
            component=payment.payment.component,
            payee=payment.payment.payee,
            known=payment.known,
            posted=payment.posted,
            amount=payment.amount,
            causes=list(payment.causes),
            before=payment.before,
            after=payment.after,
        )
        for recalculation, one in zip(again, corrected, strict=True)
        for payment in one.payments
    )
