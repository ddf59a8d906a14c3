"""People in the roles of a network over REST."""

from dataclasses import replace
from typing import Any

from django.db.models import F, QuerySet
from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from networks.models import CLINICAL_DIRECTOR, Appointment, Network
from networks.people.actions import (
    PeopleRefused,
    Post,
    appoint,
    correct,
    end_appointment,
    post_of,
)
from networks.people.queries import appointments_of
from pcn_portal.accounts.keepers import may_keep_directors
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.shapes import EndRequest, Named, answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, OnDay, Paged, by_method, now, today
from pcn_portal.audit.dated import holds_on

ORDER = Order((("id", whole),))
CONTACT = {"email", "phone"}
BY_PROPOSAL = "The clinical director changes by a proposal, which the commissioner decides."


class AppointmentQuery(Paged, OnDay):
    """Filters of the people of a network."""

    role = serializers.SlugField(required=False, help_text="Code of a role.")


class PostRequest(serializers.Serializer[Any]):
    """What is recorded of a person in a role. `ends` is the first day no longer in it."""

    person = serializers.CharField(max_length=150)
    starts = serializers.DateField()
    ends = serializers.DateField(required=False, allow_null=True)
    profession = serializers.CharField(required=False, allow_blank=True, max_length=80)
    practice = serializers.CharField(
        required=False, allow_blank=True, max_length=8, help_text="ODS code of a practice."
    )
    organisation = serializers.CharField(required=False, allow_blank=True, max_length=200)
    email = serializers.EmailField(required=False, allow_blank=True, max_length=254)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=30)
    wte = serializers.DecimalField(
        required=False, allow_null=True, max_digits=4, decimal_places=3, min_value=0, max_value=1
    )
    sessions = serializers.DecimalField(
        required=False, allow_null=True, max_digits=4, decimal_places=2, min_value=0
    )
    reason = serializers.CharField(max_length=2000)


class AppointRequest(PostRequest):
    """Who takes up which role."""

    role = serializers.SlugField(help_text="Code of a role in use.")


class CorrectRequest(PostRequest):
    """What is put right; what is left out stays as it is."""

    person = serializers.CharField(max_length=150, required=False)
    starts = serializers.DateField(required=False)


class RoleNamed(serializers.Serializer[Any]):
    """A role by its code."""

    code = serializers.CharField()
    title = serializers.CharField()


class AppointmentShape(serializers.Serializer[Any]):
    """A person in a role of a network. `wte` and `sessions` are null where not recorded."""

    id = serializers.IntegerField()
    network = Named()
    role = RoleNamed()
    person = serializers.CharField()
    profession = serializers.CharField(allow_blank=True)
    practice = Named(allow_null=True)
    organisation = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    wte = serializers.CharField(allow_null=True, help_text="Whole-time equivalents.")
    sessions = serializers.CharField(allow_null=True, help_text="Sessions a week.")
    starts = serializers.DateField()
    ends = serializers.DateField(allow_null=True)


class OfNetwork(Endpoint):
    """Base of the endpoints below one network."""

    def network(self, code: str, on: Any = None) -> Network:
        """The network, if it is one of the person's on the day."""
        found = networks_in(self.scope, on or today()).filter(code=code.upper()).first()
        return found or self.missing()

    def check_director(self, network: Network, role_code: str) -> None:
        """Refuse to somebody who may only propose a change of the clinical director."""
        if role_code == CLINICAL_DIRECTOR and not may_keep_directors(self.person, network, today()):
            raise PermissionDenied(BY_PROPOSAL)

    def appointment(self, code: str, appointment_id: int) -> Appointment:
        network = self.network(code)
        found = appointments_of(network).select_related("network").filter(pk=appointment_id)
        return found.first() or self.missing()


class Appointments(OfNetwork):
    """The people of a network, and recording one more."""

    permission = by_method(get=Permission.SEE_NETWORKS, post=Permission.KEEP_REGISTER)

    @extend_schema(
        operation_id="list_appointments",
        parameters=[AppointmentQuery],
        responses=answers(paged(AppointmentShape)),
    )
    def get(self, request: Request, code: str) -> Response:
        """List who is in a role of the network on a day."""
        query = self.query(AppointmentQuery)
        on = query.get("on") or today()
        found = appointments_of(self.network(code, on)).filter(holds_on(on))
        if "role" in query:
            found = found.filter(role__code=query["role"])
        answer = page(request, _rows(found), ORDER, query)
        return Response({**answer, "results": [_row(row) for row in answer["results"]]})

    @extend_schema(
        operation_id="appoint",
        request=AppointRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "role": "network_manager",
                    "person": "Made-up Person",
                    "starts": "2025-04-01",
                    "reason": "Minutes of 3 March",
                },
                request_only=True,
            )
        ],
        responses=answers(AppointmentShape, 201),
    )
    def post(self, request: Request, code: str) -> Response:
        """Record that a person takes up a role. Others in it stay: a post may be shared."""
        self.query(NoQuery)
        network = self.network(code)
        wanted = self.body(AppointRequest)
        role, reason = wanted.pop("role"), wanted.pop("reason")
        self.check_director(network, role)
        made = _refusing(
            appoint,
            network_code=network.code,
            role_code=role,
            post=Post(**wanted),
            reason=reason,
            by=self.person.actor,
            at=now(),
        )
        return Response(_one(made), status=201)


class CorrectAppointment(OfNetwork):
    """Putting right what is recorded."""

    permission = Permission.KEEP_REGISTER

    @extend_schema(
        operation_id="correct_appointment",
        request=CorrectRequest,
        responses=answers(AppointmentShape),
    )
    def post(self, request: Request, code: str, appointment_id: int) -> Response:
        """Correct a person's entry; the earlier one is kept.

        A PCN manager corrects `email` and `phone` of a clinical director, no more.
        """
        self.query(NoQuery)
        appointment = self.appointment(code, appointment_id)
        wanted = self.body(CorrectRequest)
        reason = wanted.pop("reason")
        if not set(wanted) <= CONTACT:
            self.check_director(appointment.network, appointment.role.code)
        corrected = _refusing(
            correct,
            appointment_id=appointment.pk,
            post=replace(post_of(appointment), **wanted),
            reason=reason,
            by=self.person.actor,
            at=now(),
        )
        return Response(_one(corrected))


class EndAppointment(OfNetwork):
    """The end of somebody's time in a role."""

    permission = Permission.KEEP_REGISTER

    @extend_schema(
        operation_id="end_appointment", request=EndRequest, responses=answers(AppointmentShape)
    )
    def post(self, request: Request, code: str, appointment_id: int) -> Response:
        """End a person’s time in a role; `ends` is the first day no longer in it."""
        self.query(NoQuery)
        appointment = self.appointment(code, appointment_id)
        self.check_director(appointment.network, appointment.role.code)
        wanted = self.body(EndRequest)
        ended = _refusing(
            end_appointment,
            appointment_id=appointment.pk,
            on=wanted["ends"],
            reason=wanted["reason"],
            by=self.person.actor,
            at=now(),
        )
        return Response(_one(ended))


def _refusing(action: Any, **given: Any) -> Appointment:
    try:
        made: Appointment = action(**given)
    except PeopleRefused as refusal:
        raise Refused(str(refusal)) from None
    return made


def _rows(appointments: QuerySet[Appointment]) -> QuerySet[Any, Any]:
    return appointments.values(
        "id", "person", "profession", "organisation", "email", "phone", "wte", "sessions",
        "starts", "ends",
        network_code=F("network__code"),
        network_name=F("network__name"),
        role_code=F("role__code"),
        role_title=F("role__title"),
        practice_code=F("practice__code"),
        practice_name=F("practice__name"),
    )  # fmt: skip


def _row(row: dict[str, Any]) -> dict[str, Any]:
    practice = {"code": row.pop("practice_code"), "name": row.pop("practice_name")}
    return {
        "network": {"code": row.pop("network_code"), "name": row.pop("network_name")},
        "role": {"code": row.pop("role_code"), "title": row.pop("role_title")},
        "practice": practice if practice["code"] else None,
        **row,
    }


def _one(appointment: Appointment) -> dict[str, Any]:
    return _row(_rows(Appointment.objects.filter(pk=appointment.pk)).get())


BELOW = "networks/<slug:code>/appointments/"
urlpatterns = [
    path(BELOW, Appointments.as_view(), name="api_appointments"),
    path(
        f"{BELOW}<int:appointment_id>/correct/",
        CorrectAppointment.as_view(),
        name="api_correct_appointment",
    ),
    path(f"{BELOW}<int:appointment_id>/end/", EndAppointment.as_view(), name="api_end_appointment"),
]
