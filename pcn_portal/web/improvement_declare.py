"""The clinical director declares a part practice by practice, or withdraws a declaration."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from funding.improvement_outlook import PartOutlook
from networks.models import Network
from networks.queries import Member, members_by_network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.claims_pages import icb_of
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import day, money
from pcn_portal.web.improvement_pages import (
    declared_year,
    declares,
    improvement_crumbs,
    parts_of_network,
)
from pcn_portal.web.improvement_words import how_paid
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.rate_pages import slug
from pcn_portal.web.register_forms import form_page, reason_field, saved
from pcn_portal.web.staff_pages import done
from services.improvement import DeclarationFacts, declare_part, may_declare_on, withdraw_part
from services.improvement_files import ImprovementPart, ImprovementYear
from services.improvement_queries import history
from services.keeping import LONGEST_TEXT
from services.models import ImprovementDeclaration


class DeclareForm(forms.Form):
    """Since when, a tick for each practice, and words for each criterion."""

    met_on = DayField(label="In place in every practice since", help_text="For example, 1 6 2025.")
    practices = forms.MultipleChoiceField(
        label="It is in place in",
        help_text="Every core network practice of today, each by name.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Confirm every core network practice."},
    )

    def __init__(
        self, *args: Any, part: ImprovementPart, members: Sequence[Member], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practices"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.name} ({one.code})") for one in members
        ]
        for criterion in part.criteria:
            self.fields[f"evidence_{criterion.key}"] = forms.CharField(
                label=criterion.words,
                help_text="How it is met in every practice. The board reads it when it checks.",
                max_length=LONGEST_TEXT,
                widget=forms.Textarea,
                error_messages={"required": "Say how this is met in every practice."},
            )


class WithdrawForm(forms.Form):
    """Why a declaration is taken back."""

    reason = reason_field("The board reads it.")


@requires(Permission.DECLARE_SERVICES)
@require_http_methods(["GET", "POST"])
def improvement_declare(
    request: PortalRequest, network: str, year: str, improvement_part: str
) -> HttpResponse:
    """Declare a part of a year, or declare it again."""
    found = _own(request, network)
    of = declared_year(year)
    if of.judged or improvement_part not in of.parts:
        raise Http404("The year declares no such part.")
    part = of.parts[improvement_part]
    icb = icb_of(found, of.year, timezone.localdate())
    (now,) = [one for one in parts_of_network(found, of.year, icb) if one.one.part.key == part.key]
    if request.method == "GET" and not may_declare_on(of, timezone.localdate(), now.one.standing):
        return _closed(request, found, of, part)
    members = members_by_network(network_ids=[found.pk], day=timezone.localdate())
    form = DeclareForm(
        request.POST or None,
        part=part,
        members=members.get(found.pk, ()),
        initial=_last_said(found, of, part),
    )
    if saved(form, lambda clean: _declare(request, found, of, part, clean)):
        return done(request, "It is declared.", "improvement_history", found.code, year, part.key)
    return form_page(
        request,
        form,
        heading=f"Declare: {part.title}",
        caption=f"{found.name}, {of.year}",
        button="Declare for all practices",
        crumbs=improvement_crumbs(found, of.year),
        effects=_effects(of, now),
    )


@requires(Permission.DECLARE_SERVICES)
@require_http_methods(["GET", "POST"])
def improvement_withdraw(
    request: PortalRequest, network: str, improvement_turn_id: int
) -> HttpResponse:
    """Take the last declaration of a part back."""
    found = _own(request, network)
    turn = turn_or_404(found, improvement_turn_id)
    year = slug(ContractYear(turn.year))
    of = declared_year(year)
    form = WithdrawForm(request.POST or None)
    if saved(form, lambda clean: _withdraw(request, turn, clean)):
        return done(request, "It is withdrawn.", "improvement_history", found.code, year, turn.part)
    return form_page(
        request,
        form,
        heading=f"Withdraw: {of.parts[turn.part].title}",
        caption=f"{found.name}, {of.year}",
        button="Withdraw the declaration",
        crumbs=improvement_crumbs(found, of.year),
        effects=[recovered(found, of, turn.part), _again(of)],
    )


def turn_or_404(network: Network, turn_id: int) -> ImprovementDeclaration:
    """A network's turn with all that was said, or 404."""
    found = ImprovementDeclaration.objects.filter(pk=turn_id, network=network).first()
    if found is None:
        raise Http404("No such declaration.")
    return found


def recovered(network: Network, of: ImprovementYear, part: str) -> str:
    """What a run would take back if the part was met no longer."""
    icb = icb_of(network, of.year, timezone.localdate())
    booked = {one.one.part.key: one.worth.booked for one in parts_of_network(network, of.year, icb)}
    if not booked.get(part):
        return "No approved month has paid this part, so nothing is recovered."
    return f"{money(booked[part])} in approved months is recovered with the next run."


def _own(request: PortalRequest, code: str) -> Network:
    found = find_network(request, code, timezone.localdate(), Permission.DECLARE_SERVICES)
    if not declares(request, found):
        raise Http404("A network declares for itself.")
    return found


def _last_said(network: Network, of: ImprovementYear, part: ImprovementPart) -> dict[str, Any]:
    """What the last declaration said, to start from; the practices are ticked anew."""
    last = history(network, of.year, part.key).filter(declared=True).first()
    if last is None:
        return {}
    words = {f"evidence_{one.criterion}": one.words for one in last.evidence.all()}
    return {"met_on": last.met_on, **words}


def _closed(
    request: PortalRequest, network: Network, of: ImprovementYear, part: ImprovementPart
) -> HttpResponse:
    """Nothing can be declared on this day: it says why, and has no form."""
    words = f"The last day to declare a part of {of.year} was {day(of.last_day)}."
    if timezone.localdate() < of.year.first:
        words = f"{of.year} has not begun. It can be declared from {day(of.year.first)}."
    context = {
        "network": network,
        "of": of,
        "part": part,
        "words": words,
        "year_slug": slug(of.year),
        "crumbs": improvement_crumbs(network, of.year),
    }
    return render(request, "pages/improvement/closed.html", context)


def _effects(of: ImprovementYear, found: PartOutlook) -> list[str]:
    most = "What it is worth is not known: an adjusted population is missing."
    if found.worth.most is not None:
        most = f"This part is worth {money(found.worth.most)} for {of.year}."
    return [
        f"You declare that this is in place in all practices. {most} {how_paid(of)}",
        "The board checks it, before or after payment, and recovers what was not met.",
    ]


def _again(of: ImprovementYear) -> str:
    if timezone.localdate() > of.last_day:
        return f"It cannot be declared again: the last day was {day(of.last_day)}."
    return f"It may be declared again until {day(of.last_day)}."


def _declare(
    request: PortalRequest,
    network: Network,
    of: ImprovementYear,
    part: ImprovementPart,
    clean: dict[str, Any],
) -> None:
    words = {one.key: clean[f"evidence_{one.key}"] for one in part.criteria}
    facts = DeclarationFacts(clean["met_on"], clean["practices"], words)
    declare_part(
        network=network,
        year=of.year,
        part=part.key,
        facts=facts,
        by=request.user.actor,
        at=timezone.now(),
    )


def _withdraw(request: PortalRequest, turn: ImprovementDeclaration, clean: dict[str, Any]) -> None:
    withdraw_part(
        declaration_id=turn.pk, reason=clean["reason"], by=request.user.actor, at=timezone.now()
    )
