"""A document before it is a file: a head, sections with rows of amounts, and notes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

Cell = str | Decimal | date | int
COLUMNS = (
    "number", "network", "payee", "payment", "part", "kind", "entitlement_month",
    "payment_month", "amount", "status", "explanation",
)  # fmt: skip
"""The columns of a statement's CSV and of its sheet of amounts."""


@dataclass(frozen=True, slots=True)
class Row:
    """One amount in pounds: what it is for, to whom, and how it came about.

    `kind` is entitlement, correction or adjustment; `status` that of the rate, if there is one.
    """

    network: str
    payee: str
    payment: str
    part: str
    kind: str
    entitlement_month: date
    payment_month: date
    amount: Decimal
    status: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a document: rows, and sentences where amounts are missing."""

    title: str
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((row.amount for row in self.rows), Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of months by payments, in pounds; `None` where nothing was posted."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Decimal | None, ...]], ...]


@dataclass(frozen=True)
class Document:
    """A statement: `number` names it for good, `at` is when it became final (or was worked out).

    `facts` are pairs of words at its head. `draft` says that it is not approved: nothing is paid
    by it.
    """

    number: str
    title: str
    at: datetime
    draft: bool
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    grids: tuple[Grid, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def total(self) -> Decimal:
        return sum((section.total for section in self.sections), Decimal("0.00"))

    @property
    def name(self) -> str:
        """Its file name without an ending."""
        return f"{'draft-' if self.draft else ''}{self.number}"

    def table(self) -> list[tuple[Cell, ...]]:
        """Every amount as a row under `COLUMNS`."""
        return [_cells(self.number, row) for section in self.sections for row in section.rows]


def _cells(number: str, row: Row) -> tuple[Cell, ...]:
    return (
        number,
        row.network,
        row.payee,
        row.payment,
        row.part,
        row.kind,
        f"{row.entitlement_month:%Y-%m}",
        f"{row.payment_month:%Y-%m}",
        row.amount,
        row.status,
        row.explanation,
    )


def explained(steps: Sequence[dict[str, str]]) -> str:
    """The steps of a line as one text: "label: formula = value" and the next after a semicolon."""
    return "; ".join(f"{s['label']}: {s['formula']} = {s['value']}" for s in steps)
