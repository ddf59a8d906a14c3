"""What each payment must be fed in a year, and a board's choice of figures of another day."""

from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from funding.actions import VintageRefused, choose_vintage
from funding.engine.plan import BASIS_TITLES
from funding.models import VintageOverride
from funding.queries import Need, choices_made, needs_of
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.formats import counted, day, joined
from pcn_portal.web.money_addresses import asked_year, crumbs, holds_for_icb, icb_or_404
from pcn_portal.web.rate_pages import slug

NONE = "none"


class VintageForm(forms.Form):
    """Which population, figures of which day stand in, and why."""

    choice = forms.ChoiceField(
        label="Figures that stand in for missing ones",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which figures stand in."},
    )
    reason = forms.CharField(
        label="Reason",
        help_text="It stands on every statement that uses these figures.",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Say why; the reason stands on every statement."},
    )

    def __init__(self, *args: Any, needs: list[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (f"{need.basis}:{other}", f"{need.title} of {day(other)}, {_of(number)}")
            for need in needs
            for other, number in need.others
        ]
        choices += [
            (f"{need.basis}:{NONE}", f"{need.title}: of no other day than {day(need.day)}")
            for need in needs
        ]
        cast(forms.ChoiceField, self.fields["choice"]).choices = choices

    def chosen(self) -> tuple[str, date | None]:
        """The population and the day; None takes an earlier choice back."""
        basis, _, text = self.cleaned_data["choice"].partition(":")
        return basis, None if text == NONE else date.fromisoformat(text)


@requires(Permission.SEE_RUNS)
@require_http_methods(["GET", "POST"])
def vintages(request: PortalRequest, icb: str) -> HttpResponse:
    """What a year's payments must be fed; who starts runs, chooses another day with a reason."""
    board = icb_or_404(request.user, Permission.SEE_RUNS, icb)
    now = timezone.now()
    year = asked_year(request, timezone.localdate())
    needs = needs_of(icb_code=icb, year=year, known_at=now)
    may = holds_for_icb(request.user, Permission.START_RUNS, icb)
    form = VintageForm(request.POST or None, needs=needs) if may else None
    if request.method == "POST":
        icb_or_404(request.user, Permission.START_RUNS, icb)
        if form is not None and form.is_valid():
            try:
                return _choose(request, icb, year, form)
            except VintageRefused as refusal:
                form.add_error(None, str(refusal))
    made = list(choices_made(icb))
    context = {
        "board": board,
        "year": str(year),
        "slugs": [(str(y), slug(y)) for y in _around(year)],
        "needs": [_need(need) for need in needs],
        "answer": _answer(needs, str(year)),
        "made": [_made(one) for one in made],
        "form": form,
        "crumbs": crumbs(
            ("Money", reverse("money")), (board.name, reverse("icb_money", args=[icb]))
        ),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/money/vintages.html", context, status=status)


def _choose(
    request: PortalRequest, icb: str, year: ContractYear, form: VintageForm
) -> HttpResponse:
    basis, chosen = form.chosen()
    choose_vintage(
        icb_code=icb,
        basis=basis,
        year=year,
        reference_date=chosen,
        reason=form.cleaned_data["reason"],
        by=request.user.actor,
        at=timezone.now(),
    )
    messages.success(request, "The choice is kept. The next run of a month of the year uses it.")
    return redirect(f"{reverse('vintages', args=[icb])}?year={slug(year)}")


def _around(year: ContractYear) -> list[ContractYear]:
    return [ContractYear(year.start_year + n) for n in (-1, 0, 1)]


def _of(number: int) -> str:
    return f"known for {counted(number, 'practice,practices')}"


def _need(need: Need) -> dict[str, Any]:
    return {
        "title": need.title,
        "day": need.day,
        "payments": joined(list(need.payments)),
        "there": need.there,
        "practices": need.practices,
        "missing": need.practices - need.there,
        "others": [(day(other), number) for other, number in need.others],
    }


def _made(one: VintageOverride) -> dict[str, Any]:
    return {
        "made": one,
        "title": BASIS_TITLES[one.basis],
        "year": str(ContractYear(one.year)),
    }


def _answer(needs: list[Need], year: str) -> str:
    lacking = [need for need in needs if need.there < need.practices]
    if not needs:
        return f"No rates of {year} are known, so nothing says what its payments must be fed."
    if not lacking:
        return f"Every figure that the payments of {year} ask for is there."
    words = [f"{need.title.lower()} of {need.practices - need.there:,}" for need in lacking]
    return f"Missing for {year}: {joined(words)} practices."
