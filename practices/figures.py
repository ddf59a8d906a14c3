"""Which version of a restated population figure counts."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from practices.models import PopulationFigure


def latest_known(
    figures: QuerySet[PopulationFigure], known_at: datetime | None
) -> QuerySet[PopulationFigure]:
    """Keep the latest version of each figure received by `known_at`; None means ever."""
    later = PopulationFigure.objects.filter(
        practice=OuterRef("practice"),
        basis=OuterRef("basis"),
        reference_date=OuterRef("reference_date"),
        version__gt=OuterRef("version"),
    )
    if known_at is not None:
        figures = figures.filter(received_at__lte=known_at)
        later = later.filter(received_at__lte=known_at)
    return figures.filter(~Exists(later))
