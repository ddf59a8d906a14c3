"""An ICB's rounding convention for a payment: a setting that is added, never changed."""

from datetime import date, datetime

from django.db import transaction

from funding.engine.streams import MONTHLY_STREAMS
from funding.models import Rounding, RoundingSetting
from pcn_portal.audit.models import Actor, record
from practices.models import Organisation, OrganisationKind


class RoundingRefused(Exception):
    """A rounding setting cannot be made; the message says why."""


@transaction.atomic
def set_rounding(
    *,
    icb_code: str,
    stream: str,
    convention: str,
    from_month: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> RoundingSetting:
    """Set how an ICB rounds one payment from a month on. Raises RoundingRefused.

    `convention` is a value of `Rounding`; `from_month` the first day of a month.
    """
    if by.id is None:
        raise RoundingRefused("A rounding setting is made by a person.")
    _check(icb_code, stream, convention, from_month, reason)
    setting = RoundingSetting.objects.create(
        icb_code=icb_code,
        stream=stream,
        convention=convention,
        from_month=from_month,
        reason=reason.strip(),
        set_at=at,
        set_by_id=by.id,
    )
    record(
        action="rounding.set",
        by=by,
        at=at,
        object_kind="icb",
        object_key=icb_code,
        reason=setting.reason,
        data={"stream": stream, "convention": convention, "from_month": f"{from_month:%Y-%m}"},
    )
    return setting


def _check(icb_code: str, stream: str, convention: str, from_month: date, reason: str) -> None:
    if not Organisation.objects.filter(kind=OrganisationKind.ICB, code=icb_code).exists():
        raise RoundingRefused(f"There is no ICB with the code “{icb_code}”.")
    if stream not in MONTHLY_STREAMS:
        raise RoundingRefused(f"“{stream}” is not a payment that is calculated monthly.")
    if convention not in Rounding.values:
        raise RoundingRefused(f"“{convention}” is not a rounding convention.")
    if from_month.day != 1:
        raise RoundingRefused("A rounding setting starts on the first day of a month.")
    if not reason.strip():
        raise RoundingRefused("Say why the convention is set.")
