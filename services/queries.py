"""Reads about care home beds."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Coalesce

from networks.models import Network
from services.models import BedCount

COUNTED_BY_HOME = "Aligned care homes, counted one by one"


class KnownBeds(NamedTuple):
    """The beds in a network's aligned care homes in a month, with the file and row.

    A count that a person confirmed home by home has no file; its `source_name` says so.
    """

    count_id: int
    beds: int
    month: date
    version: int
    source_name: str
    source_row: int | None
    received_at: datetime


def beds_known(
    *, network_ids: Collection[int], month: date, known_at: datetime
) -> dict[int, KnownBeds]:
    """Return each network's beds in a month (its first day) as known at a moment, in one query.

    A network that is not there has not been counted; that is never zero beds.
    """
    rows = (
        BedCount.objects.filter(
            network__in=list(network_ids), month=month, received_at__lte=known_at
        )
        .order_by("network_id", "-version")
        .distinct("network_id")
        .values_list(
            "network_id",
            "pk",
            "beds",
            "month",
            "version",
            Case(
                When(counted_by__isnull=False, then=Value(COUNTED_BY_HOME)),
                default=Coalesce("source__name", Value("")),
            ),
            "source_row",
            "received_at",
        )
    )
    return {network: KnownBeds(*known) for network, *known in rows}


def beds_between(network: Network, starts: date, ends: date) -> QuerySet[BedCount]:
    """A network's newest bed counts for the months in [starts, ends), by month, with source."""
    return (
        BedCount.objects.filter(network=network, month__gte=starts, month__lt=ends)
        .order_by("month", "-version")
        .distinct("month")
        .select_related("source")
        .defer("source__content")
    )
