"""A network's staff in a spreadsheet: taken out, brought in, and given back with what is wrong."""

import base64
import binascii
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from networks.network_details.book import XLSX
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import Month
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import counted, joined
from pcn_portal.web.staff_pages import done, own_network, staff_crumbs
from practices.tables import BadFile
from workforce.sheet.book import annotated, staff_book
from workforce.sheet.taking import (
    LARGEST_FILE,
    SheetRefused,
    Taken,
    take_sheet,
    try_sheet,
)

TOO_LARGE = "The workbook is larger than 1 MB. Take the workbook from this page and fill that in."


class SheetForm(forms.Form):
    """The workbook, and from which day changed hours and pay count."""

    from_day = DayField(
        label="Changed hours and pay count from",
        help_text="For example, 1 4 2025. New people count from their first day.",
    )
    file = forms.FileField(
        label="Workbook",
        help_text=".xlsx, at most 1 MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,
        error_messages={"required": "Choose the workbook."},
    )

    def clean_file(self) -> bytes:
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(TOO_LARGE)
        content: bytes = sent.read()
        return content


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def staff_sheet(request: PortalRequest, network: str) -> HttpResponse:
    """Bring a workbook in; what is wrong is listed, and the workbook with it offered back."""
    found = own_network(request, network)
    now = timezone.now()
    first = Month.of(timezone.localdate(now)).first
    form = SheetForm(request.POST or None, request.FILES or None, initial={"from_day": first})
    refused: SheetRefused | None = None
    sent: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            taken = take_sheet(
                network=found,
                content=given["file"],
                from_day=given["from_day"],
                by=request.user.actor,
                at=now,
            )
        except BadFile as bad:
            form.add_error("file", str(bad))
        except SheetRefused as problem:
            refused = problem
            sent = {
                "content": base64.b64encode(given["file"]).decode(),
                "from_day": given["from_day"].isoformat(),
            }
            rows = counted(len(problem.problems), "row is,rows are")
            form.add_error("file", f"{rows} wrong, so nothing was taken in. See below.")
        else:
            return done(request, _said(taken), "network_staff", found.code)
    context = {
        "network": found,
        "form": form,
        "problems": _listed(refused) if refused else [],
        **sent,
        "crumbs": staff_crumbs(found),
    }
    return render(request, "pages/staff/sheet.html", context, status=400 if form.errors else 200)


@requires(Permission.KEEP_STAFF)
@require_safe
def staff_book_file(request: PortalRequest, network: str) -> HttpResponse:
    """The staff of today as a workbook."""
    found = own_network(request, network)
    return _file(staff_book(found, timezone.localdate()), f"staff-{found.code}.xlsx")


@requires(Permission.KEEP_STAFF)
@require_POST
def staff_checked(request: PortalRequest, network: str) -> HttpResponse:
    """The workbook that was sent, with what is wrong in a last column. Nothing is taken in."""
    found = own_network(request, network)
    try:
        content = base64.b64decode(request.POST.get("content", ""), validate=True)
        from_day = DayField().clean(request.POST.get("from_day", "").split("-")[::-1])
    except (binascii.Error, forms.ValidationError):
        raise Http404("Bring the workbook in again.") from None
    try:
        refused = try_sheet(
            network=found,
            content=content,
            from_day=from_day,
            by=request.user.actor,
            at=timezone.now(),
        )
    except BadFile as bad:
        raise Http404(str(bad)) from None
    checked = annotated(refused.rows, refused.problems)
    return _file(checked, f"staff-{found.code}-checked.xlsx")


def _said(taken: Taken) -> str:
    parts = [f"{number} {word}" for word, number in sorted(taken.counts.items())]
    return f"The workbook is taken in: {joined(parts)}."


def _listed(refused: SheetRefused) -> list[dict[str, Any]]:
    return [
        {
            "row": number,
            "who": next((cell for cell in refused.rows[number][:3] if cell), ""),
            "wrong": list(wrong.items()),
        }
        for number, wrong in sorted(refused.problems.items())
    ]


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
