"""Checking a calculation: what is unusual is acknowledged with a reason, then it is checked."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from funding.locks import hold
from funding.models import Acknowledgement, Calculation, Decision, MonthCheck
from funding.queries.months import latest_calculation
from funding.queries.unusual import Seen, check_of, seen_in
from pcn_portal.audit.models import Actor, record


class CheckRefused(Exception):
    """Something cannot be acknowledged or checked; the message says why."""


@transaction.atomic
def acknowledge(
    *, calculation_id: int, keys: Collection[str] | None, reason: str, by: Actor, at: datetime
) -> int:
    """Say why the unusual things of these `keys` (None: all that are open) are right.

    Returns how many were acknowledged; one that is acknowledged already stays as it was. Raises
    CheckRefused.
    """
    calculation, person = _open(calculation_id, by)
    if not reason.strip():
        raise CheckRefused("Say why these are right.")
    seen = seen_in(calculation)
    if keys is not None:
        if not keys:
            raise CheckRefused("Choose what you acknowledge.")
        _check_known(keys, seen)
    chosen = [one for one in seen if one.open and (keys is None or one.thing.key in keys)]
    Acknowledgement.objects.bulk_create(
        _acknowledgement(calculation, one, reason.strip(), person, at) for one in chosen
    )
    if chosen:
        data = {"icb": calculation.icb_code, "things": len(chosen)}
        _note("calculation.acknowledged", calculation, reason.strip(), data, by, at)
    return len(chosen)


@transaction.atomic
def check(*, calculation_id: int, by: Actor, at: datetime) -> MonthCheck:
    """Record that a calculation was gone through. Raises CheckRefused while anything is open."""
    calculation, person = _open(calculation_id, by)
    if check_of(calculation) is not None:
        raise CheckRefused("This calculation is checked already.")
    seen = seen_in(calculation)
    still = sum(one.open for one in seen)
    if still:
        things = "1 unusual thing is" if still == 1 else f"{still} unusual things are"
        raise CheckRefused(f"{things} neither acknowledged nor put right.")
    made = MonthCheck.objects.create(
        calculation=calculation, unusual=len(seen), checked_at=at, checked_by_id=person
    )
    data = {"icb": calculation.icb_code, "things": len(seen)}
    _note("calculation.checked", calculation, "", data, by, at)
    return made


def _open(calculation_id: int, by: Actor) -> tuple[Calculation, int]:
    """The calculation, held, undecided and the latest of its month, and the person's number."""
    if by.id is None:
        raise CheckRefused("A month is checked by a person.")
    calculation = Calculation.objects.get(pk=calculation_id)
    hold(calculation.icb_code, calculation.month)
    if Decision.objects.filter(calculation=calculation).exists():
        raise CheckRefused("This calculation is decided already.")
    latest = latest_calculation(icb_code=calculation.icb_code, month=calculation.month)
    if latest is not None and latest.pk != calculation.pk:
        raise CheckRefused("There is a newer calculation of this month. Check that one.")
    return calculation, by.id


def _check_known(keys: Collection[str], seen: Collection[Seen]) -> None:
    unknown = set(keys) - {one.thing.key for one in seen}
    if unknown:
        raise CheckRefused(
            "What you chose is no longer as it was. Open the check again and choose from it."
        )


def _acknowledgement(
    calculation: Calculation, one: Seen, reason: str, person: int, at: datetime
) -> Acknowledgement:
    thing = one.thing
    return Acknowledgement(
        icb_code=calculation.icb_code,
        month=calculation.month,
        key=thing.key,
        kind=thing.kind,
        network_code=thing.network_code,
        sentence=thing.sentence,
        size=thing.size,
        reason=reason,
        made_at=at,
        made_by_id=person,
    )


def _note(
    action: str, calculation: Calculation, reason: str, data: dict[str, object], by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    record(
        action=action,
        by=by,
        at=at,
        object_kind="calculation",
        object_key=str(calculation.pk),
        reason=reason,
        data=data,
    )
