"""Rates: the contract years, and every payment of one year with its sources."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from funding.engine.rates import Rate, RateYear
from funding.engine.streams import CONFIDENCE, METHODS
from funding.rate_books import national_book
from pcn_portal.accounts.doors import requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import BadPeriod, ContractYear
from pcn_portal.web.formats import counted, day, joined, period

BASES = {
    "registered": "Registered list",
    "adjusted": "Adjusted population",
    "weighted": "Contractor weighted population",
    "beds": "Beds in aligned care homes",
    "flat": "One amount, not by population",
    "none": "No population",
}
PAYEES = {
    "network": "The network’s nominated payee",
    "practice": "Each core network practice",
    "other": "Not a payment to a network or practice",
}
PERS = {
    "year": "a year",
    "period": "for the whole period",
    "maximum": "at most, for the year",
    "pot": "for all of England",
}
STATUS_TAGS = {
    "confirmed": {"text": "Confirmed", "colour": "green"},
    "provisional": {"text": "Provisional", "colour": "yellow"},
    "unknown": {"text": "Not known", "colour": "red"},
    "abolished": {"text": "No longer paid", "colour": "grey"},
}


@dataclass(frozen=True)
class PartView:
    """One rate, or one part of a rate, in words."""

    rate: Rate
    name: str
    value: str
    basis: str
    tag: dict[str, str]
    confidence: str


@dataclass(frozen=True)
class PaymentView:
    """One payment of a year: what is common to its parts, and the parts."""

    anchor: str
    rate: Rate
    value: str
    total: str
    tag: dict[str, str]
    parts: list[PartView]
    facts: list[dict[str, Any]]


@requires(Permission.SEE_RATES)
def years(request: HttpRequest) -> HttpResponse:
    """Every contract year that has rates, latest first."""
    book = national_book(timezone.now())
    rows = [
        {"year": str(year), "slug": slug(year), **_tallies(book.year(year))}
        for year in sorted(book.years, reverse=True)
    ]
    return render(request, "pages/rates/years.html", {"rows": rows, "crumbs": _crumbs()})


@requires(Permission.SEE_RATES)
def year(request: HttpRequest, year: str) -> HttpResponse:
    """One contract year: every payment with value, basis, payee, period, standing and sources."""
    try:
        wanted = ContractYear.parse(year)
    except BadPeriod as problem:
        raise Http404(str(problem)) from None
    book = national_book(timezone.now())
    if wanted not in book.years:
        raise Http404(f"No rates are held for {wanted}.")
    held = book.year(wanted)
    context = {
        "year": str(wanted),
        "file": held,
        "payments": payment_views(held.rates),
        "answer": _answer(held),
        "others": [{"year": str(y), "slug": slug(y)} for y in sorted(book.years, reverse=True)],
        "crumbs": [*_crumbs(), {"text": "Rates", "href": reverse("rates")}],
    }
    return render(request, "pages/rates/year.html", context)


def slug(year: ContractYear) -> str:
    """A contract year as it stands in an address: 2025-26."""
    return str(year).replace("/", "-")


def value_in_words(rate: Rate) -> str:
    """ "£2.266 per patient a year", or in words why there is no value."""
    if rate.method == "abolished":
        return "No longer paid"
    if rate.value is None:
        return "Not known"
    return _pounds(rate, f"{rate.value:,f}")


def payment_views(rates: tuple[Rate, ...]) -> list[PaymentView]:
    """Group the parts of each payment, in the order of the file."""
    return [_payment(list(parts)) for _, parts in groupby(rates, key=lambda rate: rate.row)]


def standing_tag(rate: Rate) -> dict[str, str]:
    """The status tag of a rate."""
    return STATUS_TAGS["abolished" if rate.method == "abolished" else rate.status]


def _pounds(rate: Rate, value: str) -> str:
    unit = rate.unit.removeprefix("£").strip()
    return " ".join(part for part in (f"£{value}", unit, PERS[rate.per]) if part)


def _payment(parts: list[Rate]) -> PaymentView:
    first = parts[0]
    worst = min(parts, key=lambda rate: ["unknown", "provisional", "confirmed"].index(rate.status))
    total = _pounds(first, f"{first.total:,f}") if first.total is not None else ""
    return PaymentView(
        anchor=first.row,
        rate=first,
        value=total or value_in_words(first),
        total=total,
        tag=standing_tag(worst),
        parts=[_part(rate) for rate in parts],
        facts=_facts(first),
    )


def _part(rate: Rate) -> PartView:
    return PartView(
        rate=rate,
        name=rate.component.capitalize() or "Whole payment",
        value=value_in_words(rate),
        basis=BASES[rate.basis],
        tag=standing_tag(rate),
        confidence=CONFIDENCE[rate.confidence],
    )


def _facts(rate: Rate) -> list[dict[str, Any]]:
    """The rows of a payment's summary list; a fact that nobody recorded is said to be unknown."""
    when = rate.population_date
    facts = {
        "Calculation": METHODS[rate.method].capitalize(),
        "Payee": PAYEES[rate.payee],
        "In force": _in_force(rate),
        "Published": _published(rate),
        "Population date": when.capitalize() if isinstance(when, str) else day(when),
        "Paid": rate.paid.capitalize(),
        "Printed monthly rate": _printed(rate),
        "Checked against real payments": "Yes" if rate.checked_against_payments else "No",
        "Conditions": rate.conditions,
        "Notes": rate.notes,
    }
    return [{"key": {"text": k}, "value": {"text": v}} for k, v in facts.items() if v]


def _in_force(rate: Rate) -> str:
    if rate.ends is None:
        return f"From {day(rate.starts)}; when it ends is not known"
    return period(rate.starts, rate.ends)


def _published(rate: Rate) -> str:
    if rate.published is None:
        return f"Date not known; counted as known from {day(rate.known_from)}"
    return f"{day(rate.published)}. {rate.published_evidence}".strip()


def _printed(rate: Rate) -> str:
    if rate.monthly_value is None:
        return ""
    how = "as printed" if rate.monthly_published else "worked out, not seen in print"
    return f"£{rate.monthly_value:f} ({how})"


def _tallies(held: RateYear) -> dict[str, Any]:
    views = payment_views(held.rates)
    standing = Counter(view.tag["text"] for view in views)
    return {"payments": len(views), "standing": standing, "standing_words": _standing(standing)}


def _standing(standing: Counter[str]) -> str:
    words = {"Confirmed": "confirmed", "Provisional": "provisional", "Not known": "not known"}
    parts = [f"{standing[tag]} {word}" for tag, word in words.items() if standing[tag]]
    return joined(parts)


def _answer(held: RateYear) -> str:
    tallies = _tallies(held)
    payments = counted(tallies["payments"], "payment,payments")
    return f"{held.year} has {payments}: {tallies['standing_words']}."


def _crumbs() -> list[dict[str, str]]:
    return [{"text": "Home", "href": reverse("home")}]
