"""What payments must be fed, and choosing figures of another day, over REST."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from funding.actions import VintageRefused, choose_vintage
from funding.queries import needs_of
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, NoQuery, Query, by_method, now
from pcn_portal.units.periods import BadPeriod, ContractYear
from practices.models import Basis


class NeedsQuery(Query):
    """Whose contract year."""

    icb = CodeField(help_text="ODS code of the ICB.")
    year = serializers.CharField(max_length=7, help_text="For example 2025/26.")


class VintageRequest(serializers.Serializer[Any]):
    """Figures of which day stand in for missing ones; null takes an earlier choice back."""

    icb = CodeField(help_text="ODS code of the ICB.")
    year = serializers.CharField(max_length=7)
    basis = serializers.ChoiceField(choices=Basis.values)
    reference_date = serializers.DateField(allow_null=True)
    reason = serializers.CharField(max_length=2000)


class OtherDayShape(serializers.Serializer[Any]):
    """Another day with figures."""

    day = serializers.DateField()
    practices = serializers.IntegerField()


class NeedShape(serializers.Serializer[Any]):
    """A population that a year's payments ask for, and which figures are there."""

    basis = serializers.ChoiceField(choices=Basis.values)
    day = serializers.DateField()
    payments = serializers.ListField(child=serializers.CharField())
    known = serializers.IntegerField()
    practices = serializers.IntegerField()
    others = OtherDayShape(many=True)


class VintageShape(serializers.Serializer[Any]):
    """The choice that was made."""

    icb = serializers.CharField()
    year = serializers.CharField()
    basis = serializers.CharField()
    reference_date = serializers.DateField(allow_null=True)
    reason = serializers.CharField()


class Vintages(Endpoint):
    """Figures and their days."""

    permission = by_method(get=Permission.SEE_RUNS, post=Permission.START_RUNS)

    @extend_schema(
        operation_id="list_needs", parameters=[NeedsQuery], responses=answers(NeedShape(many=True))
    )
    def get(self, request: Request) -> Response:
        """List what a year's payments must be fed, and which figures are there."""
        wanted = self.query(NeedsQuery)
        self._icb(wanted["icb"])
        needs = needs_of(icb_code=wanted["icb"], year=_year(wanted["year"]), known_at=now())
        return Response(
            [
                {
                    "basis": need.basis,
                    "day": need.day,
                    "payments": need.payments,
                    "known": need.there,
                    "practices": need.practices,
                    "others": [{"day": d, "practices": n} for d, n in need.others],
                }
                for need in needs
            ]
        )

    @extend_schema(
        operation_id="choose_vintage",
        request=VintageRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "icb": "QZ1",
                    "year": "2025/26",
                    "basis": "weighted",
                    "reference_date": "2024-10-01",
                    "reason": "The file of January is late.",
                },
                request_only=True,
            )
        ],
        responses=answers(VintageShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Let figures of another day stand in for missing ones, with a reason that is shown."""
        self.query(NoQuery)
        wanted = self.body(VintageRequest)
        self._icb(wanted["icb"])
        try:
            made = choose_vintage(
                icb_code=wanted["icb"],
                basis=wanted["basis"],
                year=_year(wanted["year"]),
                reference_date=wanted["reference_date"],
                reason=wanted["reason"],
                by=self.person.actor,
                at=now(),
            )
        except VintageRefused as refusal:
            raise Refused(str(refusal)) from None
        shown = {name: getattr(made, name) for name in ("basis", "reference_date", "reason")}
        year = str(ContractYear(made.year))
        return Response({"icb": made.icb_code, "year": year, **shown}, status=201)

    def _icb(self, code: str) -> None:
        if not icbs_in(self.scope).filter(code=code).exists():
            raise NotFound(f"None of your ICBs has the code “{code}”.")


def _year(text: str) -> ContractYear:
    try:
        return ContractYear.parse(text)
    except BadPeriod as bad:
        raise ValidationError({"year": [str(bad)]}) from None


urlpatterns = [path("vintages/", Vintages.as_view(), name="api_vintages")]
