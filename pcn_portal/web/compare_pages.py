"""Claims beside national returns: every network of a month, one network worked through."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.web.formats import counted, exact
from pcn_portal.web.money_addresses import crumbs, page_of
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.register_forms import reason_field, saved
from pcn_portal.web.staff_pages import done, keeps_staff, own_network, staff_crumbs
from practices.tables import BadFile
from workforce.comparing import (
    LARGEST_EXTRACT,
    claimed_wte,
    compared_networks,
    explain_difference,
    explanations_of,
    extract_of,
    read_extract,
)
from workforce.engine.comparing import Compared, Standing, compare
from workforce.models import ReturnExplanation
from workforce.role_files import role_names

WORDS = {
    Standing.SAME: ("The same", "green"),
    Standing.CLAIMED_MORE: ("More claimed", "orange"),
    Standing.RETURNED_MORE: ("More returned", "yellow"),
    Standing.NOT_SUBMITTED: ("Not submitted", "red"),
}
DIFFERS = (Standing.CLAIMED_MORE, Standing.RETURNED_MORE)


class ExplainForm(forms.Form):
    """Why a role's two figures differ."""

    role = forms.ChoiceField(label="Role")
    reason = reason_field("For example, started after the census day.")

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = role_names()
        self.fields["role"].choices = [(code, names[code]) for code in roles]  # type: ignore[attr-defined]


class ExtractForm(forms.Form):
    """The network's own extract of a month."""

    file = forms.FileField(
        label="Your own extract",
        help_text=".csv in the layout of the publication, at most 2 MB. Nothing of it is kept.",
        allow_empty_file=True,
        error_messages={"required": "Choose the file."},
    )

    def clean_file(self) -> bytes:
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_EXTRACT:
            raise forms.ValidationError("The file is larger than 2 MB. Choose one month’s extract.")
        content: bytes = sent.read()
        return content


@requires(Permission.SEE_STAFF)
@require_safe
def compare_list(request: PortalRequest, month: date) -> HttpResponse:
    """Every network of the scope, those with most that differs and is not explained first."""
    networks = list(networks_in(scope_of(request.user, Permission.SEE_STAFF), month))
    ids = [network.pk for network in networks]
    said = explanations_of(month, ids)
    found = compared_networks(month, ids)
    rows = [_list_row(network, found[network.pk], said) for network in networks]
    rows = [row for row in rows if row["any"]]
    rows.sort(key=lambda row: (-row["open"], row["network"].name))
    page = page_of(request, rows)
    context = {
        "month": month,
        "rows": page,
        "page": page,
        "answer": _list_answer(rows),
        "crumbs": crumbs(("Workforce", reverse("workforce"))),
    }
    return render(request, "pages/workforce/compare_list.html", context)


@requires(Permission.SEE_STAFF)
@require_http_methods(["GET", "POST"])
def compare_network(request: PortalRequest, network: str, month: date) -> HttpResponse:
    """One network's roles: claimed, returned, and what was said about each difference."""
    found = find_network(request, network, timezone.localdate(), Permission.SEE_STAFF)
    rows = compared_networks(month, [found.pk])[found.pk]
    differing = [one.role for one in rows if one.standing in DIFFERS]
    mine = keeps_staff(request, found)
    if request.method == "POST" and not (mine and differing):
        raise Http404("A difference is explained by the network itself.")
    form = ExplainForm(request.POST or None, roles=differing)
    by, at = request.user.actor, timezone.now()
    if saved(
        form,
        lambda clean: explain_difference(
            network=found, month=month, role=clean["role"], reason=clean["reason"], by=by, at=at
        ),
    ):
        month_slug = f"{month:%Y-%m}"
        return done(request, "It is recorded.", "compare_network", found.code, month_slug)
    context = {
        "network": found,
        "month": month,
        "rows": role_rows(rows, explanations_of(month, [found.pk]), found.pk),
        "form": form if mine and differing else None,
        "mine": mine,
        "answer": _answer(rows),
        "crumbs": staff_crumbs(found),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/workforce/compare.html", context, status=status)


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def compare_extract(request: PortalRequest, network: str) -> HttpResponse:
    """A network's own extract beside its claims. Nothing is kept."""
    found = own_network(request, network)
    form = ExtractForm(request.POST or None, request.FILES or None)
    rows: list[Compared] | None = None
    month: date | None = None
    if request.method == "POST" and form.is_valid():
        try:
            month, returned = read_extract(form.cleaned_data["file"], found)
        except BadFile as bad:
            form.add_error("file", str(bad))
        else:
            rows = compare(claimed_wte(month, [found.pk]).get(found.pk, {}), returned)
    context = {
        "network": found,
        "month": month,
        "form": form,
        "rows": role_rows(rows, {}, found.pk) if rows is not None else None,
        "answer": _answer(rows) if rows is not None else "",
        "crumbs": staff_crumbs(found),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/workforce/extract.html", context, status=status)


@requires(Permission.KEEP_STAFF)
@require_safe
def return_file(request: PortalRequest, network: str, month: date) -> HttpResponse:
    """The register of a month in the layout of the return."""
    found = own_network(request, network)
    answer = HttpResponse(extract_of(found, month), content_type="text/csv; charset=utf-8")
    name = f"workforce-{found.code}-{month:%Y-%m}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def role_rows(
    rows: list[Compared], said: dict[tuple[int, str], ReturnExplanation], network_id: int
) -> list[dict[str, Any]]:
    """Roles with their standing as a tag, and what was said."""
    names = role_names()
    return [
        {
            "one": one,
            "name": names.get(one.role, one.role),
            "tag": dict(zip(("text", "colour"), WORDS[one.standing], strict=True)),
            "said": said.get((network_id, one.role)),
        }
        for one in rows
    ]


def _list_row(
    network: Network, rows: list[Compared], said: dict[tuple[int, str], ReturnExplanation]
) -> dict[str, Any]:
    differing = [one for one in rows if one.standing in DIFFERS]
    claimed = sum(one.claimed for one in rows)
    silent = bool(rows) and rows[0].standing == Standing.NOT_SUBMITTED
    return {
        "network": network,
        "any": bool(rows),
        "claimed": claimed,
        "returned": None if silent else sum(one.returned or 0 for one in rows),
        "differing": len(differing),
        "open": sum((network.pk, one.role) not in said for one in differing),
    }


def _list_answer(rows: list[dict[str, Any]]) -> str:
    open_ = sum(row["open"] for row in rows)
    silent = sum(row["returned"] is None for row in rows)
    words = f"{counted(open_, 'role differs,roles differ')} without an explanation."
    if silent:
        words += f" {counted(silent, 'network,networks')} claimed and did not submit a return."
    return words


def _answer(rows: list[Compared]) -> str:
    if not rows:
        return "Nothing was claimed for this month, and no role of the scheme was returned."
    if rows[0].standing == Standing.NOT_SUBMITTED:
        return "The network claimed and did not submit a return. That is not zero."
    differing = [one for one in rows if one.standing in DIFFERS]
    if not differing:
        return "Every role is returned as it was claimed."
    first = differing[0]
    name = role_names().get(first.role, first.role)
    return (
        f"{counted(len(differing), 'role differs,roles differ')}. The largest is {name}: "
        f"{exact(first.claimed)} WTE claimed, {exact(first.returned)} returned."
    )
