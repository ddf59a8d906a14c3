"""The books over REST: postings, corrections, and spreading a recovery."""

from typing import Any

from django.db.models import F, QuerySet
from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from funding.actions import SpreadRefused, spread_recovery
from funding.models import Cause, Correction, Posting, PostingKind
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import corrections_in, icbs_in, postings_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField, MonthField, month_text
from pcn_portal.api.pages import BIG, Order, page, whole
from pcn_portal.api.shapes import Named, answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, Paged, now

ORDER = Order((("id", whole),))


class PostingQuery(Paged):
    """Filters of the list of postings."""

    network = CodeField(required=False, help_text="ODS code of a network.")
    icb = CodeField(required=False, help_text="ODS code of an ICB.")
    payee = CodeField(required=False, help_text="ODS code of a network or practice.")
    stream = serializers.CharField(required=False, max_length=60)
    kind = serializers.ChoiceField(required=False, choices=PostingKind.values)
    entitlement_month = MonthField(required=False)
    payment_month = MonthField(required=False)
    known = serializers.DateField(
        required=False, help_text="Only what was posted by the end of this day, in England."
    )


class PostingShape(serializers.Serializer[Any]):
    """One amount in the books. The postings of a month come to its entitlement as last known."""

    id = serializers.IntegerField()
    icb = serializers.CharField()
    network = serializers.CharField()
    payee = serializers.CharField()
    stream = serializers.CharField()
    component = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(choices=PostingKind.values)
    entitlement_month = serializers.CharField()
    payment_month = serializers.CharField()
    amount = serializers.CharField(help_text="Pounds; below zero is recovered.")
    instalment = serializers.IntegerField()
    correction = serializers.IntegerField(allow_null=True)
    held = serializers.BooleanField(help_text="Posted while the network's payments were held.")
    posted_at = serializers.DateTimeField()
    posted_by = serializers.CharField()


class Postings(Endpoint):
    """Postings."""

    permission = Permission.SEE_STATEMENTS

    @extend_schema(
        operation_id="list_postings",
        parameters=[PostingQuery],
        responses=answers(paged(PostingShape)),
    )
    def get(self, request: Request) -> Response:
        """List what is posted for your networks, in the order it was posted."""
        query = self.query(PostingQuery)
        found = postings_in(self.scope).filter(**_wanted(query, POSTING_COLUMNS))
        if "known" in query:
            found = found.filter(posted_at__date__lte=query["known"])
        answer = page(request, _postings(found), ORDER, query)
        return Response({**answer, "results": [_posting(row) for row in answer["results"]]})


POSTING_COLUMNS = {
    "network": "network_code",
    "icb": "icb_code",
    "payee": "payee",
    "stream": "stream",
    "kind": "kind",
    "entitlement_month": "entitlement_month",
    "payment_month": "payment_month",
}


def _wanted(query: dict[str, Any], columns: dict[str, str]) -> dict[str, Any]:
    return {column: query[name] for name, column in columns.items() if name in query}


def _postings(found: QuerySet[Posting]) -> QuerySet[Any, Any]:
    return found.values(
        "id", "payee", "stream", "component", "kind", "entitlement_month", "payment_month",
        "amount", "instalment", "held", "posted_at",
        icb=F("icb_code"),
        network=F("network_code"),
        corrects=F("correction_id"),
        posted_by=F("decision__decided_by__name"),
    )  # fmt: skip


def _posting(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: value for name, value in row.items() if name != "corrects"},
        "entitlement_month": month_text(row["entitlement_month"]),
        "payment_month": month_text(row["payment_month"]),
        "correction": row["corrects"],
        "held": row["held"] is not None,
    }


class CorrectionQuery(Paged):
    """Filters of the list of corrections."""

    calculation = serializers.IntegerField(required=False, min_value=1, max_value=BIG - 1)
    network = CodeField(required=False, help_text="ODS code of a network.")
    icb = CodeField(required=False, help_text="ODS code of an ICB.")
    month = MonthField(required=False, help_text="The month that is corrected.")
    with_month = MonthField(required=False, help_text="The month whose calculation corrects it.")


class CorrectionShape(serializers.Serializer[Any]):
    """One payment of an earlier month that comes to something else than was posted.

    `before` and `after` explain both sums as a statement's line does; empty without such a line.
    """

    id = serializers.IntegerField()
    calculation = serializers.IntegerField()
    network = Named()
    month = serializers.CharField()
    stream = serializers.CharField()
    component = serializers.CharField(allow_blank=True)
    payee = serializers.CharField()
    posted = serializers.CharField(help_text="Pounds posted before.")
    known = serializers.CharField(help_text="Pounds, the entitlement as known now.")
    amount = serializers.CharField(help_text="Pounds: arrears, or below zero what is recovered.")
    causes = serializers.ListField(child=serializers.ChoiceField(choices=Cause.values))
    before = serializers.DictField()
    after = serializers.DictField()


CORRECTION_COLUMNS = {
    "calculation": "recalculation__calculation",
    "network": "recalculation__network_code",
    "icb": "recalculation__calculation__icb_code",
    "month": "recalculation__month",
    "with_month": "recalculation__calculation__month",
}


class Corrections(Endpoint):
    """Corrections."""

    permission = Permission.SEE_STATEMENTS

    @extend_schema(
        operation_id="list_corrections",
        parameters=[CorrectionQuery],
        responses=answers(paged(CorrectionShape)),
    )
    def get(self, request: Request) -> Response:
        """List what calculations correct, with both explanations.

        A network's own people see a correction once its calculation is approved.
        """
        query = self.query(CorrectionQuery)
        found = corrections_in(self.scope).filter(**_wanted(query, CORRECTION_COLUMNS))
        answer = page(request, _corrections(found), ORDER, query)
        return Response({**answer, "results": [_correction(row) for row in answer["results"]]})


def _corrections(found: QuerySet[Correction]) -> QuerySet[Any, Any]:
    return found.values(
        "id", "stream", "component", "payee", "posted", "known", "amount", "causes", "before",
        "after",
        calculation=F("recalculation__calculation"),
        code=F("recalculation__network_code"),
        name=F("recalculation__network_name"),
        month=F("recalculation__month"),
    )  # fmt: skip


def _correction(row: dict[str, Any]) -> dict[str, Any]:
    network = {"code": row.pop("code"), "name": row.pop("name")}
    return {**row, "network": network, "month": month_text(row["month"])}


class SpreadRequest(serializers.Serializer[Any]):
    """What a month recovers from a network, over how many months, and why."""

    icb = CodeField(help_text="ODS code of the ICB.")
    network = CodeField(help_text="ODS code of the network.")
    month = MonthField(help_text="The month, not yet approved, that recovers.")
    instalments = serializers.IntegerField(min_value=1, max_value=12)
    reason = serializers.CharField(max_length=2000)


class SpreadShape(serializers.Serializer[Any]):
    """A choice to recover over several months; the latest of a network and month counts."""

    id = serializers.IntegerField()
    icb = serializers.CharField()
    network = serializers.CharField()
    month = serializers.CharField()
    instalments = serializers.IntegerField()
    reason = serializers.CharField()
    set_at = serializers.DateTimeField()
    set_by = serializers.CharField()


class RecoverySpreads(Endpoint):
    """Spreading a recovery."""

    permission = Permission.COMMISSION

    @extend_schema(
        operation_id="spread_recovery",
        request=SpreadRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "icb": "QZ1",
                    "network": "U90001",
                    "month": "2025-06",
                    "instalments": 3,
                    "reason": "The network asked for time.",
                },
                request_only=True,
            )
        ],
        responses=answers(SpreadShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Recover what a month takes back over several months, before the month is approved."""
        self.query(NoQuery)
        wanted = self.body(SpreadRequest)
        if not icbs_in(self.scope).filter(code=wanted["icb"]).exists():
            raise NotFound(f"None of your ICBs has the code “{wanted['icb']}”.")
        try:
            made = spread_recovery(
                icb_code=wanted["icb"],
                network_code=wanted["network"],
                month=wanted["month"],
                instalments=wanted["instalments"],
                reason=wanted["reason"],
                by=self.person.actor,
                at=now(),
            )
        except SpreadRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(
            {
                "id": made.pk,
                "icb": made.icb_code,
                "network": made.network_code,
                "month": month_text(made.month),
                "instalments": made.instalments,
                "reason": made.reason,
                "set_at": made.set_at,
                "set_by": self.person.name,
            },
            status=201,
        )


urlpatterns = [
    path("postings/", Postings.as_view(), name="api_postings"),
    path("corrections/", Corrections.as_view(), name="api_corrections"),
    path("recovery-spreads/", RecoverySpreads.as_view(), name="api_recovery_spreads"),
]
