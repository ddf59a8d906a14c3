"""The networks of a month's result as rows: total, change from the month before, gaps."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count

from funding.models import Calculation
from pcn_portal.web.formats import money_change


@dataclass(frozen=True)
class NetworkRow:
    """One network's month. `change` is None where it has no statement in the month before."""

    code: str
    name: str
    total: Decimal
    change: Decimal | None
    gaps: int
    held: bool

    @property
    def change_words(self) -> str:
        return "New this month" if self.change is None else money_change(self.change)

    @property
    def size(self) -> Decimal:
        """How unusual the row is: the size of its change, or its whole total."""
        return abs(self.total if self.change is None else self.change)


SORTS: dict[str, Callable[[NetworkRow], Any]] = {
    "change": lambda row: row.size,
    "name": lambda row: (row.name, row.code),
    "total": lambda row: row.total,
    "gaps": lambda row: row.gaps,
}


def network_rows(
    calculation: Calculation, before: Calculation | None, sort: str
) -> tuple[list[NetworkRow], str]:
    """Rows in the order `sort` ("-change": largest first), and the order used."""
    totals = dict(before.statements.values_list("network_code", "total")) if before else {}
    found = calculation.statements.annotate(missing=Count("gaps")).values_list(
        "network_code", "network_name", "total", "missing", "hold"
    )
    rows = [
        NetworkRow(code, name, total, _change(total, totals.get(code)), missing, hold is not None)
        for code, name, total, missing, hold in found
    ]
    default = "-change" if before else "name"
    used = sort if sort.removeprefix("-") in SORTS else default
    rows.sort(key=lambda row: (row.name, row.code))
    rows.sort(key=SORTS[used.removeprefix("-")], reverse=used.startswith("-"))
    return rows, used


def _change(total: Decimal, was: Decimal | None) -> Decimal | None:
    return None if was is None else total - was
