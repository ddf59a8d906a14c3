"""A second keeping of the books, slow and obvious, for comparison only.

It reads the tables row by row, asks the slow reference for each network's month, and keeps one
number for each payment. It shares nothing with the product but the tables.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from funding.models import RoundingSetting
from networks.models import Network, NetworkMembership
from practices.models import PopulationFigure
from services.models import BedCount
from tests.funding.engine.slow_reference import STREAMS, stream_in_month

LIST_KEYS = {
    "registered": "registered_list",
    "adjusted": "adjusted_population",
    "weighted": "weighted_list",
}
TO_PRACTICES = "network_participation_payment"
Key = tuple[str, date, str, str]
"""Network, month, stream, payee."""
Worked = tuple[str, date, str, dict[str, int], set[str]]
"""Network, month, stream, pennies by payee, and whose payment cannot be worked out."""


@dataclass
class SlowBooks:
    """What each payment of each approved month should come to, in pennies.

    `entered_rates` are the rows that people entered, as the year's files would have them.
    """

    icb: str = "QAA"
    entered_rates: list[dict[str, Any]] = field(default_factory=list)
    due: dict[tuple[str, date, str], dict[str, int]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    approved: set[date] = field(default_factory=set)

    def calculate(self, month: date, known: datetime) -> list[Worked]:
        """What a run of the month finds: the month itself, and every approved one before it."""
        earlier = sorted(each for each in self.approved if each < month)
        codes = list(Network.objects.values_list("code", flat=True))
        return [
            worked
            for each in [*earlier, month]
            for code in codes
            for worked in self._work_out(code, each, known)
        ]

    def approve(self, month: date, found: list[Worked]) -> None:
        """Enter what a run of the month found."""
        self.approved.add(month)
        for worked in found:
            self._enter(*worked)

    def _work_out(self, network: str, month: date, known: datetime) -> Iterator[Worked]:
        case = case_of(network, month, known, self)
        for stream in STREAMS:
            paid, missing = stream_in_month(case, stream, case["months"][0])
            amounts: dict[str, int] = defaultdict(int)
            for payee, pennies in paid:
                amounts[network if payee == "nominated_payee" else payee] += pennies
            yield network, month, stream, amounts, _without(case, stream, missing, network)

    def _enter(
        self, network: str, month: date, stream: str, amounts: dict[str, int], left: set[str]
    ) -> None:
        """Enter what is due; what cannot be worked out (`left`) stays as it was."""
        payees = self.due[network, month, stream]
        for payee in payees:
            if network not in left and payee not in left:
                payees[payee] = 0
        payees.update(amounts)

    def pounds(self) -> dict[Key, Decimal]:
        """What is due and not zero, in pounds."""
        return {
            (*key, payee): Decimal(pennies) / 100
            for key, payees in self.due.items()
            for payee, pennies in payees.items()
            if pennies
        }


def _without(case: dict[str, Any], stream: str, missing: int, network: str) -> set[str]:
    """Whose payment of the stream cannot be worked out."""
    if not missing:
        return set()
    lacking = {p["code"] for p in case["practices"] if p.get("weighted_list") is None}
    if stream == TO_PRACTICES and lacking and len(lacking) == missing:
        return lacking
    return {network}


def case_of(network: str, month: date, known: datetime, books: SlowBooks) -> dict[str, Any]:
    """A network's month as the slow reference takes it."""
    april = month.year if month.month >= 4 else month.year - 1
    return {
        "months": [f"{month:%Y-%m}"],
        "known_on": f"{known.astimezone(ZoneInfo('Europe/London')):%Y-%m-%d}",
        "practices": [
            _practice(spell.practice_id, spell.practice.code, date(april, 1, 1), known)
            for spell in NetworkMembership.objects.filter(
                Q(ends__isnull=True) | Q(ends__gt=month), network__code=network, starts__lte=month
            ).select_related("practice")
        ],
        "care_home_beds": _beds(network, month, known),
        "rounding": _rounding(books.icb, month, known),
        "entered_rates": [row for row in books.entered_rates if row["known_at"] <= known],
    }


def _practice(key: int, code: str, listed: date, known: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {"code": code}
    for basis, name in LIST_KEYS.items():
        versions = PopulationFigure.objects.filter(
            practice=key, basis=basis, reference_date=listed, received_at__lte=known
        ).order_by("version")
        if newest := versions.last():
            found[name] = str(newest.value)
    return found


def _beds(network: str, month: date, known: datetime) -> str | None:
    versions = BedCount.objects.filter(
        network__code=network, month=month, received_at__lte=known
    ).order_by("version")
    newest = versions.last()
    return None if newest is None else str(newest.beds)


def _rounding(icb: str, month: date, known: datetime) -> dict[str, str]:
    made = RoundingSetting.objects.filter(icb_code=icb, from_month__lte=month, set_at__lte=known)
    return {row.stream: row.convention for row in made.order_by("from_month", "id")}
