"""The work list of networks by size, and the commissioner's approval of small ones."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.directory import commissioned_by, matching
from networks.models import Network, SizeGround
from networks.size_approvals import (
    REVIEW_WITHIN_DAYS,
    NetworkSize,
    SizeRefused,
    SizeState,
    approvals_of,
    approve_size,
    end_approval,
    sizes_to_weigh,
)
from networks.sizes import LARGE, SMALL
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import can, icbs_in, networks_in, scope_of
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import counted, joined
from pcn_portal.web.home_work import Item
from pcn_portal.web.money_addresses import crumbs, page_of
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import find_network, network_header, vintages_for
from pcn_portal.web.register_forms import reason_field
from pcn_portal.web.vacancy_words import NAMED_AT_HOME

STATES = {
    SizeState.UNAPPROVED.value: f"Under {SMALL:,}, not approved",
    SizeState.REVIEW.value: "Approval due for review",
    SizeState.UNKNOWN.value: "List not fully known",
    SizeState.OVER.value: f"Over {LARGE:,}",
    SizeState.APPROVED.value: f"Under {SMALL:,}, approved",
    SizeState.USUAL.value: f"{SMALL:,} to {LARGE:,}",
}
TAGS = {
    SizeState.UNAPPROVED: {"text": "Not approved", "colour": "red"},
    SizeState.REVIEW: {"text": "Review due", "colour": "orange"},
    SizeState.UNKNOWN: {"text": "List not fully known", "colour": "yellow"},
    SizeState.OVER: {"text": f"Over {LARGE:,}", "colour": "purple"},
    SizeState.APPROVED: {"text": "Approved", "colour": "green"},
    SizeState.USUAL: {"text": "As expected", "colour": "grey"},
}
AT_HOME = {
    SizeState.UNAPPROVED: (
        "small network without an approval of its size",
        "small networks without an approval of their size",
    ),
    SizeState.REVIEW: (
        "approval of a small network to review",
        "approvals of small networks to review",
    ),
}


class SizeFilters(forms.Form):
    """Filters of the work list."""

    q = forms.CharField(label="Name or code", required=False, max_length=100)
    icb = forms.ChoiceField(label="Integrated care board", required=False)
    state = forms.ChoiceField(
        label="Size", required=False, choices=[("", "All but the usual"), *STATES.items()]
    )

    def __init__(self, data: Any, *, icbs: list[tuple[str, str]]) -> None:
        super().__init__(data)
        if len(icbs) < 2:
            del self.fields["icb"]
        else:
            cast(forms.ChoiceField, self.fields["icb"]).choices = [("", "All"), *icbs]


class ApproveForm(forms.Form):
    """Why a network may be small, from when, and until when that is not looked at again."""

    ground = forms.ChoiceField(
        label="Why may it have fewer patients?",
        choices=SizeGround.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why the network may be small."},
    )
    starts = DayField(label="First day of the approval", help_text="For example, 1 4 2025.")
    review_on = DayField(label="Day of the next review", help_text="For example, 1 4 2027.")
    reason = reason_field("What shows that the patients are served well by a network of this size.")


class EndForm(forms.Form):
    """The last day of an approval, and why it ends."""

    last_day = DayField(label="Last day of the approval", help_text="For example, 31 3 2026.")
    reason = reason_field()

    @property
    def on(self) -> date:
        """The first day on which it no longer holds."""
        found: date = self.cleaned_data["last_day"]
        return found + timedelta(days=1)


@requires(Permission.SEE_NETWORKS)
@require_safe
def list_size(request: PortalRequest) -> HttpResponse:
    """Networks outside 30,000 to 50,000 patients: what needs an approval or a review first."""
    on, scope = day_of(request), scope_of(request.user, Permission.SEE_NETWORKS)
    icbs = [(icb.code, f"{icb.name} ({icb.code})") for icb in icbs_in(scope)]
    filters = SizeFilters(request.GET, icbs=icbs)
    filters.is_valid()
    wanted = getattr(filters, "cleaned_data", {})
    chosen = networks_in(scope, on).filter(matching(wanted.get("q", "").strip()))
    if icb := wanted.get("icb"):
        chosen = chosen.filter(commissioned_by(icb, on))
    vintages = vintages_for(on)
    rows = sizes_to_weigh(chosen, on=on, vintages=vintages)
    state = wanted.get("state")
    shown = [r for r in rows if (r.state == state if state else r.state != SizeState.USUAL)]
    page = page_of(request, shown)
    context = {
        "answer": _answer(rows),
        "filters": filters,
        "filtered": any(wanted.values()),
        "page": page,
        "rows": [{"row": row, "tag": TAGS[row.state]} for row in page],
        "may_approve": can(request.user, Permission.COMMISSION),
        "vintages": vintages,
        "on": on,
        "crumbs": crumbs(
            ("Networks", reverse("networks")), ("Work lists", reverse("network_lists"))
        ),
    }
    return render(request, "pages/networks/list_size.html", context)


@requires(Permission.COMMISSION)
@require_http_methods(["GET", "POST"])
def size_approve(request: PortalRequest, code: str) -> HttpResponse:
    """Approve a network's size, having seen it and every earlier approval."""
    today = timezone.localdate()
    network = find_network(request, code, today, Permission.COMMISSION)
    form = ApproveForm(request.POST or None, initial={"starts": today})
    if request.method == "POST" and form.is_valid():
        try:
            approve_size(
                network_code=network.code,
                by=request.user.actor,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except SizeRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, f"The size of {network.name} is approved.")
            return redirect("list_size")
    return _form(request, "size_approve", network, form, today)


@requires(Permission.COMMISSION)
@require_http_methods(["GET", "POST"])
def size_end(request: PortalRequest, code: str) -> HttpResponse:
    """End the approval that a network has, with a reason."""
    today = timezone.localdate()
    network = find_network(request, code, today, Permission.COMMISSION)
    approval = approvals_of(network).filter(ends=None).first()
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_approval(
                approval_id=approval.pk if approval else 0,
                on=form.on,
                reason=form.cleaned_data["reason"],
                by=request.user.actor,
                at=timezone.now(),
            )
        except SizeRefused as refusal:
            form.add_error("last_day" if refusal.field == "on" else None, str(refusal))
        else:
            messages.success(request, f"The approval of {network.name} ends.")
            return redirect("list_size")
    return _form(request, "size_end", network, form, today)


def _form(
    request: PortalRequest, name: str, network: Network, form: forms.Form, today: date
) -> HttpResponse:
    context = {
        "header": network_header(network, today),
        "form": form,
        "approvals": approvals_of(network),
        "small": SMALL,
        "review_within": REVIEW_WITHIN_DAYS,
        "crumbs": crumbs(
            ("Networks", reverse("networks")),
            ("Work lists", reverse("network_lists")),
            ("Networks by size", reverse("list_size")),
        ),
    }
    status = 400 if form.errors else 200
    return render(request, f"pages/networks/{name}.html", context, status=status)


def _answer(rows: list[NetworkSize]) -> str:
    """How many networks need what, the urgent first."""
    if not rows:
        return "No network fits."
    number = {state: sum(row.state == state for row in rows) for state in SizeState}
    said = {
        SizeState.UNAPPROVED: f"is,are|under {SMALL:,} patients without an approval",
        SizeState.REVIEW: f"has,have|an approval to review within {REVIEW_WITHIN_DAYS} days",
        SizeState.UNKNOWN: "has,have|a list that is not fully known",
        SizeState.OVER: f"is,are|over {LARGE:,}",
    }
    parts = [
        f"{counted(number[state], verb)} {words}"
        for state, (verb, words) in ((s, w.split("|")) for s, w in said.items())
        if number[state]
    ]
    if not parts:
        return "No network needs an approval of its size or a review."
    return f"Of {counted(len(rows), 'network,networks')}, {', '.join(parts)}."


def sizes_at_home(user: User, today: date) -> list[Item]:
    """What sizes ask of somebody who approves them: small networks and reviews."""
    scope = scope_of(user, Permission.COMMISSION)
    if scope.empty:
        return []
    rows = sizes_to_weigh(networks_in(scope, today), on=today, vintages=vintages_for(today))
    small = [row.name for row in rows if row.state == SizeState.UNAPPROVED]
    due = [row.name for row in rows if row.state == SizeState.REVIEW]
    return [
        *_size_item(small, SizeState.UNAPPROVED),
        *_size_item(due, SizeState.REVIEW),
    ]


def _size_item(names: list[str], state: SizeState) -> Iterator[Item]:
    if names:
        one, many = AT_HOME[state]
        words = f"{one},{many}"
        named = f": {joined(names)}" if len(names) <= NAMED_AT_HOME else ""
        text = f"{counted(len(names), words)}{named}."
        yield Item(text, f"{reverse('list_size')}?state={state}", words, len(names))


urlpatterns = [
    path("networks/lists/size/", list_size, name="list_size"),
    path("networks/<str:code>/size/", size_approve, name="size_approve"),
    path("networks/<str:code>/size/end/", size_end, name="size_end"),
]
