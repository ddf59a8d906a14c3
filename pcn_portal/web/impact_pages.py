"""What a file would put right in approved months, before it is applied."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.impact import board_months, impact_of
from funding.models import Decision
from pcn_portal import intake
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import batches_in, icbs_in, scope_of
from pcn_portal.web.impact_words import impact_words
from pcn_portal.web.money_addresses import crumbs

MOST = 48
"""Approved months of boards that are worked out while a person waits."""


@requires(Permission.IMPORT_DATA)
@require_safe
def import_impact(request: PortalRequest, batch_id: int) -> HttpResponse:
    """Every approved month of every network that the file would correct, and the sum."""
    batches = batches_in(scope_of(request.user, Permission.IMPORT_DATA))
    found = get_object_or_404(
        batches.select_related("source").defer("source__content"), pk=batch_id
    )
    boards = _boards(request)
    asked = request.GET.get("icb", "")
    chosen = [code for code, _ in boards if asked in ("", code)]
    context: dict[str, Any] = {
        "batch": found,
        "boards": boards,
        "too_many": board_months(chosen) > MOST,
        "crumbs": crumbs(
            ("Imports", reverse("imports")), (found.source.name, reverse("import", args=[found.pk]))
        ),
    }
    if found.state == "staged" and not context["too_many"]:
        context |= _tried(request, batch_id, chosen)
    return render(request, "pages/imports/impact.html", context)


def _tried(request: PortalRequest, batch_id: int, boards: list[str]) -> dict[str, Any]:
    now = timezone.now()
    apply = partial(intake.apply, batch_id=batch_id, by=request.user.actor, at=now)
    try:
        impact = impact_of(apply, icb_codes=boards, known_at=now)
    except intake.ImportRefused as refusal:
        return {"refusal": str(refusal)}
    return {"impact": impact_words(impact)}


def _boards(request: PortalRequest) -> list[tuple[str, str]]:
    """Codes and names of the person's boards that have approved a month."""
    approved = Decision.objects.filter(outcome=Decision.Outcome.APPROVED).values("icb_code")
    boards = icbs_in(scope_of(request.user, Permission.SEE_RUNS)).filter(code__in=approved)
    return list(boards.order_by("name").values_list("code", "name"))
