"""Months run and approved, and what the books then hold."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from funding.models import Calculation, Correction, Decision, Posting, PostingKind
from pcn_portal.accounts.models import User
from tests.funding.approving import approve
from tests.funding.cast import NOON, run_month

JUNE, JULY = date(2025, 6, 1), date(2025, 7, 1)
DAY = timedelta(days=1)
ICB = "QAA"


def approve_month(
    month: date, commissioner: User, approver: User, *, at: datetime = NOON, icb: str = ICB
) -> Decision:
    """Run a month and approve what comes of it."""
    (made,) = run_month(commissioner, icb=icb, month=month, at=at)
    return approve(calculation_id=made.pk, by=approver.actor, at=at)


def corrections(calculation: Calculation) -> list[Correction]:
    return list(
        Correction.objects.filter(recalculation__calculation=calculation)
        .select_related("recalculation")
        .order_by("recalculation__network_code", "recalculation__month", "stream", "payee")
    )


def posted(network: str, month: date, stream: str) -> Decimal:
    """The entitlement of a network's month by the books."""
    found = Posting.objects.filter(
        network_code=network, entitlement_month=month, stream=stream
    ).exclude(kind=PostingKind.ADJUSTMENT)
    return found.aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")
