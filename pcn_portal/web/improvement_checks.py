"""The board checks a declaration, and decides when it pays or how much areas count."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.improvement_declare import recovered, turn_or_404
from pcn_portal.web.improvement_pages import declared_year, improvement_crumbs
from pcn_portal.web.improvement_words import when_paid
from pcn_portal.web.money_addresses import crumbs, icb_or_404
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.rate_pages import slug
from pcn_portal.web.register_forms import form_page, reason_field, saved
from pcn_portal.web.staff_pages import done
from services.engine.improvement import Outcome
from services.improvement import check_part
from services.improvement_boards import HEAVIEST, set_paying, set_weights
from services.improvement_files import ImprovementYear
from services.improvement_queries import history, rules_of
from services.models import ImprovementDeclaration, ImprovementOutcome, ImprovementPay


class CheckForm(forms.Form):
    """What the board says of a declaration, and why."""

    outcome = forms.ChoiceField(
        label="What does the check find?",
        choices=ImprovementOutcome.choices,
        widget=forms.RadioSelect,
    )
    reason = reason_field("The network reads it.")


class PayForm(forms.Form):
    """When declared parts are paid."""

    pay = forms.ChoiceField(
        label="When is a declared part paid?",
        choices=ImprovementPay.choices,
        widget=forms.RadioSelect,
    )
    reason = reason_field("The networks read it.")


class WeightsForm(forms.Form):
    """How much each area of a judged year counts."""

    reason = reason_field("The networks read it.")

    def __init__(self, *args: Any, of: ImprovementYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in of.parts.values():
            self.fields[f"weight_{part.key}"] = forms.IntegerField(
                label=part.title,
                help_text="A whole number: 1 in each counts all the same, 2 twice as much as 1.",
                min_value=0,
                max_value=HEAVIEST,
            )
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def weights(self) -> dict[str, int]:
        named = (name for name in self.fields if name.startswith("weight_"))
        return {name.removeprefix("weight_"): self.cleaned_data[name] for name in named}


@requires(Permission.REVIEW_SERVICES)
@require_http_methods(["GET", "POST"])
def improvement_check(
    request: PortalRequest, network: str, improvement_turn_id: int
) -> HttpResponse:
    """Check a declaration: what was declared, what a failed check takes back, and the form."""
    found = find_network(request, network, timezone.localdate(), Permission.REVIEW_SERVICES)
    turn = turn_or_404(found, improvement_turn_id)
    year = ContractYear(turn.year)
    of = declared_year(slug(year))
    form = CheckForm(request.POST or None)
    if saved(form, lambda clean: _check(request, turn, clean)):
        said = "The check is recorded."
        return done(request, said, "improvement_history", found.code, slug(year), turn.part)
    context = {
        "network": found,
        "of": of,
        "part": of.parts[turn.part],
        "turn": history(found, year, turn.part).get(pk=turn.pk),
        "criteria": {one.key: one.words for one in of.parts[turn.part].criteria},
        "effect": recovered(found, of, turn.part),
        "form": form,
        "crumbs": improvement_crumbs(found, year),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/improvement/check.html", context, status=status)


@requires(Permission.REVIEW_SERVICES)
@require_http_methods(["GET", "POST"])
def improvement_setting(request: PortalRequest, icb: str, year: str) -> HttpResponse:
    """Decide when a board pays declared parts, or how much the areas of a judged year count."""
    board = icb_or_404(request.user, Permission.REVIEW_SERVICES, icb)
    of = declared_year(year)
    rules = rules_of(icb, of.year, timezone.now())
    data = request.POST or None
    if of.judged:
        weights = {f"weight_{key}": value for key, value in (rules.weights or {}).items()}
        form: forms.Form = WeightsForm(data, of=of, initial=weights)
        heading, effects = "How much each area counts", [_weights_effect(of)]
    else:
        form = PayForm(data)
        heading, effects = "When declared parts are paid", [when_paid(rules), PAY_EFFECT]
    if saved(form, lambda clean: _set(request, icb, of, form, clean)):
        done(request, "It is decided.", "improvement_of_board", icb)
        return redirect(f"{reverse('improvement_of_board', args=[icb])}?year={year}")
    above = reverse("improvement_of_board", args=[icb])
    return form_page(
        request,
        form,
        heading=heading,
        caption=f"{board.name}, {of.year}",
        button="Decide",
        crumbs=crumbs(("Services", reverse("services")), ("Improvement", f"{above}?year={year}")),
        effects=effects,
    )


PAY_EFFECT = (
    "It counts for the whole year. Approved months that come to something else by it are corrected "
    "with the next run."
)


def _weights_effect(of: ImprovementYear) -> str:
    return (
        f"No source says how much each area of {of.year} counts, so the board decides it. Networks "
        "that are judged already are corrected with the next run."
    )


def _check(request: PortalRequest, turn: ImprovementDeclaration, clean: dict[str, Any]) -> None:
    check_part(
        declaration_id=turn.pk,
        outcome=Outcome(clean["outcome"]),
        reason=clean["reason"],
        by=request.user.actor,
        at=timezone.now(),
    )


def _set(
    request: PortalRequest, icb: str, of: ImprovementYear, form: forms.Form, clean: dict[str, Any]
) -> None:
    by, at, reason = request.user.actor, timezone.now(), clean["reason"]
    if isinstance(form, WeightsForm):
        set_weights(icb_code=icb, year=of.year, weights=form.weights(), reason=reason, by=by, at=at)
    else:
        pay = ImprovementPay(clean["pay"])
        set_paying(icb_code=icb, year=of.year, pay=pay, reason=reason, by=by, at=at)


def own_judged_year(year: str) -> ImprovementYear:
    """A year in an address that is judged at year end, or 404."""
    of = declared_year(year)
    if not of.judged:
        raise Http404("The year is declared, not judged.")
    return of
