"""A network's staff over REST: read by the network and its board, kept by the network alone."""

from typing import Any

from django.db import transaction
from django.urls import path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from networks.models import Network
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.api.pages import Order, text, whole, worked_out
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.staff_rows import Body, facts, or_refused, own_post, pounds, terms, terms_row
from pcn_portal.api.staff_shapes import (
    MonthCostRequest,
    StaffEndRequest,
    StaffLeaveRequest,
    StaffQuery,
    StaffRequest,
    StaffShape,
    StaffTermsRequest,
)
from pcn_portal.api.views import Endpoint, NoQuery, by_method, now, today
from workforce.keeping_checks import StaffRefused
from workforce.models import Engagement, Post
from workforce.register import (
    add_post,
    change_terms,
    engage,
    enter_month_cost,
    leave_post,
    record_leave,
)
from workforce.staff_lists import engagements_of, staff_row

BY_REFERENCE = Order((("reference", text), ("id", whole)))


class StaffEndpoint(Endpoint):
    """What the endpoints of staff share."""

    def network(self, code: str) -> Network:
        found = networks_in(self.scope, today()).filter(code=code).first()
        if found is None:
            self.missing()
        return found

    def own(self, engagement_id: int) -> Engagement:
        """Somebody of a network of the person's own, or 404."""
        found = Engagement.objects.filter(
            pk=engagement_id, post__network__code__in=self.scope.networks
        ).first()
        if found is None:
            self.missing()
        return found

    def shown(self, engagement_id: int) -> Response:
        one = Engagement.objects.select_related("post__network").get(pk=engagement_id)
        (found,) = engagements_of(one.post.network).filter(pk=engagement_id)
        return Response(self.row(found, today()))

    def row(self, one: Engagement, on: Any) -> dict[str, Any]:
        """Somebody as the API has them; the name only for the network itself."""
        row = staff_row(one, on)
        network = one.post.network
        own = network.code in scope_of(self.person, Permission.KEEP_STAFF).networks
        return {
            "id": one.pk,
            "network": network.code,
            "post": one.post_id,
            "reference": one.person.reference,
            "name": one.person.name if own else None,
            "role": one.post.role,
            "area": one.post.area,
            "employer_kind": one.employer_kind,
            "employer": one.employer,
            "before": one.before,
            "starts": one.starts,
            "ends": one.ends,
            "covers": one.covers_id,
            "terms": terms_row(row.terms),
        }


class Staff(StaffEndpoint):
    """Everybody in a network's posts."""

    permission = by_method(get=Permission.SEE_STAFF, post=Permission.KEEP_STAFF)

    @extend_schema(
        operation_id="list_staff", parameters=[StaffQuery], responses=answers(paged(StaffShape))
    )
    def get(self, request: Request) -> Response:
        """List everybody ever in post in a network, with the terms of a day, by reference."""
        query = self.query(StaffQuery)
        network = self.network(query["network"])
        on = query.get("on") or today()
        rows = [self.row(one, on) for one in engagements_of(network)]
        rows.sort(key=lambda row: (row["reference"], row["id"]))
        return Response(worked_out(request, rows, BY_REFERENCE, query))

    @extend_schema(
        operation_id="engage_staff",
        request=StaffRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "network": "U00001",
                    "role": "CP",
                    "employer": "Made-up Federation",
                    "employer_kind": "federation",
                    "starts": "2025-05-17",
                    "hours": "37.5",
                    "salary": "4400.00",
                    "employer_ni": "555.00",
                    "employer_pension": "632.72",
                },
                request_only=True,
            )
        ],
        responses=answers(StaffShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Record somebody in post, with their first terms; a post of their own unless named."""
        self.query(NoQuery)
        wanted = self.body(StaffRequest)
        network = self.network(wanted["network"])
        if network.code not in self.scope.networks:
            self.missing()
        made = or_refused(lambda: self._engage(network, wanted))
        answer = self.shown(made.pk)
        answer.status_code = 201
        return answer

    @transaction.atomic
    def _engage(self, network: Network, wanted: Body) -> Engagement:
        by, at = self.person.actor, now()
        if "post" in wanted:
            post = Post.objects.filter(network=network, pk=wanted["post"]).first()
            if post is None:
                raise StaffRefused("This post is not recorded in the network.")
        else:
            post = add_post(network=network, facts=own_post(wanted), by=by, at=at)
        return engage(post_id=post.pk, facts=facts(wanted), terms=terms(wanted), by=by, at=at)


class StaffTerms(StaffEndpoint):
    """Other terms."""

    permission = Permission.KEEP_STAFF

    @extend_schema(
        operation_id="change_staff_terms", request=StaffTermsRequest, responses=answers(StaffShape)
    )
    def post(self, request: Request, engagement_id: int) -> Response:
        """Record other hours or pay from a day on; earlier terms are kept."""
        self.query(NoQuery)
        one = self.own(engagement_id)
        wanted = self.body(StaffTermsRequest)
        or_refused(
            lambda: change_terms(
                engagement_id=one.pk,
                terms=terms(wanted),
                from_day=wanted["from_day"],
                reason=wanted["reason"],
                by=self.person.actor,
                at=now(),
            )
        )
        return self.shown(one.pk)


class StaffEnd(StaffEndpoint):
    """Leaving a post."""

    permission = Permission.KEEP_STAFF

    @extend_schema(operation_id="end_staff", request=StaffEndRequest, responses=answers(StaffShape))
    def post(self, request: Request, engagement_id: int) -> Response:
        """Record the first day somebody is no longer in post."""
        self.query(NoQuery)
        one = self.own(engagement_id)
        ends = self.body(StaffEndRequest)["ends"]
        by, at = self.person.actor, now()
        or_refused(lambda: leave_post(engagement_id=one.pk, on=ends, by=by, at=at))
        return self.shown(one.pk)


class StaffLeave(StaffEndpoint):
    """A time away."""

    permission = Permission.KEEP_STAFF

    @extend_schema(
        operation_id="record_staff_leave",
        request=StaffLeaveRequest,
        responses=answers(StaffShape),
    )
    def post(self, request: Request, engagement_id: int) -> Response:
        """Record that somebody is away."""
        self.query(NoQuery)
        one = self.own(engagement_id)
        wanted = self.body(StaffLeaveRequest)
        or_refused(
            lambda: record_leave(
                engagement_id=one.pk,
                kind=wanted["kind"],
                starts=wanted["starts"],
                ends=wanted.get("ends"),
                by=self.person.actor,
                at=now(),
            )
        )
        return self.shown(one.pk)


class StaffCost(StaffEndpoint):
    """A month's own cost."""

    permission = Permission.KEEP_STAFF

    @extend_schema(
        operation_id="enter_month_cost", request=MonthCostRequest, responses=answers(StaffShape)
    )
    def post(self, request: Request, engagement_id: int) -> Response:
        """Enter what a month really cost; the claim uses it."""
        self.query(NoQuery)
        one = self.own(engagement_id)
        wanted = self.body(MonthCostRequest)
        or_refused(
            lambda: enter_month_cost(
                engagement_id=one.pk,
                month=wanted["month"],
                cost=pounds(wanted),
                reason=wanted["reason"],
                by=self.person.actor,
                at=now(),
            )
        )
        return self.shown(one.pk)


urlpatterns = [
    path("staff/", Staff.as_view(), name="api_staff"),
    path("staff/<int:engagement_id>/terms/", StaffTerms.as_view(), name="api_staff_terms"),
    path("staff/<int:engagement_id>/end/", StaffEnd.as_view(), name="api_staff_end"),
    path("staff/<int:engagement_id>/leave/", StaffLeave.as_view(), name="api_staff_leave"),
    path("staff/<int:engagement_id>/costs/", StaffCost.as_view(), name="api_staff_cost"),
]
