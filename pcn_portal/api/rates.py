"""Rates as data: contract years, their payments, and what was known on a day."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from funding.engine.rates import Rate, RateMissing, RateYear
from funding.engine.streams import STREAM_TITLES
from funding.rate_books import national_book
from pcn_portal.accounts.permissions import Permission
from pcn_portal.api.fields import MonthField
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, NoQuery, Query, now
from pcn_portal.units.periods import BadPeriod, ContractYear, Month

_PLAIN = (
    "id", "stream", "component", "title", "method", "value", "total", "basis", "unit", "per",
    "payee", "starts", "ends", "population_date", "monthly_value", "monthly_published",
    "published", "published_evidence", "status", "confidence", "checked_against_payments", "paid",
    "conditions", "notes",
)  # fmt: skip


class RateQuery(Query):
    """Filters of a year's rates."""

    stream = serializers.ChoiceField(
        required=False, choices=list(STREAM_TITLES), help_text="A payment, by its stream name."
    )
    month = MonthField(
        required=False, help_text="Only the rates that count in this month: 2025-04."
    )
    known_on = serializers.DateField(
        required=False, help_text="Only what was published by this day."
    )


class YearShape(serializers.Serializer[Any]):
    """A contract year and the digest (SHA-256) of its rate file."""

    year = serializers.CharField()
    file = serializers.CharField()
    digest = serializers.CharField()
    rates = serializers.IntegerField()


class YearsShape(serializers.Serializer[Any]):
    """Every contract year, and the digest over all of them."""

    digest = serializers.CharField()
    results = YearShape(many=True)


class SourceShape(serializers.Serializer[Any]):
    """Where a rate was read."""

    title = serializers.CharField()
    url = serializers.CharField(allow_blank=True)


class RateShape(serializers.Serializer[Any]):
    """One rate in force over [starts, ends). A value of null is not known; it is never zero."""

    id = serializers.CharField()
    stream = serializers.CharField()
    component = serializers.CharField(allow_blank=True)
    title = serializers.CharField()
    method = serializers.CharField()
    value = serializers.CharField(allow_null=True, help_text="Pounds `per` year, period or pot.")
    total = serializers.CharField(allow_null=True)
    basis = serializers.CharField()
    unit = serializers.CharField()
    per = serializers.CharField()
    payee = serializers.CharField()
    starts = serializers.DateField()
    ends = serializers.DateField(allow_null=True)
    population_date = serializers.CharField()
    monthly_value = serializers.CharField(allow_null=True)
    monthly_published = serializers.BooleanField()
    published = serializers.DateField(allow_null=True)
    published_evidence = serializers.CharField(allow_blank=True)
    known_from = serializers.DateField()
    status = serializers.CharField()
    confidence = serializers.CharField()
    checked_against_payments = serializers.BooleanField()
    paid = serializers.CharField(allow_blank=True)
    conditions = serializers.CharField(allow_blank=True)
    notes = serializers.CharField(allow_blank=True)
    sources = SourceShape(many=True)


class RatesShape(YearShape):
    """The rates of a contract year."""

    rates = RateShape(many=True)  # type: ignore[assignment]


class Rates(Endpoint):
    """Contract years."""

    permission = Permission.SEE_RATES

    @extend_schema(operation_id="list_rate_years", responses=answers(YearsShape))
    def get(self, request: Request) -> Response:
        """List the contract years that have rates."""
        self.query(NoQuery)
        book = national_book(now())
        years = [{**_year(y), "rates": len(y.rates)} for _, y in sorted(book.years.items())]
        return Response({"digest": book.digest, "results": years})


class RatesOfYear(Endpoint):
    """One contract year."""

    permission = Permission.SEE_RATES

    @extend_schema(
        operation_id="get_rates_of_year", parameters=[RateQuery], responses=answers(RatesShape)
    )
    def get(self, request: Request, year: str) -> Response:
        """List a contract year's rates (2025-26), all or those that count in a month."""
        query = self.query(RateQuery)
        try:
            wanted = ContractYear.parse(year)
            held = national_book(now()).year(wanted)
        except (BadPeriod, RateMissing):
            self.missing()
        rates = _known(held, query.get("known_on"), query.get("month"))
        chosen = [r for r in rates if query.get("stream") in (None, r.stream)]
        return Response({**_year(held), "rates": [_rate(rate) for rate in chosen]})


def _known(held: RateYear, known_on: date | None, month: date | None) -> list[Rate]:
    """The year's rates as known on a day; with a month, only those that count in it."""
    if month is None:
        return [r for r in held.rates if known_on is None or r.known_from <= known_on]
    wanted = Month.of(month)
    if wanted.contract_year != held.year:
        raise ValidationError({"month": [f"{wanted} is not in the contract year {held.year}."]})
    found: list[Rate] = []
    for stream in dict.fromkeys(rate.stream for rate in held.rates):
        try:
            found += national_book(now()).in_force(stream, wanted, known_on)
        except RateMissing:
            continue  # not paid in this month, or not published by that day: no row
    return found


def _year(held: RateYear) -> dict[str, Any]:
    return {"year": str(held.year), "file": held.file, "digest": held.digest}


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        **{name: getattr(rate, name) for name in _PLAIN},
        "known_from": rate.known_from,
        "sources": [{"title": source.title, "url": source.url} for source in rate.sources],
    }
