"""Pages that enter, correct and remove a network's papers, each by one form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from networks.agreements.documents import attach_document
from networks.agreements.versions import correct_version, new_version, set_schedule
from networks.models import SCHEDULES, Agreement, Network, SharingAgreement
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.agreement_forms import (
    CorrectVersionForm,
    DocumentForm,
    ScheduleForm,
    VersionForm,
)
from pcn_portal.web.money_addresses import crumbs
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.register_forms import saved
from pcn_portal.web.uploads import too_large

Do = Callable[[], object]


def kept_network(request: PortalRequest, code: str) -> Network:
    """The network, if the person keeps its register today; else 404."""
    return find_network(request, code, timezone.localdate(), Permission.KEEP_REGISTER)


def who_and_when(request: PortalRequest) -> dict[str, Any]:
    """Who acts, and when, for an action."""
    return {"by": request.user.actor, "at": timezone.now()}


def form_page(
    request: PortalRequest,
    network: Network,
    form: forms.Form,
    do: Do,
    *,
    title: str,
    done: str,
    lead: str = "",
    button: str = "Save",
) -> HttpResponse:
    """Show a form, and when it is sent well, do it and go back to the papers of the network."""
    if saved(form, lambda _: do()):
        messages.success(request, done)
        return redirect("network_agreements", network.code)
    papers = (f"Agreements of {network.name}", reverse("network_agreements", args=[network.code]))
    context = {
        "network": network,
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
        "crumbs": crumbs(("Networks", reverse("networks")), papers),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/agreements/form.html", context, status=status)


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def version_new(request: PortalRequest, code: str) -> HttpResponse:
    """Enter the first or the next version of the network agreement."""
    network = kept_network(request, code)
    form = VersionForm(request.POST or None)
    last = network.agreements.order_by("-version").first()
    lead = "It is the first version in the portal."
    if last:
        lead = (
            f"It is version {last.version + 1}. Version {last.version} ends on the day it starts, "
            "and every member is asked to sign anew."
        )

    def do() -> object:
        return new_version(network_id=network.pk, **form.cleaned_data, **who_and_when(request))

    done = "The version is entered. Record who signed it."
    return form_page(
        request, network, form, do, title="Enter a version of the agreement", lead=lead, done=done
    )


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def version_correct(request: PortalRequest, code: str, agreement_id: int) -> HttpResponse:
    """Put the first day or the note of a version right."""
    agreement = version_or_404(request, code, agreement_id)
    initial = {"starts": agreement.starts, "note": agreement.note}
    form = CorrectVersionForm(request.POST or None, initial=initial)

    def do() -> object:
        return correct_version(
            agreement_id=agreement.pk, **form.cleaned_data, **who_and_when(request)
        )

    return form_page(
        *(request, agreement.network, form, do),
        title=f"Correct version {agreement.version}",
        lead="The version before ends on the day this one starts.",
        done="The version is corrected. The earlier entry is kept.",
    )


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def schedule_set(request: PortalRequest, code: str, agreement_id: int, number: int) -> HttpResponse:
    """Say what a schedule of a version holds."""
    agreement = version_or_404(request, code, agreement_id)
    if number not in SCHEDULES:
        raise Http404("The agreement has schedules 1 to 7.")
    held = agreement.schedules.filter(number=number).first()
    form = ScheduleForm(request.POST or None, initial={"summary": held.summary if held else ""})

    def do() -> object:
        return set_schedule(
            agreement_id=agreement.pk,
            number=number,
            summary=form.cleaned_data["summary"],
            **who_and_when(request),
        )

    return form_page(
        *(request, agreement.network, form, do),
        title=f"Schedule {number}: {SCHEDULES[number]}",
        lead=f"Of version {agreement.version}. What it said before is kept.",
        done=f"Schedule {number} is recorded.",
    )


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def agreement_document(request: PortalRequest, code: str, agreement_id: int) -> HttpResponse:
    """Keep a document with a version of the agreement."""
    agreement = version_or_404(request, code, agreement_id)
    return document_page(request, agreement.network, agreement=agreement)


def document_page(
    request: PortalRequest,
    network: Network,
    *,
    agreement: Agreement | None = None,
    sharing: SharingAgreement | None = None,
) -> HttpResponse:
    """The form that takes a document for an agreement or a data sharing agreement."""
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = DocumentForm(*data, dropped=too_large(request))

    def do() -> object:
        file = form.cleaned_data["file"]
        return attach_document(
            agreement=agreement,
            sharing=sharing,
            name=file.name or "",
            content=file.read(),
            **who_and_when(request),
        )

    return form_page(
        *(request, network, form, do),
        title=f"Add a document to “{agreement or sharing}”",
        lead="It is kept as it is, and is never changed or removed. Add a newer one beside it.",
        done="The document is kept.",
        button="Add the document",
    )


def version_or_404(request: PortalRequest, code: str, agreement_id: int) -> Agreement:
    """A version of a network's agreement, if the person keeps its register today; else 404."""
    network = kept_network(request, code)
    found = Agreement.objects.filter(network=network, pk=agreement_id)
    agreement = found.select_related("network").first()
    if agreement is None:
        raise Http404("No such version of this network's agreement.")
    return agreement
