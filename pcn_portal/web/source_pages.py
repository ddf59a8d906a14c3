"""The last door: the row of the file that a figure or membership came from, as it was received."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from networks import core_partners, pcn_details, workbook
from networks.models import (
    Agreement,
    Appointment,
    NetworkCommissioner,
    NetworkMembership,
    ProposalKind,
    ProposalSighting,
    Signature,
)
from networks.network_details import layout as details
from networks.proposals.wording import title
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import Scope, networks_in, practices_in, proposals_in, scope_of
from pcn_portal.web.formats import day, exact, month, period
from pcn_portal.web.nav import day_of
from practices import practice_register
from practices.cells import normalised
from practices.columns import Layout, has_columns
from practices.models import PopulationFigure, PracticeCommissioner, PracticeLocation, SourceFile
from practices.tables import ZIP, BadFile, Sheet, read_csv, read_workbook
from services.models import AgeCount, BedCount, DeprivationScore

# The kinds of file that come without a header row, and their columns in order.
HEADERLESS: dict[str, Layout] = {
    practice_register.PracticeRegister.key: practice_register.LAYOUT,
    pcn_details.PcnDetails.key: pcn_details.LAYOUT,
    core_partners.CorePartners.key: core_partners.LAYOUT,
}

# The tab of a workbook that proposes a change; of those not named, ODS's spells of practices.
PROPOSED_IN: dict[str, str] = {
    ProposalKind.PAYEE_CHANGED: details.PAYEES,
    ProposalKind.NETWORK_FORMED: workbook.DETAILS,
    ProposalKind.NETWORK_RENAMED: workbook.DETAILS,
    ProposalKind.NETWORK_ENDED: workbook.DETAILS,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the register holds because of this row, and the page that shows it."""

    text: str
    href: str
    tab: str = ""


@requires(Permission.SEE_NETWORKS)
@require_safe
def source_row(request: PortalRequest, source_id: int, row: int) -> HttpResponse:
    """Show one row of a received file, if a fact of one's own organisations rests on it.

    `?tab=` names the tab of a workbook that gives facts of several kinds.
    """
    scope, tab = scope_of(request.user, Permission.SEE_NETWORKS), request.GET.get("tab", "")
    facts = list(_facts(source_id, row, scope, day_of(request)))
    facts += _population_facts(source_id, row, scope, day_of(request))
    facts += _paper_facts(source_id, row, scope, day_of(request))
    facts += _proposed(source_id, row, scope, day_of(request))
    facts = [fact for fact in facts if not tab or fact.tab == tab]
    if not facts:
        raise Http404("No fact within your organisations rests on this row.")
    source = get_object_or_404(SourceFile.objects.select_related("received_by"), pk=source_id)
    context = {
        "source": source,
        "row": row,
        "facts": facts,
        "cells": cells_of_row(source, row, facts[0].tab),
        "tab": facts[0].tab if _is_workbook(source) else "",
        "crumbs": [{"text": "Home", "href": reverse("home")}],
    }
    return render(request, "pages/sources/row.html", context)


def _facts(source_id: int, row: int, scope: Scope, on: Any) -> Iterator[Fact]:
    networks, practices = networks_in(scope, on), practices_in(scope, on)
    either = Q(network__in=networks) | Q(practice__in=practices)

    def of(model: type[Model], within: Q, *related: str) -> QuerySet[Any]:
        rows = model._default_manager.filter(within, source=source_id, source_row=row)
        return rows.select_related(*related)

    for figure in of(PopulationFigure, Q(practice__in=practices), "practice"):
        text = f"{figure.get_basis_display()} of {figure.practice} on {day(figure.reference_date)}"
        yield _of_practice(f"{text}: {exact(figure.value)}", figure.practice.code)
    for spell in of(NetworkMembership, either, "practice", "network"):
        text = f"{spell.practice} is a core network practice of {spell.network}"
        when = period(spell.starts, spell.ends)
        yield _of_practice(f"{text}. {when}", spell.practice.code, workbook.PARTNERS)
    for held in of(PracticeCommissioner, Q(practice__in=practices), "practice", "sub_icb"):
        text = f"{held.sub_icb} commissions {held.practice}. {period(held.starts, held.ends)}"
        yield _of_practice(text, held.practice.code)
    for held in of(NetworkCommissioner, Q(network__in=networks), "network", "sub_icb"):
        text = f"{held.sub_icb} commissions {held.network}. {period(held.starts, held.ends)}"
        yield _of_network(text, held.network.code, workbook.DETAILS)
    for place in of(PracticeLocation, Q(practice__in=practices), "practice"):
        yield _of_practice(f"{place.practice} is at {place.postcode}", place.practice.code)
    for beds in of(BedCount, Q(network__in=networks), "network"):
        text = f"Beds in aligned care homes of {beds.network} in {month(beds.month)}"
        yield _of_network(f"{text}: {exact(beds.beds)}", beds.network.code)


def _population_facts(source_id: int, row: int, scope: Scope, on: Any) -> Iterator[Fact]:
    """Patients by age, of which each number has a row of its own, and deprivation."""
    practices = practices_in(scope, on)
    held = Q(source_row=row) | Q(female_rows__contains=[row]) | Q(male_rows__contains=[row])
    counts = AgeCount.objects.filter(held, source=source_id, practice__in=practices)
    for count in counts.select_related("practice"):
        text = f"Patients by age of {count.practice} on {day(count.reference_date)}"
        yield _of_practice(f"{text}: {exact(count.patients)} in all", count.practice.code)
    scores = DeprivationScore.objects.filter(
        source=source_id, source_row=row, practice__in=practices
    )
    for score in scores.select_related("practice"):
        text = f"Deprivation {score.year} of {score.practice}: {exact(score.score)}"
        yield _of_practice(text, score.practice.code)


def _paper_facts(source_id: int, row: int, scope: Scope, on: Any) -> Iterator[Fact]:
    """Directors, agreements and signatures of the network details workbook."""
    networks, at = networks_in(scope, on), {"source": source_id, "source_row": row}
    for held in Appointment.objects.filter(**at, network__in=networks).select_related(
        "network", "role"
    ):
        text = f"{held.person} is {held.role.title.lower()} of {held.network}"
        text = f"{text}. {period(held.starts, held.ends)}"
        yield Fact(text, reverse("network_people", args=[held.network.code]), details.DIRECTORS)
    for version in Agreement.objects.filter(**at, network__in=networks).select_related("network"):
        text = f"{version} of {version.network}. {period(version.starts, version.ends)}"
        href = reverse("network_agreements", args=[version.network.code])
        yield Fact(text, href, details.AGREEMENTS)
    signatures = Signature.objects.filter(**at, agreement__network__in=networks)
    for signed in signatures.select_related("agreement__network", "practice", "partner"):
        network, who = signed.agreement.network, signed.practice or signed.partner
        text = f"{who} signed the network agreement of {network} on {day(signed.signed_on)}"
        href = reverse("network_agreements", args=[network.code])
        yield Fact(text, href, details.SIGNATURES)


def _proposed(source_id: int, row: int, scope: Scope, on: Any) -> Iterator[Fact]:
    """Changes that a file proposes, or that it says as well."""
    own = Q(source=source_id, source_row=row)
    seen = Exists(ProposalSighting.objects.filter(own, proposal=OuterRef("pk")))
    for proposal in proposals_in(scope, on).filter(own | seen):
        text = f"Proposed: {title(proposal.kind, proposal.details)}"
        tab = PROPOSED_IN.get(proposal.kind, workbook.PARTNERS)
        yield Fact(text, reverse("change", args=[proposal.pk]), tab)


def _of_practice(text: str, code: str, tab: str = "") -> Fact:
    return Fact(text, reverse("practice", args=[code]), tab)


def _of_network(text: str, code: str, tab: str = "") -> Fact:
    return Fact(text, reverse("network", args=[code]), tab)


def _is_workbook(source: SourceFile) -> bool:
    return bytes(source.content[: len(ZIP)]) == ZIP and source.name.lower().endswith(".xlsx")


def cells_of_row(source: SourceFile, number: int, tab: str) -> list[tuple[str, str]]:
    """The row as pairs of heading and cell; empty if the file can no longer be read."""
    try:
        sheet = _sheet(source, tab)
    except BadFile:
        return []
    row = next((row for row in sheet.rows if row.number == number), None)
    if row is None:
        return []
    titles = [*_titles(source, sheet)]
    titles += [f"Column {place + 1}" for place in range(len(titles), len(row.cells))]
    return [(title or "No heading", cell) for title, cell in zip(titles, row.cells, strict=False)]


def _sheet(source: SourceFile, tab: str) -> Sheet:
    content = bytes(source.content)
    if not _is_workbook(source):
        return read_csv(content, settings.IMPORT_MAX_BYTES)
    tabs = read_workbook(content, settings.IMPORT_MAX_BYTES)
    if not tab:
        return next(iter(tabs.values()))
    for name, sheet in tabs.items():
        if normalised(name).replace(" ", "") == normalised(tab).replace(" ", ""):
            return sheet
    raise BadFile("The workbook has no such tab.")


def _titles(source: SourceFile, sheet: Sheet) -> tuple[str, ...]:
    batch = source.batches.order_by("id").first()
    layout = HEADERLESS.get(batch.kind) if batch else None
    if layout is None or has_columns(sheet, layout):
        return sheet.rows[0].cells
    return tuple(column.title for column in layout.columns)


urlpatterns = [
    path("sources/<int:source_id>/rows/<int:row>/", source_row, name="source_row"),
]
