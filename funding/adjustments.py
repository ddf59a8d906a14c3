"""Which adjustments a month takes up: agreed ones with instalments due and not posted yet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from funding.engine.adjustments import Instalment, mirrored, plan
from funding.models import Adjustment, Posting

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class DueAdjustment:
    """An instalment of an agreed adjustment, due and not posted."""

    adjustment: Adjustment
    instalment: Instalment


def instalments_of(adjustment: Adjustment) -> list[Instalment]:
    """The adjustment's plan; of a reversal the mirror of what it reverses."""
    original = adjustment.reverses
    if original is None:
        return plan(adjustment.amount, adjustment.first_month, adjustment.instalments)
    return mirrored(
        plan(original.amount, original.first_month, original.instalments), adjustment.first_month
    )


def adjustments_due(*, icb_code: str, month: date, known_at: datetime) -> list[DueAdjustment]:
    """Every instalment due by `month`, agreed by `known_at`, that no approval has posted.

    One whose own month was approved before it was agreed comes with the next month that is run.
    """
    agreed = Adjustment.objects.filter(
        icb_code=icb_code,
        first_month__lte=month,
        decision__agreed=True,
        decision__decided_at__lte=known_at,
    ).select_related("reverses")
    posted = set(
        Posting.objects.filter(icb_code=icb_code, adjustment__isnull=False).values_list(
            "adjustment", "instalment"
        )
    )
    return [
        DueAdjustment(adjustment, instalment)
        for adjustment in agreed.order_by("id")
        for instalment in instalments_of(adjustment)
        if instalment.month <= month and (adjustment.pk, instalment.number) not in posted
    ]


def adjustment_sums(due: Iterable[DueAdjustment]) -> Mapping[str, Decimal]:
    """Pounds by network code."""
    found: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for one in due:
        found[one.adjustment.network_code] += one.instalment.amount
    return dict(found)
