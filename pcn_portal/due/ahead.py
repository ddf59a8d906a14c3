"""Who misses the cut-off if nothing happens, and what is at stake in words and pounds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from funding.engine.streams import ADDITIONAL_ROLES
from funding.models import Decision, Line, Statement
from networks.models import Network
from pcn_portal.due.standing import Stand, bases_for, stands
from pcn_portal.units.periods import Month
from services.deadlines.year import Due, dues_of

MOST_DAYS = 366
WHOLE = "whole statement"
STAKES: dict[str, tuple[str, str]] = {
    "bed_count": (
        "care_home_premium",
        "Without a count the month's care home premium cannot be worked out.",
    ),
    "arrs_claim": (
        ADDITIONAL_ROLES,
        "What is not claimed is not paid, and money of the year that is not claimed is lost.",
    ),
    "network_agreement": (WHOLE, "No signed network agreement, no payment."),
}
"""What each kind puts at stake: the payment of the last approved month, and words."""
NOT_KNOWN = "What is at stake, in words or pounds, is not known to the portal."


@dataclass(frozen=True, slots=True)
class Stake:
    """Pounds of a month's approved statement (None: no such month is stored), and words."""

    words: str
    pounds: Decimal | None = None
    month: date | None = None

    @property
    def known(self) -> bool:
        """Whether the portal knows at all what is at stake."""
        return self.words != NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Missed:
    """A network that has not done what is due within the days asked for."""

    stand: Stand
    stake: Stake


def missed_by(
    icb_code: str,
    networks: Sequence[Network],
    *,
    starts: date,
    days: int,
    today: date,
    known_at: datetime,
) -> list[Missed]:
    """Networks that miss a cut-off in [starts, starts + days] if nothing happens, by its day."""
    dues = dues_between(icb_code, starts, starts + timedelta(days=days), known_at)
    found = [one for one in stands(networks, dues, today=today, known_at=known_at) if one.open]
    codes = {one.network.code for one in found}
    known = {
        kind: _last_month(codes, stream)
        for kind, (stream, _) in STAKES.items()
        if any(one.due.kind == kind for one in found)
    }
    return [Missed(one, _stake(one, known)) for one in found]


def dues_between(icb_code: str, first: date, last: date, known_at: datetime) -> list[Due]:
    """What is due for a board's networks from a day to another, both of them included.

    A deadline may belong to the contract year before or after its day.
    """
    years = range(
        Month.of(first).contract_year.start_year - 1, Month.of(last).contract_year.start_year + 2
    )
    found = [due for year in years for due in dues_of(bases_for(icb_code, year, known_at))]
    return sorted(
        (due for due in found if due.day is not None and first <= due.day <= last),
        key=lambda due: (due.day or date.max, due.key),
    )


def _stake(one: Stand, known: dict[str, dict[str, tuple[Decimal, date]]]) -> Stake:
    if one.due.kind not in STAKES:
        return Stake(NOT_KNOWN)
    words = STAKES[one.due.kind][1]
    pounds, month = known.get(one.due.kind, {}).get(one.network.code, (None, None))
    return Stake(words, pounds, month)


def _last_month(codes: Collection[str], stream: str) -> dict[str, tuple[Decimal, date]]:
    """Each network's pounds of a payment in the last approved month that has it."""
    approved = Decision.objects.filter(outcome=Decision.Outcome.APPROVED).values("calculation")
    statements = Statement.objects.filter(
        network_code__in=list(codes), calculation__in=approved
    ).order_by("network_code", "-month", "-id")
    if stream == WHOLE:
        last = statements.distinct("network_code")
        return {
            code: (total, month)
            for code, total, month in last.values_list("network_code", "total", "month")
        }
    rows = (
        Line.objects.filter(
            statement__network_code__in=list(codes),
            statement__calculation__in=approved,
            stream=stream,
        )
        .order_by("statement__network_code", "-statement__month", "-statement_id")
        .values_list("statement__network_code", "statement__month", "statement_id")
        .annotate(pounds=Sum("amount"))
    )
    found: dict[str, tuple[Decimal, date]] = {}
    for code, month, _, pounds in rows:
        found.setdefault(code, (pounds, month))
    return found
