"""Writes of bed counts, when an import is applied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from networks.models import Network
from practices.actions import BATCH, ids_by_code
from practices.plans import Receipt
from services.models import BedCount


@dataclass(frozen=True, slots=True)
class NewBeds:
    """A count to write, by the network's code; `version` is one more than the last known."""

    network: str
    month: date
    version: int
    beds: int
    row: int


def save_bed_counts(*, counts: Sequence[NewBeds], receipt: Receipt) -> None:
    """Add bed counts; nothing known before is touched."""
    networks = ids_by_code(Network, {count.network for count in counts})
    BedCount.objects.bulk_create(
        (
            BedCount(
                network_id=networks[count.network],
                month=count.month,
                version=count.version,
                beds=count.beds,
                received_at=receipt.at,
                source=receipt.source,
                source_row=count.row,
            )
            for count in counts
        ),
        batch_size=BATCH,
    )
