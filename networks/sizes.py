"""How many patients networks and practices have on a day. One query for a whole list."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from networks.models import Network
from pcn_portal.audit.dated import holds_on
from practices.models import Basis, PopulationFigure
from practices.queries import latest_known, not_closed_on

Vintages = dict[str, date | None]


@dataclass(frozen=True, slots=True)
class Size:
    """A network's patients by basis; None where no member has a figure."""

    registered: Decimal | None = None
    adjusted: Decimal | None = None
    weighted: Decimal | None = None


def newest_vintages(*, by: date) -> Vintages:
    """For each basis, the latest 1 January not after `by` for which a figure is held, or None.

    The contract pays on the figures of 1 January; those of other dates are kept, not paid on.
    """
    january = PopulationFigure.objects.filter(
        reference_date__lte=by, reference_date__month=1, reference_date__day=1
    )
    return {
        basis: january.filter(basis=basis)
        .order_by("-reference_date")
        .values_list("reference_date", flat=True)
        .first()
        for basis in Basis.values
    }


def figures_of_vintages(vintages: Vintages) -> QuerySet[PopulationFigure]:
    """The newest version of every figure of the given dates."""
    dated = Q(pk__in=())
    for basis, reference_date in vintages.items():
        if reference_date:
            dated |= Q(basis=basis, reference_date=reference_date)
    return latest_known(PopulationFigure.objects.filter(dated), None)


def sizes_on(networks: QuerySet[Network], *, on: date, vintages: Vintages) -> dict[str, Size]:
    """Return the sizes of `networks` by code: sums over their core network practices on a day.

    A sum is of the figures that are known; a network without any has no key.
    """
    spell = "practice__memberships__"
    rows = (
        figures_of_vintages(vintages)
        .filter(
            holds_on(on, spell)
            & not_closed_on(on, "practice__")
            & not_closed_on(on, f"{spell}network__"),
            practice__memberships__network__in=networks.order_by(),
        )
        .order_by()
        .values_list(f"{spell}network__code", "basis")
        .annotate(sum=Sum("value"))
    )
    found: dict[str, dict[str, Decimal]] = {}
    for code, basis, patients in rows:
        found.setdefault(code, {})[basis] = patients
    return {code: Size(**bases) for code, bases in found.items()}
