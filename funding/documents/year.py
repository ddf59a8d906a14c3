"""A network's contract year from the books: months by payments, with what was corrected."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from funding.documents.content import Document, Grid, Row, Section
from funding.documents.statement import pounds
from funding.models import Posting, PostingKind
from funding.parts_of_payments import part_title
from funding.queries.books import TITLES
from pcn_portal.units.periods import ContractYear, Month
from pcn_portal.units.wording import month_in_words

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class YearSummary:
    """What was posted for a year: `streams` in order, and pounds by month and stream.

    A month without postings is in `open`. `posted` first by the month's own approval, `corrected`
    by later ones, `adjusted` by hand.
    """

    network_code: str
    network_name: str
    year: ContractYear
    streams: tuple[str, ...]
    cells: dict[tuple[date, str], Decimal]
    posted: Decimal
    corrected: Decimal
    adjusted: Decimal
    postings: tuple[Posting, ...]

    @property
    def months(self) -> list[date]:
        return [month.first for month in self.year.months()]

    @property
    def open(self) -> list[date]:
        """The months of the year for which nothing is posted."""
        found = {month for month, _ in self.cells}
        return [month for month in self.months if month not in found]

    @property
    def total(self) -> Decimal:
        return self.posted + self.corrected + self.adjusted

    def of_month(self, month: date) -> Decimal | None:
        """A month's pounds; None where nothing is posted."""
        amounts = [amount for (first, _), amount in self.cells.items() if first == month]
        return sum(amounts, NOTHING) if amounts else None

    def of_stream(self, stream: str) -> Decimal:
        """A payment's pounds over the year."""
        return sum((a for (_, s), a in self.cells.items() if s == stream), NOTHING)


def year_summary(
    *, network_code: str, network_name: str, year: ContractYear, within: QuerySet[Posting]
) -> YearSummary:
    """A network's year by the months it is for; one query."""
    postings = tuple(
        within.filter(
            network_code=network_code,
            entitlement_month__gte=year.first,
            entitlement_month__lt=year.after,
        ).order_by("entitlement_month", "id")
    )
    cells: dict[tuple[date, str], Decimal] = defaultdict(lambda: NOTHING)
    kinds: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    for posting in postings:
        cells[posting.entitlement_month, posting.stream] += posting.amount
        kinds[posting.kind] += posting.amount
    order = list(TITLES)
    used = {stream for _, stream in cells}
    streams = sorted(used, key=lambda s: (order.index(s) if s in order else len(order), s))
    return YearSummary(
        network_code=network_code,
        network_name=network_name,
        year=year,
        streams=tuple(streams),
        cells=dict(cells),
        posted=kinds[PostingKind.ENTITLEMENT],
        corrected=kinds[PostingKind.CORRECTION],
        adjusted=kinds[PostingKind.ADJUSTMENT],
        postings=postings,
    )


def year_document(summary: YearSummary, *, at: datetime) -> Document:
    """The year's summary as a document, as the books stand at `at`."""
    open_months = [month_in_words(Month.of(month)) for month in summary.open]
    notes = (f"Nothing is posted for: {', '.join(open_months)}.",) if open_months else ()
    return Document(
        number=f"{summary.network_code}-{summary.year}".replace("/", "-"),
        title=f"{summary.network_name}: summary of {summary.year}",
        at=at,
        draft=False,
        facts=(
            ("Network", f"{summary.network_name} ({summary.network_code})"),
            ("Contract year", str(summary.year)),
            ("Posted", pounds(summary.posted)),
            ("Corrected later", pounds(summary.corrected)),
            ("Adjustments", pounds(summary.adjusted)),
            ("In all", pounds(summary.total)),
        ),
        sections=(Section("Every posting", tuple(_row(p) for p in summary.postings)),),
        grids=(_grid(summary),),
        notes=notes,
    )


def _grid(summary: YearSummary) -> Grid:
    months = [
        (
            month_in_words(Month.of(month)),
            tuple(summary.cells.get((month, s)) for s in summary.streams)
            + (summary.of_month(month),),
        )
        for month in summary.months
    ]
    sums = tuple(summary.of_stream(s) for s in summary.streams) + (summary.total,)
    columns = tuple(TITLES.get(s, s) for s in summary.streams) + ("All",)
    return Grid("Months by payment", columns, (*months, ("Year", sums)))


def _row(posting: Posting) -> Row:
    return Row(
        network=posting.network_code,
        payee=posting.payee,
        payment=TITLES.get(posting.stream, posting.stream),
        part=part_title(posting.stream, posting.component),
        kind=posting.kind,
        entitlement_month=posting.entitlement_month,
        payment_month=posting.payment_month,
        amount=posting.amount,
        status="",
        explanation="",
    )
