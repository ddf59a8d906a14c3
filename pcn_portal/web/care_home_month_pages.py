"""One month of a network's care homes: which count and why, and the form to confirm them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from funding.care_home_months import NetworkMonth, network_months
from networks.models import Network
from networks.queries import icb_codes_of_networks
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import Month
from pcn_portal.web.care_home_words import reviews, standing_tag
from pcn_portal.web.care_homes_network_pages import care_home_crumbs
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.register_forms import reason_field, saved
from services.care_home_counts import Choice, confirm_count
from services.care_home_months import HomesOfMonth


class CountForm(forms.Form):
    """The homes that count, as they were seen, and why."""

    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = reason_field("What the count rests on, for example the directory of 1 May.")


@requires(Permission.SEE_SERVICES)
@require_http_methods(["GET", "POST"])
def care_home_month(request: PortalRequest, network: str, month: Any) -> HttpResponse:
    """One month home by home: which count, why, and the form to confirm it."""
    now = timezone.now()
    of = Month.of(month)
    found = find_network(request, network, month, Permission.SEE_SERVICES)
    icb = icb_codes_of_networks(network_ids=[found.pk], on=month).get(found.pk, "")
    (row,) = network_months([found], icb, of, now)
    decides = reviews(request, found, timezone.localdate(now))
    form = _count_form(request, row.homes) if decides and row.homes.homes else None
    if request.method == "POST" and form is None:
        raise Http404("A count is confirmed by the board.")
    if form is not None and saved(form, lambda clean: _confirm(request, found, of, row, clean)):
        messages.success(request, "The count is confirmed. The next run pays by it.")
        return redirect("care_home_month", found.code, month)
    versions = found.bed_counts.filter(month=month).select_related("counted_by", "source")
    context = {
        "network": found,
        "icb": icb if decides else "",
        "month": of,
        "row": row,
        "tag": standing_tag(row),
        "homes": [(one, row.homes.counted.get(one.facts.home)) for one in row.homes.homes],
        "versions": versions.order_by("-version"),
        "form": form,
        "answer": _month_answer(row.homes),
        "crumbs": care_home_crumbs(found),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/care_homes/month.html", context, status=status)


def _count_form(request: PortalRequest, homes: HomesOfMonth) -> CountForm:
    """The form, and for each home whether it counts and why otherwise."""
    form = CountForm(request.POST or None, initial={"expected": homes.proposed})
    for one in homes.homes:
        key, name = one.facts.home, one.facts.name
        form.fields[f"counts_{key}"] = forms.ChoiceField(
            label=f"{name}: {one.why}",
            choices=[("yes", "Counts"), ("no", "Does not count")],
            initial="yes" if one.counts else "no",
        )
        form.fields[f"why_{key}"] = forms.CharField(
            label=f"Why, if {name} is counted otherwise", required=False, max_length=2000
        )
    form.order_fields(
        [*(name for name in form.fields if name not in ("expected", "reason")), "reason"]
    )
    return form


def _confirm(
    request: PortalRequest, network: Network, month: Month, row: NetworkMonth, clean: dict[str, Any]
) -> None:
    choices = {
        one.facts.home: Choice(
            clean[f"counts_{one.facts.home}"] == "yes", clean[f"why_{one.facts.home}"]
        )
        for one in row.homes.homes
    }
    changed = {home: choices[home].counts for home in choices}
    expected = sum((one.facts.beds or 0) for one in row.homes.homes if changed.get(one.facts.home))
    confirm_count(
        network=network,
        month=month,
        expected=expected if clean["expected"] == row.homes.proposed else clean["expected"],
        reason=clean["reason"],
        by=request.user.actor,
        at=timezone.now(),
        choices=choices,
    )


def _month_answer(homes: HomesOfMonth) -> str:
    if not homes.homes:
        return "No care home is aligned to the network in this month."
    if homes.proposed is None:
        return "The beds of a home are not known, so the month cannot be counted yet."
    now = "Nothing is counted yet" if homes.count is None else f"{homes.count.beds:,} are counted"
    return f"The aligned homes have {homes.proposed:,} beds. {now}."
