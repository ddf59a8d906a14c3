"""What payment holds hold back: the networks of a calculation, and the pounds of a hold so far."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, IntegerField, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from funding.models import Calculation, Statement
from funding.queries.months import counting_calculations
from networks.models import PaymentHold


@dataclass(frozen=True, slots=True)
class Held:
    """A statement whose payments are held: pounds, the hold as it was known, and what came of it.

    `lifted` is the hold as it stands now where somebody has lifted it since, else None.
    """

    code: str
    name: str
    total: Decimal
    hold_id: int
    from_month: date
    reason: str
    placed_at: datetime
    lifted: PaymentHold | None


@dataclass(frozen=True, slots=True)
class HeldSum:
    """What a hold holds back so far: months, and pounds."""

    months: int
    total: Decimal


def held_networks(calculation: Calculation) -> list[Held]:
    """The held networks of a calculation, largest sum first; two queries."""
    statements = calculation.statements.filter(hold__isnull=False).defer("inputs")
    return _held(statements.order_by("-total", "network_code"))


def held_of(statement: Statement) -> Held | None:
    """The hold on one statement's payments, or None where they are paid."""
    return next(iter(_held([statement])), None)


def placed_since(calculation: Calculation) -> list[PaymentHold]:
    """Open holds on networks that the calculation, made before, does not hold."""
    paid = calculation.statements.filter(hold__isnull=True).values("network_code")
    found = PaymentHold.objects.filter(
        lifted_at=None, from_month__lte=calculation.month, network__code__in=paid
    )
    return list(found.select_related("network", "placed_by").order_by("network__code"))


def held_sums(
    hold_ids: Collection[int], *, within: QuerySet[Statement] | None = None
) -> dict[int, HeldSum]:
    """Months and pounds by hold, over the statements that count for their month; one query.

    `within` is the scope's statements. A hold under which nothing is calculated has no key.
    """
    statements = Statement.objects.all() if within is None else within
    rows = (
        statements.filter(hold__isnull=False, calculation__in=counting_calculations())
        .annotate(hold_id=Cast(KT("hold__id"), IntegerField()))
        .filter(hold_id__in=list(hold_ids))
        .order_by()
        .values("hold_id")
        .annotate(months=Count("month"), sum=Sum(F("total") + F("corrections") + F("adjustments")))
    )
    return {row["hold_id"]: HeldSum(row["months"], row["sum"]) for row in rows}


def _held(statements: Iterable[Statement]) -> list[Held]:
    found = [(s, s.hold) for s in statements if s.hold is not None]
    lifted = PaymentHold.objects.filter(
        pk__in=[hold["id"] for _, hold in found], lifted_at__isnull=False
    )
    by_id = lifted.select_related("lifted_by").in_bulk() if found else {}
    return [_row(statement, hold, by_id.get(hold["id"])) for statement, hold in found]


def _row(statement: Statement, hold: dict[str, Any], lifted: PaymentHold | None) -> Held:
    return Held(
        code=statement.network_code,
        name=statement.network_name,
        total=statement.due,
        hold_id=hold["id"],
        from_month=date.fromisoformat(hold["from_month"]),
        reason=hold["reason"],
        placed_at=datetime.fromisoformat(hold["placed_at"]),
        lifted=lifted,
    )
