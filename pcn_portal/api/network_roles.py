"""The roles of networks, and which required ones nobody fills, over REST."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from networks.directory import commissioned_by
from networks.models import NetworkRole
from networks.people.actions import PeopleRefused
from networks.people.roles import MOST_ORDER, RoleFacts, add_role, change_role
from networks.people.vacancies import WITHIN_DAYS, Vacancy, vacancies
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import CodeField
from pcn_portal.api.pages import Order, page, text, worked_out
from pcn_portal.api.people import RoleNamed
from pcn_portal.api.shapes import Named, answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, OnDay, Paged, by_method, now, today

BY_CODE = Order((("code", text),))
BY_NETWORK = Order((("network_code", text), ("role_code", text)))


class RoleRequest(serializers.Serializer[Any]):
    """A role as it is to be, and why."""

    title = serializers.CharField(max_length=80)
    required = serializers.BooleanField(default=False)  # type: ignore[assignment]
    order = serializers.IntegerField(default=100, min_value=0, max_value=MOST_ORDER)
    active = serializers.BooleanField(default=True)
    reason = serializers.CharField(max_length=2000)


class RoleChangeRequest(serializers.Serializer[Any]):
    """What changes of a role; what is left out stays as it is."""

    title = serializers.CharField(max_length=80, required=False)
    required = serializers.BooleanField(required=False)  # type: ignore[assignment]
    order = serializers.IntegerField(required=False, min_value=0, max_value=MOST_ORDER)
    active = serializers.BooleanField(required=False)
    reason = serializers.CharField(max_length=2000)


class RoleShape(RoleNamed):
    """A role; a vacancy of a required one is an alarm, a retired one is not active."""

    required = serializers.BooleanField()  # type: ignore[assignment]
    order = serializers.IntegerField()
    active = serializers.BooleanField()


class VacancyQuery(Paged, OnDay):
    """Filters of the list of vacancies."""

    icb = CodeField(required=False, help_text="ODS code of an ICB.")
    within_days = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=366,
        help_text=f"How far to look ahead; {WITHIN_DAYS} days when left out.",
    )


class VacancyShape(serializers.Serializer[Any]):
    """A required role that nobody fills from `vacant_from` until `filled_from`.

    `vacant_from` is null where nobody was ever recorded: whether somebody holds it is not known.
    """

    network = Named()
    role = RoleNamed()
    vacant_from = serializers.DateField(allow_null=True)
    filled_from = serializers.DateField(allow_null=True)
    held_by = serializers.ListField(child=serializers.CharField())


class Roles(Endpoint):
    """The roles of networks, and adding one."""

    permission = by_method(get=Permission.SEE_NETWORKS, post=Permission.CONFIGURE)

    @extend_schema(
        operation_id="list_network_roles", parameters=[Paged], responses=answers(paged(RoleShape))
    )
    def get(self, request: Request) -> Response:
        """List the roles people may play in a network, retired ones too."""
        query = self.query(Paged)
        rows = NetworkRole.objects.values("code", "title", "required", "order", "active")
        return Response(page(request, rows, BY_CODE, query))

    @extend_schema(
        operation_id="add_network_role",
        request=RoleRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"title": "Estates lead", "order": 45, "reason": "Asked for by the ICBs"},
                request_only=True,
            )
        ],
        responses=answers(RoleShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Add a role. Its code is made from its title and never changes."""
        self.query(NoQuery)
        wanted = self.body(RoleRequest)
        reason = wanted.pop("reason")
        try:
            role = add_role(
                facts=RoleFacts(**wanted), reason=reason, by=self.person.actor, at=now()
            )
        except PeopleRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_role(role), status=201)


class ChangeRole(Endpoint):
    """A change of a role."""

    permission = Permission.CONFIGURE

    @extend_schema(
        operation_id="change_network_role",
        request=RoleChangeRequest,
        responses=answers(RoleShape),
    )
    def post(self, request: Request, role_code: str) -> Response:
        """Rename a role, put it elsewhere in the order, make it required or not, retire it."""
        self.query(NoQuery)
        role = NetworkRole.objects.filter(code=role_code).first()
        if role is None:
            self.missing()
        wanted = self.body(RoleChangeRequest)
        reason = wanted.pop("reason")
        facts = {name: getattr(role, name) for name in RoleFacts.__dataclass_fields__} | wanted
        try:
            changed = change_role(
                code=role.code,
                facts=RoleFacts(**facts),
                reason=reason,
                by=self.person.actor,
                at=now(),
            )
        except PeopleRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_role(changed))


class Vacancies(Endpoint):
    """Required roles that nobody fills."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(
        operation_id="list_vacancies",
        parameters=[VacancyQuery],
        responses=answers(paged(VacancyShape)),
    )
    def get(self, request: Request) -> Response:
        """List the vacancies of your networks on a day, or coming soon after it, by network."""
        query = self.query(VacancyQuery)
        on = query.get("on") or today()
        networks = networks_in(self.scope, on)
        if icb := query.get("icb"):
            networks = networks.filter(commissioned_by(icb, on))
        found = vacancies(networks, today=on, within_days=query.get("within_days", WITHIN_DAYS))
        rows = sorted((_keyed(vacancy) for vacancy in found), key=_position)
        answer = worked_out(request, rows, BY_NETWORK, query)
        return Response({**answer, "results": [row["shown"] for row in answer["results"]]})


def _role(role: NetworkRole) -> dict[str, Any]:
    return {"code": role.code, "title": role.title} | {
        name: getattr(role, name) for name in ("required", "order", "active")
    }


def _position(row: dict[str, Any]) -> tuple[str, str]:
    return row["network_code"], row["role_code"]


def _keyed(vacancy: Vacancy) -> dict[str, Any]:
    return {
        "network_code": vacancy.code,
        "role_code": vacancy.role_code,
        "shown": {
            "network": {"code": vacancy.code, "name": vacancy.name},
            "role": {"code": vacancy.role_code, "title": vacancy.role},
            "vacant_from": vacancy.vacant_from,
            "filled_from": vacancy.filled_from,
            "held_by": list(vacancy.held_by),
        },
    }


urlpatterns = [
    path("network-roles/", Roles.as_view(), name="api_network_roles"),
    path("network-roles/<slug:role_code>/", ChangeRole.as_view(), name="api_change_network_role"),
    path("vacancies/", Vacancies.as_view(), name="api_vacancies"),
]
