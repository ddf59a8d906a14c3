"""How many patients networks and practices have on a day. One query for a whole list."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Count, Q, QuerySet, Sum

from networks.models import Network
from pcn_portal.audit.dated import holds_on
from practices.models import Basis, PopulationFigure
from practices.queries import latest_known, not_closed_on

Vintages = dict[str, date | None]
SMALL, LARGE = 30_000, 50_000
"""The registered patients between which the contract expects a network to have."""


class Band(StrEnum):
    """Where a network's registered list lies; not known while a practice's list is missing."""

    UNDER = "under"
    USUAL = "usual"
    OVER = "over"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Size:
    """A network's patients by basis, and how many of its practices have a figure.

    A sum is of the figures that are known; None where no practice has one.
    """

    patients: Mapping[str, Decimal] = field(default_factory=dict)
    known: Mapping[str, int] = field(default_factory=dict)

    @property
    def registered(self) -> Decimal | None:
        return self.patients.get(Basis.REGISTERED)

    @property
    def adjusted(self) -> Decimal | None:
        return self.patients.get(Basis.ADJUSTED)

    @property
    def weighted(self) -> Decimal | None:
        return self.patients.get(Basis.WEIGHTED)


def band_of(size: Size, members: int) -> Band:
    """Return the band of a network with so many core network practices.

    While one practice's list is missing the sum would be too small, so no band is given.
    """
    registered = size.registered
    if registered is None or size.known[Basis.REGISTERED] < members:
        return Band.UNKNOWN
    if registered < SMALL:
        return Band.UNDER
    return Band.OVER if registered > LARGE else Band.USUAL


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

    A network none of whose practices has a figure has no key.
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
        .annotate(sum=Sum("value"), known=Count("value"))
    )
    patients: dict[str, dict[str, Decimal]] = defaultdict(dict)
    known: dict[str, dict[str, int]] = defaultdict(dict)
    for code, basis, total, practices in rows:
        patients[code][basis], known[code][basis] = total, practices
    return {code: Size(patients[code], known[code]) for code in patients}
