"""The members of a network: core network practices, member practices, other organisations."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from networks.agreements.queries import Standing, standings
from networks.cover import covers_by
from networks.models import Network, Partner, PartnerKind
from networks.partners import (
    PartnerFacts,
    add_partner,
    correct_partner,
    end_partner,
    partners_of,
)
from networks.queries import members_on
from networks.sizes import Vintages, figures_of_vintages
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, partners_in, practices_in, scope_of
from pcn_portal.web import coverage_pages, list_pages, notice_pages, participation_pages
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import counted, day, joined
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.nav import day_of
from pcn_portal.web.network_pages import find_network, network_header
from pcn_portal.web.register_forms import EndForm, day_after, form_page, reason_field, saved
from practices.models import PopulationFigure


class PartnerForm(forms.Form):
    """What is said about a member, and why."""

    kind = forms.ChoiceField(
        label="What kind of organisation is it?",
        choices=PartnerKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of organisation it is."},
    )
    ods_code = forms.CharField(
        label="ODS code",
        required=False,
        max_length=8,
        help_text="Needed for a practice, like A12345. Its name then comes from the register.",
    )
    name = forms.CharField(
        label="Name", required=False, max_length=200, help_text="Not needed for a practice."
    )
    starts = DayField(
        label="Member from", help_text="The first day of the membership. For example, 1 4 2025."
    )
    note = forms.CharField(
        label="Note", required=False, max_length=1000, widget=forms.Textarea,
        help_text="For example, whom to ask, or what it does in the network.",
    )  # fmt: skip
    reason = reason_field("For example, the signed agreement you have seen.")

    @staticmethod
    def facts(cleaned: dict[str, Any]) -> PartnerFacts:
        """The facts of a form that was sent."""
        return PartnerFacts(**{key: cleaned[key] for key in PartnerFacts.__slots__})


@requires(Permission.SEE_NETWORKS)
@require_safe
def network_members(request: PortalRequest, network: str) -> HttpResponse:
    """Everybody in the network on a day, what each signed, and who was in it before."""
    on = day_of(request)
    found = find_network(request, network, on, Permission.SEE_NETWORKS)
    header = network_header(found, on)
    standing = standings(Network.objects.filter(pk=found.pk), on)[found.code]
    partners = list(partners_of(found))
    now = [p for p in partners if p.starts <= on and (p.ends is None or p.ends > on)]
    context = {
        "header": header,
        "tab": "members",
        "agreement": standing.agreement,
        "core": _core(found, on, header["vintages"], standing),
        "practices": _rows((p for p in now if p.practice_id), standing),
        "others": _rows((p for p in now if not p.practice_id), standing),
        "coming": [p for p in partners if p.starts > on and p.ends != p.starts],
        "past": [p for p in partners if p.ends is not None and p.ends <= on],
        "covers": covers_by(found, on),
        "seen": _seen_practices(request, on),
        "may_keep": may_keep(request, found, on),
        "crumbs": _crumbs(),
    }
    context["answer"] = _answer(found, context, on)
    return render(request, "pages/members/members.html", context)


def may_keep(request: PortalRequest, network: Network, on: date) -> bool:
    """Whether the person keeps the register of this network."""
    scope = scope_of(request.user, Permission.KEEP_REGISTER)
    return networks_in(scope, on).filter(pk=network.pk).exists()


def _seen_practices(request: PortalRequest, on: date) -> set[str]:
    """The codes of practices whose own page the person may open."""
    practices = practices_in(scope_of(request.user, Permission.SEE_NETWORKS), on)
    return set(practices.values_list("code", flat=True))


def _core(
    network: Network, on: date, vintages: Vintages, standing: Standing
) -> list[dict[str, Any]]:
    spells = list(members_on(network, on))
    signed = {who.practice_id: paper for who, paper in standing.signed}
    figures: dict[int, dict[str, PopulationFigure]] = {}
    for figure in figures_of_vintages(vintages).filter(
        practice__in=[s.practice_id for s in spells]
    ):
        figures.setdefault(figure.practice_id, {})[figure.basis] = figure
    return [
        {
            "spell": spell,
            "practice": spell.practice,
            "figures": figures.get(spell.practice_id, {}),
            "signature": signed.get(spell.practice_id),
        }
        for spell in spells
    ]


def _rows(partners: Iterable[Partner], standing: Standing) -> list[dict[str, Any]]:
    signed = {who.partner_id: paper for who, paper in standing.signed}
    return [{"partner": p, "signature": signed.get(p.pk)} for p in partners]


def _answer(network: Network, context: dict[str, Any], on: date) -> str:
    parts = [
        counted(len(context["core"]), "core network practice,core network practices"),
        counted(len(context["practices"]), "member practice,member practices"),
        counted(len(context["others"]), "other organisation,other organisations"),
    ]
    sentence = f"{network.name} has {joined(parts)} on {day(on)}."
    if context["agreement"] is None:
        return f"{sentence} No network agreement is in force."
    rows = [*context["core"], *context["practices"], *context["others"]]
    unsigned = sum(row["signature"] is None for row in rows)
    if not unsigned:
        return f"{sentence} All of them signed the network agreement."
    return f"{sentence} {counted(unsigned, 'has,have')} not signed the network agreement."


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def partner_new(request: PortalRequest, network: str) -> HttpResponse:
    """Enter a member."""
    found = find_network(request, network, day_of(request), Permission.KEEP_REGISTER)
    form = PartnerForm(request.POST or None)

    def write(cleaned: dict[str, Any]) -> None:
        partner = add_partner(
            network=found,
            facts=form.facts(cleaned),
            reason=cleaned["reason"],
            by=request.user.actor,
            at=timezone.now(),
        )
        messages.success(request, f"{partner} is a member from {day(partner.starts)}.")

    if saved(form, write):
        return redirect("network_members", found.code)
    return form_page(
        request,
        form,
        heading="Add a member",
        caption=str(found),
        button="Add the member",
        crumbs=_crumbs(found),
        effects=[
            "A member practice signed the network agreement, but not the DES: it has a share of "
            "the network's funding and none of the DES payments.",
            "A practice that signs up to the DES joins the network instead, by a change.",
        ],
    )


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def partner_correct(request: PortalRequest, network: str, partner_id: int) -> HttpResponse:
    """Correct what was entered wrongly about a member."""
    partner = _partner(request, network, partner_id)
    initial = {key: getattr(partner, key) for key in PartnerFacts.__slots__}
    form = PartnerForm(request.POST or None, initial=initial)

    def write(cleaned: dict[str, Any]) -> None:
        correct_partner(
            partner_id=partner.pk,
            facts=form.facts(cleaned),
            reason=cleaned["reason"],
            by=request.user.actor,
            at=timezone.now(),
        )
        messages.success(request, "The member is corrected. What was there before is kept.")

    if saved(form, write):
        return redirect("network_members", partner.network.code)
    return form_page(
        request,
        form,
        heading=f"Correct {partner}",
        caption=str(partner.network),
        button="Correct the member",
        crumbs=_crumbs(partner.network),
        effects=["This is for a mistake. If something has changed since, end it and add it anew."],
    )


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def partner_end(request: PortalRequest, network: str, partner_id: int) -> HttpResponse:
    """End a membership."""
    partner = _partner(request, network, partner_id)
    form = EndForm(request.POST or None)

    def write(cleaned: dict[str, Any]) -> None:
        end_partner(
            partner_id=partner.pk,
            ends=day_after(cleaned["ends"]) or partner.starts,
            reason=cleaned["reason"],
            by=request.user.actor,
            at=timezone.now(),
        )
        messages.success(request, f"{partner} is a member until {day(cleaned['ends'])}.")

    if saved(form, write):
        return redirect("network_members", partner.network.code)
    return form_page(
        request,
        form,
        heading=f"End the membership of {partner}",
        caption=str(partner.network),
        button="End the membership",
        crumbs=_crumbs(partner.network),
        effects=[f"It has been a member since {day(partner.starts)}. That stays on record."],
    )


def _partner(request: PortalRequest, network: str, partner_id: int) -> Partner:
    scope = scope_of(request.user, Permission.KEEP_REGISTER)
    partner = (
        partners_in(scope, day_of(request))
        .filter(pk=partner_id, network__code=network.upper())
        .select_related("network")
        .first()
    )
    if partner is None:
        raise Http404
    return partner


def _crumbs(network: Network | None = None) -> list[dict[str, str]]:
    own = [(network.name, reverse("network_members", args=[network.code]))] if network else []
    return crumbs(("Networks", reverse("networks")), *own)


urlpatterns: list[URLPattern] = [
    *list_pages.urlpatterns,
    *coverage_pages.urlpatterns,
    *notice_pages.urlpatterns,
    *participation_pages.urlpatterns,
    path("networks/<str:network>/members/", network_members, name="network_members"),
    path("networks/<str:network>/members/new/", partner_new, name="partner_new"),
    path(
        "networks/<str:network>/members/<int:partner_id>/correct/",
        partner_correct,
        name="partner_correct",
    ),
    path("networks/<str:network>/members/<int:partner_id>/end/", partner_end, name="partner_end"),
]
