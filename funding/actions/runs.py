"""Starting a run: a request and its parts, written down before any work is offered."""

from datetime import date, datetime

from django.db import transaction

from funding.engine.rates import RateMissing
from funding.gather import Commissioner, commissioners
from funding.models import Run, RunPart
from funding.publishing import publish_on_commit
from funding.rate_books import national_book
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words
from practices.models import Organisation, OrganisationKind


class RunRefused(Exception):
    """A run cannot be started; the message says why and what to do."""


@transaction.atomic
def start_run(
    *,
    month: date,
    icb_code: str | None,
    by: Actor,
    at: datetime,
    known_at: datetime | None = None,
) -> Run:
    """Ask for a contract month to be calculated, for one ICB or (None) for all of England.

    `month` is its first day. `known_at` (by default `at`) leaves out what was received or
    published later. The parts are offered to the workers when the transaction commits; a broker
    that is down delays them and loses nothing. Raises RunRefused.
    """
    if by.id is None:
        raise RunRefused("A run is started by a person, who then cannot approve it.")
    known_at = known_at or at
    if known_at > at:
        raise RunRefused("A run cannot use what will only be known later. Choose a past time.")
    _check_month(month, known_at)
    icbs = _icbs_to_run(month, icb_code)
    run = Run.objects.create(
        month=month,
        icb_code=icb_code or "",
        known_at=known_at,
        requested_at=at,
        requested_by_id=by.id,
    )
    parts = RunPart.objects.bulk_create(_part(run, icb, at) for icb in icbs)
    record(
        action="run.started",
        by=by,
        at=at,
        object_kind="run",
        object_key=str(run.pk),
        data={"month": str(Month.of(month)), "icbs": [icb.code for icb in icbs]},
    )
    publish_on_commit(part.pk for part in parts)
    return run


def _part(run: Run, icb: Commissioner, at: datetime) -> RunPart:
    return RunPart(
        run=run,
        icb_code=icb.code,
        icb_name=icb.name,
        networks_total=icb.networks,
        queued_at=at,
    )


def _check_month(month: date, known_at: datetime) -> None:
    if month.day != 1:
        raise RunRefused(f"A run is for a whole month: choose {month.replace(day=1):%Y-%m}.")
    year = Month.of(month).contract_year
    try:
        national_book(known_at).year(year)
    except RateMissing:
        years = sorted(national_book(known_at).years)
        raise RunRefused(
            f"There are no rates for the contract year {year}. "
            f"Choose a month from {years[0]} to {years[-1]}."
        ) from None


def _icbs_to_run(month: date, icb_code: str | None) -> list[Commissioner]:
    """The ICBs of the scope that commission networks on the month's first day, or a refusal."""
    found = commissioners(month)
    chosen = [icb for icb in found if icb_code in (None, icb.code)]
    if chosen:
        return chosen
    when = month_in_words(Month.of(month))
    known = Organisation.objects.filter(kind=OrganisationKind.ICB)
    if not known.exists():
        raise RunRefused(
            "Nothing has been imported yet. Import networks, practices and list sizes first."
        )
    if icb_code is None:
        raise RunRefused(f"No ICB commissions a network at the start of {when}.")
    icb = known.filter(code=icb_code).first()
    if icb is None:
        raise RunRefused(f"There is no ICB with the code “{icb_code}”.")
    raise RunRefused(f"{icb} commissions no network at the start of {when}.")
