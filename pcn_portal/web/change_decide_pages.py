"""Deciding proposals together, withdrawing one, and calling an accepted one off before its day."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from networks.models import Proposal, ProposalState
from networks.proposals.actions import decide as decide_changes
from networks.proposals.actions import withdraw as withdraw_change
from networks.proposals.calling_off import call_off as call_off_change
from networks.proposals.details import Draft, ProposalRefused
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.change_impact import impact_of_changes
from pcn_portal.web.change_presenter import effect_or_refusal
from pcn_portal.web.change_rights import find_change, may_act, seen_by, why_not
from pcn_portal.web.change_words import DONE, draft_of, names_for, sentence
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import counted, moment
from pcn_portal.web.money_addresses import crumbs

State = ProposalState
MOST_AT_ONCE = 50


class DecideForm(forms.Form):
    """Accept or refuse, from which day, and why."""

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=[("accept", "Accept"), ("refuse", "Refuse")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to accept or refuse."},
    )
    effective = DayField(
        label="From another day, if you accept",
        help_text="Leave it empty to keep the proposed day. For example, 1 7 2025.",
        required=False,
    )
    reason = forms.CharField(
        label="Reason",
        help_text="It is kept with the change and shown to who proposed it.",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Say why you decide so."},
    )

    def refused(self, refusal: ProposalRefused) -> None:
        """Show a refusal at the field it is about."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class ReasonForm(forms.Form):
    """Why a proposal is withdrawn or called off."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Say why."},
    )


@requires(Permission.DECIDE_CHANGES)
@require_http_methods(["GET", "POST"])
def decide(request: PortalRequest) -> HttpResponse:
    """The chosen changes with their effect together, and the decision with its reason."""
    asked = _asked(request)
    chosen = [found for found in asked if found.state == State.PROPOSED]
    form = DecideForm(request.POST or None)
    if request.method == "POST" and len(chosen) < len(asked):
        return _too_late(request, asked)
    if not chosen:
        return _nothing_chosen(request, asked)
    barred = _barred(request, chosen)
    chosen = [found for found in chosen if found.pk not in barred]
    if request.method == "POST" and form.is_valid() and not barred:
        try:
            return _decided(request, chosen, form.cleaned_data)
        except ProposalRefused as refusal:
            if _decided_meanwhile(chosen):
                return _too_late(request, _asked(request))
            form.refused(refusal)
    status = 403 if request.method == "POST" and barred else 400 if form.errors else 200
    context = _weighed(request, asked, barred, form)
    return render(request, "pages/changes/decide.html", context, status=status)


def _weighed(
    request: PortalRequest, asked: list[Proposal], barred: dict[int, str], form: DecideForm
) -> dict[str, Any]:
    """What the page shows: the changes to decide, their effect together, and those left out."""
    now, names = timezone.now(), names_for(asked)
    today = timezone.localdate(now)
    chosen = [one for one in asked if one.state == State.PROPOSED and one.pk not in barred]
    drafts = _drafts(chosen, form)
    return {
        "chosen": [{"change": one, "sentence": sentence(one, names)} for one in chosen],
        "barred": [
            {"sentence": sentence(one, names), "why": barred[one.pk]}
            for one in asked
            if one.pk in barred
        ],
        "effect": effect_or_refusal(request.user, drafts, known_at=now, today=today)
        if chosen
        else None,
        "impact": impact_of_changes(request.user, chosen, form, now) if chosen else None,
        "form": form,
        "late": sum(one.effective <= today for one in chosen),
        "crumbs": crumbs(("Changes", reverse("changes"))),
    }


def _barred(request: PortalRequest, chosen: list[Proposal]) -> dict[int, str]:
    """The chosen changes that are not this person's to decide, with the reason why."""
    today = timezone.localdate()
    reasons = {one.pk: why_not(request.user, one, today) for one in chosen}
    return {number: reason for number, reason in reasons.items() if reason}


def _asked(request: PortalRequest) -> list[Proposal]:
    """The changes of `?id=1&id=2` within the person's scope, decided ones too."""
    given: QueryDict = request.POST if request.method == "POST" else request.GET
    numbers = [int(n) for n in given.getlist("id") if n.isascii() and n.isdecimal() and len(n) < 19]
    every = seen_by(request.user, timezone.localdate(), Permission.DECIDE_CHANGES)
    return list(every.filter(pk__in=numbers[:MOST_AT_ONCE]).order_by("effective", "id"))


def _drafts(chosen: list[Proposal], form: DecideForm) -> list[Draft]:
    """The changes as they would be accepted: from the other day, if one was typed."""
    other = getattr(form, "cleaned_data", {}).get("effective")
    drafts = [draft_of(one) for one in chosen]
    return [Draft(d.kind, other or d.effective, d.details) for d in drafts]


def _decided(
    request: PortalRequest, chosen: list[Proposal], cleaned: dict[str, Any]
) -> HttpResponse:
    accept = cleaned["outcome"] == "accept"
    decide_changes(
        proposal_ids=[one.pk for one in chosen],
        accept=accept,
        reason=cleaned["reason"],
        effective=cleaned["effective"] if accept else None,
        by=request.user.actor,
        at=timezone.now(),
        today=timezone.localdate(),
    )
    number = counted(len(chosen), "change is,changes are")
    messages.success(request, f"{number} {'accepted' if accept else 'refused'}.")
    return redirect("change", chosen[0].pk) if len(chosen) == 1 else redirect("changes")


def _decided_meanwhile(chosen: list[Proposal]) -> bool:
    waiting = Proposal.objects.filter(pk__in=[c.pk for c in chosen], state=State.PROPOSED)
    return waiting.count() < len(chosen)


def _nothing_chosen(request: PortalRequest, asked: list[Proposal]) -> HttpResponse:
    if asked:
        return _too_late(request, asked)
    messages.info(request, "Choose at least one change that needs a decision.")
    return redirect("changes")


def _too_late(request: PortalRequest, asked: list[Proposal]) -> HttpResponse:
    """Somebody was faster: who did what, and what is left to decide. Nothing was done."""
    names = names_for(asked)
    done = [one for one in asked if one.state != State.PROPOSED]
    left = [one for one in asked if one.state == State.PROPOSED]
    context = {
        "done": [
            {"change": one, "sentence": sentence(one, names), "said": _who(one)} for one in done
        ],
        "left": left,
        "typed": request.POST.get("reason", ""),
        "crumbs": crumbs(("Changes", reverse("changes"))),
    }
    return render(request, "pages/changes/too_late.html", context, status=409)


def _who(change: Proposal) -> str:
    who = change.decided_by or "The system"
    return f"{who} {DONE[State(change.state)]} it on {moment(change.decided_at)}"


@requires(Permission.PROPOSE_CHANGES)
@require_http_methods(["GET", "POST"])
def withdraw(request: PortalRequest, proposal_id: int) -> HttpResponse:
    """Take back a proposal that nobody decided yet."""
    return _ended(request, proposal_id, Permission.PROPOSE_CHANGES, "may_withdraw", _withdraw)


@requires(Permission.DECIDE_CHANGES)
@require_http_methods(["GET", "POST"])
def call_off(request: PortalRequest, proposal_id: int) -> HttpResponse:
    """Undo an accepted change before its day."""
    return _ended(request, proposal_id, Permission.DECIDE_CHANGES, "may_call_off", _call_off)


def _withdraw(request: PortalRequest, proposal_id: int, reason: str) -> str:
    withdraw_change(
        proposal_id=proposal_id, reason=reason, by=request.user.actor, at=timezone.now()
    )
    return "The proposal is withdrawn."


def _call_off(request: PortalRequest, proposal_id: int, reason: str) -> str:
    call_off_change(
        proposal_id=proposal_id,
        reason=reason,
        by=request.user.actor,
        at=timezone.now(),
        today=timezone.localdate(),
    )
    return "The change is called off. The register is as it was."


def _ended(
    request: PortalRequest,
    proposal_id: int,
    permission: Permission,
    right: str,
    act: Callable[[PortalRequest, int, str], str],
) -> HttpResponse:
    """One form with a reason; back to the change, with a sentence, where it cannot be done."""
    today = timezone.localdate()
    found = find_change(request.user, permission, proposal_id, today)
    if not may_act(request.user, found, today)[right]:
        messages.info(request, "This cannot be done now. The page says how far the change is.")
        return redirect("change", proposal_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(request, proposal_id, form.cleaned_data["reason"]))
            return redirect("change", proposal_id)
        except ProposalRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "change": found,
        "sentence": sentence(found, names_for([found])),
        "calls_off": right == "may_call_off",
        "form": form,
        "crumbs": crumbs(("Changes", reverse("changes"))),
    }
    return render(request, "pages/changes/end.html", context, status=400 if form.errors else 200)
