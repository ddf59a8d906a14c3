"""A network's books: every posting, by the month it is for, as they stood on a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from funding.engine.adjustments import ADJUSTMENT_TITLES
from funding.engine.streams import STREAM_TITLES
from funding.models import Posting, PostingKind

TITLES = STREAM_TITLES | ADJUSTMENT_TITLES
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class BookMonth:
    """All that is posted for one month of a network, in the order it was posted; pounds.

    `entitlement` is what the first approval posted, `corrected` what came to it later.
    """

    month: date
    postings: tuple[Posting, ...]

    @property
    def entitlement(self) -> Decimal:
        return _sum(self.postings, PostingKind.ENTITLEMENT)

    @property
    def corrected(self) -> Decimal:
        return _sum(self.postings, PostingKind.CORRECTION)

    @property
    def adjusted(self) -> Decimal:
        return _sum(self.postings, PostingKind.ADJUSTMENT)

    @property
    def total(self) -> Decimal:
        return self.entitlement + self.corrected + self.adjusted

    @property
    def streams(self) -> list["BookStream"]:
        """The month by payment, in the order of a statement."""
        found: dict[str, list[Posting]] = defaultdict(list)
        for posting in self.postings:
            found[posting.stream].append(posting)
        order = {stream: number for number, stream in enumerate(TITLES)}
        return [
            BookStream(stream, TITLES.get(stream, stream), tuple(found[stream]))
            for stream in sorted(found, key=lambda stream: (order.get(stream, 99), stream))
        ]


@dataclass(frozen=True, slots=True)
class BookStream:
    """One payment of a month: its postings and their sum."""

    stream: str
    title: str
    postings: tuple[Posting, ...]

    @property
    def total(self) -> Decimal:
        return sum((posting.amount for posting in self.postings), NOTHING)


def books_of(
    *, network_code: str, known_at: datetime, within: QuerySet[Posting] | None = None
) -> list[BookMonth]:
    """A network's books as they stood at a moment, newest month first; one query."""
    postings = Posting.objects.all() if within is None else within
    rows = (
        postings.filter(network_code=network_code, posted_at__lte=known_at)
        .select_related("decision__decided_by", "correction")
        .order_by("-entitlement_month", "posted_at", "id")
    )
    found: dict[date, list[Posting]] = defaultdict(list)
    for row in rows:
        found[row.entitlement_month].append(row)
    return [BookMonth(month, tuple(postings)) for month, postings in found.items()]


def _sum(postings: Iterable[Posting], kind: PostingKind) -> Decimal:
    return sum((posting.amount for posting in postings if posting.kind == kind), NOTHING)
