"""Forms that change the register: one way to send, refuse and draw them."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from networks.refusals import LONGEST_REASON, RegisterRefused
from pcn_portal.accounts.doors import PortalRequest
from pcn_portal.web.fields import DayField

Crumbs = list[dict[str, str]]


def reason_field(help_text: str = "") -> forms.CharField:
    """Why a change is made: a text that is kept with it."""
    return forms.CharField(
        label="Reason",
        help_text=help_text,
        max_length=LONGEST_REASON,
        widget=forms.Textarea,
        error_messages={"required": "Say why. It is kept with the change."},
    )


class EndForm(forms.Form):
    """The last day of something, and why."""

    ends = DayField(label="Last day", help_text="The last day it holds. For example, 31 3 2025.")
    reason = reason_field()


def day_after(last_day: date | None) -> date | None:
    """The end of a period as the register has it: the first day on which it no longer holds."""
    return last_day + timedelta(days=1) if last_day else None


def last_day(ends: date | None) -> date | None:
    """The day a form shows for the end of a period."""
    return ends - timedelta(days=1) if ends else None


def saved(form: forms.Form, write: Callable[[dict[str, Any]], object]) -> bool:
    """Whether a form was sent and its change made; what the register refuses is the form's error.

    `write` is given the cleaned data.
    """
    if not form.is_bound or not form.is_valid():
        return False
    try:
        write(form.cleaned_data)
    except RegisterRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def form_page(
    request: PortalRequest,
    form: forms.Form,
    *,
    heading: str,
    caption: str,
    button: str,
    crumbs: Crumbs,
    effects: Sequence[str] = (),
) -> HttpResponse:
    """Draw a form with what it would do; 400 when it was sent and has errors."""
    context = {
        "form": form,
        "heading": heading,
        "caption": caption,
        "button": button,
        "effects": effects,
        "crumbs": crumbs,
    }
    status = 400 if form.errors else 200
    return render(request, "pages/members/form.html", context, status=status)
