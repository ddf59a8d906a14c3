"""Recording a practice's notice about the DES, and the windows in which notices come in time."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from networks.models import NoticeKind, ParticipationWindow
from networks.participation.actions import Notice, record_notice
from networks.participation.windows import Window, open_window, windows_of
from networks.participation.years import first_day, known_years, label, year_of
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import day
from pcn_portal.web.nav import day_of
from pcn_portal.web.participation_pages import below_lists, practice_or_404, slug, year_and_day
from pcn_portal.web.register_forms import day_after, form_page, reason_field, saved


class NoticeForm(forms.Form):
    """What a practice told its commissioner."""

    year = forms.TypedChoiceField(label="Contract year", coerce=int)
    kind = forms.ChoiceField(
        label="What did the practice say?",
        choices=NoticeKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the practice said."},
    )
    received_on = DayField(
        label="Received on", help_text="The day on which the notice came. It decides if it counts."
    )
    effective = DayField(
        label="In effect from", help_text="The first of a month. For example, 1 4 2025."
    )
    reason = reason_field("What the practice wrote, or where its notice is kept.")
    consent = forms.CharField(
        label="The commissioner's consent, for a late sign-up",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="Who agreed, and when.",
    )

    def __init__(self, data: Any, *, year: int) -> None:
        super().__init__(data, initial={"year": year, "effective": first_day(year)})
        years = sorted({*known_years(), year}, reverse=True)
        self.fields["year"].choices = [(y, label(y)) for y in years]  # type: ignore[attr-defined]


class WindowForm(forms.Form):
    """A window after an in-year variation of the DES."""

    opens = DayField(label="First day", help_text="The first day on which a notice counts.")
    closes = DayField(
        label="Last day",
        required=False,
        help_text="About 30 days later, as announced. Leave it empty while it is not known.",
    )
    source = forms.CharField(
        label="Where it is announced",
        max_length=2000,
        widget=forms.Textarea,
        help_text="The document with its number, date and address.",
        error_messages={"required": "Say where the window is announced."},
    )


@requires(Permission.COMMISSION)
@require_http_methods(["GET", "POST"])
def notice_new(request: PortalRequest, practice: str) -> HttpResponse:
    """Record a notice, with what follows from it."""
    found = practice_or_404(request, practice, Permission.COMMISSION, day_of(request))
    year, _ = year_and_day(request)
    form = NoticeForm(request.POST or None, year=year)

    def write(cleaned: dict[str, Any]) -> None:
        record_notice(
            practice=found,
            notice=Notice(**cleaned),
            by=request.user.actor,
            at=timezone.now(),
        )
        if cleaned["kind"] == NoticeKind.OPT_OUT:
            sentence = "If it is a core network practice, a change is proposed: that it leaves."
        else:
            sentence = "If it is in no network, propose which one it joins."
        messages.success(request, f"The notice is recorded. {sentence}")

    if saved(form, write):
        there = reverse("practice_participation", args=[found.code])
        return redirect(f"{there}?year={slug(form.cleaned_data['year'])}")
    return form_page(
        request,
        form,
        heading=f"Record a notice of {found.name}",
        caption=f"Practice {found.code}",
        button="Record the notice",
        crumbs=below_lists(("Participation", reverse("list_participation"))),
        effects=[
            *(_words(window, year) for window in windows_of(year)),
            "An opt-out of a core network practice proposes that it leaves its network on that "
            "day. Whoever decides sees what it does to every payment.",
            "A notice stays on record. A later one replaces it.",
        ],
    )


def _words(window: Window, year: int) -> str:
    until = f"until {day(window.last_day)}" if window.last_day else "with no end known"
    if window.yearly:
        return f"For {label(year)} notices come in time {until}."
    return f"After a variation of the DES they also do from {day(window.opens)} {until}."


@requires(Permission.CONFIGURE)
@require_http_methods(["GET", "POST"])
def participation_windows(request: PortalRequest) -> HttpResponse:
    """Every window entered, and a form for another one."""
    form = WindowForm(request.POST or None)

    def write(cleaned: dict[str, Any]) -> None:
        window = open_window(
            year=year_of(cleaned["opens"]),
            opens=cleaned["opens"],
            closes=day_after(cleaned["closes"]),
            source=cleaned["source"],
            by=request.user.actor,
            at=timezone.now(),
        )
        messages.success(request, f"The window of {label(window.year)} is entered.")

    if saved(form, write):
        return redirect("participation_windows")
    entered = ParticipationWindow.objects.select_related("entered_by").order_by("-opens", "-id")
    context = {
        "form": form,
        "windows": [
            {"year": label(w.year), "window": w, "last": w.closes and w.closes - timedelta(days=1)}
            for w in entered
        ],
        "rules": [(label(year), rules) for year, rules in sorted(known_years().items())],
        "crumbs": below_lists(("Participation", reverse("list_participation"))),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/members/windows.html", context, status=status)


urlpatterns: list[URLPattern] = [
    path(
        "networks/lists/participation/windows/",
        participation_windows,
        name="participation_windows",
    ),
    path("practices/<str:practice>/participation/new/", notice_new, name="notice_new"),
]
