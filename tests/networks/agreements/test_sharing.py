"""Data sharing agreements: their terms, parties, signatures and reviews."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.apps import apps

from networks.agreements.papers import PapersRefused
from networks.agreements.queries import open_sharing
from networks.agreements.sharing import (
    Terms,
    add_party,
    add_sharing,
    correct_sharing,
    end_sharing,
    remove_party,
    sign_party,
)
from networks.models import Network, SharingAgreement, SharingParty
from pcn_portal.audit.models import AuditEvent
from tests.networks.agreements import cast

pytestmark = pytest.mark.usefixtures("england")
WHO: dict[str, Any] = {"by": cast.CLERK, "at": cast.AT}
TERMS = Terms(
    title="Shared care records",
    purposes="Direct care across the network",
    lawful_basis="UK GDPR article 6(1)(e) and 9(2)(h)",
    protection_officer="Dee Invented",
    review_on=date(2026, 4, 1),
    dspt_filed_by="Alder Surgery",
    starts=cast.APRIL,
)


def entered(**said: Any) -> SharingAgreement:
    return add_sharing(network_id=cast.network().pk, terms=replace(TERMS, **said), **WHO)


def party(sharing: SharingAgreement, **said: Any) -> SharingParty:
    fields: dict[str, Any] = {"name": "Made-up Trust", "ods_code": "", "signed_by": ""}
    fields |= {"signed_on": None} | said
    return add_party(sharing_id=sharing.pk, **fields, **WHO, today=cast.TODAY)


def needs(on: date) -> list[tuple[str, list[str], bool]]:
    return [
        (o.sharing.title, [p.name for p in o.unsigned], o.review_due)
        for o in open_sharing(Network.objects.all(), on)
    ]


def test_it_is_open_until_every_party_has_signed_and_again_when_its_review_is_due():
    sharing = entered()
    assert needs(cast.TODAY) == [("Shared care records", [], False)]
    trust = party(sharing)
    party(sharing, ods_code="z90001", signed_on=date(2025, 5, 1), signed_by="Ada Invented")
    assert needs(cast.TODAY) == [("Shared care records", ["Made-up Trust"], False)]

    day: dict[str, Any] = {"signed_on": cast.TODAY, "signed_by": "Bo Invented"}
    sign_party(party_id=trust.pk, **day, reason="", **WHO, today=cast.TODAY)

    assert needs(cast.TODAY) == []
    assert needs(date(2025, 5, 1)) == [("Shared care records", ["Made-up Trust"], False)]
    assert needs(date(2026, 4, 1)) == [("Shared care records", [], True)]


def test_a_party_with_a_practices_code_is_that_practice():
    found = party(entered(), name="whatever", ods_code=" z90001 ")

    assert (found.name, found.ods_code) == ("Alder Surgery", "Z90001")
    assert found.practice and found.practice.code == "Z90001"


@pytest.mark.parametrize(
    ("said", "field", "says"),
    [
        ({"title": " "}, "title", "title"),
        ({"title": "x" * 201}, "title", "The most is 200"),
        ({"purposes": ""}, "purposes", "Fill this in"),
        ({"lawful_basis": ""}, "lawful_basis", "Fill this in"),
        ({"protection_officer": ""}, "protection_officer", "Fill this in"),
        ({"dspt_filed_by": ""}, "dspt_filed_by", "Fill this in"),
        ({"review_on": cast.APRIL}, "review_on", "after the first day"),
    ],
)
def test_what_an_agreement_lacks_is_said(said: dict[str, Any], field: str, says: str):
    with pytest.raises(PapersRefused, match=says) as refused:
        entered(**said)
    assert refused.value.field == field
    assert not SharingAgreement.objects.exists()


def test_one_title_holds_once_at_a_time():
    first = entered()
    with pytest.raises(PapersRefused, match="already there from 1 April 2025"):
        entered(starts=date(2025, 5, 1))
    end_sharing(sharing_id=first.pk, ends=date(2025, 5, 1), reason="Replaced.", **WHO)

    second = entered(starts=date(2025, 5, 1))

    with pytest.raises(PapersRefused, match="starts again on 1 May 2025"):
        end_sharing(sharing_id=first.pk, ends=date(2025, 6, 1), reason="Late.", **WHO)
    with pytest.raises(PapersRefused, match="already there"):
        correct_sharing(
            sharing_id=second.pk, terms=replace(TERMS, starts=date(2025, 4, 15)), reason="x", **WHO
        )
    assert [s.ends for s in SharingAgreement.objects.order_by("starts")] == [
        date(2025, 5, 1),
        None,
    ]


def test_a_correction_needs_a_reason_and_keeps_what_was():
    sharing, later = entered(), replace(TERMS, review_on=date(2027, 4, 1))
    with pytest.raises(PapersRefused, match="Give a reason"):
        correct_sharing(sharing_id=sharing.pk, terms=later, reason="", **WHO)

    correct_sharing(sharing_id=sharing.pk, terms=later, reason="Reviewed.", **WHO)

    sharing.refresh_from_db()
    assert sharing.review_on == date(2027, 4, 1)
    earlier = apps.get_model("networks", "SharingAgreementEvent").objects.get()
    assert earlier.review_on == date(2026, 4, 1)
    assert AuditEvent.objects.get(action="sharing.corrected").reason == "Reviewed."


def test_an_end_comes_after_the_start():
    sharing = entered()
    with pytest.raises(PapersRefused, match="Give a later day"):
        end_sharing(sharing_id=sharing.pk, ends=cast.APRIL, reason="x", **WHO)
    end_sharing(sharing_id=sharing.pk, ends=date(2025, 6, 1), reason="x", **WHO)
    with pytest.raises(PapersRefused, match="It ends on 1 June 2025"):
        correct_sharing(
            sharing_id=sharing.pk, terms=replace(TERMS, starts=date(2025, 6, 1)), reason="x", **WHO
        )


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"ods_code": "no code"}, "ods_code"),
        ({"signed_on": date(2025, 6, 3), "signed_by": "Ada Invented"}, "signed_on"),
        ({"signed_by": "Ada Invented"}, "signed_on"),
        ({"signed_on": cast.APRIL}, "signed_by"),
    ],
)
def test_what_is_wrong_with_a_party_is_said(said: dict[str, Any], field: str):
    sharing = entered()
    with pytest.raises(PapersRefused) as refused:
        party(sharing, **said)
    assert refused.value.field == field


def test_a_party_stands_once_and_its_signature_is_corrected_with_a_reason():
    sharing = entered()
    trust = party(sharing, signed_on=cast.APRIL, signed_by="Ada Invented")
    with pytest.raises(PapersRefused, match="is a party already"):
        party(sharing)
    taken_back: dict[str, Any] = {"signed_on": None, "signed_by": "", **WHO, "today": cast.TODAY}
    with pytest.raises(PapersRefused, match="Give a reason"):
        sign_party(party_id=trust.pk, reason="", **taken_back)

    sign_party(party_id=trust.pk, reason="Never signed.", **taken_back)

    assert SharingParty.objects.get().signed_on is None
    remove_party(party_id=trust.pk, reason="No party to it.", **WHO)
    assert not SharingParty.objects.exists()
    with pytest.raises(PapersRefused, match="no longer there"):
        remove_party(party_id=trust.pk, reason="Again.", **WHO)
