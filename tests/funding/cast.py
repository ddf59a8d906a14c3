"""Fixed days and helpers of the funding tests."""

from datetime import UTC, date, datetime
from decimal import Decimal

from funding.actions import calculate_part, start_run
from funding.models import Calculation, Run
from pcn_portal.accounts.models import User
from practices.models import PopulationFigure

APRIL = date(2025, 4, 1)
MAY = date(2025, 5, 1)
NOON = datetime(2025, 5, 6, 12, tzinfo=UTC)


def run_month(
    by: User, *, icb: str | None = None, month: date = APRIL, at: datetime = NOON
) -> list[Calculation]:
    """Start a run and do the work of all its parts here and now; their calculations by ICB."""
    run = start_run(month=month, icb_code=icb, by=by.actor, at=at)
    return finish(run, at=at)


def finish(run: Run, *, at: datetime = NOON) -> list[Calculation]:
    found = [calculate_part(part_id=part.pk, at=at) for part in run.parts.order_by("icb_code")]
    return [calculation for calculation in found if calculation is not None]


def restate(practice: str, basis: str, value: Decimal, received_at: datetime) -> None:
    """Enter a new version of a practice's figure, as a restated publication does."""
    old = PopulationFigure.objects.filter(practice__code=practice, basis=basis).latest("version")
    PopulationFigure.objects.create(
        practice=old.practice,
        basis=basis,
        reference_date=old.reference_date,
        version=old.version + 1,
        value=value,
        vintage="restated",
        received_at=received_at,
    )
