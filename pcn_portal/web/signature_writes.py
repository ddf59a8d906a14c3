"""Pages that record, correct and remove signatures of a network agreement."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from networks.agreements.queries import Signatory, signatories
from networks.agreements.signatures import correct_signature, remove_signature, sign
from networks.models import Agreement, Partner, Signature
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.agreement_forms import CorrectSignatureForm, ReasonForm, SignForm
from pcn_portal.web.agreement_writes import (
    form_page,
    kept_network,
    version_or_404,
    who_and_when,
)
from pcn_portal.web.formats import day
from practices.models import Practice


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def signature_new(request: PortalRequest, code: str, agreement_id: int) -> HttpResponse:
    """Record who signed a version."""
    agreement = version_or_404(request, code, agreement_id)
    waiting = _waiting(agreement)
    form = SignForm(
        request.POST or None,
        members=[(key, str(member)) for key, member in waiting.items()],
        initial={"who": request.GET.get("who", "")},
    )

    def do() -> object:
        member = waiting[form.cleaned_data["who"]]
        today = timezone.localdate()
        who = _signing(member)
        return sign(
            agreement_id=agreement.pk, **who, **form.signed, today=today, **who_and_when(request)
        )

    return form_page(
        *(request, agreement.network, form, do),
        title=f"Record a signature of version {agreement.version}",
        lead="" if waiting else "Every member has signed this version.",
        done="The signature is recorded.",
    )


def _waiting(agreement: Agreement) -> dict[str, Signatory]:
    """Members of today, of the version's first day and of its last, that have not signed it."""
    today = timezone.localdate()
    signed = set(agreement.signatures.values_list("practice_id", "partner_id"))
    found: dict[str, Signatory] = {}
    for on in {today, agreement.starts, agreement.ends or today}:
        for member in signatories([agreement.network_id], on).get(agreement.network_id, ()):
            practice = None if member.partner_id else member.practice_id
            if (practice, member.partner_id) not in signed:
                found[member.key] = member
    return dict(sorted(found.items(), key=lambda item: str(item[1])))


def _signing(member: Signatory) -> dict[str, Any]:
    if member.partner_id:
        return {"partner": Partner.objects.get(pk=member.partner_id)}
    return {"practice": Practice.objects.get(code=member.code)}


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def signature_correct(request: PortalRequest, code: str, signature_id: int) -> HttpResponse:
    """Put a signature right."""
    signature = _signature(request, code, signature_id)
    initial = {
        "signed_on": signature.signed_on,
        "signed_by": signature.signed_by,
        "schedules": signature.schedules,
    }
    form = CorrectSignatureForm(request.POST or None, initial=initial)

    def do() -> object:
        return correct_signature(
            signature_id=signature.pk,
            **form.signed,
            reason=form.cleaned_data["reason"],
            today=timezone.localdate(),
            **who_and_when(request),
        )

    return form_page(
        *(request, signature.agreement.network, form, do),
        title=f"Correct the signature of {signature.practice or signature.partner}",
        lead=f"Version {signature.agreement.version}.",
        done="The signature is corrected. The earlier entry is kept.",
    )


@requires(Permission.KEEP_REGISTER)
@require_http_methods(["GET", "POST"])
def signature_remove(request: PortalRequest, code: str, signature_id: int) -> HttpResponse:
    """Take a signature off that was never given."""
    signature = _signature(request, code, signature_id)
    form = ReasonForm(request.POST or None)

    def do() -> object:
        reason = form.cleaned_data["reason"]
        return remove_signature(signature_id=signature.pk, reason=reason, **who_and_when(request))

    who = signature.practice or signature.partner
    return form_page(
        *(request, signature.agreement.network, form, do),
        title=f"Remove the signature of {who}",
        lead=f"{who} then counts as not having signed version {signature.agreement.version}, "
        f"which the portal has as signed by {signature.signed_by} on {day(signature.signed_on)}.",
        done="The signature is removed. What it was is kept.",
        button="Remove the signature",
    )


def _signature(request: PortalRequest, code: str, signature_id: int) -> Signature:
    network = kept_network(request, code)
    found = Signature.objects.filter(agreement__network=network, pk=signature_id)
    related = ("agreement__network", "practice", "partner")
    signature = found.select_related(*related).first()
    if signature is None:
        raise Http404("No such signature in this network.")
    return signature
