"""Corrections of an ICB's earlier months: each is worked out again and compared with the books."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from funding.calculating import calculate
from funding.engine.corrections import (
    Difference,
    Earlier,
    Payment,
    causes,
    differences,
    explanation,
)
from funding.engine.facts import NetworkFacts
from funding.engine.lines import Entitlement
from funding.explanations import earlier_explanations
from funding.gather import gather
from funding.models import Decision, Posting, PostingKind
from funding.writing import inputs_used
from networks.models import Network
from networks.names import name_expression
from pcn_portal.units.periods import Month

IN_ENTITLEMENT = (PostingKind.ENTITLEMENT, PostingKind.CORRECTION)
"""The kinds of posting that together come to the entitlement."""

NetworkMonth = tuple[str, date]
Posted = dict[NetworkMonth, dict[Payment, Decimal]]


@dataclass(frozen=True, slots=True)
class CorrectedPayment:
    """One payment's difference, why it differs, and how it came about before and now."""

    payment: Payment
    known: Decimal
    posted: Decimal
    causes: tuple[str, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def amount(self) -> Decimal:
        return self.known - self.posted


@dataclass(frozen=True, slots=True)
class CorrectedMonth:
    """A network's earlier month in which something differs; `inputs` are the figures used now."""

    network: str
    name: str
    month: date
    inputs: Sequence[Mapping[str, Any]]
    payments: tuple[CorrectedPayment, ...]

    @property
    def total(self) -> Decimal:
        """Pounds: arrears above zero, recovery below."""
        return sum((payment.amount for payment in self.payments), Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class _Found:
    facts: NetworkFacts
    differences: tuple[Difference, ...]


def corrections_of(*, icb_code: str, before: date, known_at: datetime) -> list[CorrectedMonth]:
    """What every approved month earlier than `before` gets more or less, as known at a moment.

    By network and month. Only what differs from the books is returned.
    """
    months = approved_months(icb_code=icb_code, before=before)
    posted = posted_sums(icb_code=icb_code, months=months)
    found: dict[NetworkMonth, _Found] = {}
    for month in months:
        found |= _differing(icb_code, month, known_at, posted)
    earlier = earlier_explanations(icb_code=icb_code, network_months=found)
    return [
        _corrected(key, one, earlier.get(key) or Earlier({}, ()))
        for key, one in sorted(found.items())
    ]


def approved_months(*, icb_code: str, before: date) -> list[date]:
    """The ICB's approved months earlier than `before`, in order."""
    approved = Decision.objects.filter(
        icb_code=icb_code, month__lt=before, outcome=Decision.Outcome.APPROVED
    )
    return sorted(approved.values_list("month", flat=True))


def posted_sums(*, icb_code: str, months: Sequence[date]) -> Posted:
    """Pounds posted so far by network, month and payment: entitlements and corrections."""
    rows = (
        Posting.objects.filter(
            icb_code=icb_code, entitlement_month__in=months, kind__in=IN_ENTITLEMENT
        )
        .order_by()
        .values_list("network_code", "entitlement_month", "stream", "component", "payee")
        .annotate(sum=Sum("amount"))
    )
    found: Posted = defaultdict(dict)
    for network, month, stream, component, payee, total in rows:
        found[network, month][Payment(stream, component, payee)] = total
    return found


def _differing(
    icb_code: str, month: date, known_at: datetime, posted: Posted
) -> dict[NetworkMonth, _Found]:
    """The networks of a month whose entitlement differs, also those no longer of the ICB."""
    facts = gather(icb_code=icb_code, month=month, known_at=known_at)
    results = calculate(facts)
    here = {network.code for network, _ in results}
    gone = sorted(code for code, of in posted if of == month and code not in here)
    named = Network.objects.filter(code__in=gone).values_list("code", name_expression(month))
    names = dict(named) if gone else {}
    results += [
        (NetworkFacts(code, names.get(code, code), ()), Entitlement(Month.of(month), code))
        for code in gone
    ]
    return {
        (network.code, month): _Found(network, found)
        for network, entitled in results
        if (found := tuple(differences(entitled, posted.get((network.code, month), {}))))
    }


def _corrected(key: NetworkMonth, found: _Found, earlier: Earlier) -> CorrectedMonth:
    inputs = inputs_used(found.facts)
    payments = tuple(
        CorrectedPayment(
            one.payment,
            one.known,
            one.posted,
            causes(one, earlier, inputs),
            earlier.explanations.get(one.payment, {}),
            explanation(one.line),
        )
        for one in found.differences
    )
    return CorrectedMonth(key[0], found.facts.name, key[1], inputs, payments)
