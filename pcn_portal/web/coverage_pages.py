"""Coverage: whether all of an ICB's registered patients are served by a network, and who is not."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.cover import CoverRefused, Provider, arrange_cover, end_cover, provider_words
from networks.coverage import HUNDRED, IcbCoverage, coverage_on, percent_of
from networks.models import Cover, Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import Scope, covers_in, icbs_in, practices_in, scope_of
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import counted, day, patients
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.nav import day_of
from pcn_portal.web.register_forms import EndForm, day_after, form_page, reason_field, saved
from practices.models import Practice


class CoverForm(forms.Form):
    """Who serves the patients of a practice outside any network, from when, and how it is paid."""

    network = forms.CharField(
        label="Network",
        required=False,
        max_length=6,
        help_text="The code of the network that serves its patients, like U12345.",
    )
    organisation = forms.CharField(
        label="Or another organisation",
        required=False,
        max_length=200,
        help_text="For example, a GP federation, by name.",
    )
    ods_code = forms.CharField(
        label="ODS code of that organisation, if it has one", required=False, max_length=8
    )
    starts = DayField(label="From", help_text="The first day. For example, 1 4 2025.")
    ends = DayField(
        label="Until, if the end is agreed", required=False, help_text="The last day it holds."
    )
    how_paid = forms.CharField(
        label="How it is paid",
        max_length=2000,
        widget=forms.Textarea,
        help_text="For example, the network's payments for these patients, or a local contract.",
        error_messages={"required": "Say how it is paid, or that it is not paid and why."},
    )
    reason = reason_field("For example, the letter or decision by which it was agreed.")

    def provider(self, cleaned: dict[str, Any]) -> Provider:
        """Who serves the patients; a code that the register does not know is refused."""
        code = cleaned["network"].strip().upper()
        network = Network.objects.filter(code=code).first() if code else None
        if code and network is None:
            raise CoverRefused("The register has no network with this code.", "network")
        return Provider(network, cleaned["organisation"], cleaned["ods_code"])


@requires(Permission.SEE_NETWORKS)
@require_safe
def list_coverage(request: PortalRequest) -> HttpResponse:
    """The coverage of one's ICBs on a day; of one of them in full."""
    on, scope = day_of(request), scope_of(request.user, Permission.SEE_NETWORKS)
    codes = list(icbs_in(scope).order_by("code").values_list("code", flat=True))
    asked = request.GET.get("icb", "") or (codes[0] if len(codes) == 1 else "")
    if asked and asked not in codes:
        raise Http404("No such board within your organisations.")
    if asked:
        return _one(request, asked, on, several=len(codes) > 1)
    rows = [c for c in coverage_on(codes, on) if c.practices]
    context = {
        "rows": sorted(rows, key=lambda c: (-c.not_covered.patients, c.icb.code)),
        "on": on,
        "answer": _england_answer(rows, on),
        "crumbs": _below_lists(),
    }
    return render(request, "pages/members/coverage_icbs.html", context)


def _one(request: PortalRequest, code: str, on: date, *, several: bool) -> HttpResponse:
    found = coverage_on([code], on)[0]
    commissions = scope_of(request.user, Permission.COMMISSION)
    context = {
        "found": found,
        "on": on,
        "answer": _answer(found),
        "groups": _groups(found),
        "arrangements": [(p, provider_words(p.cover)) for p in found.practices if p.cover],
        "may_arrange": commissions.england or code in commissions.icbs,
        "several": several,
        "crumbs": _below_lists(("Coverage", reverse("list_coverage")))
        if several
        else _below_lists(),
    }
    return render(request, "pages/members/coverage.html", context)


def _groups(found: IcbCoverage) -> list[dict[str, Any]]:
    """The three parts of an ICB's patients; the shares add up to the whole."""
    whole, covered = found.known.patients, found.percent
    if covered is None:
        return []
    inside = percent_of(found.in_network.patients, whole) or Decimal(0)
    return [
        {"text": "Core network practices", "group": found.in_network, "percent": inside},
        {
            "text": "Covered by an arrangement",
            "group": found.arranged,
            "percent": covered - inside,
        },
        {"text": "Not covered", "group": found.not_covered, "percent": HUNDRED - covered},
    ]


def _answer(found: IcbCoverage) -> str:
    if found.percent is None:
        return f"No list of {found.icb.name} is held for {day(found.on)} or before."
    people = f"{patients(found.known.patients)} registered patients of {found.icb.name}"
    if found.proven:
        return f"All {people} are covered on {day(found.on)}: 100.00%."
    if not len(found.not_covered):
        outside = len(found.unknown_outside)
        lists = counted(outside, "practice in no network has,practices in no network have")
        return (
            f"The {people} whose list is known are covered on {day(found.on)}, but that does not "
            f"prove 100%: {lists} no known list."
        )
    practices = counted(len(found.not_covered), "practice,practices")
    return (
        f"{found.percent}% of the {people} are covered on {day(found.on)}. "
        f"{patients(found.not_covered.patients)} in {practices} are not."
    )


def _england_answer(rows: list[IcbCoverage], on: date) -> str:
    if not rows:
        return "None of your organisations is an integrated care board with practices on this day."
    proven = sum(row.proven for row in rows)
    missing = sum((row.not_covered.patients for row in rows), Decimal(0))
    sentence = f"{proven} of {counted(len(rows), 'board,boards')} cover 100% of their patients"
    if not missing:
        return f"{sentence} on {day(on)}."
    practices = sum(len(row.not_covered) for row in rows)
    return (
        f"{sentence} on {day(on)}. {patients(missing)} patients in "
        f"{counted(practices, 'practice,practices')} are not covered."
    )


@requires(Permission.COMMISSION)
@require_http_methods(["GET", "POST"])
def cover_new(request: PortalRequest, practice: str) -> HttpResponse:
    """Arrange who serves the patients of a practice."""
    scope = scope_of(request.user, Permission.COMMISSION)
    found = _practice(scope, practice, day_of(request))
    form = CoverForm(request.POST or None)

    def write(cleaned: dict[str, Any]) -> None:
        cover = arrange_cover(
            practice=found,
            provider=form.provider(cleaned),
            starts=cleaned["starts"],
            ends=day_after(cleaned["ends"]),
            how_paid=cleaned["how_paid"],
            reason=cleaned["reason"],
            by=request.user.actor,
            at=timezone.now(),
        )
        served = f"{provider_words(cover)} serves the patients of {found}"
        messages.success(request, f"{served} from {day(cover.starts)}.")

    if saved(form, write):
        return redirect("list_coverage")
    return form_page(
        request,
        form,
        heading=f"Arrange who serves the patients of {found.name}",
        caption=f"Practice {found.code}",
        button="Record the arrangement",
        crumbs=_below_lists(("Coverage", reverse("list_coverage"))),
        effects=[
            "The practice stays outside any network: nothing is paid because of this record. "
            "It says who serves its patients, so that the ICB can show that everybody is covered."
        ],
    )


@requires(Permission.COMMISSION)
@require_http_methods(["GET", "POST"])
def cover_end(request: PortalRequest, cover_id: int) -> HttpResponse:
    """End an arrangement."""
    cover = _cover(request, cover_id)
    form = EndForm(request.POST or None)

    def write(cleaned: dict[str, Any]) -> None:
        end_cover(
            cover_id=cover.pk,
            ends=day_after(cleaned["ends"]) or cover.starts,
            reason=cleaned["reason"],
            by=request.user.actor,
            at=timezone.now(),
        )
        messages.success(request, f"The arrangement ends on {day(cleaned['ends'])}.")

    if saved(form, write):
        return redirect("list_coverage")
    return form_page(
        request,
        form,
        heading=f"End the arrangement for {cover.practice.name}",
        caption=f"Practice {cover.practice.code}",
        button="End the arrangement",
        crumbs=_below_lists(("Coverage", reverse("list_coverage"))),
        effects=[
            f"{provider_words(cover)} has served its patients since {day(cover.starts)}. "
            "Unless the practice is in a network or another arrangement follows, they are not "
            "covered then.",
        ],
    )


def _practice(scope: Scope, code: str, on: date) -> Practice:
    practice = practices_in(scope, on).filter(code=code.upper()).first()
    if practice is None:
        raise Http404
    return practice


def _cover(request: PortalRequest, cover_id: int) -> Cover:
    on, scope = day_of(request), scope_of(request.user, Permission.COMMISSION)
    covers = covers_in(scope, on).filter(pk=cover_id, practice__in=practices_in(scope, on))
    cover = covers.select_related("practice", "network").first()
    if cover is None:
        raise Http404
    return cover


def _below_lists(*above: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs(("Work lists", reverse("network_lists")), *above)


urlpatterns: list[URLPattern] = [
    path("networks/lists/coverage/", list_coverage, name="list_coverage"),
    path("networks/lists/coverage/<int:cover_id>/end/", cover_end, name="cover_end"),
    path("practices/<str:practice>/cover/new/", cover_new, name="cover_new"),
]
