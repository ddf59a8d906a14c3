"""Reads about practices and their populations. Days and moments are passed in, never taken."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from practices.models import PopulationFigure, Practice


class KnownFigure(NamedTuple):
    """One population figure, in patients, with the file and row it came from."""

    value: Decimal
    reference_date: date
    vintage: str
    version: int
    source_name: str
    source_row: int | None
    received_at: datetime


def open_on(day: date, prefix: str = "") -> Q:
    """Practices or networks that exist on `day`; `prefix` reaches through a relation."""
    opened = Q(**{f"{prefix}opened__isnull": True}) | Q(**{f"{prefix}opened__lte": day})
    return opened & not_closed_on(day, prefix)


def not_closed_on(day: date, prefix: str = "") -> Q:
    """Practices or networks that have not closed by `day`; `closed` is the first day after."""
    return Q(**{f"{prefix}closed__isnull": True}) | Q(**{f"{prefix}closed__gt": day})


def practices_open_on(day: date) -> QuerySet[Practice]:
    """Practices that exist on `day`, as far as the register says."""
    return Practice.objects.filter(open_on(day))


def newest_figures(
    *, practice_ids: Collection[int], reference_date: date, known_at: datetime
) -> QuerySet[PopulationFigure]:
    """The newest version, of those received by a moment, for each practice and basis."""
    return (
        PopulationFigure.objects.filter(
            practice__in=list(practice_ids),
            reference_date=reference_date,
            received_at__lte=known_at,
        )
        .order_by("practice_id", "basis", "-version")
        .distinct("practice_id", "basis")
    )


def figures_known(
    *, practice_ids: Collection[int], reference_date: date, known_at: datetime
) -> dict[tuple[int, str], KnownFigure]:
    """Return the figures of a reference date as they were known at a moment, in one query.

    The key is (practice id, basis). A figure that is not there is missing, which is never zero.
    """
    newest = newest_figures(
        practice_ids=practice_ids, reference_date=reference_date, known_at=known_at
    )
    rows = newest.values_list(
        "practice_id",
        "basis",
        "value",
        "reference_date",
        "vintage",
        "version",
        Coalesce("source__name", Value("")),
        "source_row",
        "received_at",
    )
    return {(practice, basis): KnownFigure(*known) for practice, basis, *known in rows}


def figures_of(practice: Practice) -> QuerySet[PopulationFigure]:
    """All versions of all figures of one practice, newest date and version first."""
    return (
        PopulationFigure.objects.filter(practice=practice)
        .select_related("source")
        .defer("source__content")
        .order_by("-reference_date", "basis", "-version")
    )


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
