"""Proposals: changes of the register, made and decided over REST."""

from collections.abc import Sequence
from typing import Any, NoReturn

from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from funding.effects import effect_of
from networks.models import Proposal, ProposalState
from networks.proposals.actions import call_off, decide, propose, withdraw
from networks.proposals.details import Change, Draft, ProposalRefused, check_day, check_details
from pcn_portal.accounts.effect_scope import seen_of
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import may_decide, may_propose, proposals_in, scope_of
from pcn_portal.api.change_shapes import (
    ChangeQuery,
    DecideRequest,
    DraftRequest,
    EffectShape,
    ProposalDetailShape,
    ProposalShape,
    ProposeRequest,
    ReasonRequest,
    change,
    change_rows,
    effect_shown,
    one_change,
)
from pcn_portal.api.errors import Refused
from pcn_portal.api.pages import Order, page, whole
from pcn_portal.api.shapes import answers, paged
from pcn_portal.api.views import Endpoint, NoQuery, by_method, now, today

NEWEST_FIRST = Order((("id", whole),), newest_first=True)
OF_THE_BODY = ("kind", "effective", "reason", "details")
MOVE = {
    "kind": "move",
    "effective": "2026-07-01",
    "details": {"practice": "Z90002", "from": "U90001", "to": "U90002"},
}


class Changes(Endpoint):
    """Proposed changes, and proposing one."""

    permission = by_method(get=Permission.SEE_NETWORKS, post=Permission.PROPOSE_CHANGES)

    @extend_schema(
        operation_id="list_changes",
        parameters=[ChangeQuery],
        responses=answers(paged(ProposalShape)),
    )
    def get(self, request: Request) -> Response:
        """List the changes that touch your networks and practices, newest first."""
        query = self.query(ChangeQuery)
        found = proposals_in(self.scope, today())
        asked: dict[str, Any] = {k: query[k] for k in ("kind", "state") if k in query}
        if "network" in query:
            asked["networks__code"] = query["network"]
        answer = page(request, change_rows(found.filter(**asked)), NEWEST_FIRST, query)
        return Response({**answer, "results": [change(row) for row in answer["results"]]})

    @extend_schema(
        operation_id="propose_change",
        request=ProposeRequest,
        examples=[
            OpenApiExample(
                "Example", value={**MOVE, "reason": "Both networks agree."}, request_only=True
            )
        ],
        responses=answers(ProposalDetailShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Propose a change of one of your networks or practices; nothing changes yet."""
        self.query(NoQuery)
        wanted = self.body(ProposeRequest)
        draft = _draft(self, wanted)
        try:
            made = propose(
                kind=draft.kind,
                effective=draft.effective,
                details=draft.details,
                reason=wanted["reason"],
                by=self.person.actor,
                at=now(),
            )
        except ProposalRefused as refusal:
            _refuse(refusal)
        there = reverse("api_change", args=[made.pk], request=request)
        return Response(one_change(made.pk), status=201, headers={"Location": there})


class EffectOfDraft(Endpoint):
    """The effect of a change nobody has proposed yet."""

    permission = Permission.PROPOSE_CHANGES

    @extend_schema(
        operation_id="effect_of_draft",
        request=DraftRequest,
        examples=[OpenApiExample("Example", value=MOVE, request_only=True)],
        responses=answers(EffectShape),
    )
    def post(self, request: Request) -> Response:
        """Show what a change would do to each network it touches; nothing is written."""
        self.query(NoQuery)
        return Response(_effect(self, [_draft(self, self.body(DraftRequest))]))


class Decide(Endpoint):
    """Deciding changes."""

    permission = Permission.DECIDE_CHANGES

    @extend_schema(
        operation_id="decide_changes",
        request=DecideRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"changes": [17], "accept": True, "reason": "Weighed and agreed."},
                request_only=True,
            )
        ],
        responses=answers(ProposalDetailShape(many=True)),
    )
    def post(self, request: Request) -> Response:
        """Accept or refuse changes, all of them or none. Each network touched must be yours."""
        self.query(NoQuery)
        wanted = self.body(DecideRequest)
        keys = sorted(set(wanted["changes"]))
        _all_theirs(self, keys)
        try:
            decided = decide(
                proposal_ids=keys,
                accept=wanted["accept"],
                reason=wanted["reason"],
                effective=wanted.get("effective"),
                by=self.person.actor,
                at=now(),
                today=today(),
            )
        except ProposalRefused as refusal:
            _refuse(refusal, nested=False)
        return Response([one_change(made.pk) for made in decided])


class OneChange(Endpoint):
    """One change."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(operation_id="get_change", responses=answers(ProposalDetailShape))
    def get(self, request: Request, change_id: int) -> Response:
        """Show a change, why it was proposed, and what became of it."""
        self.query(NoQuery)
        return Response(one_change(_found(self, change_id).pk))


class EffectOfChange(Endpoint):
    """The effect of one change."""

    permission = Permission.SEE_NETWORKS

    @extend_schema(operation_id="effect_of_change", responses=answers(EffectShape))
    def get(self, request: Request, change_id: int) -> Response:
        """Show what an open change would do to each network it touches."""
        self.query(NoQuery)
        found = _found(self, change_id)
        if found.state != ProposalState.PROPOSED:
            raise Refused("It is decided, so the register shows what it does. See its networks.")
        return Response(_effect(self, [found]))


class Withdraw(Endpoint):
    """Withdrawing a change."""

    permission = Permission.PROPOSE_CHANGES

    @extend_schema(
        operation_id="withdraw_change",
        request=ReasonRequest,
        responses=answers(ProposalDetailShape),
    )
    def post(self, request: Request, change_id: int) -> Response:
        """Take back a change you proposed, before it is decided."""
        self.query(NoQuery)
        reason = self.body(ReasonRequest)["reason"]
        found = _found(self, change_id)
        try:
            withdraw(proposal_id=found.pk, reason=reason, by=self.person.actor, at=now())
        except ProposalRefused as refusal:
            _refuse(refusal, nested=False)
        return Response(one_change(found.pk))


class CallOff(Endpoint):
    """Calling off a change."""

    permission = Permission.DECIDE_CHANGES

    @extend_schema(
        operation_id="call_off_change",
        request=ReasonRequest,
        responses=answers(ProposalDetailShape),
    )
    def post(self, request: Request, change_id: int) -> Response:
        """Undo an accepted change before its day."""
        self.query(NoQuery)
        reason = self.body(ReasonRequest)["reason"]
        _all_theirs(self, [change_id])
        try:
            call_off(
                proposal_id=change_id, reason=reason, by=self.person.actor, at=now(), today=today()
            )
        except ProposalRefused as refusal:
            _refuse(refusal, nested=False)
        return Response(one_change(change_id))


def _found(endpoint: Endpoint, change_id: int) -> Proposal:
    """A change within the scope, or 404."""
    found = proposals_in(endpoint.scope, today()).filter(pk=change_id).first()
    if found is None:
        endpoint.missing()
    return found


def _draft(endpoint: Endpoint, wanted: dict[str, Any]) -> Draft:
    """The change that was sent, its details checked; 404 if it names nothing of theirs."""
    try:
        details = check_details(wanted["kind"], wanted["details"])
        draft = Draft(wanted["kind"], check_day(wanted["effective"]), details)
    except ProposalRefused as refusal:
        _refuse(refusal)
    if not may_propose(endpoint.scope, draft, today()):
        raise NotFound("None of the networks and practices that you name is yours.")
    return draft


def _all_theirs(endpoint: Endpoint, keys: Sequence[int]) -> None:
    """404 for a change outside the scope, 403 for one that is only partly within it."""
    found = list(proposals_in(endpoint.scope, today()).filter(pk__in=keys))
    if len(found) != len(keys):
        endpoint.missing()
    for proposal in found:
        if not may_decide(endpoint.scope, proposal, today()):
            raise PermissionDenied(
                f"Change {proposal.pk} touches networks that are not yours. A national "
                "administrator decides it."
            )


def _effect(endpoint: Endpoint, changes: Sequence[Change]) -> dict[str, Any]:
    """The effect, with the figures of the networks that the person sees."""
    try:
        effect = effect_of(changes, known_at=now())
    except ProposalRefused as refusal:
        _refuse(refusal)
    scope = scope_of(endpoint.person, Permission.SEE_NETWORKS)
    return effect_shown(effect, seen_of(scope, effect, today()))


def _refuse(refusal: ProposalRefused, *, nested: bool = True) -> NoReturn:
    """400 where the refusal is about something that was sent, 409 otherwise."""
    field = refusal.field
    if field in OF_THE_BODY:
        raise ValidationError({field: [str(refusal)]})
    if field and nested:
        raise ValidationError({"details": {field: [str(refusal)]}})
    raise Refused(str(refusal))


urlpatterns: list[URLPattern] = [
    path("changes/", Changes.as_view(), name="api_changes"),
    path("changes/decide/", Decide.as_view(), name="api_decide_changes"),
    path("changes/effect/", EffectOfDraft.as_view(), name="api_effect_of_draft"),
    path("changes/<int:change_id>/", OneChange.as_view(), name="api_change"),
    path("changes/<int:change_id>/effect/", EffectOfChange.as_view(), name="api_effect"),
    path("changes/<int:change_id>/withdraw/", Withdraw.as_view(), name="api_withdraw_change"),
    path("changes/<int:change_id>/call-off/", CallOff.as_view(), name="api_call_off_change"),
]
