"""Entering, moving and withdrawing deadlines: each a version with its reason."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import ContractYear
from services.deadlines.kinds import KINDS
from services.deadlines.year import REMIND_DAYS, Base
from services.keeping import LONGEST_TEXT, ServicesRefused, read_line, who
from services.models import Deadline, DeadlineVersion

FAR = timedelta(days=366)
MOST_REMIND, MOST_LATE, MOST_MONTHS = 90, 365, 12


@dataclass(frozen=True, slots=True)
class DeadlineFacts:
    """What a version says; see `DeadlineVersion` for each."""

    title: str
    what: str
    reason: str
    day: date | None = None
    day_of_month: int | None = None
    months_after: int = 0
    remind_days: int = REMIND_DAYS
    escalate_after: int | None = None
    escalate_to: int | None = None


@transaction.atomic
def enter_deadline(
    *,
    icb_code: str,
    year: int,
    kind: str,
    monthly: bool,
    facts: DeadlineFacts,
    by: Actor,
    at: datetime,
    beside: Base | None = None,
) -> Deadline:
    """Enter a deadline for a board's networks, or for England where `icb_code` is empty.

    `beside` is what it gives a day of its own for: kind and whether it is monthly are that
    one's. One that was withdrawn is taken up again. Raises ServicesRefused.
    """
    lock_deadlines(icb_code)
    if beside is not None:
        kind, monthly = beside.kind, beside.monthly
    if kind not in KINDS:
        raise ServicesRefused("Choose what kind of deadline it is.", "kind")
    values = _read(facts, monthly, year)
    deadline = _withdrawn_before(icb_code, year, beside)
    if deadline is None:
        deadline = Deadline.objects.create(
            icb_code=icb_code,
            year=year,
            kind=kind,
            monthly=monthly,
            beside=beside.key if beside else "",
            made_at=at,
            made_by_id=who(by),
        )
    _write(deadline, values, "deadline.entered", by, at)
    return deadline


@transaction.atomic
def change_deadline(
    *, deadline_id: int, facts: DeadlineFacts, by: Actor, at: datetime
) -> DeadlineVersion:
    """Move a deadline, or say otherwise what is due. Raises ServicesRefused."""
    deadline = _locked(deadline_id)
    values = _read(facts, deadline.monthly, deadline.year)
    last = last_version(deadline)
    if not last.withdrawn and all(
        getattr(last, name) == value for name, value in values.items() if name != "reason"
    ):
        raise ServicesRefused("Nothing would change. Change the day, or what is due.")
    return _write(deadline, values, "deadline.changed", by, at)


@transaction.atomic
def withdraw_deadline(*, deadline_id: int, reason: str, by: Actor, at: datetime) -> DeadlineVersion:
    """Withdraw a deadline: it is no longer due, or the national day counts again."""
    deadline = _locked(deadline_id)
    last = last_version(deadline)
    if last.withdrawn:
        raise ServicesRefused("It is withdrawn already.")
    values = {name: getattr(last, name) for name in _KEPT}
    values |= {"reason": _reason(reason), "withdrawn": True}
    return _write(deadline, values, "deadline.withdrawn", by, at)


def last_version(deadline: Deadline) -> DeadlineVersion:
    """What counts of a deadline."""
    return deadline.versions.order_by("-number")[0]


def lock_deadlines(icb_code: str) -> None:
    """Let one transaction at a time change the deadlines of a board."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"deadlines of {icb_code}"]
        )


_KEPT = (
    "title",
    "what",
    "day",
    "day_of_month",
    "months_after",
    "remind_days",
    "escalate_after",
    "escalate_to_id",
)


def _locked(deadline_id: int) -> Deadline:
    deadline = Deadline.objects.get(pk=deadline_id)
    lock_deadlines(deadline.icb_code)
    return deadline


def _withdrawn_before(icb_code: str, year: int, beside: Base | None) -> Deadline | None:
    if beside is None:
        return None
    found = Deadline.objects.filter(icb_code=icb_code, year=year, beside=beside.key).first()
    if found and not last_version(found).withdrawn:
        raise ServicesRefused("There is a day of your own for it already. Change that one.")
    return found


def _read(facts: DeadlineFacts, monthly: bool, year: int) -> dict[str, Any]:
    values: dict[str, Any] = {
        "title": read_line(facts.title, "title", "Say in a few words what is due."),
        "what": read_line(facts.what, "what", "Say what is to be done.", LONGEST_TEXT),
        "reason": _reason(facts.reason),
    }
    values |= _month_days(facts) if monthly else _one_day(facts, year)
    if not 0 <= facts.remind_days <= MOST_REMIND:
        raise ServicesRefused(f"Remind 0 to {MOST_REMIND} days before.", "remind_days")
    late = facts.escalate_after
    if late is not None and not 1 <= late <= MOST_LATE:
        raise ServicesRefused(f"Escalate after 1 to {MOST_LATE} days.", "escalate_after")
    if facts.escalate_to is not None and late is None:
        raise ServicesRefused("Say after how many days it is escalated.", "escalate_after")
    return values | {
        "remind_days": facts.remind_days,
        "escalate_after": late,
        "escalate_to_id": facts.escalate_to,
    }


def _month_days(facts: DeadlineFacts) -> dict[str, Any]:
    if facts.day is not None:
        raise ServicesRefused("It is due every month: give the day of the month.", "day")
    if facts.day_of_month is None or not 1 <= facts.day_of_month <= 31:
        raise ServicesRefused("Give the day of the month, from 1 to 31.", "day_of_month")
    if not 0 <= facts.months_after <= MOST_MONTHS:
        raise ServicesRefused(f"Give 0 to {MOST_MONTHS} months.", "months_after")
    return {"day": None, "day_of_month": facts.day_of_month, "months_after": facts.months_after}


def _one_day(facts: DeadlineFacts, year: int) -> dict[str, Any]:
    of = ContractYear(year)
    if facts.day is None:
        raise ServicesRefused("Give the last day on which it is in time.", "day")
    if facts.day_of_month is not None or facts.months_after:
        raise ServicesRefused("It is due once: give one day.", "day_of_month")
    if not of.first - FAR <= facts.day < of.after + FAR:
        raise ServicesRefused(f"The day is more than a year away from {of}.", "day")
    return {"day": facts.day, "day_of_month": None, "months_after": 0}


def _reason(text: str) -> str:
    return read_line(text, "reason", "Say why. It is kept with the deadline.", LONGEST_TEXT)


def _write(
    deadline: Deadline, values: dict[str, Any], action: str, by: Actor, at: datetime
) -> DeadlineVersion:
    version = DeadlineVersion.objects.create(
        deadline=deadline,
        number=deadline.versions.count() + 1,
        recorded_at=at,
        recorded_by_id=who(by),
        **values,
    )
    day = version.day.isoformat() if version.day else None
    record(
        action=action,
        by=by,
        at=at,
        object_kind="deadline",
        object_key=f"d{deadline.pk}",
        reason=version.reason,
        data={
            "icb": deadline.icb_code,
            "year": str(ContractYear(deadline.year)),
            "beside": deadline.beside,
            "version": version.number,
            "day": day,
            "day_of_month": version.day_of_month,
        },
    )
    return version
