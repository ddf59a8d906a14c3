"""Signatures: by members alone, on a day that was, once, and corrected with a reason."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from networks.agreements.papers import PapersRefused
from networks.agreements.signatures import correct_signature, remove_signature, sign
from networks.models import NetworkMembership, Partner, Signature
from pcn_portal.audit.models import AuditEvent
from practices.models import Practice
from tests.networks.agreements import cast

pytestmark = pytest.mark.usefixtures("england")
WHO: dict[str, Any] = {"by": cast.CLERK, "at": cast.AT, "today": cast.TODAY}
MAY = date(2025, 5, 1)


def signed(code: str | None = "Z90001", **said: Any) -> Signature:
    agreement = cast.network().agreements.first() or cast.agreement()
    practice = Practice.objects.get(code=code) if code else None
    fields: dict[str, Any] = {"signed_on": MAY, "signed_by": "Ada Invented", "schedules": [1, 4]}
    return sign(agreement_id=agreement.pk, practice=practice, **(fields | said), **WHO)


def test_a_core_network_practice_signs_with_its_schedules():
    signature = signed(schedules=[4, 1, 4])

    assert (signature.signed_on, signature.signed_by, signature.schedules) == (
        MAY, "Ada Invented", [1, 4],
    )  # fmt: skip
    event = AuditEvent.objects.get(action="agreement.signed")
    assert (event.object_key, event.data["who"]) == ("U90001", "Alder Surgery (Z90001)")


def test_another_member_and_a_member_practice_sign_too():
    Partner.objects.create(
        network=cast.network(), kind="practice", name="Cedar Surgery",
        practice=Practice.objects.get(code="Z90003"), starts=cast.APRIL,
    )  # fmt: skip
    signed(None, partner=cast.pharmacy())
    signed("Z90003")

    assert Signature.objects.count() == 2


def test_a_practice_due_to_join_signs_before_its_first_day():
    NetworkMembership.objects.filter(practice__code="Z90003").update(ends=date(2025, 7, 1))
    cedar = Practice.objects.get(code="Z90003")
    NetworkMembership.objects.create(
        practice=cedar, network=cast.network(), starts=date(2025, 7, 1)
    )

    assert signed("Z90003").practice == cedar


def test_a_stranger_does_not_sign():
    NetworkMembership.objects.create(
        practice=Practice.objects.get(code="Z90004"), network=cast.network(),
        starts=date(2022, 1, 1), ends=date(2022, 1, 1),
    )  # fmt: skip
    for code in ("Z90003", "Z90004"):
        with pytest.raises(PapersRefused, match=r"is no member of Harbour PCN \(U90001\)") as no:
            signed(code)
        assert no.value.field == "who"
    with pytest.raises(PapersRefused, match="is no member"):
        signed(None, partner=cast.pharmacy("U90002"))
    with pytest.raises(PapersRefused, match="Choose who signed"):
        signed(None)
    with pytest.raises(PapersRefused, match="Choose who signed"):
        signed("Z90001", partner=cast.pharmacy())
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("said", "field", "says"),
    [
        ({"signed_on": cast.TODAY + timedelta(days=1)}, "signed_on", "still to come"),
        ({"signed_by": "  "}, "signed_by", "name of the person"),
        ({"signed_by": "x" * 151}, "signed_by", "The most is 150"),
        ({"schedules": [0]}, "schedules", "from 1 to 7"),
        ({"schedules": [8]}, "schedules", "from 1 to 7"),
    ],
)
def test_what_is_wrong_with_a_signature_is_said(said: dict[str, Any], field: str, says: str):
    with pytest.raises(PapersRefused, match=says) as refused:
        signed(**said)
    assert refused.value.field == field
    assert not Signature.objects.exists()


def test_a_signature_of_today_counts():
    assert signed(signed_on=cast.TODAY).signed_on == cast.TODAY


def test_nobody_signs_a_version_twice():
    signed()

    with pytest.raises(PapersRefused, match="has already signed version 1"):
        signed()


def test_a_corrected_signature_keeps_what_it_was():
    signature = signed()
    correct: dict[str, Any] = {"signature_id": signature.pk, "signed_by": "Bo Invented"}
    correct |= {"schedules": [1]}
    with pytest.raises(PapersRefused, match="Give a reason"):
        correct_signature(**correct, signed_on=cast.APRIL, reason="", **WHO)

    correct_signature(**correct, signed_on=cast.APRIL, reason="The scan was misread.", **WHO)

    signature.refresh_from_db()
    assert (signature.signed_by, signature.signed_on) == ("Bo Invented", cast.APRIL)
    earlier = apps.get_model("networks", "SignatureEvent").objects.get()
    assert (earlier.signed_by, earlier.signed_on) == ("Ada Invented", MAY)
    event = AuditEvent.objects.get(action="agreement.signature_corrected")
    assert event.reason == "The scan was misread."
    assert event.data["before"]["signed_on"] == "2025-05-01"


def test_a_removed_signature_stays_in_the_row_history():
    signature = signed()
    who: dict[str, Any] = {"by": cast.CLERK, "at": cast.AT}
    with pytest.raises(PapersRefused, match="Give a reason"):
        remove_signature(signature_id=signature.pk, reason=" ", **who)

    remove_signature(signature_id=signature.pk, reason="Signed by nobody.", **who)

    assert not Signature.objects.exists()
    assert apps.get_model("networks", "SignatureEvent").objects.get().signed_by == "Ada Invented"
    with pytest.raises(PapersRefused, match="no longer there"):
        remove_signature(signature_id=signature.pk, reason="Again.", **who)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_record_it_at_once_one_is_told():
    agreement = cast.agreement()
    start, refused = threading.Barrier(2), []

    def act() -> None:
        start.wait()
        try:
            signed()
        except PapersRefused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Signature.objects.filter(agreement=agreement).count() == 1
    assert refused == [
        "Alder Surgery (Z90001) has already signed version 1. Correct that signature."
    ]
