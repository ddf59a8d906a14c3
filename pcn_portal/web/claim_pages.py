"""What may be claimed for one person's month, worked out on a page. Nothing is kept."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.claim_forms import ClaimForm
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.role_words import maximum_row
from workforce.claim_cases import Worked, work_out
from workforce.engine.claims import BadClaim
from workforce.engine.roles import AREA_WORDS, Area

FIELDS = {"ends": "last"}


@requires(Permission.USE_RECKONER)
@require_http_methods(["GET", "POST"])
def claim_reckoner(request: PortalRequest) -> HttpResponse:
    """The form, and below what was filled in what may be claimed and why."""
    form = ClaimForm(request.POST or None)
    worked = None
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            worked = work_out(form.case(timezone.localdate(now)), known_at=now)
        except BadClaim as bad:
            form.add_error(FIELDS.get(bad.field, bad.field) or None, str(bad))
    context = {
        "form": form,
        "answer": _answer(worked, form) if worked else None,
        "crumbs": crumbs(("Rates", reverse("rates")), ("Additional roles", reverse("role_tables"))),
    }
    return render(request, "pages/roles/claim.html", context, status=400 if form.errors else 200)


def _answer(worked: Worked, form: ClaimForm) -> dict[str, Any]:
    area = Area(form.cleaned_data["area"])
    return {
        "amount": worked.claimable.amount,
        "above": worked.claimable.above,
        "role": worked.role.name,
        "where": AREA_WORDS[area],
        "maximum": maximum_row(area, worked.maximum),
        "steps": worked.claimable.steps,
    }
