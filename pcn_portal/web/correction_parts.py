"""Corrections as parts of a statement, of an ICB's month and of the decision on it."""

from typing import Any

from funding.models import Calculation, Correction, Statement
from funding.queries import MonthCorrected, NetworkCorrected, corrected_networks
from pcn_portal.accounts.doors import PortalRequest
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.correction_words import (
    causes_in_words,
    corrected_sentence,
    payment_title,
    signed,
)
from pcn_portal.web.formats import money
from pcn_portal.web.money_addresses import holds_for_icb
from pcn_portal.web.part import Part

LARGEST = 20


def statement_corrections(request: PortalRequest, statement: Statement) -> Part | None:
    """What the month puts right for the network: month by month, with both explanations."""
    found = corrected_networks(statement.calculation, network_code=statement.network_code)
    if not found:
        return None
    (network,) = found
    words = {
        "months": [_month(month) for month in network.months],
        "total": signed(network.total),
        "spread": network.spread if network.recovered else 1,
        "may_spread": bool(network.recovered) and _may_spread(request, statement.calculation),
        "icb": statement.calculation.icb_code,
        "slug": f"{statement.month:%Y-%m}",
        "network": statement.network_code,
    }
    return Part("pages/statements/_corrections.html", words)


def month_corrections(request: PortalRequest, calculation: Calculation) -> Part | None:
    """What an ICB's month puts right: the networks with the largest sums, and why."""
    found = corrected_networks(calculation)
    if not found:
        return None
    words = {
        "sentence": corrected_sentence(found),
        "rows": [_network(network) for network in found[:LARGEST]],
        "others": len(found) - LARGEST,
        "total": signed(calculation.corrections),
        "may_spread": _may_spread(request, calculation),
        "icb": calculation.icb_code,
        "slug": f"{calculation.month:%Y-%m}",
    }
    return Part("pages/money/_corrections.html", words)


def _may_spread(request: PortalRequest, calculation: Calculation) -> bool:
    approved = calculation.decisions.filter(outcome="approved").exists()
    return not approved and holds_for_icb(request.user, Permission.COMMISSION, calculation.icb_code)


def _network(network: NetworkCorrected) -> dict[str, Any]:
    return {
        "code": network.code,
        "name": network.name,
        "months": network.months,
        "arrears": money(network.arrears),
        "recovered": signed(network.recovered),
        "total": signed(network.total),
        "causes": causes_in_words(network.causes),
        "spread": network.spread,
        "recovers": bool(network.recovered),
    }


def _month(month: MonthCorrected) -> dict[str, Any]:
    return {
        "month": month.month,
        "total": signed(month.total),
        "payments": [_payment(one) for one in month.payments],
    }


def _payment(one: Correction) -> dict[str, Any]:
    return {
        "title": payment_title(one),
        "payee": one.payee,
        "posted": money(one.posted),
        "known": money(one.known),
        "amount": signed(one.amount),
        "causes": causes_in_words(one.causes),
        "before": one.before,
        "after": one.after,
    }
