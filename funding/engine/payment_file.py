"""The payment file's text: fixed columns, one row a payee, payment, month and kind.

Pure: payable amounts in, bytes out. The same amounts give the same bytes in any order.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import NamedTuple

from funding.engine.adjustments import ADJUSTMENT_TITLES
from funding.engine.streams import STREAM_TITLES

COLUMNS = (
    "payee_code",
    "paycode",
    "description",
    "entitlement_month",
    "payment_month",
    "amount",
)
"""See docs/payment-file.md."""

PAYCODES = {
    "core_pcn_funding": "CORE",
    "clinical_director": "CD",
    "leadership_and_management": "LEAD",
    "extended_hours_access": "EH",
    "enhanced_access": "EA",
    "capacity_and_access_support": "CASP",
    "pcn_support_payment": "SUP",
    "pcn_support_payment_winter": "SUPW",
    "care_home_premium": "CHP",
    "network_participation_payment": "NPP",
    "additional_roles": "ARRS",
    "capacity_and_access_improvement": "CAIP",
    "incentive_fund": "IIF",
    "adjustment_hours": "ADJ-HRS",
    "adjustment_goodwill": "ADJ-GDW",
    "adjustment_one_off": "ADJ-ONE",
    "adjustment_development": "ADJ-DEV",
    "adjustment_winter": "ADJ-WIN",
    "adjustment_other": "ADJ-OTH",
}
"""The portal's own short code of each payment; a finance system maps them to its accounts."""

CORRECTED = "-C"
"""Follows the paycode of a correction of an earlier month."""


class Row(NamedTuple):
    """What tells the rows of a file apart; its amount is the sum of all payable amounts of it."""

    payee: str
    paycode: str
    entitlement_month: date
    description: str


@dataclass(frozen=True, slots=True)
class Payable:
    """One posted amount to be paid, in pounds; `corrects` an earlier month or not."""

    payee: str
    network: str
    stream: str
    entitlement_month: date
    amount: Decimal
    corrects: bool

    @property
    def row(self) -> Row:
        code = PAYCODES[self.stream] + (CORRECTED if self.corrects else "")
        title = STREAM_TITLES.get(self.stream) or ADJUSTMENT_TITLES[self.stream]
        words = f"{title}, {self.network}, {self.entitlement_month:%B %Y}"
        if self.corrects:
            words += ", correction"
        return Row(self.payee, code, self.entitlement_month, words)


def rows_of(payables: Iterable[Payable]) -> list[tuple[Row, Decimal]]:
    """The file's rows in order, each with its sum; a row that comes to nothing stays."""
    sums: dict[Row, Decimal] = defaultdict(lambda: Decimal("0.00"))
    for payable in payables:
        sums[payable.row] += payable.amount
    return sorted(sums.items())


def file_content(rows: Iterable[tuple[Row, Decimal]], payment_month: date) -> bytes:
    """The file: UTF-8, comma-separated, CRLF, months as 2025-04, amounts as -1234.56."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row, amount in rows:
        writer.writerow(
            (
                row.payee,
                row.paycode,
                row.description,
                f"{row.entitlement_month:%Y-%m}",
                f"{payment_month:%Y-%m}",
                f"{amount:.2f}",
            )
        )
    return text.getvalue().encode()
