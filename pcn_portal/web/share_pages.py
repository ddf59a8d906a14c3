"""Schedule 4 by page: a network's rules, setting one, and what each practice gets of a month."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.actions import ShareRefused, set_share_rule
from funding.documents import FORMATS, as_bytes, shares_document
from funding.documents.shares import title_of
from funding.engine.shares import BY_WORDS, By
from funding.engine.streams import STREAM_TITLES
from funding.models import ShareRule
from funding.queries import SharedMonth, months_to_share, share_rules, shared_month
from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, postings_in, scope_of
from pcn_portal.files import as_file
from pcn_portal.units.periods import Month
from pcn_portal.web.formats import counted, joined, money
from pcn_portal.web.formats import month as month_words
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.share_forms import RuleForm


@requires(Permission.SEE_STATEMENTS)
@require_safe
def shares(request: PortalRequest, network: str) -> HttpResponse:
    """A network's rules as they were set, and the months that can be shared."""
    found = _network(request, network, Permission.SEE_STATEMENTS)
    rules = [_rule_row(rule) for rule in share_rules(network).order_by("-from_month", "-id")]
    within = postings_in(scope_of(request.user, Permission.SEE_STATEMENTS))
    context = {
        "network": found,
        "rules": rules,
        "months": months_to_share(network, within),
        "answer": _answer(len(rules)),
        "may_set": _may_set(request, network),
        "crumbs": _crumbs(found),
    }
    return render(request, "pages/shares/rules.html", context)


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def share_rule_new(request: PortalRequest, network: str) -> HttpResponse:
    """Set how the network shares a payment, or every other, from a month on."""
    found = _network(request, network, Permission.KEEP_REGISTER)
    form = RuleForm(request.POST or None, initial={"from_month": str(_this_month())})
    if request.method == "POST" and form.is_valid():
        try:
            set_share_rule(
                network_code=network,
                stream=form.cleaned_data["stream"],
                from_month=Month.parse(form.cleaned_data["from_month"]).first,
                terms=form.terms(),
                reason=form.cleaned_data["reason"],
                by=request.user.actor,
                at=timezone.now(),
            )
        except ShareRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "The rule is kept. It counts from its month on.")
            return redirect("shares", network)
    context = {"network": found, "form": form, "crumbs": _crumbs(found, deeper=True)}
    return render(request, "pages/shares/new.html", context, status=400 if form.errors else 200)


@requires(Permission.SEE_STATEMENTS)
@require_safe
def shares_of_month(request: PortalRequest, network: str, month: date) -> HttpResponse:
    """What each practice gets of a month; `?practice=` shows one practice's statement."""
    shared = _shared(request, network, month)
    only = request.GET.get("practice", "")
    if only and only not in shared.practices:
        raise Http404("This practice has no share of the month.")
    whose = [only] if only else [*shared.practices, ""]
    context = {
        "network": shared.network,
        "month": month,
        "slug": f"{month:%Y-%m}",
        "only": only,
        "name": shared.names.get(only, ""),
        "answer": _month_answer(shared, only),
        "rows": [_share_row(shared, one) for one in whose],
        "sums": [_sum_row(shared, one, only) for one in range(len(shared.sums))],
        "crumbs": _crumbs(shared.network, deeper=True),
    }
    return render(request, "pages/shares/month.html", context)


@requires(Permission.SEE_STATEMENTS)
@require_safe
def shares_file(request: PortalRequest, network: str, month: date, ending: str) -> HttpResponse:
    """The shares of a month, or of one practice, as PDF, CSV or XLSX."""
    shared = _shared(request, network, month)
    only = request.GET.get("practice", "")
    if ending not in FORMATS or (only and only not in shared.practices):
        raise Http404("No such file.")
    document = shares_document(shared, at=timezone.now(), only=only or None)
    return as_file(*as_bytes(document, ending))


def _network(request: PortalRequest, code: str, permission: Permission) -> Network:
    scope = scope_of(request.user, permission)
    found: Network = get_object_or_404(networks_in(scope, timezone.localdate()), code=code)
    return found


def _shared(request: PortalRequest, network: str, month: date) -> SharedMonth:
    found = _network(request, network, Permission.SEE_STATEMENTS)
    within = postings_in(scope_of(request.user, Permission.SEE_STATEMENTS))
    shared = shared_month(found, month, within)
    if not shared.sums:
        raise Http404(f"Nothing is paid to this network with {month_words(month)}.")
    return shared


def _may_set(request: PortalRequest, network: str) -> bool:
    scope = scope_of(request.user, Permission.KEEP_REGISTER)
    return networks_in(scope, timezone.localdate()).filter(code=network).exists()


def _this_month() -> Month:
    return Month.of(timezone.localdate())


def _rule_row(rule: ShareRule) -> dict[str, Any]:
    words = joined(list(_rule_words(rule)))
    return {
        "rule": rule,
        "title": STREAM_TITLES.get(rule.stream, "Every other payment"),
        "words": words[:1].upper() + words[1:],
    }


def _rule_words(rule: ShareRule) -> Iterator[str]:
    """A rule in words, in the order in which it is applied."""
    terms = rule.terms
    if Decimal(terms["top_percent"]):
        yield f"{terms['top_percent']} % for the network’s costs"
    if Decimal(terms["top_fixed"]):
        yield f"£{Decimal(terms['top_fixed']):,.2f} for the network’s costs"
    for code, amount in terms["fixed"].items():
        yield f"£{Decimal(amount):,.2f} to {code}"
    for code, percent in terms["percent"].items():
        yield f"{percent} % of what is left to {code}"
    yield f"the rest {BY_WORDS[By(rule.by)]}"
    if terms["others"]:
        yield f"with {joined(terms['others'])} besides the core network practices"


def _share_row(shared: SharedMonth, whose: str) -> dict[str, Any]:
    return {
        "code": whose,
        "name": shared.names.get(whose, "Kept by the network"),
        "cells": [
            {"amount": money(one.amount, "taken back"), "why": one.why} if one else None
            for one in (shared_sum.of(whose) for shared_sum in shared.sums)
        ],
        "total": money(shared.of(whose), "taken back"),
    }


def _sum_row(shared: SharedMonth, number: int, only: str) -> dict[str, Any]:
    one = shared.sums[number]
    mine = one.of(only) if only else None
    return {
        "title": title_of(one),
        "amount": money(mine.amount if mine else one.amount, "taken back"),
        "missing": one.missing,
        "rule": one.rule,
    }


def _answer(rules: int) -> str:
    if not rules:
        return "No rule is set: what the network is paid stays with its nominated payee."
    return f"{counted(rules, 'rule is,rules are')} set. The latest that has begun counts."


def _month_answer(shared: SharedMonth, only: str) -> str:
    when = month_words(shared.month)
    if only:
        return f"{money(shared.of(only), 'taken back')} of {when} is this practice’s share."
    words = (
        f"{money(shared.total, 'taken back')} is paid to the network with {when}, shared by "
        f"{counted(len(shared.practices), 'practice,practices')}."
    )
    if shared.unshared:
        words += f" {money(shared.unshared, 'taken back')} of it is not shared."
    return words


def _crumbs(network: Network, *, deeper: bool = False) -> list[dict[str, str]]:
    above = [
        ("Networks", reverse("networks")),
        (network.name, reverse("network", args=[network.code])),
        ("Money", reverse("network_money", args=[network.code])),
    ]
    if deeper:
        above.append(("Shares", reverse("shares", args=[network.code])))
    return crumbs(*above)
