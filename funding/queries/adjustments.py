"""Reads of adjustments: the limit of an ICB, those that wait, and those of a calculation."""

from decimal import Decimal

from django.db.models import QuerySet

from funding.models import Adjustment, AdjustmentDue, AdjustmentLimit, Calculation


def limit_of(icb_code: str) -> Decimal | None:
    """Up to how many pounds a commissioner of the ICB may agree; None where none is set."""
    latest = AdjustmentLimit.objects.filter(icb_code=icb_code).order_by("-id").first()
    return latest.limit if latest else None


def adjustments_of(icb_code: str) -> QuerySet[Adjustment]:
    """An ICB's adjustments with who entered and decided; those that wait first, then newest."""
    return (
        Adjustment.objects.filter(icb_code=icb_code)
        .select_related("entered_by", "decision__decided_by", "reverses", "reversal")
        .order_by("decision__id", "-id")
    )


def due_of(calculation: Calculation) -> QuerySet[AdjustmentDue]:
    """The instalments that a calculation takes up, by network."""
    return calculation.adjustments_due.select_related("adjustment__decision__decided_by").order_by(
        "adjustment__network_code", "adjustment", "instalment"
    )
