"""Data sharing agreements of a network and the parties that sign them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from networks.agreements.papers import (
    LONGEST_NAME,
    ODS_CODE,
    PapersRefused,
    needed,
    note_down,
    reason_of,
)
from networks.models import Network, SharingAgreement, SharingParty
from pcn_portal.audit.models import Actor
from practices.cells import say
from practices.import_actions import lock_register
from practices.models import Practice

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Terms:
    """What a data sharing agreement says.

    `dspt_filed_by` files the return of the Data Security and Protection Toolkit for the network.
    """

    title: str
    purposes: str
    lawful_basis: str
    protection_officer: str
    review_on: date
    dspt_filed_by: str
    starts: date

    def checked(self) -> dict[str, Any]:
        """Return the fields without blanks around them; raise PapersRefused for one that lacks."""
        if self.review_on <= self.starts:
            raise PapersRefused(
                f"The review comes after the first day, {say(self.starts)}. Give a later day.",
                "review_on",
            )
        short, ask = LONGEST_TITLE, "Fill this in."
        return {
            "title": needed(self.title, "title", "Give it a title.", short),
            "purposes": needed(self.purposes, "purposes", ask),
            "lawful_basis": needed(self.lawful_basis, "lawful_basis", ask),
            "protection_officer": needed(self.protection_officer, "protection_officer", ask, short),
            "dspt_filed_by": needed(self.dspt_filed_by, "dspt_filed_by", ask, short),
            "review_on": self.review_on,
            "starts": self.starts,
        }


@transaction.atomic
def add_sharing(*, network_id: int, terms: Terms, by: Actor, at: datetime) -> SharingAgreement:
    """Enter a data sharing agreement of a network. One title stands once at a time."""
    lock_register()
    network = Network.objects.get(pk=network_id)
    fields = terms.checked()
    _refuse_twice(network, fields["title"], fields["starts"], None)
    sharing = SharingAgreement.objects.create(network=network, **fields)
    note_down("sharing.entered", network, by, at, title=sharing.title, **_days(fields))
    return sharing


@transaction.atomic
def correct_sharing(
    *, sharing_id: int, terms: Terms, reason: str, by: Actor, at: datetime
) -> SharingAgreement:
    """Change what a data sharing agreement says, its review above all; what it said is kept."""
    why = reason_of(reason)
    sharing = _locked(sharing_id)
    fields = terms.checked()
    if sharing.ends and fields["starts"] >= sharing.ends:
        raise PapersRefused(f"It ends on {say(sharing.ends)}. Give an earlier day.", "starts")
    _refuse_twice(sharing.network, fields["title"], fields["starts"], sharing)
    for name, value in fields.items():
        setattr(sharing, name, value)
    sharing.save()
    note_down(
        "sharing.corrected", sharing.network, by, at, why, title=sharing.title, **_days(fields)
    )
    return sharing


@transaction.atomic
def end_sharing(
    *, sharing_id: int, ends: date, reason: str, by: Actor, at: datetime
) -> SharingAgreement:
    """End a data sharing agreement; `ends` is the first day on which it no longer holds."""
    why = reason_of(reason)
    sharing = _locked(sharing_id)
    if ends <= sharing.starts:
        raise PapersRefused(f"It starts on {say(sharing.starts)}. Give a later day.", "ends")
    _refuse_later(sharing, ends)
    sharing.ends = ends
    sharing.save(update_fields=["ends"])
    note_down(
        *("sharing.ended", sharing.network, by, at, why),
        title=sharing.title,
        ends=ends.isoformat(),
    )
    return sharing


@transaction.atomic
def add_party(
    *,
    sharing_id: int,
    name: str,
    ods_code: str,
    signed_on: date | None,
    signed_by: str,
    by: Actor,
    at: datetime,
    today: date,
) -> SharingParty:
    """Name a party to a data sharing agreement, signed already or not yet.

    With the ODS code of a practice it is that practice, under its own name.
    """
    sharing = _locked(sharing_id)
    code = ods_code.strip().upper()
    practice = _practice(code)
    called = practice.name if practice else needed(name, "name", "Give its name.", LONGEST_TITLE)
    if SharingParty.objects.filter(sharing=sharing, name=called).exists():
        raise PapersRefused(f"{called} is a party already. Record its signature instead.", "name")
    party = SharingParty.objects.create(
        sharing=sharing,
        practice=practice,
        name=called,
        ods_code=code,
        **_signed(signed_on, signed_by, today),
    )
    note_down("sharing.party_added", sharing.network, by, at, **_party_data(party))
    return party


@transaction.atomic
def sign_party(
    *,
    party_id: int,
    signed_on: date | None,
    signed_by: str,
    reason: str,
    by: Actor,
    at: datetime,
    today: date,
) -> SharingParty:
    """Record a party's signature; with a reason, correct one or take it back (no day, no name)."""
    party = _party(party_id)
    why = reason_of(reason) if party.signed_on else reason.strip()
    before = _party_data(party)
    for name, value in _signed(signed_on, signed_by, today).items():
        setattr(party, name, value)
    party.save(update_fields=["signed_on", "signed_by"])
    network = party.sharing.network
    note_down("sharing.party_signed", network, by, at, why, before=before, **_party_data(party))
    return party


@transaction.atomic
def remove_party(*, party_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Take a party off that was entered in error. What it was is kept."""
    why = reason_of(reason)
    party = _party(party_id)
    data, network = _party_data(party), party.sharing.network
    party.delete()
    note_down("sharing.party_removed", network, by, at, why, **data)


def _locked(sharing_id: int) -> SharingAgreement:
    lock_register()
    return SharingAgreement.objects.select_related("network").get(pk=sharing_id)


def _party(party_id: int) -> SharingParty:
    lock_register()
    found = SharingParty.objects.filter(pk=party_id)
    party = found.select_related("sharing__network").first()
    if party is None:
        raise PapersRefused("This party is no longer there. Somebody else has removed it.")
    return party


def _others(sharing: SharingAgreement) -> Any:
    others = SharingAgreement.objects.filter(network=sharing.network, title=sharing.title)
    return others.exclude(pk=sharing.pk)


def _refuse_twice(network: Network, title: str, starts: date, own: SharingAgreement | None) -> None:
    """One title holds once at a time; an earlier one has ended by the day the next one starts."""
    held = SharingAgreement.objects.filter(network=network, title=title)
    for other in held.exclude(pk=own.pk) if own else held:
        ends_first = other.ends is not None and other.ends <= starts
        own_ends = own.ends if own else None
        if not ends_first and not (own_ends and own_ends <= other.starts):
            raise PapersRefused(
                f"“{title}” is already there from {say(other.starts)}. End that one first, or "
                "give another title.",
                "title",
            )


def _refuse_later(sharing: SharingAgreement, ends: date) -> None:
    later = _others(sharing).filter(starts__gte=sharing.starts, starts__lt=ends).first()
    if later:
        raise PapersRefused(
            f"“{sharing.title}” starts again on {say(later.starts)}. Give that day or an "
            "earlier one.",
            "ends",
        )


def _practice(code: str) -> Practice | None:
    if not code:
        return None
    if not ODS_CODE.fullmatch(code):
        raise PapersRefused("This is no ODS code. Write it like A81001 or FA123.", "ods_code")
    return Practice.objects.filter(code=code).first()


def _signed(signed_on: date | None, signed_by: str, today: date) -> dict[str, Any]:
    if signed_on is None:
        if signed_by.strip():
            raise PapersRefused("Give the day of signing too.", "signed_on")
        return {"signed_on": None, "signed_by": ""}
    if signed_on > today:
        raise PapersRefused(
            "The day of signing is still to come. Give the day it was.", "signed_on"
        )
    who = needed(signed_by, "signed_by", "Give the name of the person who signed.", LONGEST_NAME)
    return {"signed_on": signed_on, "signed_by": who}


def _days(fields: dict[str, Any]) -> dict[str, str]:
    return {name: fields[name].isoformat() for name in ("starts", "review_on")}


def _party_data(party: SharingParty) -> dict[str, Any]:
    return {
        "title": party.sharing.title,
        "party": party.name,
        "signed_on": party.signed_on.isoformat() if party.signed_on else None,
        "signed_by": party.signed_by,
    }
