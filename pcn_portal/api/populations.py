"""Population figures: by practice, basis and reference date, with every restatement."""

from typing import Any

from django.db.models import F, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from networks.queries import memberships_on
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import practices_in
from pcn_portal.api.fields import CodeField
from pcn_portal.api.pages import Order, day, page, text, whole
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.views import Endpoint, OnDay, Paged, today
from practices.models import Basis, PopulationFigure
from practices.queries import latest_known

ORDER = Order(
    (("practice_code", text), ("basis", text), ("reference_date", day), ("version", whole))
)


class PopulationQuery(Paged, OnDay):
    """Filters of the list of population figures. `on` is the day of scope and membership."""

    practice = CodeField(required=False, help_text="ODS code of a practice.")
    network = CodeField(
        required=False, help_text="ODS code of a network: its core network practices on the day."
    )
    basis = serializers.ChoiceField(required=False, choices=Basis.choices)
    reference_date = serializers.DateField(required=False)
    known_at = serializers.DateTimeField(
        required=False, help_text="Only figures received by then; every figure when left out."
    )
    versions = serializers.ChoiceField(
        required=False,
        choices=["latest", "all"],
        help_text="The latest version of each figure, or every version.",
    )


class PopulationShape(serializers.Serializer[Any]):
    """One practice's population by one publication; a restated figure is a later version."""

    practice_code = serializers.CharField()
    practice_name = serializers.CharField()
    basis = serializers.ChoiceField(choices=Basis.choices)
    reference_date = serializers.DateField()
    version = serializers.IntegerField()
    value = serializers.CharField(help_text="Patients, at the full precision of the source.")
    vintage = serializers.CharField()
    received_at = serializers.DateTimeField()
    source_file = serializers.CharField(allow_null=True)
    source_row = serializers.IntegerField(allow_null=True)


class Populations(Endpoint):
    """The population figures of one's practices."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="list_populations",
        parameters=[PopulationQuery],
        responses=answers(paged(PopulationShape)),
    )
    def get(self, request: Request) -> Response:
        """List population figures, by practice, basis, reference date and version."""
        query = self.query(PopulationQuery)
        on = query.get("on") or today()
        figures = PopulationFigure.objects.filter(
            practice__in=practices_in(self.scope, on), **_exact(query)
        )
        if network := query.get("network"):
            members = memberships_on(on).filter(network__code=network)
            figures = figures.filter(practice__in=members.values("practice"))
        known_at = query.get("known_at")
        if known_at:
            figures = figures.filter(received_at__lte=known_at)
        if query.get("versions") != "all":
            figures = latest_known(figures, known_at)
        rows: QuerySet[Any, Any] = figures.values(
            "basis", "reference_date", "version", "value", "vintage", "received_at", "source_row",
            practice_code=F("practice__code"), practice_name=F("practice__name"),
            source_file=F("source__name"),
        )  # fmt: skip
        return Response(page(request, rows, ORDER, query))


def _exact(query: dict[str, Any]) -> dict[str, Any]:
    columns = {
        "practice": "practice__code", "basis": "basis", "reference_date": "reference_date"
    }  # fmt: skip
    return {column: query[name] for name, column in columns.items() if name in query}
