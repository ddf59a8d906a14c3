"""A network's care homes: month by month, its own claims on homes, and what it says of coding."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.engine.corrections import BEDS_STREAM
from funding.models import Line
from funding.queries import current_statements
from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import scope_of, statements_in
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.care_home_words import keeps as keeps_services
from pcn_portal.web.care_home_words import must_keep
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import counted
from pcn_portal.web.money_addresses import asked_year, crumbs
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import find_network, network_header
from pcn_portal.web.register_forms import form_page, reason_field, saved
from services.care_homes import claim_home, state_coding
from services.models import BedCount, CareHome
from services.queries import beds_between


class HomeClaimForm(forms.Form):
    """Which home, from which day, and why."""

    location = forms.CharField(
        label="CQC location ID",
        help_text="As in CQC’s directory, for example 1-123456789.",
        max_length=20,
    )
    from_day = DayField(label="From", help_text="The first day. For example, 1 4 2025.")
    reason = reason_field("Why it is yours. The board decides.")


class CodingForm(forms.Form):
    """From which month residents are coded, or are not."""

    from_month = DayField(label="From the month of", help_text="For example, 1 4 2025.")
    state = forms.ChoiceField(
        label="Are residents comprehensively coded?",
        choices=[("yes", "Yes"), ("no", "No, not all")],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="How do you know?", max_length=2000, widget=forms.Textarea, help_text="For example, "
        "a search for the SNOMED codes 160734000, 394923006 and 248171000000108.",
    )  # fmt: skip


@requires(Permission.SEE_SERVICES)
@require_safe
def network_care_homes(request: PortalRequest, network: str) -> HttpResponse:
    """A year's counts with the premium of each month's statement, claims and coding."""
    on = day_of(request)
    found = find_network(request, network, on, Permission.SEE_SERVICES)
    year = asked_year(request, on)
    rows = _year(request, found, year)
    lacking = [row for row in rows if row["count"] is None and row["begun"]]
    context = {
        "header": network_header(found, on),
        "tab": "services",
        "year": year,
        "rows": rows,
        "claims": found.home_claims.select_related("home", "decision"),
        "coding": found.coding.select_related("stated_by").order_by("-from_month", "-id"),
        "homes": found.aligned_homes.filter(ends__isnull=True).select_related("home"),
        "keeps": keeps_services(request, found),
        "answer": _answer(lacking, year),
        "crumbs": crumbs(("Networks", reverse("networks"))),
    }
    return render(request, "pages/care_homes/network.html", context)


@requires(Permission.KEEP_SERVICES)
@require_http_methods(["GET", "POST"])
def home_claim_new(request: PortalRequest, network: str) -> HttpResponse:
    """Say that a home is the network's."""
    found = _own(request, network)
    form = HomeClaimForm(request.POST or None)
    if form.is_bound and form.is_valid():
        location = form.cleaned_data["location"].strip()
        home = CareHome.objects.filter(location_id=location).first()
        if home is None:
            form.add_error("location", "No directory that was taken in lists this location.")
        elif saved(form, lambda clean: _claim(request, found, home, clean)):
            messages.success(request, "The board is asked to decide.")
            return redirect("network_care_homes", found.code)
    return form_page(
        request,
        form,
        heading="This home is ours",
        caption=found.name,
        button="Ask the board",
        crumbs=care_home_crumbs(found),
    )


@requires(Permission.KEEP_SERVICES)
@require_http_methods(["GET", "POST"])
def coding_state(request: PortalRequest, network: str) -> HttpResponse:
    """Say whether residents are comprehensively coded."""
    found = _own(request, network)
    form = CodingForm(request.POST or None)
    if saved(form, lambda clean: _code(request, found, clean)):
        messages.success(request, "It is recorded. The board sees it.")
        return redirect("network_care_homes", found.code)
    return form_page(
        request,
        form,
        heading="Coding of residents",
        caption=found.name,
        button="Record",
        crumbs=care_home_crumbs(found),
        effects=[
            "The premium is paid only where the board is satisfied that residents are "
            "comprehensively coded (one source, for 2024/25; assumed for later years). Saying no "
            "stops no payment by itself: the board decides."
        ],
    )


def _own(request: PortalRequest, code: str) -> Network:
    network = find_network(request, code, timezone.localdate(), Permission.KEEP_SERVICES)
    must_keep(request, network)
    return network


def _claim(request: PortalRequest, network: Network, home: CareHome, clean: dict[str, Any]) -> None:
    claim_home(
        home_id=home.pk,
        network=network,
        from_day=clean["from_day"],
        reason=clean["reason"],
        by=request.user.actor,
        at=timezone.now(),
    )


def _code(request: PortalRequest, network: Network, clean: dict[str, Any]) -> None:
    state_coding(
        network=network,
        from_month=clean["from_month"],
        confirmed=clean["state"] == "yes",
        words=clean["words"],
        by=request.user.actor,
        at=timezone.now(),
    )


def _year(request: PortalRequest, network: Network, year: ContractYear) -> list[dict[str, Any]]:
    counts = {one.month: one for one in beds_between(network, year.first, year.after)}
    homes = _homes_in(counts.values())
    paid = _paid(request, network)
    today = timezone.localdate()
    return [
        {
            "month": month.first,
            "count": counts.get(month.first),
            "homes": homes.get(counts[month.first].pk, 0) if month.first in counts else 0,
            "paid": paid.get(month.first),
            "begun": month.first <= today,
        }
        for month in year.months()
    ]


def _homes_in(counts: Any) -> dict[int, int]:
    ids = [one.pk for one in counts]
    rows = BedCount.objects.filter(pk__in=ids).values_list("pk", "homes__counts")
    found: dict[int, int] = {}
    for pk, counts_there in rows:
        found[pk] = found.get(pk, 0) + bool(counts_there)
    return found


def _paid(request: PortalRequest, network: Network) -> dict[Any, Any]:
    """The premium on each month's statement that the person may see."""
    scope = scope_of(request.user, Permission.SEE_STATEMENTS)
    current = current_statements(network_codes=[network.code], within=statements_in(scope))
    lines = Line.objects.filter(statement__in=[one.pk for one in current], stream=BEDS_STREAM)
    return dict(lines.values_list("statement__calculation__month", "amount"))


def _answer(lacking: list[dict[str, Any]], year: ContractYear) -> str:
    if not lacking:
        return f"Every month of {year} that has begun is counted."
    words = counted(len(lacking), "month is,months are")
    return f"{words} not counted in {year}: no premium is paid until they are."


def care_home_crumbs(network: Network) -> list[dict[str, str]]:
    return crumbs(
        ("Networks", reverse("networks")),
        (network.name, reverse("network_services", args=[network.code])),
        ("Care homes", reverse("network_care_homes", args=[network.code])),
    )
