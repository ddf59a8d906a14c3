"""Pages that enter, correct and end data sharing agreements and their parties."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from networks.agreements.sharing import (
    Terms,
    add_party,
    add_sharing,
    correct_sharing,
    end_sharing,
    remove_party,
    sign_party,
)
from networks.models import SharingAgreement, SharingParty
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.agreement_forms import (
    CorrectPartyForm,
    CorrectSharingForm,
    PartyForm,
    PartySignedForm,
    ReasonForm,
    SharingForm,
)
from pcn_portal.web.agreement_writes import document_page, form_page, kept_network, who_and_when
from pcn_portal.web.register_forms import EndForm


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def sharing_new(request: PortalRequest, code: str) -> HttpResponse:
    """Enter a data sharing agreement."""
    network = kept_network(request, code)
    form = SharingForm(request.POST or None)

    def do() -> object:
        return add_sharing(network_id=network.pk, terms=form.terms, **who_and_when(request))

    done = "The data sharing agreement is entered. Add its parties."
    return form_page(request, network, form, do, title="Enter a data sharing agreement", done=done)


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def sharing_correct(request: PortalRequest, code: str, sharing_id: int) -> HttpResponse:
    """Put a data sharing agreement right, or record its review."""
    sharing = _sharing(request, code, sharing_id)
    initial = {name: getattr(sharing, name) for name in Terms.__dataclass_fields__}
    form = CorrectSharingForm(request.POST or None, initial=initial)

    def do() -> object:
        reason = form.cleaned_data["reason"]
        return correct_sharing(
            sharing_id=sharing.pk, terms=form.terms, reason=reason, **who_and_when(request)
        )

    return form_page(
        *(request, sharing.network, form, do),
        title=f"Review or correct “{sharing.title}”",
        lead="After a review, give the day of the next one.",
        done="The data sharing agreement is changed. The earlier entry is kept.",
    )


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def sharing_end(request: PortalRequest, code: str, sharing_id: int) -> HttpResponse:
    """End a data sharing agreement."""
    sharing = _sharing(request, code, sharing_id)
    form = EndForm(request.POST or None)

    def do() -> object:
        given = form.cleaned_data
        ends = given["ends"] + timedelta(days=1)
        return end_sharing(
            sharing_id=sharing.pk, ends=ends, reason=given["reason"], **who_and_when(request)
        )

    return form_page(
        *(request, sharing.network, form, do),
        title=f"End “{sharing.title}”",
        lead="It stays readable as it stood on earlier days.",
        done="The last day is recorded.",
        button="End the agreement",
    )


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def sharing_document(request: PortalRequest, code: str, sharing_id: int) -> HttpResponse:
    """Keep a document with a data sharing agreement."""
    sharing = _sharing(request, code, sharing_id)
    return document_page(request, sharing.network, sharing=sharing)


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def party_new(request: PortalRequest, code: str, sharing_id: int) -> HttpResponse:
    """Name a party to a data sharing agreement."""
    sharing = _sharing(request, code, sharing_id)
    form = PartyForm(request.POST or None)

    def do() -> object:
        return add_party(
            sharing_id=sharing.pk,
            **form.cleaned_data,
            today=timezone.localdate(),
            **who_and_when(request),
        )

    return form_page(
        *(request, sharing.network, form, do),
        title=f"Add a party to “{sharing.title}”",
        done="The party is added.",
        button="Add the party",
    )


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def party_sign(request: PortalRequest, code: str, party_id: int) -> HttpResponse:
    """Record a party's signature, or put it right."""
    party = _party(request, code, party_id)
    shape = CorrectPartyForm if party.signed_on else PartySignedForm
    initial = {"signed_on": party.signed_on, "signed_by": party.signed_by}
    form = shape(request.POST or None, initial=initial)

    def do() -> object:
        given = {"reason": "", **form.cleaned_data}
        today = timezone.localdate()
        return sign_party(party_id=party.pk, **given, today=today, **who_and_when(request))

    return form_page(
        *(request, party.sharing.network, form, do),
        title=f"Signature of {party.name}",
        lead=f"To the data sharing agreement “{party.sharing.title}”.",
        done="The signature is recorded.",
    )


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def party_remove(request: PortalRequest, code: str, party_id: int) -> HttpResponse:
    """Take a party off that was entered in error."""
    party = _party(request, code, party_id)
    form = ReasonForm(request.POST or None)

    def do() -> object:
        reason = form.cleaned_data["reason"]
        return remove_party(party_id=party.pk, reason=reason, **who_and_when(request))

    return form_page(
        *(request, party.sharing.network, form, do),
        title=f"Remove {party.name}",
        lead=f"As a party to the data sharing agreement “{party.sharing.title}”.",
        done="The party is removed. What it was is kept.",
        button="Remove the party",
    )


def _sharing(request: PortalRequest, code: str, sharing_id: int) -> SharingAgreement:
    network = kept_network(request, code)
    found = SharingAgreement.objects.filter(network=network, pk=sharing_id)
    sharing = found.select_related("network").first()
    if sharing is None:
        raise Http404("No such data sharing agreement in this network.")
    return sharing


def _party(request: PortalRequest, code: str, party_id: int) -> SharingParty:
    network = kept_network(request, code)
    found = SharingParty.objects.filter(sharing__network=network, pk=party_id)
    party = found.select_related("sharing__network").first()
    if party is None:
        raise Http404("No such party in this network.")
    return party
