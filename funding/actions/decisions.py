"""Approving or returning a calculation: once, the latest one, by somebody else.

Above its ICB's limit a month is approved by two people, neither of whom calculated it.
"""

from datetime import datetime

from django.db import transaction

from funding.actions.posting import BooksMoved, post
from funding.chain import APPROVAL, link
from funding.locks import hold, hold_books
from funding.models import Calculation, Decision, FirstApproval
from funding.queries.life import approval_limit_of
from funding.queries.months import latest_calculation
from funding.queries.unusual import check_of, seen_in
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words


class DecisionRefused(Exception):
    """A calculation cannot be approved or returned; the message says why."""


@transaction.atomic
def approve(
    *, calculation_id: int, by: Actor, at: datetime, reason: str = ""
) -> Decision | FirstApproval:
    """Approve a calculation: final for its ICB and month, and posted. Raises DecisionRefused.

    Above the ICB's limit the first approval is kept and returned; the second, by somebody else,
    decides. Refused to who calculated it, twice, for any but the latest, for one without a single
    line or not checked, where another one of the same ICB and month is approved, and where the
    books have moved.
    """
    calculation, person = _undecided(calculation_id, by)
    if calculation.lines == 0:
        raise DecisionRefused(
            "This calculation has no amounts, only gaps. Supply what is missing and run it again."
        )
    _check_checked(calculation)
    if _needs_second(calculation, person):
        return _first_approval(calculation, by, person, at, reason.strip())
    hold_books(calculation.icb_code)
    decision = _decide(calculation, Decision.Outcome.APPROVED, by, person, at, reason.strip())
    try:
        post(decision, at=at)
    except BooksMoved as moved:
        raise DecisionRefused(str(moved)) from moved
    link(icb_code=decision.icb_code, kind=APPROVAL, object_key=str(decision.pk), at=at)
    return decision


@transaction.atomic
def return_calculation(*, calculation_id: int, by: Actor, at: datetime, reason: str) -> Decision:
    """Return a calculation to who asked for it, with a reason. Raises DecisionRefused."""
    if not reason.strip():
        raise DecisionRefused("Say why the calculation is returned.")
    calculation, person = _undecided(calculation_id, by)
    return _decide(calculation, Decision.Outcome.RETURNED, by, person, at, reason.strip())


def _undecided(calculation_id: int, by: Actor) -> tuple[Calculation, int]:
    """The calculation, held and still open to a decision by this person, and their number."""
    icb_code, month = Calculation.objects.values_list("icb_code", "month").get(pk=calculation_id)
    hold(icb_code, month)
    calculation = Calculation.objects.select_for_update(of=("self",)).get(pk=calculation_id)
    if by.id is None or by.id == calculation.calculated_by_id:
        raise DecisionRefused("Somebody other than who calculated it must approve or return it.")
    _check_undecided(calculation)
    latest = latest_calculation(icb_code=icb_code, month=month)
    if latest is not None and latest.pk != calculation.pk:
        raise DecisionRefused("There is a newer calculation of this month. Decide on that one.")
    return calculation, by.id


def _check_checked(calculation: Calculation) -> None:
    """Refuse what nobody checked, or what has become unusual since it was checked."""
    if check_of(calculation) is None:
        raise DecisionRefused(
            "This calculation is not checked yet. Open its check, acknowledge or put right what "
            "is unusual, then approve it."
        )
    if any(one.open for one in seen_in(calculation)):
        raise DecisionRefused(
            "The month before has changed since this was checked, and something is unusual now. "
            "Open the check and acknowledge it, then approve."
        )


def _needs_second(calculation: Calculation, person: int) -> bool:
    """Whether this approval is the first of two; refused to one person twice."""
    limit = approval_limit_of(calculation.icb_code)
    if limit is None or abs(calculation.due) <= limit:
        return False
    first = FirstApproval.objects.filter(calculation=calculation).first()
    if first is not None and first.approved_by_id == person:
        raise DecisionRefused(
            f"You gave the first approval. Above £{limit:,.2f} somebody else must give the second."
        )
    return first is None


def _first_approval(
    calculation: Calculation, by: Actor, person: int, at: datetime, reason: str
) -> FirstApproval:
    made = FirstApproval.objects.create(
        calculation=calculation, approved_at=at, approved_by_id=person, reason=reason
    )
    _note("calculation.first_approved", calculation, by, at, reason)
    return made


def _check_undecided(calculation: Calculation) -> None:
    of_month = Decision.objects.filter(icb_code=calculation.icb_code, month=calculation.month)
    for decision in of_month:
        outcome = Decision.Outcome(decision.outcome).label.lower()
        if decision.calculation_id == calculation.pk:
            raise DecisionRefused(f"This calculation is {outcome} already.")
        if decision.outcome == Decision.Outcome.APPROVED:
            when = month_in_words(Month.of(calculation.month))
            raise DecisionRefused(
                f"{calculation.icb_name} has an approved calculation for {when} already. "
                "What has changed since then is put right as arrears in a later month."
            )


def _decide(
    calculation: Calculation,
    outcome: Decision.Outcome,
    by: Actor,
    person: int,
    at: datetime,
    reason: str,
) -> Decision:
    decision = Decision.objects.create(
        calculation=calculation,
        icb_code=calculation.icb_code,
        month=calculation.month,
        outcome=outcome,
        calculated_by_id=calculation.calculated_by_id,
        decided_by_id=person,
        decided_at=at,
        reason=reason,
    )
    _note(f"calculation.{outcome}", calculation, by, at, reason)
    return decision


def _note(action: str, calculation: Calculation, by: Actor, at: datetime, reason: str) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="calculation",
        object_key=str(calculation.pk),
        reason=reason,
        data={"icb": calculation.icb_code, "month": str(Month.of(calculation.month))},
    )
