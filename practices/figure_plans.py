"""Plans population figures: new, restated (a new version) or already known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from practices.actions import NewFigure, save_figures
from practices.models import Basis, PopulationFigure
from practices.plans import CHANGED, NEW, Plan

ADJUSTED_VINTAGE = "PCN adjusted populations"
Key = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class Given:
    """A figure as a file gives it: patients of a practice on a reference date."""

    practice: str
    basis: str
    reference_date: date
    value: Decimal
    row: int

    @property
    def key(self) -> Key:
        return self.practice, self.basis, self.reference_date


@dataclass(frozen=True, slots=True)
class _Known:
    value: Decimal
    version: int
    vintage: str


def plan_figures(
    plan: Plan, given: Sequence[Given], *, vintage: str, outranks: bool = True
) -> None:
    """Compare figures with the last known version of each.

    If `outranks` is false, a figure of the adjusted-population publication stays: the contract is
    paid on the list printed there, not on the monthly list of the same day (see docs/adr/0024).
    """
    known = _known(given)
    figures = []
    kept = 0
    for figure in given:
        before = known.get(figure.key)
        entity = Basis(figure.basis).label
        if before is None or before.value != figure.value:
            if before and not outranks and before.vintage.startswith(ADJUSTED_VINTAGE):
                kept += 1
                plan.same(entity)
                continue
            figures.append(_next(figure, before))
            _note(plan, figure, entity, before)
        else:
            plan.same(entity)
    if kept:
        plan.warn(
            f"{kept:,} practices have another registered list for this day from the adjusted "
            "populations, on which the contract is paid. Those stay."
        )
    plan.then(save_figures, figures=figures, vintage=vintage)


def _known(given: Sequence[Given]) -> dict[Key, _Known]:
    """Read the last version of each basis and day that the file speaks of."""
    rows = (
        PopulationFigure.objects.filter(
            basis__in={figure.basis for figure in given},
            reference_date__in={figure.reference_date for figure in given},
        )
        .order_by("practice_id", "basis", "reference_date", "-version")
        .distinct("practice_id", "basis", "reference_date")
        .values_list("practice__code", "basis", "reference_date", "value", "version", "vintage")
    )
    return {(code, basis, day): _Known(*rest) for code, basis, day, *rest in rows}


def _next(figure: Given, before: _Known | None) -> NewFigure:
    version = before.version + 1 if before else 1
    return NewFigure(
        figure.practice, figure.basis, figure.reference_date, version, figure.value, figure.row
    )


def _note(plan: Plan, figure: Given, entity: str, before: _Known | None) -> None:
    key = f"{figure.practice} on {figure.reference_date.isoformat()}"
    if before:
        plan.change(CHANGED, entity, key, figure.row, f"{before.value:,f}", f"{figure.value:,f}")
    else:
        plan.change(NEW, entity, key, figure.row, "", f"{figure.value:,f}")
