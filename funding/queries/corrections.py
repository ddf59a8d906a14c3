"""What a calculation corrects: a network's earlier months, and all networks of the ICB."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from funding.models import Calculation, Correction, RecoverySpread

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class MonthCorrected:
    """One earlier month of one network: each payment that differs, and their sum in pounds."""

    network: str
    name: str
    month: date
    payments: tuple[Correction, ...]

    @property
    def total(self) -> Decimal:
        return sum((one.amount for one in self.payments), NOTHING)


@dataclass(frozen=True, slots=True)
class NetworkCorrected:
    """All a calculation corrects for one network; `spread` is how many instalments recover it."""

    code: str
    name: str
    months: tuple[MonthCorrected, ...]
    causes: tuple[str, ...]
    spread: int

    @property
    def total(self) -> Decimal:
        return sum((month.total for month in self.months), NOTHING)

    @property
    def arrears(self) -> Decimal:
        """Pounds more, of the payments that get more."""
        return sum((c.amount for m in self.months for c in m.payments if c.amount > 0), NOTHING)

    @property
    def recovered(self) -> Decimal:
        """Pounds less, zero or below, of the payments that get less."""
        return sum((c.amount for m in self.months for c in m.payments if c.amount < 0), NOTHING)


def corrected_networks(
    calculation: Calculation, *, network_code: str | None = None
) -> list[NetworkCorrected]:
    """What a calculation corrects, largest sum first; two queries."""
    found = Correction.objects.filter(recalculation__calculation=calculation)
    if network_code is not None:
        found = found.filter(recalculation__network_code=network_code)
    spreads = recovery_spreads(calculation.icb_code, calculation.month)
    networks = [_network(months, spreads) for months in _by_network(_by_month(found)).values()]
    return sorted(networks, key=lambda one: (-abs(one.total), one.code))


def recovery_spreads(icb_code: str, month: date) -> dict[str, int]:
    """In how many instalments the month recovers, by network code; the latest choice counts."""
    chosen = RecoverySpread.objects.filter(icb_code=icb_code, month=month).order_by("id")
    return dict(chosen.values_list("network_code", "instalments"))


def _by_month(found: QuerySet[Correction]) -> Iterable[MonthCorrected]:
    by_month: dict[int, list[Correction]] = defaultdict(list)
    for one in found.select_related("recalculation").order_by("recalculation", "id"):
        by_month[one.recalculation_id].append(one)
    for payments in by_month.values():
        again = payments[0].recalculation
        yield MonthCorrected(again.network_code, again.network_name, again.month, tuple(payments))


def _by_network(months: Iterable[MonthCorrected]) -> dict[str, list[MonthCorrected]]:
    found: dict[str, list[MonthCorrected]] = defaultdict(list)
    for month in months:
        found[month.network].append(month)
    return found


def _network(months: list[MonthCorrected], spreads: dict[str, int]) -> NetworkCorrected:
    causes = Counter(cause for month in months for one in month.payments for cause in one.causes)
    code = months[0].network
    return NetworkCorrected(
        code=code,
        name=months[-1].name,
        months=tuple(sorted(months, key=lambda month: month.month)),
        causes=tuple(cause for cause, _ in causes.most_common()),
        spread=spreads.get(code, 1),
    )
