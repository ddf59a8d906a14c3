"""How a board counts part of a month, chosen with a reason; no source gives the method."""

from datetime import date, datetime

from django.db import transaction

from funding.claims.declaring import ClaimRefused
from networks.refusals import read_words
from pcn_portal.audit.models import Actor, record
from workforce.engine.claims import DayCount
from workforce.keeping_checks import who
from workforce.models import CountingChoice


@transaction.atomic
def choose_counting(
    *, icb_code: str, from_month: date, counting: str, reason: str, by: Actor, at: datetime
) -> CountingChoice:
    """Choose how claims count part of a month, from a month on. Raises ClaimRefused."""
    said = read_words(reason, field="reason", refusal=ClaimRefused, missing="Say why. It is kept.")
    if counting not in set(DayCount):
        raise ClaimRefused("Choose how part of a month is counted.", "counting")
    if from_month.day != 1:
        raise ClaimRefused("A choice counts from a month on.", "from_month")
    made = CountingChoice.objects.create(
        icb_code=icb_code,
        from_month=from_month,
        counting=counting,
        reason=said,
        set_at=at,
        set_by_id=who(by),
    )
    record(
        action="counting.chosen",
        by=by,
        at=at,
        object_kind="icb",
        object_key=icb_code,
        reason=said,
        data={"from": from_month.isoformat(), "counting": counting},
    )
    return made
