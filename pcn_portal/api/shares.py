"""Schedule 4 over REST: a network's rules, and what each practice gets of a month."""

from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from funding.actions import ShareRefused, Terms, set_share_rule
from funding.engine.shares import By
from funding.models import ShareRule
from funding.queries import Shared, SharedMonth, share_rules, shared_month
from networks.models import Network
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, postings_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField, MonthField, month_from, month_text
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, NoQuery, Query, by_method, now

SUM: dict[str, Any] = {"max_digits": 9, "decimal_places": 2, "min_value": 0}
PERCENT: dict[str, Any] = {"max_digits": 9, "decimal_places": 6, "min_value": 0}


class RulesQuery(Query):
    """Whose rules."""

    network = CodeField()


class ShareRuleRequest(serializers.Serializer[Any]):
    """How a payment (or, left out, every other) is shared from a month on."""

    network = CodeField()
    stream = serializers.CharField(max_length=60, required=False, allow_blank=True)
    from_month = MonthField()
    by = serializers.ChoiceField(choices=[by.value for by in By])
    top_fixed = serializers.DecimalField(required=False, **SUM)
    top_percent = serializers.DecimalField(required=False, **PERCENT)
    fixed = serializers.DictField(child=serializers.DecimalField(**SUM), required=False)
    percent = serializers.DictField(child=serializers.DecimalField(**PERCENT), required=False)
    others = serializers.ListField(child=CodeField(), required=False, max_length=50)
    reason = serializers.CharField(max_length=2000)


class ShareRuleShape(serializers.Serializer[Any]):
    """A rule as it was set. The latest that has begun counts for a month."""

    id = serializers.IntegerField()
    network = serializers.CharField()
    stream = serializers.CharField(allow_blank=True)
    from_month = serializers.CharField()
    by = serializers.CharField()
    terms = serializers.DictField()
    reason = serializers.CharField()
    set_by = serializers.CharField()
    set_at = serializers.DateTimeField()


class ShareShape(serializers.Serializer[Any]):
    """One share; `practice` is empty for what the network keeps."""

    practice = serializers.CharField(allow_blank=True)
    amount = serializers.CharField(help_text="Pounds.")
    why = serializers.CharField()


class SharedShape(serializers.Serializer[Any]):
    """A sum of the month and its shares; `missing` says why it has none."""

    month = serializers.CharField(help_text="The month it is for.")
    streams = serializers.ListField(child=serializers.CharField())
    amount = serializers.CharField(help_text="Pounds.")
    rule = serializers.IntegerField(allow_null=True)
    missing = serializers.CharField(allow_blank=True)
    shares = ShareShape(many=True)


class SharedMonthShape(serializers.Serializer[Any]):
    """What a network's payee gets with a month, shared."""

    network = serializers.CharField()
    month = serializers.CharField()
    total = serializers.CharField(help_text="Pounds.")
    unshared = serializers.CharField(help_text="Pounds.")
    practices = serializers.DictField(child=serializers.CharField(), help_text="Pounds by code.")
    sums = SharedShape(many=True)


class ShareRules(Endpoint):
    """Rules."""

    permission = by_method(get=Permission.SEE_STATEMENTS, post=Permission.KEEP_REGISTER)

    @extend_schema(
        operation_id="list_share_rules",
        parameters=[RulesQuery],
        responses=answers(ShareRuleShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List a network's rules as they were set, by payment and month."""
        network = self.network(self.query(RulesQuery)["network"])
        return Response([_rule(rule) for rule in share_rules(network.code)])

    @extend_schema(
        operation_id="set_share_rule",
        request=ShareRuleRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "network": "U99999",
                    "from_month": "2025-04",
                    "by": "registered",
                    "top_percent": "5",
                    "reason": "Schedule 4, signed on 3 March 2025.",
                },
                request_only=True,
            )
        ],
        responses=answers(ShareRuleShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Set how a network shares a payment, or every other, from a month on."""
        self.query(NoQuery)
        wanted = self.body(ShareRuleRequest)
        network = self.network(wanted.pop("network"))
        common = {
            "stream": wanted.pop("stream", ""),
            "from_month": wanted.pop("from_month"),
            "reason": wanted.pop("reason"),
        }
        terms = Terms(**wanted | {"others": tuple(wanted.get("others", ()))})
        try:
            made = set_share_rule(
                network_code=network.code, terms=terms, by=self.person.actor, at=now(), **common
            )
        except ShareRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_rule(made), status=201)

    def network(self, code: str) -> Network:
        """A network of the scope, or 404."""
        found = networks_in(self.scope, timezone.localdate()).filter(code=code).first()
        if found is None:
            raise NotFound(f"None of your networks has the code “{code}”.")
        return found


class SharesOfMonth(Endpoint):
    """A month's shares."""

    permission = Permission.SEE_STATEMENTS

    @extend_schema(operation_id="get_shares", responses=answers(SharedMonthShape))
    def get(self, request: Request, network: str, month: str) -> Response:
        """Show what each practice gets of what is paid to a network with a month, and why."""
        self.query(NoQuery)
        first = month_from(month)
        found = networks_in(self.scope, timezone.localdate()).filter(code=network.upper()).first()
        if first is None or found is None:
            self.missing()
        shared = shared_month(found, first, postings_in(self.scope))
        if not shared.sums:
            self.missing()
        return Response(_month(shared))


def _rule(rule: ShareRule) -> dict[str, Any]:
    return {
        "id": rule.pk,
        "network": rule.network_code,
        "stream": rule.stream,
        "from_month": month_text(rule.from_month),
        "by": rule.by,
        "terms": rule.terms,
        "reason": rule.reason,
        "set_by": str(rule.set_by),
        "set_at": rule.set_at,
    }


def _month(shared: SharedMonth) -> dict[str, Any]:
    return {
        "network": shared.network.code,
        "month": month_text(shared.month),
        "total": shared.total,
        "unshared": shared.unshared,
        "practices": {code: shared.of(code) for code in shared.practices},
        "sums": [_sum(one) for one in shared.sums],
    }


def _sum(one: Shared) -> dict[str, Any]:
    return {
        "month": month_text(one.month),
        "streams": one.streams,
        "amount": one.amount,
        "rule": one.rule.pk if one.rule else None,
        "missing": one.missing,
        "shares": [{"practice": s.whose, "amount": s.amount, "why": s.why} for s in one.shares],
    }


urlpatterns = [
    path("share-rules/", ShareRules.as_view(), name="api_share_rules"),
    path("shares/<slug:network>/<str:month>/", SharesOfMonth.as_view(), name="api_shares"),
]
