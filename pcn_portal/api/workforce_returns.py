"""What networks returned of their staff in the national publication, over REST."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from networks.models import Network
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.fields import CodeField, MonthField, month_text
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, Query
from workforce.engine.returns import Returned, scheme_role
from workforce.models import WorkforceReturn
from workforce.queries import returns_of, roles_returned


class ReturnsQuery(Query):
    """Which month, and which network; all of yours when left out."""

    month = MonthField()
    network = CodeField(required=False)


class ReturnedRoleShape(serializers.Serializer[Any]):
    """One role of the publication. `scheme_role` is the reimbursed role of that name, if any."""

    group = serializers.CharField()
    role = serializers.CharField()
    detail = serializers.CharField()
    scheme_role = serializers.CharField(allow_blank=True)
    posts = serializers.IntegerField(help_text="Rows of staff: one a role held.")
    fte = serializers.CharField(help_text="1.0 is 37.5 hours a week.")
    contracted_fte = serializers.CharField(help_text="Contracted services: not people.")


class WorkforceReturnShape(serializers.Serializer[Any]):
    """A network's month. Where it did not submit, figures are null, which is not zero."""

    network = serializers.CharField()
    month = serializers.CharField()
    submitted = serializers.BooleanField()
    version = serializers.IntegerField(allow_null=True)
    posts = serializers.IntegerField(allow_null=True)
    fte = serializers.CharField(allow_null=True)
    contracted_fte = serializers.CharField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    roles = ReturnedRoleShape(many=True)


class WorkforceReturnsOfMonth(Endpoint):
    """Returns of a month."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="list_workforce_returns",
        parameters=[ReturnsQuery],
        responses=answers(WorkforceReturnShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List what each of your networks returned of its staff in a month, by role."""
        query = self.query(ReturnsQuery)
        networks = networks_in(self.scope, query["month"]).order_by("code")
        if code := query.get("network"):
            networks = networks.filter(code=code)
            if not networks:
                raise NotFound(f"None of your networks has the code “{code}” in that month.")
        found = list(networks)
        returns = returns_of(query["month"], [network.pk for network in found])
        month = month_text(query["month"])
        return Response([_row(network, month, returns.get(network.pk)) for network in found])


def _row(network: Network, month: str, given: WorkforceReturn | None) -> dict[str, Any]:
    return {
        "network": network.code,
        "month": month,
        "submitted": given is not None,
        "version": given.version if given else None,
        "posts": given.posts if given else None,
        "fte": given.fte if given else None,
        "contracted_fte": given.contracted_fte if given else None,
        "received_at": given.received_at if given else None,
        "roles": [_role(one) for one in roles_returned(given)] if given else [],
    }


def _role(one: Returned) -> dict[str, Any]:
    return {
        "group": one.group,
        "role": one.role,
        "detail": one.detail,
        "scheme_role": scheme_role(one.detail),
        "posts": one.posts,
        "fte": one.fte,
        "contracted_fte": one.contracted_fte,
    }


urlpatterns = [
    path("workforce-returns/", WorkforceReturnsOfMonth.as_view(), name="api_workforce_returns")
]
