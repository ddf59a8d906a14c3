"""A practice's page: what it was part of, what it signed, what became of it, and where it is."""

from datetime import date
from decimal import Decimal

import pytest

from networks.models import Agreement, Network, NetworkMembership, Signature
from practices.models import Practice, PracticeLocation, PracticeSuccession
from tests.api import england as made_up
from tests.web.pages import links, text

pytestmark = pytest.mark.usefixtures("england")
ADDRESS = "/practices/Z90001/?on=2025-06-01"
APRIL = date(2025, 4, 1)


def alder() -> Practice:
    return Practice.objects.get(code="Z90001")


def harbour() -> Network:
    return Network.objects.get(code="U90001")


def test_what_it_was_part_of_is_drawn_and_listed(signed_in):
    NetworkMembership.objects.filter(practice=alder()).update(ends=APRIL)
    alder().partnerships.create(
        network=Network.objects.get(code="U90002"), kind="practice", name="Alder Surgery",
        ods_code="Z90001", starts=APRIL,
    )  # fmt: skip
    alder().covers.create(organisation="Invented Federation", how_paid="By the ICB", starts=APRIL)
    answer = signed_in("commissioner").get(ADDRESS)
    page = text(answer)

    assert 'class="portal-time"' in answer.content.decode()
    for words in (
        "Harbour PCN (U90001) Core network practice of 1 April 2023 to 31 March 2025",
        "Quay PCN (U90002) Signed only the network agreement of From 1 April 2025",
        "Invented Federation Its patients were served by Paid: By the ICB From 1 April 2025",
    ):
        assert words in page, words
    assert "/networks/U90002/?on=2025-06-01" in links(answer)


def test_networks_of_other_boards_are_named_and_not_linked(signed_in):
    spells = NetworkMembership.objects
    spells.filter(practice=alder()).update(ends=APRIL)
    spells.create(practice=alder(), network=Network.objects.get(code="U90003"), starts=APRIL)
    answer = signed_in("commissioner").get(ADDRESS)

    assert "Heather PCN (U90003)" in text(answer)
    assert not any(link.startswith("/networks/U90003/") for link in links(answer))


def test_what_it_signed_is_listed(signed_in):
    agreement = Agreement.objects.create(network=harbour(), version=2, starts=APRIL)
    Signature.objects.create(
        agreement=agreement, practice=alder(), signed_on=APRIL, signed_by="Ms Invented",
        schedules=[1, 4],
    )  # fmt: skip

    assert (
        "1 April 2025: Network agreement, version 2 of Harbour PCN (U90001), schedules 1, 4"
        in text(signed_in("commissioner").get(ADDRESS))
    )


def test_a_merged_practice_leads_to_what_it_came_from(signed_in):
    old = Practice.objects.create(code="Z90011", name="Elm Surgery", closed=APRIL)
    PracticeSuccession.objects.create(predecessor=old, successor=alder(), on=APRIL)

    assert "1 April 2025: came from Elm Surgery (Z90011)" in text(
        signed_in("commissioner").get(ADDRESS)
    )


def test_where_it_is_comes_with_its_source(signed_in):
    source = made_up.source_file("coordinates.csv")
    PracticeLocation.objects.create(
        practice=alder(), postcode="ZZ1 1ZZ", latitude=Decimal("51.2"), longitude=Decimal("-2.6"),
        source=source, source_row=2,
    )  # fmt: skip
    answer = signed_in("commissioner").get(ADDRESS)

    assert "Latitude 51.2, longitude -2.6, by its postcode ZZ1 1ZZ." in text(answer)
    assert "Contains OS data © Crown copyright and database right" in text(answer)
    assert f"/sources/{source.pk}/rows/2/" in links(answer)
    assert signed_in("commissioner").get(f"/sources/{source.pk}/rows/2/").status_code == 200
    assert signed_in("other_commissioner").get(f"/sources/{source.pk}/rows/2/").status_code == 404


def test_a_closed_practice_stays_readable_to_whom_it_belonged(signed_in):
    Practice.objects.filter(code="Z90001").update(closed=APRIL, status="closed")
    NetworkMembership.objects.filter(practice=alder()).update(ends=APRIL)
    alder().commissioners.update(ends=APRIL)
    page = text(signed_in("commissioner").get(ADDRESS))

    assert "Alder Surgery no longer exists. It closed on 1 April 2025." in page
    assert "Saltmarsh Fictional ICB (QZ1)" in page
    assert signed_in("manager").get(ADDRESS).status_code == 200
    assert signed_in("other_commissioner").get(ADDRESS).status_code == 404
