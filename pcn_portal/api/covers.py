"""Who serves practices outside any network, and whether everybody is covered, over REST."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from networks.cover import CoverRefused, Provider, arrange_cover, end_cover
from networks.coverage import Group, IcbCoverage, Served, coverage_on
from networks.coverage import Named as OrganisationName
from networks.models import Cover, Network
from networks.names import name_expression
from networks.refusals import LONGEST_NAME, LONGEST_REASON
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import covers_in, icbs_in, practices_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField, DayField
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.shapes import END_EXAMPLE, EndRequest, Named, answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, OnRegisterDay, Paged, by_method, now, today
from pcn_portal.audit.dated import holds_on

BY_ID = Order((("id", whole),))


class CoverQuery(Paged, OnRegisterDay):
    """Filters of the list of arrangements."""

    practice = CodeField(required=False, help_text="ODS code of a practice.")
    network = CodeField(required=False, help_text="ODS code of a network that serves others.")


class CoverRequest(serializers.Serializer[Any]):
    """Who serves a practice's patients: a network, or another organisation by name."""

    practice = CodeField()
    network = CodeField(required=False, allow_blank=True, help_text="ODS code of a network.")
    organisation = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_NAME
    )
    ods_code = CodeField(
        required=False, allow_blank=True, default="", help_text="Of the other organisation."
    )
    starts = DayField()
    ends = DayField(required=False, allow_null=True, default=None)
    how_paid = serializers.CharField(max_length=LONGEST_REASON)
    reason = serializers.CharField(max_length=LONGEST_REASON)


class CoverShape(serializers.Serializer[Any]):
    """Who serves the patients of a practice outside any network in [starts, ends)."""

    id = serializers.IntegerField()
    practice = Named()
    network = Named(allow_null=True)
    organisation = serializers.CharField(allow_blank=True)
    ods_code = serializers.CharField(allow_blank=True)
    starts = serializers.DateField()
    ends = serializers.DateField(allow_null=True)
    how_paid = serializers.CharField()


class GroupShape(serializers.Serializer[Any]):
    """Some practices, and their registered patients as far as known."""

    practices = serializers.IntegerField()
    patients = serializers.CharField()


class ServedShape(Named):
    """A practice: its patients (null: list not known), where it is core, who else serves it."""

    patients = serializers.CharField(allow_null=True)
    network = Named(allow_null=True)
    elsewhere = Named(allow_null=True, help_text="The ICB of that network, if it is another one.")
    cover = serializers.IntegerField(allow_null=True, help_text="The arrangement of that day.")


class CoverageShape(serializers.Serializer[Any]):
    """An ICB's registered patients on a day. `percent` is rounded down: 100.00 is everybody.

    `proven`: nobody is missing, whatever the lists that are not known.
    """

    icb = Named()
    on = serializers.DateField()
    vintage = serializers.DateField(allow_null=True, help_text="The date of the lists.")
    proven = serializers.BooleanField()
    percent = serializers.CharField(allow_null=True)
    known = GroupShape()
    in_network = GroupShape()
    arranged = GroupShape()
    not_covered = ServedShape(many=True)
    list_not_known = ServedShape(many=True)
    elsewhere = ServedShape(many=True)
    left_out = serializers.IntegerField(help_text="Places that are no GP practices, without list.")


COVER = OpenApiExample(
    "Example",
    value={
        "practice": "A12345",
        "organisation": "Made-up Federation",
        "starts": "2025-04-01",
        "how_paid": "Local contract.",
        "reason": "Letter of March.",
    },
    request_only=True,
)


class Covers(Endpoint):
    """Arrangements for practices outside any network, and making one."""

    permission = by_method(get=Permission.SEE_NETWORKS, post=Permission.COMMISSION)

    @extend_schema(
        operation_id="list_covers", parameters=[CoverQuery], responses=answers(paged(CoverShape))
    )
    def get(self, request: Request) -> Response:
        """List the arrangements that hold on a day, for your practices or by your networks."""
        query = self.query(CoverQuery)
        on = query.get("on") or today()
        covers = covers_in(self.scope, on).filter(holds_on(on))
        if "practice" in query:
            covers = covers.filter(practice__code=query["practice"])
        if "network" in query:
            covers = covers.filter(network__code=query["network"])
        found = page(request, _rows(covers, on), BY_ID, query)
        return Response({**found, "results": [_row(row) for row in found["results"]]})

    @extend_schema(
        operation_id="arrange_cover",
        request=CoverRequest,
        examples=[COVER],
        responses=answers(CoverShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Record who serves the patients of a practice outside any network."""
        self.query(NoQuery)
        wanted = self.body(CoverRequest)
        code, network = wanted.pop("practice"), wanted.pop("network", "")
        practice = practices_in(self.scope, today()).filter(code=code).first()
        if practice is None:
            raise NotFound(f"None of your practices has the code “{code}”.")
        serving = Network.objects.filter(code=network).first() if network else None
        if network and serving is None:
            raise Refused(f"The register has no network with the code “{network}”.")
        provider = Provider(serving, wanted.pop("organisation"), wanted.pop("ods_code"))
        try:
            cover = arrange_cover(
                practice=practice, provider=provider, **wanted, by=self.person.actor, at=now()
            )
        except CoverRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(cover), status=201)


class EndCover(Endpoint):
    """Ending an arrangement."""

    permission = Permission.COMMISSION

    @extend_schema(
        operation_id="end_cover",
        request=EndRequest,
        examples=[END_EXAMPLE],
        responses=answers(CoverShape),
    )
    def post(self, request: Request, cover_id: int) -> Response:
        """End an arrangement on a day."""
        self.query(NoQuery)
        wanted = self.body(EndRequest)
        own = practices_in(self.scope, today())
        if not Cover.objects.filter(pk=cover_id, practice__in=own).exists():
            self.missing()
        try:
            cover = end_cover(cover_id=cover_id, **wanted, by=self.person.actor, at=now())
        except CoverRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_one(cover))


class Coverage(Endpoint):
    """Whether all patients of an ICB are covered."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="get_coverage", parameters=[OnRegisterDay], responses=answers(CoverageShape)
    )
    def get(self, request: Request, icb: str) -> Response:
        """Prove that all registered patients of an ICB are covered, or name who is not."""
        on = self.query(OnRegisterDay).get("on") or today()
        if not icbs_in(self.scope).filter(code=icb.upper()).exists():
            self.missing()
        return Response(_coverage(coverage_on([icb.upper()], on)[0]))


def _rows(covers: QuerySet[Cover], on: date) -> QuerySet[Any, Any]:
    return covers.values(
        "id", "organisation", "ods_code", "starts", "ends", "how_paid",
        practice_code=F("practice__code"),
        practice_name=F("practice__name"),
        network_code=F("network__code"),
        network_name=name_expression(on, "network__"),
    )  # fmt: skip


def _row(row: dict[str, Any]) -> dict[str, Any]:
    code, name = row.pop("practice_code"), row.pop("practice_name")
    network = {"code": row.pop("network_code"), "name": row.pop("network_name")}
    named = network if network["code"] else None
    return {**row, "practice": {"code": code, "name": name}, "network": named}


def _one(cover: Cover) -> dict[str, Any]:
    return _row(_rows(Cover.objects.filter(pk=cover.pk), today()).get())


def _coverage(found: IcbCoverage) -> dict[str, Any]:
    return {
        "icb": _named(found.icb),
        "on": found.on,
        "vintage": found.vintage,
        "proven": found.proven,
        "percent": found.percent,
        "known": _group(found.known),
        "in_network": _group(found.in_network),
        "arranged": _group(found.arranged),
        "not_covered": _served(found.not_covered),
        "list_not_known": _served(found.unknown),
        "elsewhere": _served(found.elsewhere),
        "left_out": found.others,
    }


def _group(group: Group) -> dict[str, Any]:
    return {"practices": len(group), "patients": _figure(group.patients)}


def _served(group: Group) -> list[dict[str, Any]]:
    return [_practice(practice) for practice in group.practices]


def _practice(practice: Served) -> dict[str, Any]:
    return {
        "code": practice.code,
        "name": practice.name,
        "patients": None if practice.patients is None else _figure(practice.patients),
        "network": practice.network and _named(practice.network),
        "elsewhere": practice.elsewhere and _named(practice.elsewhere),
        "cover": practice.cover and practice.cover.pk,
    }


def _named(organisation: OrganisationName) -> dict[str, str]:
    return {"code": organisation.code, "name": organisation.name}


def _figure(value: Decimal) -> str:
    return f"{value:f}"


urlpatterns: list[URLPattern] = [
    path("covers/", Covers.as_view(), name="api_covers"),
    path("covers/<int:cover_id>/end/", EndCover.as_view(), name="api_end_cover"),
    path("coverage/<slug:icb>/", Coverage.as_view(), name="api_coverage"),
]
