"""One care home: what directories say, whose it is and was, and in which counts it stands."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.models import Network
from networks.queries import networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.audit.dated import holds_on
from pcn_portal.web.care_home_words import kind_words
from pcn_portal.web.fields import DayField
from pcn_portal.web.money_addresses import crumbs, holds_for_icb, icb_or_404
from pcn_portal.web.register_forms import EndForm, form_page, reason_field, saved
from practices.models import Organisation
from services.care_homes import align, close_home, end_alignment, own_authorities
from services.models import Alignment, CareHome, CountedHome


class AlignForm(forms.Form):
    """A network, from which day, and why."""

    network = forms.ChoiceField(label="Network")
    starts = DayField(label="From", help_text="The first day. For example, 1 4 2025.")
    reason = reason_field()

    def __init__(self, *args: Any, networks: dict[str, Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, f"{network.name} ({code})") for code, network in networks.items()]
        self.fields["network"].choices = choices  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """The first day on which a home was no longer open."""

    on = DayField(
        label="First day no longer open",
        help_text="Leave blank if the home is open after all.",
        required=False,
    )
    reason = reason_field("For example, CQC’s letter.")


@requires(Permission.SEE_SERVICES)
@require_safe
def care_home(request: PortalRequest, icb: str, care_home_id: int) -> HttpResponse:
    """Everything that is known of a home."""
    board, home = _found(request, icb, care_home_id, Permission.SEE_SERVICES)
    today = timezone.localdate()
    current = home.alignments.filter(holds_on(today)).select_related("network").first()
    counted = CountedHome.objects.filter(home=home).select_related("count__network")
    context = {
        "board": board,
        "home": home,
        "kind": kind_words(home),
        "facts": home.facts.select_related("directory").order_by("-directory__published"),
        "alignments": home.alignments.select_related("network", "decided_by").order_by("-starts"),
        "current": current,
        "claims": home.claims.select_related("network", "claimed_by", "decision"),
        "counted": counted.order_by("-count__month", "-count__version"),
        "decides": holds_for_icb(request.user, Permission.REVIEW_SERVICES, icb),
        "answer": _answer(home, current),
        "crumbs": _crumbs(icb, board.name),
    }
    return render(request, "pages/care_homes/home.html", context)


@requires(Permission.REVIEW_SERVICES)
@require_http_methods(["GET", "POST"])
def care_home_align(request: PortalRequest, icb: str, care_home_id: int) -> HttpResponse:
    """Align the home to a network of the board."""
    board, home = _found(request, icb, care_home_id, Permission.REVIEW_SERVICES)
    found = networks_of_icb(icb, timezone.localdate()).order_by("name")
    networks = {network.code: network for network in found}
    form = AlignForm(request.POST or None, networks=networks)
    by, at = request.user.actor, timezone.now()
    if saved(
        form,
        lambda clean: align(
            home_id=home.pk,
            network=networks[clean["network"]],
            starts=clean["starts"],
            reason=clean["reason"],
            by=by,
            at=at,
        ),
    ):
        return _done(request, "The home is aligned.", icb, home)
    effects = ["An alignment to another network ends the day before."]
    return _form(request, form, board, home, "Align to a network", "Align", effects)


@requires(Permission.REVIEW_SERVICES)
@require_http_methods(["GET", "POST"])
def care_home_end(request: PortalRequest, icb: str, care_home_id: int) -> HttpResponse:
    """End the alignment that holds."""
    board, home = _found(request, icb, care_home_id, Permission.REVIEW_SERVICES)
    theirs = networks_of_icb(icb, timezone.localdate()).values("pk")
    held = home.alignments.filter(ends__isnull=True, network__in=theirs)
    current: Alignment | None = held.select_related("network").first()
    if current is None:
        raise Http404("The home is aligned to none of your networks.")
    form = EndForm(request.POST or None)
    by, at = request.user.actor, timezone.now()
    pk = current.pk
    if saved(
        form,
        lambda clean: end_alignment(
            alignment_id=pk,
            ends=clean["ends"] + timedelta(days=1),
            reason=clean["reason"],
            by=by,
            at=at,
        ),
    ):
        return _done(request, "The alignment has an end.", icb, home)
    effects = [f"{current.network.name} is no longer paid for its beds from the month after."]
    return _form(request, form, board, home, "End the alignment", "End it", effects)


@requires(Permission.REVIEW_SERVICES)
@require_http_methods(["GET", "POST"])
def care_home_close(request: PortalRequest, icb: str, care_home_id: int) -> HttpResponse:
    """Record that the home closed."""
    board, home = _found(request, icb, care_home_id, Permission.REVIEW_SERVICES)
    form = CloseForm(request.POST or None, initial={"on": home.closed})
    by, at = request.user.actor, timezone.now()
    if saved(form, lambda clean: close_home(home_id=home.pk, by=by, at=at, **clean)):
        return _done(request, "It is recorded.", icb, home)
    effects = [
        "A home counts for a whole month if it is open on the month’s first day. That is a rule "
        "of this portal: no source says what part of a month is worth. You may count it "
        "otherwise, with a reason."
    ]
    return _form(request, form, board, home, "The home closed", "Record", effects)


def _found(
    request: PortalRequest, icb: str, care_home_id: int, permission: Permission
) -> tuple[Organisation, CareHome]:
    """The board and a home of its networks or local authorities, or one aligned to nobody."""
    board = icb_or_404(request.user, permission, icb)
    home = CareHome.objects.filter(pk=care_home_id).first()
    if home is None:
        raise Http404("No such care home.")
    networks = networks_of_icb(icb, timezone.localdate()).values("pk")
    theirs = (
        home.local_authority in own_authorities(icb)
        or home.alignments.filter(network__in=networks).exists()
        or home.claims.filter(network__in=networks).exists()
    )
    if not theirs:
        raise Http404("The home is of none of your local authorities and networks.")
    return board, home


def _answer(home: CareHome, current: Alignment | None) -> str:
    if home.closed:
        return f"{home.name} is closed."
    if current is None:
        return f"{home.name} is aligned to no network: nobody is paid for its beds."
    return f"{home.name} is aligned to {current.network.name}."


def _done(request: PortalRequest, said: str, icb: str, home: CareHome) -> HttpResponse:
    messages.success(request, said)
    return redirect("care_home", icb, home.pk)


def _form(
    request: PortalRequest,
    form: forms.Form,
    board: Organisation,
    home: CareHome,
    heading: str,
    button: str,
    effects: list[str],
) -> HttpResponse:
    place = (home.name, reverse("care_home", args=[board.code, home.pk]))
    return form_page(
        request,
        form,
        heading=heading,
        caption=home.name,
        button=button,
        crumbs=_crumbs(board.code, board.name, place),
        effects=effects,
    )


def _crumbs(icb: str, name: str, *more: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs(
        ("Services", reverse("services")),
        (name, reverse("services_of_board", args=[icb])),
        ("Care homes", reverse("care_homes_of_board", args=[icb])),
        *more,
    )
