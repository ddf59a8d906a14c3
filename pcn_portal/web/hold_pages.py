"""Payment holds: which networks are held and why; a hold is placed and lifted with a reason."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.models import Statement
from funding.queries import current_statements
from networks.holds import LONGEST_REASON, HoldRefused, lift_hold, place_hold, standing_on
from networks.models import Network, PaymentHold
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import can, holds_in, networks_in, scope_of, statements_in
from pcn_portal.units.periods import Month
from pcn_portal.web.formats import joined, month
from pcn_portal.web.hold_words import holds_answer, sums_of
from pcn_portal.web.money_addresses import crumbs, page_of
from pcn_portal.web.nav import day_of
from pcn_portal.web.reckoner_forms import contract_months
from practices.queries import open_on

STATEMENTS_SHOWN = 12


class NetworkForm(forms.Form):
    """Whose payments are to be held."""

    network = forms.ChoiceField(
        label="Network", error_messages={"invalid_choice": "Choose a network from the list."}
    )

    def __init__(self, data: Any, *, networks: QuerySet[Network]) -> None:
        super().__init__(data)
        names = networks.order_by("name", "code").values_list("code", "name")
        choices = [("", "Choose a network"), *((code, f"{name} ({code})") for code, name in names)]
        cast(forms.ChoiceField, self.fields["network"]).choices = choices


class HoldForm(forms.Form):
    """From which month, and why."""

    from_month = forms.ChoiceField(
        label="First month that is held",
        choices=lambda: [(str(m), month(m)) for m in reversed(contract_months())],
    )
    reason = forms.CharField(
        label="Reason",
        help_text="For example, that the network agreement is not signed.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea,
        error_messages={"required": "Say why the payments are held."},
    )


class LiftForm(forms.Form):
    """Why a hold is lifted."""

    reason = forms.CharField(
        label="Reason",
        help_text="For example, the day on which the network agreement was signed.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea,
        error_messages={"required": "Say why the hold is lifted."},
    )


@requires(Permission.SEE_NETWORKS)
@require_safe
def list_holds(request: PortalRequest) -> HttpResponse:
    """Holds that stand on a day, largest sum first, then those that were lifted by then."""
    on = day_of(request)
    visible = _visible(request, Permission.SEE_NETWORKS)
    standing = list(visible.filter(standing_on(on)))
    lifted = list(visible.filter(lifted_at__date__lte=on).order_by("-lifted_at"))
    sums = sums_of(request.user, [*standing, *lifted])
    answer = holds_answer(standing, sums)
    standing.sort(key=lambda hold: (-sums[hold.pk].total, hold.network.name))
    page = page_of(request, [*standing, *lifted])
    rows = [{"hold": hold, "held": sums[hold.pk]} for hold in page]
    first_lifted = max(0, len(standing) - page.start_index() + 1)
    context = {
        "on": on,
        "answer": answer,
        "page": page,
        "standing": rows[:first_lifted],
        "lifted": rows[first_lifted:],
        "may_hold": can(request.user, Permission.COMMISSION),
        "crumbs": crumbs(("Networks", reverse("networks"))),
    }
    return render(request, "pages/holds/list.html", context)


@requires(Permission.COMMISSION)
@require_http_methods(["GET", "POST"])
def hold_place(request: PortalRequest) -> HttpResponse:
    """Choose a network, see what it comes to, and hold its payments with a reason."""
    today = timezone.localdate()
    networks = networks_in(scope_of(request.user, Permission.COMMISSION), today)
    network = networks.filter(code=_asked(request)).first()
    if network is None:
        return _choose(request, networks.filter(open_on(today)))
    form = HoldForm(request.POST or None, initial={"from_month": str(Month.of(today))})
    if request.method == "POST" and form.is_valid():
        try:
            return _placed(request, network, form.cleaned_data)
        except HoldRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "network": network,
        "effect": _effect(_statements(request, network)),
        "crumbs": _crumbs(),
    }
    return render(request, "pages/holds/place.html", context, status=400 if form.errors else 200)


@requires(Permission.COMMISSION)
@require_http_methods(["GET", "POST"])
def hold_lift(request: PortalRequest, hold_id: int) -> HttpResponse:
    """What a hold holds back, and lifting it with a reason."""
    hold = _visible(request, Permission.COMMISSION).filter(pk=hold_id).first()
    if hold is None:
        raise Http404("No such hold within your networks.")
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _lifted(request, hold, form.cleaned_data["reason"])
        except HoldRefused as refusal:
            form.add_error(None, str(refusal))
    held = [s for s in _statements(request, hold.network) if s.hold and s.hold["id"] == hold.pk]
    context = {
        "form": form,
        "hold": hold,
        "held": sums_of(request.user, [hold])[hold.pk],
        "approved": _months([s for s in held if _approved(s)]),
        "open": _months([s for s in held if not _approved(s)]),
        "crumbs": _crumbs(),
    }
    return render(request, "pages/holds/lift.html", context, status=400 if form.errors else 200)


def _visible(request: PortalRequest, permission: Permission) -> QuerySet[PaymentHold]:
    found = holds_in(scope_of(request.user, permission), timezone.localdate())
    return found.select_related("network", "placed_by", "lifted_by")


def _asked(request: PortalRequest) -> str:
    """The network of `?network=U12345`."""
    return request.GET.get("network", "").replace("\0", "")


def _choose(request: PortalRequest, networks: QuerySet[Network]) -> HttpResponse:
    """The first step; a network that is held already, or is another board's, is none to choose."""
    held = PaymentHold.objects.filter(lifted_at=None).values("network")
    given = {"network": _asked(request)} if "network" in request.GET else None
    form = NetworkForm(given, networks=networks.exclude(pk__in=held))
    context = {"form": form, "crumbs": _crumbs()}
    return render(request, "pages/holds/choose.html", context, status=400 if form.errors else 200)


def _placed(request: PortalRequest, network: Network, cleaned: dict[str, Any]) -> HttpResponse:
    hold = place_hold(
        network=network.code,
        from_month=Month.parse(cleaned["from_month"]).first,
        reason=cleaned["reason"],
        by=request.user.actor,
        at=timezone.now(),
    )
    messages.success(
        request,
        f"Payments of {network} are held from {month(hold.from_month)}. "
        "The next run of those months uses it.",
    )
    return redirect("list_holds")


def _lifted(request: PortalRequest, hold: PaymentHold, reason: str) -> HttpResponse:
    lift_hold(hold_id=hold.pk, reason=reason, by=request.user.actor, at=timezone.now())
    messages.success(
        request, f"The hold on {hold.network} is lifted. The next run of its months is paid."
    )
    return redirect("list_holds")


def _statements(request: PortalRequest, network: Network) -> list[Statement]:
    """The network's statements that count, newest month first."""
    within = statements_in(scope_of(request.user, Permission.SEE_STATEMENTS))
    return list(current_statements(network_codes=[network.code], within=within))


def _approved(statement: Statement) -> bool:
    """Whether the statement's calculation is approved, as `current_statements` found it."""
    return bool(vars(statement)["approved"])


def _effect(statements: list[Statement]) -> dict[str, Any]:
    """What a hold would stop: the latest statement, and the approved months it leaves alone."""
    approved = [s for s in statements if _approved(s)][:STATEMENTS_SHOWN]
    return {"latest": statements[0] if statements else None, "approved": _months(approved)}


def _months(statements: list[Statement]) -> str:
    return joined([month(s.month) for s in sorted(statements, key=lambda s: s.month)])


def _crumbs() -> list[dict[str, str]]:
    return crumbs(("Networks", reverse("networks")), ("Payment holds", reverse("list_holds")))


urlpatterns = [
    path("networks/lists/holds/", list_holds, name="list_holds"),
    path("networks/lists/holds/new/", hold_place, name="hold_place"),
    path("networks/lists/holds/<int:hold_id>/lift/", hold_lift, name="hold_lift"),
]
