"""Choosing populations of another day than the payments ask for, with a reason that is shown."""

from datetime import date, datetime

from django.db import transaction

from funding.engine.plan import BASIS_TITLES
from funding.models import VintageOverride
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import ContractYear
from pcn_portal.units.wording import day_in_words
from practices.models import Basis, PopulationFigure


class VintageRefused(Exception):
    """A choice cannot be made; the message says why."""


@transaction.atomic
def choose_vintage(
    *, icb_code: str, basis: str, year: ContractYear, reference_date: date | None, reason: str,
    by: Actor, at: datetime,
) -> VintageOverride:  # fmt: skip
    """Let figures of `reference_date` (None: of no other day) stand in for missing ones.

    Raises VintageRefused.
    """
    if by.id is None:
        raise VintageRefused("A choice is made by a person.")
    if basis not in Basis.values:
        raise VintageRefused("Choose which population it is.")
    if not reason.strip():
        raise VintageRefused("Say why; the reason stands on every statement that uses it.")
    if reference_date == year.list_date:
        raise VintageRefused(f"{day_in_words(year.list_date)} is the day the payments ask for.")
    if reference_date is not None and not _known(basis, reference_date):
        raise VintageRefused(
            f"No {BASIS_TITLES[basis].lower()} of {day_in_words(reference_date)} is recorded. "
            "Import it first."
        )
    made = VintageOverride.objects.create(
        icb_code=icb_code,
        basis=basis,
        year=year.start_year,
        reference_date=reference_date,
        reason=reason.strip(),
        set_at=at,
        set_by_id=by.id,
    )
    record(
        action="vintage.chosen",
        by=by,
        at=at,
        object_kind="vintage",
        object_key=f"{icb_code} {year} {basis}",
        reason=made.reason,
        data={"day": reference_date.isoformat() if reference_date else None},
    )
    return made


def _known(basis: str, day: date) -> bool:
    return PopulationFigure.objects.filter(basis=basis, reference_date=day).exists()
