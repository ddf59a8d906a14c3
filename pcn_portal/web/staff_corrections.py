"""Putting an entry of the staff register right, and calling one off."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.register_forms import form_page, saved
from pcn_portal.web.staff_forms import CallOffForm, CorrectForm
from pcn_portal.web.staff_pages import done, find_engagement, own_network, staff_crumbs
from workforce.correcting import call_off, correct_engagement

TAKEN_BACK = "What was claimed for this entry is taken back by the next claim of each month."


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def staff_correct(request: PortalRequest, network: str, engagement_id: int) -> HttpResponse:
    """Put right the first day, the employer, or where somebody worked before."""
    found = own_network(request, network)
    one = find_engagement(found, engagement_id)
    names = ("starts", "employer_kind", "employer", "before")
    initial = {name: getattr(one, name) for name in names} | {"contracted": one.contracted_until}
    form = CorrectForm(request.POST or None, initial=initial)

    def write(clean: dict[str, Any]) -> None:
        correct_engagement(
            engagement_id=one.pk,
            to=form.to,
            reason=clean["reason"],
            by=request.user.actor,
            at=timezone.now(),
        )

    if saved(form, write):
        said = "The entry is corrected. The earlier one is kept."
        return done(request, said, "staff_person", found.code, one.pk)
    return form_page(
        request,
        form,
        heading=f"Correct the entry of {one.person.reference}",
        caption=found.name,
        button="Correct",
        crumbs=staff_crumbs(found),
    )


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def staff_call_off(request: PortalRequest, network: str, engagement_id: int) -> HttpResponse:
    """Call off an entry that was made by mistake."""
    found = own_network(request, network)
    one = find_engagement(found, engagement_id)
    form = CallOffForm(request.POST or None)

    def write(clean: dict[str, Any]) -> None:
        call_off(
            engagement_id=one.pk, reason=clean["reason"], by=request.user.actor, at=timezone.now()
        )

    if saved(form, write):
        return done(request, "The entry is called off.", "network_staff", found.code)
    return form_page(
        request,
        form,
        heading=f"Call off the entry of {one.person.reference}",
        caption=found.name,
        button="Call off",
        crumbs=staff_crumbs(found),
        effects=[TAKEN_BACK] if one.claimed.exists() else [],
    )
