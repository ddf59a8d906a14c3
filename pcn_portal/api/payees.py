"""The nominated payees of a network over REST: read only, for they change by proposals."""

from typing import Any

from django.db.models import F, Q
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from networks.models import NominatedPayee
from pcn_portal.accounts.permissions import Permission
from pcn_portal.api.pages import page
from pcn_portal.api.people import ORDER, OfNetwork
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.views import Paged


class PayeeShape(serializers.Serializer[Any]):
    """An organisation that receives a network's money for a period."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    ods_code = serializers.CharField()
    starts = serializers.DateField()
    ends = serializers.DateField(allow_null=True)
    proposal = serializers.IntegerField(
        allow_null=True, help_text="The decided change that it came from."
    )


class Payees(OfNetwork):
    """The nominated payees of a network."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="list_payees", parameters=[Paged], responses=answers(paged(PayeeShape))
    )
    def get(self, request: Request, code: str) -> Response:
        """List a network's nominated payees, past and coming. They change by proposals only."""
        query = self.query(Paged)
        found = NominatedPayee.objects.filter(
            Q(ends__isnull=True) | Q(ends__gt=F("starts")), network=self.network(code)
        )
        rows = found.values("id", "name", "ods_code", "starts", "ends", "proposal")
        return Response(page(request, rows, ORDER, query))


urlpatterns = [path("networks/<slug:code>/payees/", Payees.as_view(), name="api_payees")]
