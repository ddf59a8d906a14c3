"""Who signed a version of a network agreement, when, and which of its schedules."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from networks.agreements.papers import (
    LONGEST_NAME,
    PapersRefused,
    locked_agreement,
    needed,
    note_down,
    reason_of,
)
from networks.models import (
    SCHEDULES,
    Agreement,
    Network,
    NetworkMembership,
    Partner,
    Signature,
)
from pcn_portal.audit.models import Actor
from practices.import_actions import lock_register
from practices.models import Practice


@transaction.atomic
def sign(
    *,
    agreement_id: int,
    practice: Practice | None = None,
    partner: Partner | None = None,
    signed_on: date,
    signed_by: str,
    schedules: Collection[int],
    by: Actor,
    at: datetime,
    today: date,
) -> Signature:
    """Record that a practice, or another member, signed a version, and which schedules.

    Raises PapersRefused if it does not belong to the network, signed already, or the day is to
    come. A practice may sign before the day on which it is due to join.
    """
    agreement = locked_agreement(agreement_id)
    _check_signatory(agreement, practice, partner)
    who, numbers = _check_signature(signed_on, signed_by, schedules, today)
    signature = Signature.objects.create(
        agreement=agreement,
        practice=practice,
        partner=partner,
        signed_on=signed_on,
        signed_by=who,
        schedules=numbers,
    )
    note_down("agreement.signed", agreement.network, by, at, **as_data(signature))
    return signature


@transaction.atomic
def correct_signature(
    *,
    signature_id: int,
    signed_on: date,
    signed_by: str,
    schedules: Collection[int],
    reason: str,
    by: Actor,
    at: datetime,
    today: date,
) -> Signature:
    """Correct the day, the person or the schedules of a signature. Earlier ones are kept."""
    why = reason_of(reason)
    signature = _signature(signature_id)
    before = as_data(signature)
    signature.signed_by, signature.schedules = _check_signature(
        signed_on, signed_by, schedules, today
    )
    signature.signed_on = signed_on
    signature.save()
    network = signature.agreement.network
    note_down(
        *("agreement.signature_corrected", network, by, at, why),
        before=before,
        **as_data(signature),
    )
    return signature


@transaction.atomic
def remove_signature(*, signature_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Take a signature off that was never given. What it was is kept."""
    why = reason_of(reason)
    signature = _signature(signature_id)
    data, network = as_data(signature), signature.agreement.network
    signature.delete()
    note_down("agreement.signature_removed", network, by, at, why, **data)


def _signature(signature_id: int) -> Signature:
    lock_register()
    found = Signature.objects.filter(pk=signature_id)
    related = ("agreement__network", "practice", "partner")
    signature = found.select_related(*related).first()
    if signature is None:
        raise PapersRefused("This signature is no longer there. Somebody else has removed it.")
    return signature


def as_data(signature: Signature) -> dict[str, Any]:
    """A signature as the audit trail keeps it."""
    return {
        "version": signature.agreement.version,
        "who": str(signature.practice or signature.partner),
        "signed_on": signature.signed_on.isoformat(),
        "signed_by": signature.signed_by,
        "schedules": list(signature.schedules),
    }


def _check_signatory(
    agreement: Agreement, practice: Practice | None, partner: Partner | None
) -> None:
    if (practice is None) == (partner is None):
        raise PapersRefused("Choose who signed.", "who")
    who = practice or partner
    if not _belongs(agreement.network, practice, partner):
        raise PapersRefused(
            f"{who} is no member of {agreement.network}. Enter it as a member first, or propose "
            "that it joins.",
            "who",
        )
    if Signature.objects.filter(agreement=agreement, practice=practice, partner=partner).exists():
        raise PapersRefused(
            f"{who} has already signed version {agreement.version}. Correct that signature.", "who"
        )


def _belongs(network: Network, practice: Practice | None, partner: Partner | None) -> bool:
    """Whether somebody is, was, or is due to be a member; an empty spell never counted."""
    counted = Q(ends__isnull=True) | Q(ends__gt=F("starts"))
    if partner is not None:
        return partner.network_id == network.pk
    return any(
        model._default_manager.filter(counted, network=network, practice=practice).exists()
        for model in (NetworkMembership, Partner)
    )


def _check_signature(
    signed_on: date, signed_by: str, schedules: Collection[int], today: date
) -> tuple[str, list[int]]:
    if signed_on > today:
        raise PapersRefused(
            "The day of signing is still to come. Give the day it was.", "signed_on"
        )
    if set(schedules) - set(SCHEDULES):
        raise PapersRefused("Choose schedules from 1 to 7.", "schedules")
    ask = "Give the name of the person who signed."
    return needed(signed_by, "signed_by", ask, LONGEST_NAME), sorted(set(schedules))
