"""Who signed the network agreement on a day, and who did not."""

from datetime import date

import pytest

from networks.agreements.queries import signed_practices, standings, unsigned_members
from networks.models import Agreement, Network, NetworkMembership, Partner, Signature
from practices.models import Practice
from tests.networks.agreements import cast

pytestmark = pytest.mark.usefixtures("england")
MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)


def signed(agreement: Agreement, code: str, on: date = MAY) -> Signature:
    practice = Practice.objects.get(code=code)
    return Signature.objects.create(
        agreement=agreement, practice=practice, signed_on=on, signed_by="Ada Invented"
    )


def unsigned(on: date) -> dict[str, tuple[bool, list[str]]]:
    """By network: whether it has an agreement, and the names of who did not sign."""
    found = unsigned_members(Network.objects.all(), on)
    return {
        code: (standing.agreement is not None, [member.name for member in standing.unsigned])
        for code, standing in found.items()
    }


def test_a_network_without_an_agreement_is_named_with_everybody_in_it():
    assert unsigned(JUNE) == {
        "U90001": (False, ["Alder Surgery", "Birch Surgery"]),
        "U90002": (False, ["Cedar Surgery"]),
        "U90003": (False, ["Damson Surgery"]),
    }


def test_every_core_practice_and_every_other_member_is_asked_to_sign():
    agreement, pharmacy = cast.agreement(), cast.pharmacy()
    signed(agreement, "Z90001")

    assert unsigned(JUNE)["U90001"] == (True, ["Birch Surgery", "Made-up Pharmacy"])

    signed(agreement, "Z90002")
    Signature.objects.create(
        agreement=agreement, partner=pharmacy, signed_on=MAY, signed_by="Bo Invented"
    )
    assert "U90001" not in unsigned(JUNE)


def test_a_signature_counts_from_its_day_and_for_its_version_alone():
    agreement = cast.agreement()
    for code in ("Z90001", "Z90002"):
        signed(agreement, code)
    assert "U90001" in unsigned(date(2025, 4, 30))
    assert "U90001" not in unsigned(MAY)

    Agreement.objects.filter(pk=agreement.pk).update(ends=JUNE)
    cast.agreement(starts=JUNE, version=2)
    assert "U90001" not in unsigned(MAY)
    assert unsigned(JUNE)["U90001"] == (True, ["Alder Surgery", "Birch Surgery"])


def test_who_left_is_not_asked_any_more():
    agreement = cast.agreement()
    signed(agreement, "Z90001")
    NetworkMembership.objects.filter(practice__code="Z90002").update(ends=JUNE)

    assert "U90001" in unsigned(MAY)
    assert "U90001" not in unsigned(JUNE)


def test_a_practice_that_signed_as_a_member_need_not_sign_again_as_a_core_practice():
    agreement, cedar = cast.agreement(), Practice.objects.get(code="Z90003")
    partner = Partner.objects.create(
        network=cast.network(), kind="practice", name="Cedar Surgery", practice=cedar,
        starts=cast.APRIL, ends=JUNE,
    )  # fmt: skip
    Signature.objects.create(
        agreement=agreement, partner=partner, signed_on=MAY, signed_by="Ada Invented"
    )
    NetworkMembership.objects.filter(practice=cedar).update(network=cast.network(), starts=JUNE)

    names = unsigned(JUNE)["U90001"][1]

    assert "Cedar Surgery" not in names
    assert signed_practices(["U90001"], JUNE) == {"U90001": frozenset({"Z90003"})}


def test_the_number_of_queries_does_not_grow_with_the_networks(django_assert_num_queries):
    for code in ("U90001", "U90002", "U90003"):
        signed(cast.agreement(code), {"U90001": "Z90001", "U90002": "Z90003"}.get(code, "Z90004"))
    with django_assert_num_queries(5):
        standings(Network.objects.all(), JUNE)
    with django_assert_num_queries(5):
        standings(Network.objects.filter(code="U90001"), JUNE)
