"""Spreading a recovery: a network's money is taken back over several months instead of one."""

from datetime import date, datetime

from django.db import transaction

from funding.locks import hold
from funding.models import Correction, Decision, RecoverySpread
from funding.queries.months import latest_calculation
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words

MOST = 12


class SpreadRefused(Exception):
    """A recovery cannot be spread; the message says why."""


@transaction.atomic
def spread_recovery(
    *,
    icb_code: str,
    network_code: str,
    month: date,
    instalments: int,
    reason: str,
    by: Actor,
    at: datetime,
) -> RecoverySpread:
    """Recover what `month` takes back from a network over so many months, from it on.

    Before the month is approved; the latest choice counts, and 1 takes it back at once. Every
    instalment is posted by the approval, each to be paid in its own month. Raises SpreadRefused.
    """
    if by.id is None:
        raise SpreadRefused("A recovery is spread by a person.")
    hold(icb_code, month)
    _check(icb_code, network_code, month, instalments, reason)
    spread = RecoverySpread.objects.create(
        icb_code=icb_code,
        network_code=network_code,
        month=month,
        instalments=instalments,
        reason=reason.strip(),
        set_at=at,
        set_by_id=by.id,
    )
    record(
        action="recovery.spread",
        by=by,
        at=at,
        object_kind="network",
        object_key=network_code,
        reason=spread.reason,
        data={"icb": icb_code, "month": f"{month:%Y-%m}", "instalments": instalments},
    )
    return spread


def _check(icb_code: str, network_code: str, month: date, instalments: int, reason: str) -> None:
    when = month_in_words(Month.of(month))
    if not 1 <= instalments <= MOST:
        raise SpreadRefused(f"Recover in 1 to {MOST} instalments.")
    if not reason.strip():
        raise SpreadRefused("Say why the recovery is spread.")
    approved = Decision.objects.filter(
        icb_code=icb_code, month=month, outcome=Decision.Outcome.APPROVED
    )
    if approved.exists():
        raise SpreadRefused(f"{when} is approved: what it recovers is posted and stays.")
    latest = latest_calculation(icb_code=icb_code, month=month)
    recovered = Correction.objects.filter(
        recalculation__calculation=latest, recalculation__network_code=network_code, amount__lt=0
    )
    if latest is None or not recovered.exists():
        raise SpreadRefused(f"{when} recovers nothing from {network_code}. Run the month first.")
