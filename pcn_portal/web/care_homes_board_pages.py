"""A board's care homes: the month's counts with their pounds, homes to align, and claims."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.care_home_months import NetworkMonth, network_months
from networks.models import Network
from networks.queries import networks_of_icb
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.audit.dated import holds_on
from pcn_portal.units.periods import Month
from pcn_portal.web.care_home_words import asked_month, kind_words, standing_tag
from pcn_portal.web.formats import counted
from pcn_portal.web.formats import month as month_words
from pcn_portal.web.money_addresses import asked_words, crumbs, holds_for_icb, icb_or_404, page_of
from pcn_portal.web.register_forms import form_page, reason_field, saved
from services.care_home_counts import Outcome, confirm_counts
from services.care_home_months import coding_of, directory_is_stale, newest_directory
from services.care_homes import choose_authorities, decide_home_claim, own_authorities
from services.models import Alignment, CareHome, HomeClaim

SHOWN = {
    "unaligned": "Aligned to nobody",
    "aligned": "Aligned to your networks",
    "others": "Aligned to networks of other boards",
    "all": "All",
}


class AcceptForm(forms.Form):
    """Which networks' proposed counts are accepted, each as it was seen: "U12345 552"."""

    accept = forms.MultipleChoiceField(
        error_messages={
            "required": "Choose at least one network.",
            "invalid_choice": "The homes of a network changed since. Look at its beds again.",
        },
    )
    reason = reason_field("What the counts rest on, for example the directory of 1 May.")

    def __init__(self, *args: Any, rows: list[NetworkMonth], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = [f"{row.network.code} {row.homes.proposed}" for row in rows if row.acceptable]
        self.fields["accept"].choices = [(one, one) for one in given]  # type: ignore[attr-defined]


class ClaimDecisionForm(forms.Form):
    """Agree or refuse, and why."""

    outcome = forms.ChoiceField(
        label="What is decided?",
        choices=[("agree", "Align the home to this network"), ("refuse", "Refuse")],
        widget=forms.RadioSelect,
    )
    reason = reason_field("The networks read it.")


class AuthoritiesForm(forms.Form):
    """The local authorities whose homes the board looks after."""

    authorities = forms.MultipleChoiceField(
        label="Local authorities",
        required=False,
        help_text="CQC’s directory has no board of a home, only its local authority.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = CareHome.objects.exclude(local_authority="").order_by("local_authority")
        found = names.values_list("local_authority", flat=True).distinct()
        self.fields["authorities"].choices = [(one, one) for one in found]  # type: ignore[attr-defined]


@requires(Permission.SEE_SERVICES)
@require_http_methods(["GET", "POST"])
def care_homes_of_board(request: PortalRequest, icb: str) -> HttpResponse:
    """A month's counts of every network: what is missing or otherwise, in beds and pounds."""
    now = timezone.now()
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    month = asked_month(request, timezone.localdate(now))
    networks = list(networks_of_icb(icb, month.first).order_by("name"))
    rows = network_months(networks, icb, month, now)
    decides = holds_for_icb(request.user, Permission.REVIEW_SERVICES, icb)
    form = AcceptForm(request.POST or None, rows=rows) if decides else None
    if request.method == "POST":
        if form is None:
            raise Http404("Counts are confirmed by the board.")
        if form.is_valid():
            _accept(request, rows, month, form.cleaned_data)
            return redirect(f"{request.path}?month={month}")
    coding = coding_of([network.pk for network in networks], month.first)
    directory = newest_directory(now)
    context = {
        "board": board,
        "month": month,
        "rows": [(row, standing_tag(row)) for row in rows],
        "uncoded": [n for n in networks if n.pk not in coding or not coding[n.pk].confirmed],
        "claims": _waiting([network.pk for network in networks]),
        "directory": directory,
        "stale": directory_is_stale(directory, month),
        "months": _months(month, timezone.localdate(now)),
        "answer": _answer(rows, month),
        "form": form,
        "acceptable": any(row.acceptable for row in rows),
        "crumbs": _crumbs(icb, board.name),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/care_homes/board.html", context, status=status)


@requires(Permission.SEE_SERVICES)
@require_safe
def care_homes_list(request: PortalRequest, icb: str) -> HttpResponse:
    """Homes of the board's local authorities or its networks, to search and to align."""
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    today = timezone.localdate()
    show = request.GET.get("show", "unaligned")
    show = show if show in SHOWN else "unaligned"
    q = asked_words(request, "q")
    homes = _homes(icb, show, q)
    page = page_of(request, homes)
    current = {
        one.home_id: one
        for one in Alignment.objects.filter(
            holds_on(today), home__in=[home.pk for home in page]
        ).select_related("network")
    }
    context = {
        "board": board,
        "rows": [(home, kind_words(home), current.get(home.pk)) for home in page],
        "page": page,
        "q": q,
        "show": show,
        "choices": SHOWN.items(),
        "authorities": sorted(own_authorities(icb)),
        "answer": f"{counted(page.paginator.count, 'care home,care homes')} found.",
        "crumbs": _crumbs(icb, board.name, inside=True),
    }
    return render(request, "pages/care_homes/homes.html", context)


@requires(Permission.REVIEW_SERVICES)
@require_http_methods(["GET", "POST"])
def care_home_authorities(request: PortalRequest, icb: str) -> HttpResponse:
    """Say which local authorities' homes the board looks after."""
    board = icb_or_404(request.user, Permission.REVIEW_SERVICES, icb)
    form = AuthoritiesForm(
        request.POST if request.method == "POST" else None,
        initial={"authorities": sorted(own_authorities(icb))},
    )
    by, at = request.user.actor, timezone.now()
    if saved(form, lambda clean: choose_authorities(icb_code=icb, by=by, at=at, **clean)):
        messages.success(request, "The local authorities are recorded.")
        return redirect("care_homes_list", icb)
    return form_page(
        request,
        form,
        heading="Local authorities",
        caption=board.name,
        button="Save",
        crumbs=_crumbs(icb, board.name, inside=True),
    )


@requires(Permission.REVIEW_SERVICES)
@require_http_methods(["GET", "POST"])
def home_claim_decide(request: PortalRequest, icb: str, home_claim_id: int) -> HttpResponse:
    """Decide between networks that say a home is theirs."""
    board = icb_or_404(request.user, Permission.REVIEW_SERVICES, icb)
    theirs = networks_of_icb(icb, timezone.localdate()).values("pk")
    claims = HomeClaim.objects.select_related("home", "network", "claimed_by")
    claim = claims.filter(pk=home_claim_id, network__in=theirs).first()
    if claim is None:
        raise Http404("No such claim of one of your networks.")
    form = ClaimDecisionForm(request.POST or None)
    by, at = request.user.actor, timezone.now()
    if saved(
        form,
        lambda clean: decide_home_claim(
            claim_id=claim.pk,
            agree=clean["outcome"] == "agree",
            reason=clean["reason"],
            by=by,
            at=at,
        ),
    ):
        messages.success(request, "It is decided. The networks see it.")
        return redirect("care_home", icb, claim.home_id)
    return form_page(
        request,
        form,
        heading=f"{claim.network.name}: {claim.home.name}",
        caption=board.name,
        button="Decide",
        crumbs=_crumbs(icb, board.name, inside=True),
        effects=_effects(claim),
    )


def _effects(claim: HomeClaim) -> list[str]:
    others = claim.home.claims.filter(decision=None).exclude(pk=claim.pk)
    said = [f"{claim.claimed_by} of {claim.network.name} says: {claim.reason}"]
    said += [
        f"{other.network.name} claims it too, and is refused if you agree: {other.reason}"
        for other in others.select_related("network")
    ]
    day = claim.from_day
    for one in claim.home.alignments.filter(holds_on(day)).select_related("network"):
        said.append(f"It is aligned to {one.network.name}, which would end on that day.")
    return said


def _accept(
    request: PortalRequest, rows: list[NetworkMonth], month: Month, clean: dict[str, Any]
) -> None:
    networks: dict[str, Network] = {row.network.code: row.network for row in rows}
    chosen = [one.split() for one in clean["accept"]]
    outcomes = confirm_counts(
        wanted=[(networks[code], int(beds)) for code, beds in chosen],
        month=month,
        reason=clean["reason"],
        by=request.user.actor,
        at=timezone.now(),
    )
    _tell(request, outcomes, month)


def _tell(request: PortalRequest, outcomes: list[Outcome], month: Month) -> None:
    done = [one for one in outcomes if one.count is not None]
    if done:
        number = counted(len(done), "network is counted,networks are counted")
        messages.success(request, f"{number} for {month_words(month.first)}.")
    for one in outcomes:
        if one.count is None:
            messages.error(request, f"{one.network.name}: {one.refusal}")


def _homes(icb: str, show: str, q: str) -> QuerySet[CareHome]:
    today = timezone.localdate()
    networks = networks_of_icb(icb, today).values("pk")
    aligned = Alignment.objects.filter(holds_on(today))
    own = Q(pk__in=aligned.filter(network__in=networks).values("home"))
    local = Q(local_authority__in=own_authorities(icb))
    homes = CareHome.objects.filter(own | local)
    if show == "unaligned":
        homes = homes.exclude(pk__in=aligned.values("home")).filter(closed__isnull=True)
    elif show == "aligned":
        homes = homes.filter(own)
    elif show == "others":
        homes = homes.filter(pk__in=aligned.exclude(network__in=networks).values("home"))
    if q:
        found = Q(name__icontains=q) | Q(postcode__istartswith=q) | Q(location_id=q)
        homes = (homes if show != "all" else CareHome.objects.all()).filter(found)
    return homes.order_by("name", "location_id")


def _waiting(network_ids: list[int]) -> QuerySet[HomeClaim]:
    claims = HomeClaim.objects.filter(network__in=network_ids, decision=None)
    return claims.select_related("home", "network").order_by("home__name", "pk")


def _months(shown: Month, today: date) -> list[tuple[str, str]]:
    """The month shown and the last thirteen, the latest first."""
    months, month = {shown}, Month.of(today)
    for _ in range(13):
        months.add(month)
        month = month.previous
    return [(str(one), month_words(one.first)) for one in sorted(months, reverse=True)]


def _answer(rows: list[NetworkMonth], month: Month) -> str:
    waiting = [row for row in rows if row.acceptable or row.homes.proposed is None]
    when = month_words(month.first)
    if not waiting:
        return f"Every network with aligned homes is counted for {when}."
    return f"{counted(len(waiting), 'network needs,networks need')} you for {when}."


def _crumbs(icb: str, name: str, *, inside: bool = False) -> list[dict[str, str]]:
    steps = [("Services", reverse("services")), (name, reverse("services_of_board", args=[icb]))]
    if inside:
        steps.append(("Care homes", reverse("care_homes_of_board", args=[icb])))
    return crumbs(*steps)
